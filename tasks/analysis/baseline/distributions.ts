import jstat from 'jstat'

/** Below this share of the sum a further term changes nothing. */
const negligible = 1e-13
const longestSum = 5_000_000

const halfLnTau = 0.5 * Math.log(2 * Math.PI)

/** Logarithm of the gamma function of a positive number, by Stirling's series from 8 on: to 1e-10 of its value, and several times as fast as a library's. */
export function lnGamma(x: number): number {
  let shift = 1
  while (x < 8) shift *= x++
  const inverse = 1 / (x * x)
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / x
  return (x - 0.5) * Math.log(x) - x + halfLnTau + series - Math.log(shift)
}

/** ln of a(a + 1) … (a + n - 1). */
export function lnRising(a: number, n: number): number {
  if (n > 12) return lnGamma(a + n) - lnGamma(a)
  let product = 1
  for (let i = 0; i < n; i++) product *= a + i
  return Math.log(product)
}

/** Adds terms of which each is the one before it times `ratio(index)`, until they no longer count. */
function sumTerms(first: number, from: number, to: number, ratio: (index: number) => number): number {
  let total = 0
  let term = first
  for (let index = from; index <= Math.min(to, from + longestSum); index++) {
    total += term
    const next = term * ratio(index)
    if (next <= term && next <= negligible * total) break
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
  // Far below the mean the first term may be too small for a number.
  if (k < (n * a) / (a + b)) return 1 - betaBinomialTail(n - k + 1, n, b, a)
  const first = betaBinomialAt(k, n, a, b)
  return sumTerms(first, k, n, (i) => ((n - i) / (i + 1)) * ((a + i) / (b + n - i - 1)))
}

/** P(K = k) of the same. */
export function betaBinomialAt(k: number, n: number, a: number, b: number): number {
  const ways = lnRising(n - k + 1, k) - lnRising(1, k)
  return Math.exp(ways + lnRising(a, k) + lnRising(b, n - k) - lnRising(a + b, n))
}

/** P(X >= x) of the negative binomial distribution: a Poisson count whose mean itself varies as a gamma distribution of this shape. */
export function negativeBinomialTail(x: number, mean: number, shape: number): number {
  if (x <= 0) return 1
  const share = mean / (mean + shape)
  return sumTerms(
    negativeBinomialAt(x, mean, shape),
    x,
    Number.POSITIVE_INFINITY,
    (i) => ((i + shape) / (i + 1)) * share,
  )
}

/** P(X <= x) of the same, added up from x down, so that a small one is exact; far above the mean the first term may be too small for a number. */
export function negativeBinomialLower(x: number, mean: number, shape: number): number {
  if (x > mean) return 1 - negativeBinomialTail(x + 1, mean, shape)
  const share = mean / (mean + shape)
  const down = (step: number) => {
    const i = x - step
    return i <= 0 ? 0 : i / ((i - 1 + shape) * share)
  }
  return sumTerms(negativeBinomialAt(x, mean, shape), 0, x, down)
}

/** P(X = x) of the same. */
export function negativeBinomialAt(x: number, mean: number, shape: number): number {
  const share = mean / (mean + shape)
  const counted = x === 0 ? 0 : x * Math.log(share)
  return Math.exp(lnRising(shape, x) - lnRising(1, x) + counted - shape * Math.log1p(mean / shape))
}

/** Where the chances of a recursion would no longer fit into a number. */
const tooLarge = 1e250

/**
 * P(X <= x) and P(X = x) of decisions that come in bursts: a negative binomial number of bursts, each of a geometric size of mean `burst` (Polya and
 * Aeppli's distribution where the shape is infinite). Panjer's recursion (1981), with the geometric sizes summed up as it goes.
 */
export function burstyLower(x: number, mean: number, shape: number, burst: number): { low: number; at: number } {
  const [p, q] = [1 / burst, 1 - 1 / burst]
  const bursts = mean / burst
  const a = bursts / (bursts + shape)
  const b = (shape - 1) * a
  // In units of the chance of none, which may be too small for a number.
  let log = -shape * Math.log1p(bursts / shape)
  let [at, low, sizes, weighed] = [1, 1, 0, 0]
  for (let n = 1; n <= x; n++) {
    weighed = p * at + q * (weighed + sizes)
    sizes = p * at + q * sizes
    at = a * sizes + (b * weighed) / n
    low += at
    if (low > tooLarge) {
      const scale = 1 / low
      log += Math.log(low)
      at *= scale
      sizes *= scale
      weighed *= scale
      low = 1
    }
  }
  return { low: Math.min(1, low * Math.exp(log)), at: at * Math.exp(log) }
}

/**
 * P(X <= x) where blocked decisions come in bursts of geometric sizes: so many things were decided about, and how many of them were blocked is
 * beta-binomial, of this mean and correlation. With `mid` half of the chance of exactly so many.
 */
export function burstyFew(x: number, things: number, mean: number, own: number, burst: number, mid?: true): number {
  const precision = 1 / Math.max(1e-9, own) - 1
  const [a, b] = [mean * precision, precision - mean * precision]
  let chance = betaBinomialAt(0, things, a, b)
  let total = mid && x === 0 ? chance / 2 : chance
  for (let k = 1; k <= Math.min(x, things); k++) {
    chance *= ((things - k + 1) / k) * ((a + k - 1) / (b + things - k))
    // So many bursts are x decisions or fewer where x tosses show as many ends of bursts.
    const few = binomialTail(k, x, 1 / burst)
    const term = chance * (mid ? (few + binomialTail(k, x - 1, 1 / burst)) / 2 : few)
    total += term
    if (term < negligible * total && k > x / burst) break
  }
  return Math.min(1, total)
}

/** P(K >= k) of n tosses that succeed in this share. */
function binomialTail(k: number, n: number, share: number): number {
  if (k > n) return 0
  const ways = lnRising(n - k + 1, k) - lnRising(1, k)
  const first = Math.exp(ways + k * Math.log(share) + (n - k) * Math.log1p(-share))
  return sumTerms(first, k, n, (i) => ((n - i) / (i + 1)) * (share / (1 - share)))
}

/** P(T >= t) of Student's distribution. */
export const studentTail = (t: number, degreesOfFreedom: number): number =>
  Number.isFinite(t) ? jstat.studentt.cdf(-t, degreesOfFreedom) : t > 0 ? 0 : 1

/** P(Z >= z) of the normal distribution. */
export const normalTail = (z: number): number => jstat.normal.cdf(-z, 0, 1)

/** The z that a share of the normal distribution is below. */
export const normalQuantile = (share: number): number =>
  jstat.normal.inv(Math.min(1 - 1e-12, Math.max(1e-12, share)), 0, 1)
