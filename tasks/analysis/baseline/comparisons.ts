import { rounded } from '../../../cache/json.ts'
import type { Metrics } from '../metrics.ts'
import { mean, median, medianDeviation } from '../statistics.ts'
import { discoveries } from './discovery.ts'
import { blockedOf, hours, type Measured, paceOf, serviceOf, servicesIn } from './measured.ts'
import { type Pace, predictLevel, predictPace, predictShare, type Share, type Tails } from './predict.ts'

export type ComparisonVerdict = 'better' | 'same' | 'worse' | 'new'

export interface Comparison {
  metric: string
  value: number
  /** Median of the earlier sessions; null where none of them has the metric. */
  usual: number | null
  /** The median less and plus `mad`. */
  low: number | null
  high: number | null
  /** Median absolute deviation. */
  mad: number | null
  verdict: ComparisonVerdict
}

/** Which way is better; what is to be steady is worse either way. */
type Direction = 'lower' | 'higher' | 'steady'

/** A metric that sessions are compared by: what it is in a session, and what it is tested as. */
type CompareRow = { metric: string; better: Direction } & (
  | { share: (session: Measured) => Share }
  | { pace: (session: Measured) => Pace }
  | { level: (session: Measured) => number | null; leastDeviation: number }
)

/** Share of false verdicts among all that say better or worse. */
const falseVerdicts = 0.05

/** The metrics that every session is compared by. */
const general: CompareRow[] = [
  {
    metric: 'decisions.perHour',
    better: 'steady',
    pace: (session) => ({ count: session.metrics.decisions.total, hours: hours(session) }),
  },
  { metric: 'decisions.blockRate', better: 'lower', share: ({ metrics }) => ofAll(metrics, metrics.decisions.blocked) },
  { metric: 'pressure.peak', better: 'lower', level: ({ metrics }) => metrics.pressure.peak, leastDeviation: 0.05 },
  { metric: 'pressure.mean', better: 'lower', level: ({ metrics }) => metrics.pressure.mean, leastDeviation: 0.05 },
  { metric: 'pressure.trend', better: 'lower', level: ({ metrics }) => metrics.pressure.trend, leastDeviation: 0.02 },
  {
    metric: 'MetacognitiveVerifier.confidence.median',
    better: 'higher',
    level: ({ metrics }) => figure(metrics, 'MetacognitiveVerifier', 'confidence', 'median'),
    leastDeviation: 0.05,
  },
  {
    metric: 'InstructionPersistenceClassifier.accuracy.share',
    better: 'higher',
    share: ({ metrics }) => {
      const n = figure(metrics, 'InstructionPersistenceClassifier', 'accuracy', 'n') ?? 0
      const share = figure(metrics, 'InstructionPersistenceClassifier', 'accuracy', 'share') ?? 0
      return { count: Math.round(share * n), n }
    },
  },
  {
    metric: 'quality.placeholderShare',
    better: 'lower',
    share: ({ metrics }) => ofAll(metrics, metrics.quality.placeholderIds),
  },
  { metric: 'quality.staleShare', better: 'lower', share: ({ metrics }) => ofAll(metrics, metrics.quality.staleIds) },
]

const ofAll = ({ decisions }: Metrics, count: number): Share => ({ count, n: decisions.total })

/** A number inside a service's metric, where there is one. */
function figure(metrics: Metrics, service: string, metric: string, key: string): number | null {
  const found = serviceOf(metrics, service)?.[metric] as Record<string, number | null> | undefined
  return found?.[key] ?? null
}

function rowsFor(sessions: Measured[]): CompareRow[] {
  return [
    ...general,
    ...servicesIn(sessions).flatMap((service): CompareRow[] => [
      { metric: `${service}.perHour`, better: 'steady', pace: (session) => paceOf(session, service) },
      { metric: `${service}.blockRate`, better: 'lower', share: (session) => blockedOf(session, service) },
    ]),
  ]
}

/** The metrics of a session under the names that they are compared by; what was not measured is left out. */
export function comparedValues(session: Measured, all: Measured[]): Record<string, number> {
  const values = rowsFor(all).map((row) => [row.metric, valueIn(row, session)] as const)
  return Object.fromEntries(values.filter((entry): entry is [string, number] => entry[1] !== null))
}

/** Each metric's mean over the sessions that have it. */
export function meanValues(sessions: Measured[]): Record<string, number> {
  const means = rowsFor(sessions).map(
    (row) => [row.metric, sessions.flatMap((each) => valueIn(row, each) ?? [])] as const,
  )
  return Object.fromEntries(
    means.filter(([, values]) => values.length > 0).map(([name, values]) => [name, rounded(mean(values))]),
  )
}

/** Every metric against those of earlier sessions, with what a test that knows how few they are makes of it. */
export function compareSessions(current: Measured, earlier: Measured[]): Comparison[] {
  const rows = rowsFor([current, ...earlier]).flatMap((row) => {
    const value = valueIn(row, current)
    return value === null ? [] : [{ row, value, tails: tailsOf(row, current, earlier) }]
  })
  const tests = rows.flatMap(({ row, tails }) =>
    tails ? [{ row, p: Math.min(1, 2 * Math.min(tails.high, tails.low)) }] : [],
  )
  const different = new Set(discoveries(tests, falseVerdicts).map(({ row }) => row))
  return rows.map(({ row, value, tails }) => ({
    metric: row.metric,
    value,
    ...usualOf(earlier.flatMap((session) => valueIn(row, session) ?? [])),
    verdict: tails ? verdictOf(row.better, tails, different.has(row)) : 'new',
  }))
}

function verdictOf(better: Direction, tails: Tails, different: boolean): ComparisonVerdict {
  if (!different) return 'same'
  const higher = tails.high < tails.low
  return better === 'steady' || higher !== (better === 'higher') ? 'worse' : 'better'
}

function usualOf(values: number[]): Pick<Comparison, 'usual' | 'low' | 'high' | 'mad'> {
  if (values.length === 0) return { usual: null, low: null, high: null, mad: null }
  const usual = median(values)
  const mad = medianDeviation(values)
  return { usual: rounded(usual), low: rounded(usual - mad), high: rounded(usual + mad), mad: rounded(mad) }
}

function valueIn(row: CompareRow, session: Measured): number | null {
  if ('level' in row) return row.level(session)
  if ('pace' in row) return rounded(row.pace(session).count / row.pace(session).hours)
  const { count, n } = row.share(session)
  return n === 0 ? null : rounded(count / n)
}

/** Undefined where no earlier session has the metric, so that it is new. A spread needs two of them. */
function tailsOf(row: CompareRow, current: Measured, earlier: Measured[]): Tails | undefined {
  if ('level' in row) {
    const levels = earlier.flatMap((session) => row.level(session) ?? [])
    if (levels.length === 0) return undefined
    return levels.length === 1
      ? { high: 1, low: 1 }
      : predictLevel(row.level(current) as number, levels, row.leastDeviation)
  }
  if ('pace' in row) {
    const paces = earlier.map(row.pace)
    return paces.every(({ count }) => count === 0) ? undefined : predictPace(row.pace(current), paces)
  }
  const shares = earlier.map(row.share).filter(({ n }) => n > 0)
  return shares.length === 0 ? undefined : predictShare(row.share(current), shares)
}
