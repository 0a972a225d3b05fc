/**
 * How much sessions differ among themselves beyond chance is never known from five of them, so no single value is taken: a grid of possible ones,
 * each with the weight that the history leaves it. The weights of a service are shrunk to what the other services of the same sessions show, and to
 * a prior that holds where nothing is known.
 */
export interface Grid<Point> {
  points: Point[]
  /** Logarithms of the prior's weights. */
  prior: number[]
}

/** How well each point of a grid explains a history: logarithms of likelihoods. */
export type Likelihoods = number[]

export const gridOf = <Point>(rows: [point: Point, weight: number][]): Grid<Point> => ({
  points: rows.map(([point]) => point),
  prior: rows.map(([, weight]) => Math.log(weight)),
})

/** Two ways in which sessions differ: each decides by itself (`own`), and decisions come in bursts of about this size. */
export interface Spread {
  own: number
  burst: number
}

/** Every combination of the two. */
export const spreadGrid = (own: [number, number][], bursts: [number, number][]): Grid<Spread> =>
  gridOf(own.flatMap(([each, weight]) => bursts.map(([burst, share]) => [{ own: each, burst }, weight * share])))

/** Sizes of bursts, as the variance of a count by its mean. */
export const bursts: [number, number][] = [
  [1, 0.85],
  [2.5, 0.1],
  [6, 0.035],
  [15, 0.015],
]

/** What the history of another service says counts like this share of one's own. */
const othersShare = 0.35

/** Weights of a grid's points, adding up to 1. */
export function weigh({ prior }: Grid<unknown>, own: Likelihoods, others: Likelihoods[]): number[] {
  const logs = prior.map((log, point) => {
    let sum = log + (own[point] as number)
    for (const each of others) sum += othersShare * (each[point] as number)
    return sum
  })
  const highest = Math.max(...logs)
  const weights = logs.map((log) => Math.exp(log - highest))
  const total = weights.reduce((a, b) => a + b, 0)
  return weights.map((weight) => weight / total)
}
