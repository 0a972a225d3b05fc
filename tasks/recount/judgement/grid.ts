import { total } from './arithmetic.ts'

export interface Point {
  own: number
  burst: number
  weight: number
}
const bursts = [
  [1, 0.85],
  [2.5, 0.1],
  [6, 0.035],
  [15, 0.015],
] as const
export const gridOf = (rows: [own: number, weight: number][]): Point[] =>
  rows.flatMap(([own, weight]) => bursts.map(([burst, share]) => ({ own, burst, weight: weight * share })))
/** What a history says at each point of a grid. */
export interface Fit {
  likelihoods: number[]
  /** Rates or shares, and how unsure they are. */
  means: number[]
  doubts: number[]
}
export interface Weighted extends Fit {
  weights: number[]
  mean: number
}

const shareOfOthers = 0.35
const leastWeight = 0.003

export function weightsOf(priors: number[], own: number[], others: number[][]): number[] {
  const logs = priors.map(
    (prior, n) => Math.log(prior) + (own[n] as number) + shareOfOthers * total(others.map((each) => each[n] as number)),
  )
  const most = Math.max(...logs)
  const whole = total(logs.map((log) => Math.exp(log - most)))
  return logs.map((log) => Math.exp(log - most) / whole)
}

export function weighed(grid: Point[], fit: Fit, others: Fit[]): Weighted {
  const weights = weightsOf(
    grid.map(({ weight }) => weight),
    fit.likelihoods,
    others.map(({ likelihoods }) => likelihoods),
  )
  return { ...fit, weights, mean: total(weights.map((weight, n) => weight * (fit.means[n] as number))) }
}

export function averaged({ weights }: Weighted, chance: (point: number) => number): number {
  const kept = weights.map((weight, point) => ({ weight, point })).filter(({ weight }) => weight >= leastWeight)
  return total(kept.map(({ weight, point }) => weight * chance(point))) / total(kept.map(({ weight }) => weight))
}
