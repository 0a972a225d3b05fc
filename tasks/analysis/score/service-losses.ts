import type { ServiceState } from '../anomalies/judge.ts'
import type { Used } from '../anomalies/pace.ts'
import { counts } from '../anomalies/raised.ts'
import { clamp } from '../statistics.ts'

/** How sure it is that something fell by itself no longer: 0..1. */
export function evidence(p: number, found: boolean): number {
  return found ? 1 : clamp((Math.log(counts.from) - Math.log(p)) / (Math.log(counts.from) - Math.log(counts.full)))
}

/** Where services are known to skip sessions it is no proof that a busy one is silent; but nobody knows either that it had nothing to decide. */
const unexplained = { usual: 20, share: 0.15 }

/** What is lost of a service's pace: in the run that is going on, or by sessions in which it decides nothing, now and then. */
export function paceLoss({ pace }: ServiceState): number {
  if (!pace) return 0
  const { sessions, of, most } = pace.used
  const rarer = most === 0 ? 0 : evidence(chanceOfRarer(pace.used), false) * clamp(1 - sessions / of / most)
  const silent = pace.count === 0 && pace.usual >= unexplained.usual ? unexplained.share : 0
  return Math.max(evidence(pace.p, pace.found) * clamp(1 - pace.ratio), rarer, silent)
}

/** How often a service that decides in its usual share of sessions does so in as few of them, or fewer. */
function chanceOfRarer({ sessions, of, most }: Used): number {
  let term = (1 - most) ** of
  let chance = term
  for (let used = 1; used <= sessions; used++) {
    term *= ((of - used + 1) / used) * (most / (1 - most))
    chance += term
  }
  return Math.min(1, chance)
}

/** In fewer sessions nothing became usual that others are weighed by: services that were never there do not make one that is missed small. */
export const established = 10

/** By how many services a part is shared: those of long standing, or all where there are none. */
export function weighedBy(services: ServiceState[]): number {
  const old = services.filter(({ pace }) => (pace?.sessions ?? 0) >= established)
  return (old.length > 0 ? old : services).length
}
