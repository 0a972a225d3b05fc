import type { ComparedBy, Direction } from '../../../cache/audit/catalogue/metric.ts'
import { services } from '../../../cache/audit/catalogue/services.ts'
import { sessionMetrics } from '../../../cache/audit/catalogue/session.ts'
import { numberAt, rounded } from '../../../cache/json.ts'
import type { Metrics } from '../metrics.ts'
import { mean, median, medianDeviation } from '../statistics.ts'
import { type Count, fitCounts, predictCount, profileCounts } from './counts.ts'
import { discoveries } from './discovery.ts'
import { type Level, predictLevel } from './levels.ts'
import { activeHours, blockedOf, decisionsOf, hours, type Measured, servicesIn } from './measured.ts'
import { fitShares, predictShare, profileShares, type Share } from './shares.ts'

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

/** How often a session of a stationary history shows a value as high, or as low, as this one or more so; 0..1. */
interface Tails {
  high: number
  low: number
}

/** A metric that sessions are compared by: what it is in a session, and what it is tested as. */
type CompareRow = { metric: string; better: Direction; service?: string } & (
  | { share: (session: Measured) => Share }
  | { count: (session: Measured) => number | null }
  | { level: (session: Measured) => number | null; deviation: number; factor?: true }
)

/** Share of false verdicts among all that say better or worse. */
const falseVerdicts = 0.05

/** The rows of the catalogue that say how sessions are compared by them. */
const catalogued: CompareRow[] = [
  ...Object.entries(sessionMetrics).flatMap(([path, row]) =>
    'compared' in row ? rowOf(path, path, row.compared) : [],
  ),
  ...services.flatMap(({ name, metrics }) =>
    metrics.flatMap((row) =>
      row.compared ? rowOf(`${name}.${row.name}`, `services.${name}.${row.name}`, row.compared) : [],
    ),
  ),
]

/** A metric of the catalogue, by its name and its path in the analysis. */
function rowOf(metric: string, path: string, { better, ...compared }: ComparedBy): CompareRow {
  if ('counted' in compared)
    return { metric: `${metric}PerHour`, better, count: ({ metrics }) => numberAt(metrics, path) }
  if ('shareOf' in compared) {
    const share = ({ metrics }: Measured) => shareIn(metrics, path, compared.shareOf)
    return { metric, better, share }
  }
  const { figure } = compared
  const inside = (name = figure) => (name === undefined ? path : `${path}.${name}`)
  const row = { metric: figure === undefined ? metric : `${metric}.${figure}`, better }
  if ('deviation' in compared) {
    const { deviation, factor } = compared
    return { ...row, level: ({ metrics }) => numberAt(metrics, inside()), deviation, ...(factor && { factor }) }
  }
  return { ...row, share: ({ metrics }) => shareIn(metrics, inside(), inside(compared.of)) }
}

/** A share that the analysis has, as a count of so many. */
function shareIn(metrics: Metrics, path: string, of: string): Share {
  const n = numberAt(metrics, of) ?? 0
  return { count: Math.round((numberAt(metrics, path) ?? 0) * n), n }
}

/** The metrics that every session is compared by. */
const general: CompareRow[] = [
  {
    metric: 'decisions.perHour',
    better: 'steady',
    count: ({ metrics }) => metrics.decisions.total,
  },
  { metric: 'decisions.blockRate', better: 'rate', share: ({ metrics }) => ofAll(metrics, metrics.decisions.blocked) },
  ...catalogued,
  {
    metric: 'quality.placeholderShare',
    better: 'lower',
    share: ({ metrics }) => ofAll(metrics, metrics.quality.placeholderIds),
  },
  { metric: 'quality.staleShare', better: 'lower', share: ({ metrics }) => ofAll(metrics, metrics.quality.staleIds) },
]

const ofAll = ({ decisions }: Metrics, count: number): Share => ({ count, n: decisions.total })

function rowsFor(sessions: Measured[]): CompareRow[] {
  return [
    ...general,
    ...servicesIn(sessions).flatMap((service): CompareRow[] => [
      {
        metric: `${service}.perHour`,
        better: 'steady',
        service,
        count: (session) => decisionsOf(session, service),
      },
      {
        metric: `${service}.blockRate`,
        better: 'rate',
        service,
        share: (session) => blockedOf(session, service),
      },
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

/** One metric against those of earlier sessions; undefined where it is not measured now, or was not in any of them. */
export function compareMetric(
  metric: string,
  current: Measured,
  earlier: Measured[],
): { value: number; usual: number; high: number } | undefined {
  const row = general.find((each) => each.metric === metric)
  const value = row && valueIn(row, current)
  const tails = row && tailsOf(row, current, earlier, usualHoursOf(earlier))
  if (!row || !tails || value === null || value === undefined) return undefined
  return { value, usual: median(earlier.flatMap((session) => valueIn(row, session) ?? [])), high: tails.high }
}

/** What the judgement of the session says about who is compared with what. */
export interface Compared {
  /** The numbers of the sessions that each service is compared with. */
  baselines: Record<string, { pace: number[]; rate: number[] }>
  /** Services whose enforcement was found to be weaker, and those that were found to block more. */
  weaker: string[]
  raised: string[]
  /** So many of the latest sessions count for what is not a service's. */
  most: number
}

/** What is worse comes first, the least likely before all. */
const ranks: Record<ComparisonVerdict, number> = { worse: 0, better: 1, new: 2, same: 3 }

/** Every metric against those of earlier sessions, with what a test that knows how few they are makes of it. */
export function compareSessions(current: Measured, earlier: Measured[], compared: Compared): Comparison[] {
  const latest = earlier.slice(-compared.most)
  const before = (row: CompareRow): Measured[] => {
    const own =
      row.service !== undefined ? compared.baselines[row.service]?.['share' in row ? 'rate' : 'pace'] : undefined
    return own?.length ? own.map((number) => earlier[number] as Measured) : latest
  }
  const usual = usualHoursOf(latest)
  const rows = rowsFor([current, ...earlier]).flatMap((row) => {
    const value = valueIn(row, current)
    const sessions = before(row)
    return value === null ? [] : [{ row, value, sessions, tails: tailsOf(row, current, sessions, usual) }]
  })
  const tests = rows.flatMap(({ row, tails }) =>
    tails ? [{ row, p: Math.min(1, 2 * Math.min(tails.high, tails.low)) }] : [],
  )
  const different = new Set(discoveries(tests, falseVerdicts).map(({ row }) => row))
  return rows
    .map(({ row, value, sessions, tails }) => {
      const shown = { value, ...usualOf(sessions.flatMap((session) => valueIn(row, session) ?? [])) }
      const verdict = tails ? verdictOf(row, shown, tails, different.has(row), compared) : ('new' as const)
      return { p: tails ? Math.min(tails.high, tails.low) : 1, comparison: { metric: row.metric, ...shown, verdict } }
    })
    .toSorted((a, b) => ranks[a.comparison.verdict] - ranks[b.comparison.verdict] || a.p - b.p)
    .map(({ comparison }) => comparison)
}

function verdictOf(
  { better, service }: CompareRow,
  { value, low: least, high: most }: Omit<Comparison, 'metric' | 'verdict'>,
  { high, low }: Tails,
  different: boolean,
  { weaker, raised }: Pick<Compared, 'weaker' | 'raised'>,
): ComparisonVerdict {
  const higher = high < low
  // The test may know more (hours that were worked, of a run), but what the numbers beside it do not show is not said of them.
  if (higher ? value <= (most ?? value) : value >= (least ?? value)) return 'same'
  const found = higher ? raised : weaker
  // An anomaly has said so, with a test of its own; a block rate that falls without one is no worse.
  if (better === 'rate' && (service === undefined ? found.length > 0 : found.includes(service))) return 'worse'
  if (!different || (better === 'rate' && !higher)) return 'same'
  return better === 'steady' || better === 'rate' || higher !== (better === 'higher') ? 'worse' : 'better'
}

function usualOf(values: number[]): Pick<Comparison, 'usual' | 'low' | 'high' | 'mad'> {
  if (values.length === 0) return { usual: null, low: null, high: null, mad: null }
  const usual = median(values)
  const mad = medianDeviation(values)
  return { usual: rounded(usual), low: rounded(usual - mad), high: rounded(usual + mad), mad: rounded(mad) }
}

function valueIn(row: CompareRow, session: Measured): number | null {
  if ('level' in row) return row.level(session)
  if ('count' in row) {
    const count = row.count(session)
    return count === null ? null : rounded(count / hours(session))
  }
  const { count, n } = row.share(session)
  return n === 0 ? null : rounded(count / n)
}

const usualHoursOf = (sessions: Measured[]): number => median(sessions.map(hours))

/** Undefined where no earlier session has the metric, so that it is new. */
function tailsOf(row: CompareRow, current: Measured, earlier: Measured[], usual: number): Tails | undefined {
  const hoursOf = (session: Measured) => activeHours(session, usual)
  if ('level' in row) {
    const levelOf = (session: Measured): Level[] => {
      const value = row.level(session)
      if (value === null || (row.factor && value <= 0)) return []
      return [{ value: row.factor ? Math.log(value) : value, hours: hoursOf(session) }]
    }
    const [level] = levelOf(current)
    const levels = earlier.flatMap(levelOf)
    if (levels.length === 0 || !level) return undefined
    return predictLevel(level, levels, row.deviation)
  }
  if ('count' in row) {
    const counts: Count[] = earlier.flatMap((session) => {
      const count = row.count(session)
      return count === null ? [] : [{ count, exposure: hoursOf(session) }]
    })
    if (counts.every(({ count }) => count === 0)) return undefined
    return predictCount(fitCounts(profileCounts(counts), []), row.count(current) as number, [hoursOf(current)], {
      low: true,
      high: true,
    })
  }
  const shares = earlier.map(row.share).filter(({ n }) => n > 0)
  if (shares.length === 0) return undefined
  return predictShare(fitShares(profileShares(shares), []), row.share(current), { low: true, high: true })
}
