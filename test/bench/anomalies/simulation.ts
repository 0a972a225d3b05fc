import type { InstantCount, ProfileCount } from '../../../cache/audit/audit-log.ts'
import { profileOf } from '../../../cache/audit/profile.ts'
import { normaliseDecision } from '../../../cache/decision.ts'
import { findUnusual } from '../../../tasks/analysis/anomalies/find.ts'
import type { Measured } from '../../../tasks/analysis/baseline/measured.ts'
import { measureSession } from '../../../tasks/analysis/metrics.ts'
import type { Series } from '../../../tasks/analysis/session-numbers.ts'
import type { Figures } from '../measure.ts'
import { type Change, drawHabits, drawSession, type Habits, names, sessionWindow } from './history.ts'
import { randomFrom } from './random.ts'

const histories = 1000
const sessions = 12
const seed = 20261125

/** Counts of how often something was found. */
class Tally {
  readonly rows = new Map<string, [found: number, of: number]>()
  add(row: string, found: boolean): void {
    const [yes, of] = this.rows.get(row) ?? [0, 0]
    this.rows.set(row, [yes + Number(found), of + 1])
  }
  lines(): string[] {
    return [...this.rows].map(
      ([row, [found, of]]) =>
        `${row.padEnd(72)} ${String(found).padStart(6)} of ${String(of).padStart(6)}  ${((100 * found) / of).toFixed(2).padStart(6)} %`,
    )
  }
}

/** Stationary histories, and what the detectors make of them; then the same histories with something planted in their last session. */
export const anomalies = {
  name: 'anomalies',
  async run(): Promise<Figures[]> {
    const alarms = new Tally()
    const found = new Tally()
    for (let history = 0; history < histories; history++) {
      const random = randomFrom(seed + history)
      const habits = drawHabits(random)
      const measured = Array.from({ length: sessions }, (_, day) => measure(habits, day, random))
      for (let n = 5; n < sessions; n++) countAlarms(alarms, measured[n] as Measured, measured.slice(0, n))
      const last = sessions - 1
      for (const earlier of [measured.slice(0, last), measured.slice(last - 5, last)])
        plant(found, habits, earlier, random)
    }
    return [
      {
        name: `${histories} stationary histories of ${sessions} sessions: sessions with an anomaly`,
        lines: alarms.lines(),
      },
      { name: 'the same histories, something planted in the last session: found', lines: found.lines() },
    ]
  },
}

function countAlarms(alarms: Tally, current: Measured, earlier: Measured[]): void {
  const kinds = new Set(findUnusual(current, earlier).map(({ kind }) => kind))
  alarms.add('any, at least 5 earlier sessions', kinds.size > 0)
  if (earlier.length === 5) alarms.add('  of these with 5 earlier sessions', kinds.size > 0)
  if (earlier.length === sessions - 1) alarms.add(`  of these with ${sessions - 1} earlier sessions`, kinds.size > 0)
  for (const kind of ['silent', 'flood', 'rate', 'pressure', 'log-stops', 'session-id', 'lockstep'] as const)
    alarms.add(`  ${kind}`, kinds.has(kind))
}

/** The base rate is between 0.10 and 0.20, so that three times of it is a rate. */
const tripled = 'BoundaryEnforcer'

function plant(found: Tally, habits: Habits, earlier: Measured[], random: () => number): void {
  const label = (what: string) => `${what}, ${earlier.length} earlier sessions`
  const finds = (kind: string, service: string, change: Change) =>
    findUnusual(measure(habits, sessions - 1, random, change), earlier).some(
      (each) => each.kind === kind && (each.service === service || each.detail.includes(service)),
    )
  for (const silent of names) {
    const mean =
      earlier.reduce((sum, { metrics }) => sum + (metrics.services[silent]?.decisions ?? 0), 0) / earlier.length
    const size = mean >= 7 ? '7 or more decisions a session' : 'fewer than 7 decisions a session'
    found.add(label(`silent: a service of ${size}`), finds('silent', silent, { silent }))
  }
  const rate = 3 * (habits.blockRates[tripled] as number)
  for (const n of [150, 100, 50, 25]) {
    const change = { blockRates: { [tripled]: rate }, volumes: { [tripled]: n } }
    found.add(label(`block rate tripled, n = ${n}`), finds('rate', tripled, change))
  }
  const pressure = { from: 0.1, to: 0.9 }
  found.add(label('pressure escalation .10 to .90'), finds('pressure', 'ContextPressureMonitor', { pressure }))
}

/** A session as the analysis measures it, without the way through a store. */
function measure(habits: Habits, day: number, random: () => number, change?: Change): Measured {
  const window = sessionWindow(day)
  const profiles = new Map<string, ProfileCount>()
  const services = new Map<number, Set<string>>()
  const pressure: [number, number][] = []
  for (const document of drawSession(habits, day, random, change)) {
    const result = normaliseDecision(document)
    if ('unreadable' in result) throw new Error(result.unreadable)
    const { decision } = result
    const profile = profileOf(decision)
    const key = JSON.stringify(profile)
    const known = profiles.get(key) ?? { ...profile, decisions: 0, first: decision.at, last: decision.at }
    known.decisions++
    known.first = Math.min(known.first, decision.at)
    known.last = Math.max(known.last, decision.at)
    profiles.set(key, known)
    services.set(decision.at, (services.get(decision.at) ?? new Set()).add(decision.service))
    if (decision.service === 'ContextPressureMonitor')
      pressure.push([decision.at, decision.metadata.overall_pressure as number])
  }
  pressure.sort(([a], [b]) => a - b)
  const none: Series = { at: [], values: [], last: undefined }
  const series = {
    at: pressure.map(([at]) => at),
    values: pressure.map(([, value]) => value),
    last: pressure.at(-1)?.[1],
  }
  const instants: InstantCount[] = [...services.values()].map((set) => ({ services: [...set].sort(), instants: 1 }))
  const measures = { pressure: series, explicitness: none, confidence: none, adjustment: none }
  const numbers = {
    window,
    profiles: [...profiles.values()],
    measures,
    instants,
    classifications: [],
    violations: [],
    unreadable: 0,
  }
  return { window, metrics: measureSession(numbers, []) }
}
