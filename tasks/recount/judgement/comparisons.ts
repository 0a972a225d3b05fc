import type { Window } from '../../../cache/window.ts'
import { hourMs } from '../numbers.ts'
import { chanceOfCount, fitOfCounts, weighCounts } from './counts.ts'
import { chanceOfLevel } from './levels.ts'
import { chanceOfShare, fitOfShares, type Share, weighShares } from './shares.ts'

/** What a comparison is made of in one session: a count, a share or a level; undefined where it was not measured. */
export type Measure = { count: number } | { share: Share } | { level: number } | undefined

/** A metric in the session, and in those that it is compared with, each with the hours that were worked. */
export interface Compared {
  metric: string
  service?: string
  now: { measure: Measure; hours: number }
  before: { measure: Measure; hours: number }[]
  /** The value that is shown, and from where to where it usually is. */
  shown: { value: number; low: number | null; high: number | null }
}

/** From the first decision to the last without the nights between them, and as much more as is outside them on the average. */
export function workedHours(
  { from, to }: Window,
  { first, last, paused, total }: { first: number | null; last: number | null; paused: number; total: number },
  usual: number,
): number {
  const open = (to - from) / hourMs
  const isKnown = first !== null && last !== null && total >= 3
  const worked = isKnown ? (((last - first) / hourMs - paused) * (total + 1)) / (total - 1) : usual
  return Math.max(1 / 60, Math.min(open, worked))
}

/** Which direction is better, and how far levels differ before any session was seen; what is not named is a pace or a block rate. */
const better: Record<string, 'higher' | 'lower'> = {
  'pressure.peak': 'lower',
  'pressure.mean': 'lower',
  'pressure.trend': 'lower',
  'MetacognitiveVerifier.confidence.median': 'higher',
  'InstructionPersistenceClassifier.accuracy.share': 'higher',
  'quality.placeholderShare': 'lower',
  'quality.staleShare': 'lower',
}
const deviationOf = (metric: string): number => (metric === 'pressure.trend' ? 0.02 : 0.05)

interface Tails {
  high: number
  low: number
}

export interface Compare {
  verdict: string
  /** How likely so much, or so little, is. */
  p: number
}

/** The verdicts of docs/metrics.md, `baseline`: by metric. `weaker` and `raised` are the services that were found to block less and more. */
export function verdictsOf(compared: Compared[], by: Record<'weaker' | 'raised', string[]>): Map<string, Compare> {
  const tested = compared.map((each) => ({ ...each, tails: tailsOf(each) }))
  const chances = tested.flatMap(({ metric, tails }) =>
    tails ? [{ metric, p: Math.min(1, 2 * Math.min(tails.high, tails.low)) }] : [],
  )
  const sorted = chances.toSorted((a, b) => a.p - b.p)
  const last = sorted.findLastIndex(({ p }, place) => p * sorted.length <= 0.05 * (place + 1))
  const different = new Set(sorted.slice(0, last + 1).map(({ metric }) => metric))
  return new Map(
    tested.map(({ tails, ...each }) => [
      each.metric,
      tails
        ? { verdict: verdictOf(each, tails, different.has(each.metric), by), p: Math.min(tails.high, tails.low) }
        : { verdict: 'new', p: 1 },
    ]),
  )
}

const ranks = ['worse', 'better', 'new', 'same']

/** What is worse comes first, the least likely before all; two ways of computing a chance have six digits in common. */
export const inOrder = (one: Compare, other: Compare): number =>
  ranks.indexOf(one.verdict) - ranks.indexOf(other.verdict) ||
  Number(one.p.toPrecision(6)) - Number(other.p.toPrecision(6))

function verdictOf(
  { metric, service, shown }: Pick<Compared, 'metric' | 'service' | 'shown'>,
  { high, low }: Tails,
  isDifferent: boolean,
  { weaker, raised }: Record<'weaker' | 'raised', string[]>,
): string {
  const isHigher = high < low
  const end = isHigher ? shown.high : shown.low
  if (end === null || (isHigher ? shown.value <= end : shown.value >= end)) return 'same'
  if (metric.endsWith('.blockRate')) {
    const found = isHigher ? raised : weaker
    const isFound = service === undefined ? found.length > 0 : found.includes(service)
    return isFound || (isHigher && isDifferent) ? 'worse' : 'same'
  }
  if (!isDifferent) return 'same'
  const direction = better[metric]
  return direction !== undefined && isHigher === (direction === 'higher') ? 'better' : 'worse'
}

/** The chances of as much, and of as little; undefined where no session before had the metric. */
function tailsOf({ metric, now, before }: Compared): Tails | undefined {
  const { measure, hours } = now
  if (!measure) return undefined
  if ('level' in measure) {
    const levels = before.flatMap((each) =>
      each.measure && 'level' in each.measure ? [{ value: each.measure.level, hours: each.hours }] : [],
    )
    if (levels.length === 0) return undefined
    return chanceOfLevel({ value: measure.level, hours }, levels, deviationOf(metric))
  }
  if ('count' in measure) {
    const counts = before.flatMap((each) =>
      each.measure && 'count' in each.measure ? [{ count: each.measure.count, exposure: each.hours }] : [],
    )
    if (counts.every(({ count }) => count === 0)) return undefined
    const fit = weighCounts(fitOfCounts(counts), [])
    const chance = (what: 'high' | 'low') => chanceOfCount(fit, what, measure.count, [hours])
    return { high: chance('high'), low: chance('low') }
  }
  const shares = before.flatMap((each) =>
    each.measure && 'share' in each.measure && each.measure.share.n > 0 ? [each.measure.share] : [],
  )
  if (shares.length === 0) return undefined
  const fit = weighShares(fitOfShares(shares), [])
  return { high: chanceOfShare(fit, 'high', measure.share), low: chanceOfShare(fit, 'low', measure.share) }
}
