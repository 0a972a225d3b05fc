/** The predictions of docs/metrics.md, written a second time from that page: nothing here is what the analysis predicts with. */

const total = (values: number[]): number => values.reduce((sum, value) => sum + value, 0)

/** Shifted to where Stirling's series is exact to the last digit. */
function lnGamma(x: number): number {
  let [at, product] = [x, 1]
  while (at < 16) product *= at++
  const square = at * at
  return (
    (at - 0.5) * Math.log(at) -
    at +
    Math.log(2 * Math.PI) / 2 +
    (1 / 12 - (1 / 360 - (1 / 1260 - 1 / 1680 / square) / square) / square) / at -
    Math.log(product)
  )
}
const lnBeta = (a: number, b: number) => lnGamma(a) + lnGamma(b) - lnGamma(a + b)
const lnChoose = (n: number, k: number) => lnGamma(n + 1) - lnGamma(k + 1) - lnGamma(n - k + 1)

const lnBetaBinomial = (k: number, n: number, a: number, b: number) =>
  lnChoose(n, k) + lnBeta(k + a, n - k + b) - lnBeta(a, b)
const lnNegativeBinomial = (k: number, mean: number, shape: number) =>
  lnGamma(k + shape) -
  lnGamma(shape) -
  lnGamma(k + 1) -
  shape * Math.log1p(mean / shape) +
  (k === 0 ? 0 : k * Math.log(mean / (mean + shape)))

/** Adds chances from a place on, until they no longer count. */
function added(from: number, to: number, step: 1 | -1, chance: (k: number) => number): number {
  let sum = 0
  let before = 0
  for (let k = from; step > 0 ? k <= to : k >= to; k += step) {
    const own = chance(k)
    sum += own
    if (own <= before && own < sum * 1e-14) break
    before = own
  }
  return Math.min(1, sum)
}

interface Point {
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
const gridOf = (rows: [own: number, weight: number][]): Point[] =>
  rows.flatMap(([own, weight]) => bursts.map(([burst, share]) => ({ own, burst, weight: weight * share })))
const countGrid = gridOf([
  [0.01, 0.15],
  [0.06, 0.4],
  [0.2, 0.27],
  [0.6, 0.13],
  [2, 0.05],
])
const shareGrid = gridOf([
  [0.001, 0.42],
  [0.006, 0.33],
  [0.025, 0.17],
  [0.1, 0.08],
])

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

function weightsOf(priors: number[], own: number[], others: number[][]): number[] {
  const logs = priors.map(
    (prior, n) => Math.log(prior) + (own[n] as number) + shareOfOthers * total(others.map((each) => each[n] as number)),
  )
  const most = Math.max(...logs)
  const whole = total(logs.map((log) => Math.exp(log - most)))
  return logs.map((log) => Math.exp(log - most) / whole)
}

function weighed(grid: Point[], fit: Fit, others: Fit[]): Weighted {
  const weights = weightsOf(
    grid.map(({ weight }) => weight),
    fit.likelihoods,
    others.map(({ likelihoods }) => likelihoods),
  )
  return { ...fit, weights, mean: total(weights.map((weight, n) => weight * (fit.means[n] as number))) }
}

function averaged({ weights }: Weighted, chance: (point: number) => number): number {
  const kept = weights.map((weight, point) => ({ weight, point })).filter(({ weight }) => weight >= leastWeight)
  return total(kept.map(({ weight, point }) => weight * chance(point))) / total(kept.map(({ weight }) => weight))
}

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
const mostInBursts = { counts: 10_000, shares: 2_000 }

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
    if (what !== 'high' && burst > 1 && count <= mostInBursts.counts) {
      const { chances, scale } = burstChances(count, mean, 1 / variation(own * evenness, doubt), (burst + 1) / 2)
      const wanted = what === 'at' ? (chances[count] as number) : total(chances)
      return Math.min(1, wanted * Math.exp(scale))
    }
    const shape = 1 / variation(own * evenness + (burst - 1) / mean, doubt)
    const chance = (k: number) => Math.exp(lnNegativeBinomial(k, mean, shape))
    if (what === 'at') return chance(count)
    if (what === 'low') return added(count, 0, -1, chance)
    return count <= 0 ? 1 : added(count, Number.POSITIVE_INFINITY, 1, chance)
  })
}

export interface Share {
  count: number
  n: number
}

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
    if (what === 'low' && point.burst > 1 && count <= mostInBursts.shares) {
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

/** A level against those of earlier sessions: the chance of one as high. */
export function chanceOfLevel(
  now: { value: number; hours: number },
  before: { value: number; hours: number }[],
  usual: number,
): number {
  const x = before.map(({ hours }) => Math.log(hours))
  const [mx, my] = [total(x) / x.length, total(before.map(({ value }) => value)) / x.length]
  const squares = total(x.map((each) => (each - mx) ** 2)) + 1
  const slope = total(before.map(({ value }, n) => ((x[n] as number) - mx) * (value - my))) / squares
  const line = (hours: number) => my + slope * (Math.log(hours) - mx)
  const freedom = before.length - 1 + 5
  const variance = (total(before.map(({ value, hours }) => (value - line(hours)) ** 2)) + 5 * usual ** 2) / freedom
  const reach = (Math.log(now.hours) - mx) ** 2 / squares
  return studentTail((now.value - line(now.hours)) / Math.sqrt(variance * (1 + 1 / before.length + reach)), freedom)
}

/** P(T >= t), by Simpson's rule over the angle whose tangent is t by the root of the degrees of freedom. */
function studentTail(t: number, freedom: number): number {
  if (!Number.isFinite(t)) return t > 0 ? 0 : 1
  const factor = Math.exp(lnGamma((freedom + 1) / 2) - lnGamma(freedom / 2)) / Math.sqrt(Math.PI)
  return factor * simpson((angle) => Math.cos(angle) ** (freedom - 1), Math.atan(t / Math.sqrt(freedom)), Math.PI / 2)
}

function simpson(f: (x: number) => number, from: number, to: number, parts = 2000): number {
  const step = (to - from) / parts
  const inner = Array.from({ length: parts - 1 }, (_, n) => (n % 2 === 0 ? 4 : 2) * f(from + (n + 1) * step))
  return ((f(from) + total(inner) + f(to)) * step) / 3
}

/** P(Z >= z). */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z)
  const density = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)
  return simpson(density, z, z + 12, 600)
}

/** The z above which a share of the normal distribution is, by Newton's steps from the middle; of what is under 10⁻⁵ and above the rest, ± 4.3. */
export function normalAbove(share: number): number {
  let z = 0
  for (let round = 0; round < 40; round++) {
    const step = (normalTail(z) - share) / (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI))
    z = Math.min(4.3, Math.max(-4.3, z + step))
    if (Math.abs(step) < 1e-12) break
  }
  return z
}

const skipShares = [0, 0.04, 0.1, 0.2, 0.35, 0.55]
const skipPriors = {
  sparse: [0.86, 0.06, 0.04, 0.025, 0.01, 0.005],
  busy: [0.95, 0.025, 0.013, 0.008, 0.003, 0.001],
}
const busyFrom = 3

/** How well each share of sessions without use explains a service's history; `always`: how well its pace alone does. */
export interface Skips {
  likelihoods: number[]
  pace: number
}

export const skipsOf = (none: number[], used: number, always: number, pace: number): Skips => ({
  pace,
  likelihoods: skipShares.map((share) =>
    share === 0 ? always : total(none.map((each) => Math.log(share + (1 - share) * each))) + used * Math.log(1 - share),
  ),
})
export const isBusy = (pace: number): boolean => pace >= busyFrom

const weighSkips = ({ likelihoods, pace }: Skips, others: number[][]) =>
  weightsOf(skipPriors[isBusy(pace) ? 'busy' : 'sparse'], likelihoods, others)

/** The chance that a run of silence is made of sessions in which the service was not used, or decided nothing by itself. */
export function chanceOfSkips(own: Skips, others: Skips[], upheaval: number, none: number[]): number {
  const skips = (weights: number[]) => (weights[0] as number) < 0.5
  const skipping = others.filter((other) => skips(weighSkips(other, [])))
  const weights = weighSkips(
    own,
    skipping.map(({ likelihoods }) => likelihoods),
  )
  const known = skipping.length > 0 || skips(weights)
  const busy = Math.min(1, Math.max(0, (own.pace - busyFrom) / 3))
  const first = 13 ** (1 - busy) * 2.4 ** busy * 7 ** upheaval
  const caution = known ? 30 : Math.max(1, first / Math.max(1, none.length - 3))
  return total(
    skipShares.map((share, n) =>
      share === 0 && !known
        ? 0
        : caution * (weights[n] as number) * none.reduce((all, each) => all * (share + (1 - share) * each), 1),
    ),
  )
}
