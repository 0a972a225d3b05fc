/** The predictions of docs/metrics.md, written a second time from that page: nothing here is what the analysis predicts with. */

/** Shifted to where Stirling's series is exact to the last digit. */
export function lnGamma(x: number): number {
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
export const lnBeta = (a: number, b: number) => lnGamma(a) + lnGamma(b) - lnGamma(a + b)
export const lnChoose = (n: number, k: number) => lnGamma(n + 1) - lnGamma(k + 1) - lnGamma(n - k + 1)

export const lnBetaBinomial = (k: number, n: number, a: number, b: number) =>
  lnChoose(n, k) + lnBeta(k + a, n - k + b) - lnBeta(a, b)
export const lnNegativeBinomial = (k: number, mean: number, shape: number) =>
  lnGamma(k + shape) -
  lnGamma(shape) -
  lnGamma(k + 1) -
  shape * Math.log1p(mean / shape) +
  (k === 0 ? 0 : k * Math.log(mean / (mean + shape)))

/** Adds chances from a place on, until they no longer count. */
export function added(from: number, to: number, step: 1 | -1, chance: (k: number) => number): number {
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
