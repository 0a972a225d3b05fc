import { clamp } from '../statistics.ts'

/** Chances from which on a change counts for the score, and in full. */
export const counts = { from: 0.1, full: 0.003 }

/** How sure it is that something fell by itself no longer: 0..1. */
export function evidence(p: number, found = false): number {
  return found ? 1 : clamp((Math.log(counts.from) - Math.log(p)) / (Math.log(counts.from) - Math.log(counts.full)))
}
