import { total } from './arithmetic.ts'
import { lnGamma, lnNegativeBinomial } from './gamma.ts'
import { averaged, type Fit, gridOf, type Point, type Weighted, weighed } from './grid.ts'

const countGrid = gridOf([
  [0.01, 0.15],
  [0.06, 0.4],
  [0.2, 0.27],
  [0.6, 0.13],
  [2, 0.05],
])

export interface Count {
  count: number
  exposure: number
}

export function fitOfCounts(history: Count[]): Fit {
  const fit: Fit = { likelihoods: [], means: [], doubts: [] }
  const [count, exposure] = [total(history.map((each) => each.count)), total(history.map((each) => each.exposure))]
  for (const { own, burst } of countGrid) {
    let rate = Math.max(count, 0.25) / exposure
    let known = 0
    for (const _ of [1, 2, 3]) {
      const damping = history.map((each) => burst + own * rate * each.exposure)
      known = total(history.map((each, n) => each.exposure / (damping[n] as number)))
      rate = Math.max(total(history.map((each, n) => each.count / (damping[n] as number))), 1e-3) / known
      known *= rate
    }
    const likelihood = total(
      history.map((each) => {
        const mean = rate * each.exposure
        return lnNegativeBinomial(each.count, mean, mean / (burst - 1 + own * mean)) + lnGamma(each.count + 1)
      }),
    )
    fit.likelihoods.push(likelihood - Math.log(known) / 2)
    fit.means.push(rate)
    fit.doubts.push(1 / (known + 0.5))
  }
  return fit
}

export const weighCounts = (fit: Fit, others: Fit[]): Weighted => weighed(countGrid, fit, others)

/** The logarithm of a history's likelihood over the whole grid. */
export function evidenceOfCounts({ likelihoods }: Fit): number {
  const most = Math.max(...likelihoods)
  return most + Math.log(total(countGrid.map(({ weight }, n) => weight * Math.exp((likelihoods[n] as number) - most))))
}

export const wide = ({ weights }: Weighted): number =>
  total(weights.filter((_, n) => (countGrid[n]?.own as number) >= 0.2 || (countGrid[n]?.burst as number) > 1))

const variation = (own: number, doubt: number) => own + doubt + own * doubt

/** More than these are spread evenly. */
const mostInBursts = 10_000

/** The chances of no decision, of 1, 2 … as many as `to`, where they come in bursts; scaled, with the logarithm of the scale. */
function burstChances(to: number, mean: number, shape: number, size: number): { chances: number[]; scale: number } {
  const [end, on] = [1 / size, 1 - 1 / size]
  const ratio = mean / size / (mean / size + shape)
  const chances = [1]
  let scale = -shape * Math.log1p(mean / size / shape)
  let [ends, places] = [0, 0]
  for (let n = 1; n <= to; n++) {
    const before = chances[n - 1] as number
    places = end * before + on * (places + ends)
    ends = end * before + on * ends
    const own = ratio * (ends + ((shape - 1) * places) / n)
    chances.push(own)
    if (own < 1e200) continue
    scale += Math.log(own)
    for (let k = 0; k <= n; k++) chances[k] = (chances[k] as number) / own
    ends /= own
    places /= own
  }
  return { chances, scale }
}

/** The chance of exactly so many, or of as few (`low`), or of as many (`high`), in sessions of these exposures together. */
export function chanceOfCount(fit: Weighted, what: 'at' | 'low' | 'high', count: number, exposures: number[]): number {
  const exposure = total(exposures)
  const evenness = total(exposures.map((each) => each * each)) / (exposure * exposure)
  return averaged(fit, (point) => {
    const { own, burst } = countGrid[point] as Point
    const mean = (fit.means[point] as number) * exposure
    const doubt = fit.doubts[point] as number
    if (what !== 'high' && burst > 1 && count <= mostInBursts) {
      const { chances, scale } = burstChances(count, mean, 1 / variation(own * evenness, doubt), (burst + 1) / 2)
      const wanted = what === 'at' ? (chances[count] as number) : total(chances)
      return Math.min(1, wanted * Math.exp(scale))
    }
    const shape = 1 / variation(own * evenness + (burst - 1) / mean, doubt)
    if (what === 'at') return Math.exp(lnNegativeBinomial(count, mean, shape))
    if (what === 'low') return count <= mean ? tail(count, 'down', mean, shape) : 1 - tail(count + 1, 'up', mean, shape)
    return count > mean ? tail(count, 'up', mean, shape) : 1 - tail(count - 1, 'down', mean, shape)
  })
}

/** The chance of so many or more, or of so many or fewer: each place by the one before, away from the mean, until they no longer count. */
function tail(from: number, way: 'up' | 'down', mean: number, shape: number): number {
  const ratio = (k: number) => ((k + shape) / (k + 1)) * (mean / (mean + shape))
  let sum = 0
  let own = from < 0 ? 0 : Math.exp(lnNegativeBinomial(from, mean, shape))
  for (let k = from; own > sum * 1e-16; k += way === 'up' ? 1 : -1) {
    sum += own
    if (way === 'down' && k === 0) break
    own = way === 'up' ? own * ratio(k) : own / ratio(k - 1)
  }
  return Math.min(1, sum)
}
