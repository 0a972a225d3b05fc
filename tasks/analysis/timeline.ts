import type { AuditLog } from '../../cache/audit/audit-log.ts'
import { pressure } from '../../cache/audit/catalogue/services.ts'
import type { Window } from '../../cache/window.ts'
import { plural } from '../../templates/words.ts'
import { defineTask } from '../task.ts'
import { readDecisions } from './decisions.ts'

/** Decisions of a service in one step of a window. */
export interface StepCount {
  /** Which step, from 0. */
  step: number
  service: string
  decisions: number
  blocked: number
}

/** Pressure in one step of the session, 0..1. */
export interface StepPressure {
  step: number
  low: number
  mean: number
  high: number
}

/** A session cut into steps of equal length: what its charts are drawn from, small whatever the session holds. */
export interface Timeline {
  /** Beginning of step 0, a whole multiple of the step's length; milliseconds since 1970. */
  start: number
  stepMs: number
  steps: number
  counts: StepCount[]
  pressure: StepPressure[]
}

const minute = 60_000
const day = 1440 * minute
/** Lengths that people think in. */
const usualSteps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440].map((minutes) => minutes * minute)
const mostSteps = 48
/** Services that are distinguished; the rest are one. */
export const mostServices = 7
export const otherServices = 'others'

/** The steps that a window is cut into: 48 at most. */
export function stepsOf({ from, to }: Window): Pick<Timeline, 'start' | 'stepMs' | 'steps'> {
  const least = (to - from) / (mostSteps - 1)
  const stepMs = usualSteps.find((step) => step >= least) ?? Math.ceil(least / day) * day
  const start = Math.floor(from / stepMs) * stepMs
  return { start, stepMs, steps: Math.ceil((to - start) / stepMs) }
}

export const readTimeline = defineTask({
  id: 'analysis/timeline',
  title: 'Spread the decisions over the session',
  needs: { read: readDecisions },
  show: ({ counts, steps, stepMs }: Timeline) =>
    `${plural(
      counts.reduce((sum, { decisions }) => sum + decisions, 0),
      'decision',
    )} in ${plural(steps, 'step')} of ${stepMs / minute} minutes`,
  async run({ stores, session }) {
    const log = await stores.audit()
    const cut = stepsOf(session)
    return {
      ...cut,
      counts: mergeServices(await countSteps(log, session, cut)),
      pressure: await spread(log, session, cut),
    }
  },
})

type Cut = ReturnType<typeof stepsOf>

/** One question a step, each about its own decisions only. */
async function countSteps(log: AuditLog, { from, to }: Window, { start, stepMs, steps }: Cut): Promise<StepCount[]> {
  const counts: StepCount[] = []
  for (let step = 0; step < steps; step++) {
    const begin = start + step * stepMs
    const profiles = await log.profiles({ from: Math.max(from, begin), to: Math.min(to, begin + stepMs) })
    const services = new Map<string, StepCount>()
    for (const { service, blocked, decisions } of profiles) {
      const count = services.get(service) ?? { step, service, decisions: 0, blocked: 0 }
      count.decisions += decisions
      if (blocked) count.blocked += decisions
      services.set(service, count)
    }
    counts.push(...[...services.values()].sort((a, b) => (a.service < b.service ? -1 : 1)))
  }
  return counts
}

/** The services with the most decisions by name, all others as one. */
export function mergeServices(counts: StepCount[]): StepCount[] {
  const totals = new Map<string, number>()
  for (const { service, decisions } of counts) totals.set(service, (totals.get(service) ?? 0) + decisions)
  if (totals.size <= mostServices) return counts
  const ranked = [...totals].sort(([a, most], [b, least]) => least - most || (a < b ? -1 : 1))
  const named = new Set(ranked.slice(0, mostServices - 1).map(([service]) => service))
  let rest = otherServices
  while (named.has(rest)) rest = `all ${rest}`
  const merged = new Map<string, StepCount>()
  for (const count of counts) {
    const service = named.has(count.service) ? count.service : rest
    const key = JSON.stringify([count.step, service])
    const sum = merged.get(key) ?? { step: count.step, service, decisions: 0, blocked: 0 }
    sum.decisions += count.decisions
    sum.blocked += count.blocked
    merged.set(key, sum)
  }
  return [...merged.values()]
}

async function spread(log: AuditLog, window: Window, { start, stepMs }: Cut): Promise<StepPressure[]> {
  const found = new Map<number, StepPressure & { sum: number; count: number }>()
  for await (const { at, values } of log.measures(window, pressure.name)) {
    for (const [index, value] of values.entries()) {
      const step = Math.floor(((at[index] as number) - start) / stepMs)
      const here = found.get(step) ?? { step, low: value, mean: value, high: value, sum: 0, count: 0 }
      here.low = Math.min(here.low, value)
      here.high = Math.max(here.high, value)
      here.sum += value
      here.count++
      found.set(step, here)
    }
  }
  return [...found.values()].map(({ sum, count, ...step }) => ({ ...step, mean: sum / count }))
}
