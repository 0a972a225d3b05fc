import { clamp } from '../statistics.ts'
import type { Figures, Taken } from './facts.ts'

/** The largest first, until the limit of a part is used up; what takes off nothing is left out. */
export function limited(deductions: Taken[], of: number): Taken[] {
  let left = of
  return deductions
    .toSorted((a, b) => b.points - a.points)
    .flatMap((each) => {
      const points = Math.min(each.points, left)
      left -= points
      return points > 0 ? [{ ...each, points }] : []
    })
}

export interface Loss {
  /** Weight in its part times how much of it is lost: 0..1. */
  weight: number
  why: string
  service?: string
  from?: Figures
}

/** Every further loss costs more than the one before it: losing five services is worse than five times losing one. */
const steepness = 0.2

/** Spreads a part's points over losses, so that they add up exactly and every one more takes off more. */
export function spread(losses: Loss[], of: number): Taken[] {
  let lost = 0
  const upTo = (weight: number) => Math.round(of * ((1 - steepness) * weight + steepness * weight * weight))
  return losses
    .toSorted((a, b) => b.weight - a.weight || (a.why < b.why ? -1 : 1))
    .map(({ weight, from, ...told }) => {
      const before = clamp(lost)
      lost += weight
      const after = clamp(lost)
      return { ...told, points: upTo(after) - upTo(before), from: { ...from, weightBefore: before, weight: after } }
    })
}
