import { createRequire } from 'node:module'
import type JStat from 'jstat'

const require = createRequire(import.meta.url)
/** Loaded where sessions are compared: every other command starts 15 ms earlier. */
const jstat = (): typeof JStat => require('jstat')

/** Below this a further term changes no sum. */
const negligible = 1e-18
const longestSum = 5_000_000

const lnBeta = (a: number, b: number): number => {
  const { gammaln } = jstat()
  return gammaln(a) + gammaln(b) - gammaln(a + b)
}
const lnChoose = (n: number, k: number): number => -Math.log(n + 1) - lnBeta(n - k + 1, k + 1)

/** Adds terms of which each is the one before it times `ratio(index)`, until they no longer count. */
function sumTerms(first: number, from: number, to: number, ratio: (index: number) => number): number {
  let total = 0
  let term = first
  for (let index = from; index <= Math.min(to, from + longestSum); index++) {
    total += term
    const next = term * ratio(index)
    if (next <= term && next < negligible * total) break
    term = next
  }
  return Math.min(1, total)
}

/**
 * P(K >= k) of the beta-binomial distribution: how often `n` further decisions have `k` or more of a kind whose share is only known as
 * Beta(a, b). Skellam 1948.
 */
export function betaBinomialTail(k: number, n: number, a: number, b: number): number {
  if (k <= 0) return 1
  if (k > n) return 0
  const first = Math.exp(lnChoose(n, k) + lnBeta(k + a, n - k + b) - lnBeta(a, b))
  return sumTerms(first, k, n, (i) => ((n - i) / (i + 1)) * ((a + i) / (b + n - i - 1)))
}

/** P(K = 0) of the same. */
export const betaBinomialNone = (n: number, a: number, b: number): number => Math.exp(lnBeta(a, b + n) - lnBeta(a, b))

/** P(X >= x) of the negative binomial distribution: a Poisson count whose mean itself varies as a gamma distribution of this shape. */
export function negativeBinomialTail(x: number, mean: number, shape: number): number {
  if (x <= 0) return 1
  const { gammaln } = jstat()
  const share = mean / (mean + shape)
  const first = Math.exp(
    gammaln(x + shape) - gammaln(shape) - gammaln(x + 1) + x * Math.log(share) + shape * Math.log1p(-share),
  )
  return sumTerms(first, x, Number.POSITIVE_INFINITY, (i) => ((i + shape) / (i + 1)) * share)
}

/** P(T >= t) of Student's distribution. */
export const studentTail = (t: number, degreesOfFreedom: number): number =>
  Number.isFinite(t) ? jstat().studentt.cdf(-t, degreesOfFreedom) : t > 0 ? 0 : 1
