import { isObject, type JsonObject } from '../../cache/json.ts'
import type { PastAnalysis, Reports } from '../../cache/reports.ts'
import { iso, type Window } from '../../cache/window.ts'
import { type Cost, costOf } from './agent/cost.ts'
import type { AgentNumbers } from './agent/usage.ts'
import { leastSessions } from './baseline/earlier.ts'
import { robustSlope } from './statistics.ts'

/** What the history says of one session; null where it was not measured. */
export interface HistoryRow {
  session: string
  /** It was found in the log, and nobody closed it. */
  inferred: boolean
  from: string
  to: string
  decisions: number | null
  blocked: number | null
  /** Share of the decisions, 0..1; null without decisions. */
  blockRate: number | null
  /** 0..1. */
  pressurePeak: number | null
  /** 0..100; null: not scored. Beside a `band` its upper end, which is no score to compare with: see `comparable`. */
  health: number | null
  /** The score if what is not measured yet were all bad, and all good; only while that makes a difference. */
  band: [low: number, high: number] | null
  /** Null where they were not looked for. */
  anomalies: { service?: string; kind: string; detail: string }[] | null
  /** Block rate of each service that decided, 0..1. */
  services: Record<string, number>
  /** What the agents did, where their own decisions were a source. */
  agent?: Pick<AgentNumbers, 'failureRate' | 'refusals' | 'costUsd' | 'contextPeak' | 'compactions'> & Cost
}

/** The columns that a trend is given for. */
export const trendColumns = ['decisions', 'blockRate', 'pressurePeak', 'health'] as const
export type TrendColumn = (typeof trendColumns)[number]

export interface Trend {
  /** Sessions before the last one. */
  earlier: number
  state: 'learning' | 'ready'
  /** Change from one session to the next: the median of the slopes between every two of them; null while learning. */
  perSession: Record<TrendColumn, number | null>
}

/** A past session as a row. What an older version kept in another form reads as missing. */
export function historyRow({ session, inferred, window, analysis, models = {} }: PastAnalysis): HistoryRow {
  const decisions = isObject(analysis.decisions) ? analysis.decisions : {}
  // What was read of a session by chance is no measure of it.
  const wasRead = !isObject(analysis.notRead)
  const total = wasRead ? numberOr(decisions.total, 0) : null
  const blocked = wasRead ? numberOr(decisions.blocked, 0) : null
  const pressure = wasRead && isObject(analysis.pressure) ? analysis.pressure : {}
  const score = isObject(analysis.health) ? numberOr(analysis.health.score, null) : null
  const band = score === null ? null : bandOf(analysis.health)
  return {
    session,
    inferred,
    from: iso(window.from),
    to: iso(window.to),
    decisions: total,
    blocked,
    blockRate: total && blocked !== null ? blocked / total : null,
    pressurePeak: numberOr(pressure.peak, null),
    health: score,
    band,
    anomalies: Array.isArray(analysis.anomalies) ? (analysis.anomalies as HistoryRow['anomalies']) : null,
    services: wasRead ? blockRates(analysis.services) : {},
    ...(isObject(analysis.agent) && { agent: { ...costOf(models), ...agentOf(analysis.agent) } }),
  }
}

function bandOf(health: unknown): HistoryRow['band'] {
  const [low, high] = isObject(health) && Array.isArray(health.band) ? health.band : []
  return typeof low === 'number' && typeof high === 'number' && low !== high ? [low, high] : null
}

const agentOf = ({
  failureRate,
  refusals,
  costUsd,
  contextPeak,
  compactions,
}: JsonObject): NonNullable<HistoryRow['agent']> => ({
  failureRate: numberOr(failureRate, null),
  refusals: numberOr(refusals, 0),
  costUsd: numberOr(costUsd, null),
  contextPeak: numberOr(contextPeak, 0),
  compactions: numberOr(compactions, 0),
})

const shownSessions = 20

/** The sessions that ended before one began, as documents show them: the last 20 of them, oldest first. */
export function shownHistory(reports: Reports, session: Window): HistoryRow[] {
  return reports.history(reports.before(session.from, shownSessions, 'all')).map(historyRow)
}

/** A value of a session as others are compared with it; null where it is not known. */
export const comparable = (row: HistoryRow, column: TrendColumn): number | null =>
  column === 'health' && row.band ? null : row[column]

/** How the columns change over the sessions, oldest first. */
export function trendOf(rows: HistoryRow[]): Trend {
  const earlier = Math.max(0, rows.length - 1)
  const ready = earlier >= leastSessions
  const slopes = trendColumns.map((column) => [
    column,
    ready ? slopeOf(rows.map((row) => comparable(row, column))) : null,
  ])
  return { earlier, state: ready ? 'ready' : 'learning', perSession: Object.fromEntries(slopes) }
}

/** A robust slope over the sessions whose value is known: a single odd one does not turn it. */
function slopeOf(values: (number | null)[]): number | null {
  const known = [...values.entries()].filter((entry): entry is [number, number] => entry[1] !== null)
  return (
    robustSlope(
      known.map(([index]) => index),
      known.map(([, value]) => value),
    ) ?? null
  )
}

function blockRates(services: unknown): Record<string, number> {
  if (!isObject(services)) return {}
  const rates = Object.entries(services).map(([name, service]) => [
    name,
    isObject(service) ? numberOr(service.blockRate, null) : null,
  ])
  return Object.fromEntries(rates.filter(([, rate]) => rate !== null))
}

function numberOr<Other>(value: unknown, other: Other): number | Other {
  return typeof value === 'number' && Number.isFinite(value) ? value : other
}
