import {
  burstyLower,
  lnRising,
  negativeBinomialAt,
  negativeBinomialLower,
  negativeBinomialTail,
} from './distributions.ts'
import { bursts, type Likelihoods, spreadGrid, weigh } from './spread.ts'

/** A count and how much there was to count: hours, or tool calls of the agent. */
export interface Count {
  count: number
  exposure: number
}

/** A history of counts as each point of the grid sees it. */
export interface CountProfile {
  likelihoods: Likelihoods
  /** Mean per unit of exposure, and how unsure it is (squared coefficient of variation). */
  rates: number[]
  doubts: number[]
}

export interface CountFit extends CountProfile {
  weights: number[]
  /** Mean per unit of exposure over the whole grid. */
  rate: number
}

/** `own`: squared coefficient of variation of a session's own pace: 0.06 is ±25 %. */
const grid = spreadGrid(
  [
    [0.01, 0.15],
    [0.06, 0.4],
    [0.2, 0.27],
    [0.6, 0.13],
    [2, 0.05],
  ],
  bursts,
)
const rounds = 3

/** Negative binomial likelihoods, adjusted for the mean that is estimated with them (Cox and Reid 1987). */
export function profileCounts(history: Count[]): CountProfile {
  const total = history.reduce((sum, { count }) => sum + count, 0)
  const exposure = history.reduce((sum, each) => sum + each.exposure, 0)
  const profile: CountProfile = { likelihoods: [], rates: [], doubts: [] }
  for (const { own, burst } of grid.points) {
    let rate = Math.max(total, 0.25) / exposure
    let information = 0
    for (let round = 0; round < rounds; round++) {
      let counted = 0
      let weighed = 0
      for (const each of history) {
        const damped = burst + own * rate * each.exposure
        counted += each.count / damped
        weighed += each.exposure / damped
      }
      rate = Math.max(counted, 1e-3) / weighed
      information = rate * weighed
    }
    let likelihood = -0.5 * Math.log(information)
    for (const { count, exposure: each } of history) {
      const mean = rate * each
      const shape = mean / (burst - 1 + own * mean)
      likelihood += lnRising(shape, count) - shape * Math.log1p(mean / shape)
      if (count > 0) likelihood -= count * Math.log1p(shape / mean)
    }
    profile.likelihoods.push(likelihood)
    profile.rates.push(rate)
    profile.doubts.push(1 / (information + 0.5))
  }
  return profile
}

export function fitCounts(profile: CountProfile, others: CountProfile[]): CountFit {
  const weights = weigh(
    grid,
    profile.likelihoods,
    others.map(({ likelihoods }) => likelihoods),
  )
  const rate = weights.reduce((sum, weight, point) => sum + weight * (profile.rates[point] as number), 0)
  return { ...profile, weights, rate }
}

/** How well a history is explained by the whole grid: the logarithm of its likelihood under the prior. */
export function countEvidence({ likelihoods }: CountProfile): number {
  const logs = grid.prior.map((log, point) => log + (likelihoods[point] as number))
  const highest = Math.max(...logs)
  return highest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - highest), 0))
}

/** Chances of a total over some sessions, each with its exposure: as few, as many, exactly so many. */
export interface CountTails {
  low: number
  high: number
  at: number
}

/** Points of less weight change no verdict. */
const leastWeight = 0.003

/** Of more decisions than these it makes no difference how their variance comes about. */
const mostBursty = 10_000

/** `tails` says which of them are needed: the rest is 1. */
export function predictCount(
  fit: CountFit,
  count: number,
  exposures: number[],
  tails: { low?: true; high?: true; at?: true },
): CountTails {
  const exposure = exposures.reduce((a, b) => a + b, 0)
  const evenness = exposures.reduce((sum, each) => sum + each * each, 0) / (exposure * exposure)
  const found = { low: 0, high: 0, at: 0 }
  let weighed = 0
  for (const [point, weight] of fit.weights.entries()) {
    if (weight < leastWeight) continue
    const { own, burst } = grid.points[point] as (typeof grid.points)[number]
    const mean = (fit.rates[point] as number) * exposure
    const doubt = fit.doubts[point] as number
    const shapeOf = (spread: number) => 1 / (spread + doubt + spread * doubt)
    weighed += weight
    if (tails.high) {
      found.high += weight * negativeBinomialTail(count, mean, shapeOf(own * evenness + (burst - 1) / mean))
    }
    if (!tails.low && !tails.at) continue
    // Few bursts are far likelier than as few decisions by themselves.
    if (burst > 1 && count <= mostBursty) {
      const few = burstyLower(count, mean, shapeOf(own * evenness), (burst + 1) / 2)
      found.low += weight * few.low
      found.at += weight * few.at
    } else {
      const shape = shapeOf(own * evenness + (burst - 1) / mean)
      if (tails.low) found.low += weight * negativeBinomialLower(count, mean, shape)
      if (tails.at) found.at += weight * negativeBinomialAt(count, mean, shape)
    }
  }
  return {
    low: tails.low ? found.low / weighed : 1,
    high: tails.high ? found.high / weighed : 1,
    at: tails.at ? found.at / weighed : 1,
  }
}

const wideOwn = 0.2

/** The weight of all that says that sessions differ by 45 % and more, or that decisions come in bursts. */
export const wideShare = ({ weights }: CountFit): number =>
  grid.points.reduce(
    (sum, { own, burst }, point) => (own >= wideOwn || burst > 1 ? sum + (weights[point] as number) : sum),
    0,
  )
