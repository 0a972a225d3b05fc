import { betaBinomialAt, betaBinomialTail, burstyFew, lnRising } from './distributions.ts'
import { bursts, type Likelihoods, type Spread, spreadGrid, weigh } from './spread.ts'

/** `count` of `n`: blocked decisions of all. */
export interface Share {
  count: number
  n: number
}

export interface ShareProfile {
  likelihoods: Likelihoods
  means: number[]
  /** How unsure each mean is, as a correlation between the decisions to come. */
  doubts: number[]
}

export interface ShareFit extends ShareProfile {
  weights: number[]
  mean: number
}

/** `own`: correlation between the decisions of a session, by which its share varies beyond chance: 0.01 at a share of 0.1 is ±0.03. */
const grid = spreadGrid(
  [
    [0.001, 0.42],
    [0.006, 0.33],
    [0.025, 0.17],
    [0.1, 0.08],
  ],
  bursts,
)
/** Decisions of a session of which half always go together. */
const mostCorrelation = 0.5

/** The correlation that a point of the grid has in a session of `n` decisions: bursts weigh more in a small one. */
const correlation = ({ own, burst }: Spread, n: number): number =>
  Math.min(mostCorrelation, own + (n > 1 ? (burst - 1) / (n - 1) : 0))

/** Mean size of bursts of geometric sizes whose count varies by so much more than its mean. */
const sizeOfBurst = ({ burst }: Spread): number => (burst + 1) / 2

/** Beta-binomial likelihoods; the mean has Jeffreys' prior. */
export function profileShares(all: Share[]): ShareProfile {
  const history = all.filter(({ n }) => n > 0)
  const never = history.every(({ count }) => count === 0)
  const profile: ShareProfile = { likelihoods: [], means: [], doubts: [] }
  for (const point of grid.points) {
    let counted = 0.5
    let weighed = 1
    for (const { count, n } of history) {
      const damped = 1 + (n - 1) * correlation(point, n)
      counted += count / damped
      weighed += n / damped
    }
    const mean = counted / weighed
    profile.likelihoods.push(never ? 0 : likelihoodOf(history, point, mean) - 0.5 * Math.log(weighed))
    profile.means.push(mean)
    profile.doubts.push(1 / (weighed + 1))
  }
  return profile
}

function likelihoodOf(history: Share[], point: Spread, mean: number): number {
  let likelihood = 0
  for (const { count, n } of history) {
    const precision = 1 / correlation(point, n) - 1
    likelihood +=
      lnRising(mean * precision, count) + lnRising((1 - mean) * precision, n - count) - lnRising(precision, n)
  }
  return likelihood
}

export function fitShares(profile: ShareProfile, others: ShareProfile[]): ShareFit {
  const weights = weigh(
    grid,
    profile.likelihoods,
    others.map(({ likelihoods }) => likelihoods),
  )
  const mean = weights.reduce((sum, weight, point) => sum + weight * (profile.means[point] as number), 0)
  return { ...profile, weights, mean }
}

export interface ShareTails {
  low: number
  high: number
}

/** Points of less weight change no verdict. */
const leastWeight = 0.003

/** Of more blocked decisions than these it makes no difference how their variance comes about. */
const mostBursty = 2_000

/** Chances of a share as low, or as high, over some sessions together; `certain` takes the history's mean as exact. */
export function predictShare(
  fit: ShareFit,
  { count, n }: Share,
  tails: { low?: true; high?: true; mid?: true; certain?: true },
  sizes: number[] = [n],
): ShareTails {
  const pairs = Math.max(1, n * (n - 1))
  const evenness = sizes.reduce((sum, size) => sum + size * size, 0) / Math.max(1, n * n)
  const found = { low: 0, high: 0 }
  let weighed = 0
  for (const [point, weight] of fit.weights.entries()) {
    if (weight < leastWeight) continue
    const spread = grid.points[point] as Spread
    // Decisions of different sessions are not correlated.
    const within = sizes.reduce((sum, size) => sum + size * (size - 1) * correlation(spread, size), 0) / pairs
    const doubt = tails.certain ? 0 : (fit.doubts[point] as number)
    const precision = 1 / Math.max(1e-9, within + doubt - within * doubt) - 1
    const a = (fit.means[point] as number) * precision
    const b = precision - a
    weighed += weight
    const half = tails.mid ? 0.5 * betaBinomialAt(count, n, a, b) : 0
    if (tails.high) found.high += weight * (betaBinomialTail(count, n, a, b) - half)
    if (!tails.low) continue
    if (spread.burst > 1 && count <= mostBursty) {
      // What is decided about one thing is blocked together: few blocked things are far likelier than as few decisions by themselves.
      const things = Math.max(sizes.length, Math.round(n / sizeOfBurst(spread)))
      const own = doubt + (1 - doubt) * spread.own * evenness
      found.low += weight * burstyFew(count, things, fit.means[point] as number, own, sizeOfBurst(spread), tails.mid)
    } else {
      found.low += weight * (betaBinomialTail(n - count, n, b, a) - half)
    }
  }
  return { low: tails.low ? found.low / weighed : 1, high: tails.high ? found.high / weighed : 1 }
}

/** Standard deviation of `n` decisions' share around the history's mean, and that of the mean itself. */
export function deviationsOf(fit: ShareFit, n: number): { session: number; mean: number } {
  let session = 0
  let mean = 0
  for (const [point, weight] of fit.weights.entries()) {
    const share = fit.means[point] as number
    session += (weight * share * (1 - share) * (1 + (n - 1) * correlation(grid.points[point] as Spread, n))) / n
    mean += weight * share * (1 - share) * (fit.doubts[point] as number)
  }
  return { session: Math.sqrt(session), mean: Math.sqrt(mean) }
}

export function pooledShare(shares: Share[]): Share {
  return shares.reduce((all, { count, n }) => ({ count: all.count + count, n: all.n + n }), { count: 0, n: 0 })
}
