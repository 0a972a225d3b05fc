import { deviation, mean, sum } from '../statistics.ts'
import { betaBinomialTail, negativeBinomialTail, studentTail } from './distributions.ts'

/** `count` of `n`: blocked decisions of all. */
export interface Share {
  count: number
  n: number
}
/** `count` in so many hours. */
export interface Pace {
  count: number
  hours: number
}
/** How often a session of a stationary history shows a value as high, or as low, as this one or more so; 0..1. */
export interface Tails {
  high: number
  low: number
}

/** A session's pace varies by about this share of itself, whatever a few sessions happen to show: a standard deviation of 25 % is a span of about ±40 %. */
const usualVariation = 0.25

/**
 * A share against those of earlier sessions: beta-binomial prediction with Jeffreys' prior. Where sessions differ more among themselves than
 * chance explains, decisions count for less (Pearson's dispersion).
 */
export function predictShare(current: Share, earlier: Share[]): Tails {
  const history = pooled(earlier)
  const dispersion = dispersionOf(earlier)
  const a = history.count / dispersion + 0.5
  const b = (history.n - history.count) / dispersion + 0.5
  const n = Math.round(current.n / dispersion)
  const up = (count: number, a: number, b: number) => betaBinomialTail(Math.floor(count / dispersion), n, a, b)
  return { high: up(current.count, a, b), low: up(current.n - current.count, b, a) }
}

/**
 * A count against those of earlier sessions, by the hour: negative binomial prediction, whose spread is what the history shows beyond chance,
 * at least `usualVariation`, and what is not known about its mean.
 */
export function predictPace(current: Pace, earlier: Pace[]): Tails {
  const hours = sum(earlier.map((each) => each.hours))
  const count = sum(earlier.map((each) => each.count))
  const perHour = count / hours
  const expected = Math.max(perHour * current.hours, 1e-9)
  const spread = Math.max(usualVariation, variationOf(earlier, perHour)) ** 2
  const shape = 1 / (spread * (1 + 1 / earlier.length) + 1 / (count + 0.5))
  return {
    high: negativeBinomialTail(current.count, expected, shape),
    low: 1 - negativeBinomialTail(current.count + 1, expected, shape),
  }
}

/** A measured value against those of earlier sessions: Student's prediction, with a least standard deviation below which a difference means nothing. */
export function predictLevel(current: number, earlier: number[], leastDeviation: number): Tails {
  const spread = Math.max(leastDeviation, deviation(earlier))
  const t = (current - mean(earlier)) / (spread * Math.sqrt(1 + 1 / earlier.length))
  const degreesOfFreedom = earlier.length - 1
  return { high: studentTail(t, degreesOfFreedom), low: studentTail(-t, degreesOfFreedom) }
}

export function pooled(shares: Share[]): Share {
  return { count: sum(shares.map(({ count }) => count)), n: sum(shares.map(({ n }) => n)) }
}

/**
 * Pearson's chi-square, less its standard error, by its degrees of freedom; at least 1. A few sessions that only differ by chance would else often
 * look as if they differed by more, and hide what is unusual.
 */
export function dispersionOf(shares: Share[]): number {
  const { count, n } = pooled(shares)
  const share = count / n
  if (!(share > 0 && share < 1)) return 1
  const terms = shares
    .filter((each) => each.n > 0)
    .map((each) => (each.count - each.n * share) ** 2 / (each.n * share * (1 - share)))
  if (terms.length < 2) return 1
  const degreesOfFreedom = terms.length - 1
  return Math.max(1, (sum(terms) - Math.sqrt(2 * degreesOfFreedom)) / degreesOfFreedom)
}

/** Coefficient of variation of the pace, without what a Poisson count varies by itself. */
function variationOf(earlier: Pace[], perHour: number): number {
  if (perHour === 0 || earlier.length < 2) return 0
  const paces = earlier.map(({ count, hours }) => count / hours)
  const chance = mean(earlier.map(({ hours }) => perHour / hours))
  return Math.sqrt(Math.max(0, deviation(paces) ** 2 - chance)) / perHour
}
