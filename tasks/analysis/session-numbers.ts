import type {
  AuditLog,
  ClassificationCount,
  InstantCount,
  Listed,
  ProfileCount,
  ViolationCount,
} from '../../cache/audit/audit-log.ts'
import type { Measure } from '../../cache/audit/catalogue/metric.ts'
import { measures } from '../../cache/audit/catalogue.ts'
import { hourMs, type Window } from '../../cache/window.ts'

/** So many violations, and values of a distribution, are listed: a log that names something new each time must not make the report as long as itself. */
export const mostListed = 200

/** A night: so long without a decision of anybody is no work. */
const pauseMs = 8 * hourMs

/** All numbers of one measure in a session, in order of time. */
export interface Series {
  at: number[]
  values: number[]
  /** That of the last decision by (time, id); undefined where there is none. */
  last: number | undefined
}

/** What a session's metrics are made of, as the store counted it. */
export interface SessionNumbers {
  window: Window
  profiles: ProfileCount[]
  /** By the name of the measure. */
  measures: Record<string, Series>
  instants: InstantCount[]
  /** Milliseconds of pauses of a night or more between decisions. */
  pausedMs: number
  classifications: ClassificationCount[]
  violations: Listed<ViolationCount>
  unreadable: number
  fixedLines: number
}

export async function readSessionNumbers(log: AuditLog, window: Window, unreadable: number): Promise<SessionNumbers> {
  const profiles = await log.profiles(window)
  const series: [string, Series][] = []
  for (const { name } of measures) series.push([name, await readSeries(log, window, name)])
  return {
    window,
    profiles,
    measures: Object.fromEntries(series),
    instants: await log.instants(window),
    pausedMs: await pausesIn(log, window),
    classifications: await log.classifications(window),
    violations: await log.countViolations(window, mostListed),
    unreadable,
    fixedLines: await log.fixedLines(window),
  }
}

async function pausesIn(log: AuditLog, window: Window): Promise<number> {
  if (window.to - window.from <= pauseMs) return 0
  const parts = await log.partsOf(window, pauseMs, Number.POSITIVE_INFINITY)
  // A part ends a millisecond behind its last decision.
  return parts.slice(1).reduce((sum, { from }, n) => sum + from - ((parts[n] as Window).to - 1), 0)
}

async function readSeries(log: AuditLog, window: Window, name: string): Promise<Series> {
  const at: number[][] = []
  const values: number[][] = []
  for await (const batch of log.measures(window, name)) {
    at.push(batch.at)
    values.push(batch.values)
  }
  const last = at.length > 0 ? await log.lastMeasure(window, name) : undefined
  return { at: at.flat(), values: values.flat(), last }
}

const none: Series = { at: [], values: [], last: undefined }

/** All numbers of a measure; none where the session has none. */
export const seriesIn = ({ measures }: SessionNumbers, { name }: Measure): Series => measures[name] ?? none
