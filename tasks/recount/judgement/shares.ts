import { total } from './arithmetic.ts'
import { added, lnBeta, lnBetaBinomial, lnChoose } from './gamma.ts'
import { averaged, type Fit, gridOf, type Point, type Weighted, weighed } from './grid.ts'

const shareGrid = gridOf([
  [0.001, 0.42],
  [0.006, 0.33],
  [0.025, 0.17],
  [0.1, 0.08],
])

export interface Share {
  count: number
  n: number
}

/** More than these are spread evenly. */
const mostInBursts = 2_000

const correlationAt = ({ own, burst }: Point, n: number) => Math.min(0.5, own + (n > 1 ? (burst - 1) / (n - 1) : 0))

export function fitOfShares(all: Share[]): Fit {
  const history = all.filter(({ n }) => n > 0)
  const never = history.every(({ count }) => count === 0)
  const fit: Fit = { likelihoods: [], means: [], doubts: [] }
  for (const point of shareGrid) {
    const damping = history.map(({ n }) => 1 + (n - 1) * correlationAt(point, n))
    const known = 1 + total(history.map(({ n }, place) => n / (damping[place] as number)))
    const mean = (0.5 + total(history.map(({ count }, place) => count / (damping[place] as number)))) / known
    const likelihood = total(
      history.map(({ count, n }) => {
        const precision = 1 / correlationAt(point, n) - 1
        return (
          lnBeta(mean * precision + count, (1 - mean) * precision + n - count) -
          lnBeta(mean * precision, (1 - mean) * precision)
        )
      }),
    )
    fit.likelihoods.push(never ? 0 : likelihood - Math.log(known) / 2)
    fit.means.push(mean)
    fit.doubts.push(1 / (known + 1))
  }
  return fit
}

export const weighShares = (fit: Fit, others: Fit[]): Weighted => weighed(shareGrid, fit, others)

/** The chance of as few or as many of n, over sessions of these sizes; `half`: of exactly so many only half; `certain`: the mean is exact. */
export function chanceOfShare(
  fit: Weighted,
  what: 'low' | 'high',
  { count, n }: Share,
  { half = false, certain = false, sizes = [n] }: { half?: boolean; certain?: boolean; sizes?: number[] } = {},
): number {
  return averaged(fit, (place) => {
    const point = shareGrid[place] as Point
    const mean = fit.means[place] as number
    const doubt = certain ? 0 : (fit.doubts[place] as number)
    const joined = (correlation: number) => Math.max(1e-9, correlation + doubt - correlation * doubt)
    if (what === 'low' && point.burst > 1 && count <= mostInBursts) {
      const evenness = total(sizes.map((size) => size * size)) / Math.max(1, n * n)
      return fewThings(count, half, mean, joined(point.own * evenness), {
        size: (point.burst + 1) / 2,
        things: Math.max(sizes.length, Math.round(n / ((point.burst + 1) / 2))),
      })
    }
    const within = total(sizes.map((size) => size * (size - 1) * correlationAt(point, size))) / Math.max(1, n * (n - 1))
    const precision = 1 / joined(within) - 1
    const [a, b] = [mean * precision, precision - mean * precision]
    const chance = (k: number) => Math.exp(lnBetaBinomial(k, n, a, b))
    const all = what === 'low' ? added(count, 0, -1, chance) : count <= 0 ? 1 : added(count, n, 1, chance)
    return all - (half ? chance(count) / 2 : 0)
  })
}

/** What is decided about one thing is blocked together: the blocked things, by the chance that their sizes add up to as few. */
function fewThings(
  count: number,
  half: boolean,
  mean: number,
  correlation: number,
  { size, things }: { size: number; things: number },
): number {
  const precision = 1 / correlation - 1
  const end = 1 / size
  const blocked = (k: number) => Math.exp(lnBetaBinomial(k, things, mean * precision, precision - mean * precision))
  const atMost = (x: number, k: number) =>
    k > x
      ? 0
      : added(k, x, 1, (ends) => Math.exp(lnChoose(x, ends) + ends * Math.log(end) + (x - ends) * Math.log1p(-end)))
  let chance = half && count === 0 ? blocked(0) / 2 : blocked(0)
  for (let k = 1; k <= Math.min(count, things); k++)
    chance += blocked(k) * (half ? (atMost(count, k) + atMost(count - 1, k)) / 2 : atMost(count, k))
  return Math.min(1, chance)
}

/** Standard deviations of a share of n, and of the mean that is known. */
export function deviations(fit: Weighted, n: number): { session: number; mean: number } {
  const spread = (of: (point: number) => number) =>
    Math.sqrt(
      total(
        fit.weights.map((weight, point) => {
          const mean = fit.means[point] as number
          return weight * mean * (1 - mean) * of(point)
        }),
      ),
    )
  return {
    session: spread((point) => (1 + (n - 1) * correlationAt(shareGrid[point] as Point, n)) / n),
    mean: spread((point) => fit.doubts[point] as number),
  }
}
