/** Numbers in [0, 1). */
export type Random = () => number

/** A stream of numbers from a seed: a 32-bit generator is enough for a simulation, and the same everywhere. */
export function randomFrom(seed: number): Random {
  let state = seed | 0
  return () => {
    state = (state + 0x9e3779b9) | 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
}

export const gaussian = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

/** A gamma variable of mean 1 with this coefficient of variation (Marsaglia and Tsang 2000). */
export function gammaFactor(variation: number, random: Random): number {
  if (variation === 0) return 1
  const shape = 1 / variation ** 2
  const d = Math.max(shape, 1) - 1 / 3
  for (;;) {
    const x = gaussian(random)
    const v = (1 + x / Math.sqrt(9 * d)) ** 3
    if (v <= 0 || Math.log(1 - random()) >= 0.5 * x * x + d - d * v + d * Math.log(v)) continue
    return (d * v * (shape < 1 ? (1 - random()) ** (1 / shape) : 1)) / Math.max(shape, Math.min(shape, 1))
  }
}

export function poisson(mean: number, random: Random): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * gaussian(random)))
  const limit = Math.exp(-mean)
  let count = -1
  for (let product = 1; product > limit; product *= random()) count++
  return count
}

export function binomial(n: number, share: number, random: Random): number {
  if (n > 400)
    return Math.min(n, Math.max(0, Math.round(n * share + Math.sqrt(n * share * (1 - share)) * gaussian(random))))
  let count = 0
  for (let i = 0; i < n; i++) if (random() < share) count++
  return count
}
