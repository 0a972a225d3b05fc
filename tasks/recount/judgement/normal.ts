import { total } from './arithmetic.ts'
import { lnGamma } from './gamma.ts'

/** P(T >= t), by Simpson's rule over the angle whose tangent is t by the root of the degrees of freedom. */
export function studentTail(t: number, freedom: number): number {
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
