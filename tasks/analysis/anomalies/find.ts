import { discoveries } from '../baseline/discovery.ts'
import type { Measured } from '../baseline/measured.ts'
import type { Candidate, Detector } from './candidate.ts'
import { floods } from './flood.ts'
import { lockstepChanges, pairKey } from './lockstep.ts'
import { logStops } from './log-stops.ts'
import { pressureEscalation } from './pressure.ts'
import { rateJumps } from './rates.ts'
import { sessionIds } from './session-ids.ts'
import { silentServices } from './silent.ts'

/** Detectors in the order in which anomalies are listed, each with the false discovery rate that it may have. Together they may be wrong about one session in a hundred. */
const detectors: [detector: Detector, q: number][] = [
  [silentServices, 0.0065],
  [pressureEscalation, 0.001],
  [rateJumps, 0.002],
  [floods, 0.0001],
  [logStops, 0.0001],
  [sessionIds, 0.0002],
  [lockstepChanges, 0.0001],
]

/** What is unusual about a session against at least five earlier ones. */
export function findUnusual(current: Measured, earlier: Measured[]): Candidate[] {
  const pairs = [current, ...earlier].flatMap(({ metrics }) => metrics.quality.lockstep)
  return detectors.flatMap(([detect, q]) =>
    oncePerWitness(discoveries(detect(current, earlier), q), new Set(pairs.map(pairKey))),
  )
}

/** Services in lockstep are one witness: of two that show the same, the clearer one is reported, and names the other. */
function oncePerWitness(found: Candidate[], lockstep: Set<string>): Candidate[] {
  const reported: Candidate[] = []
  const together = (a: string, b: string) => lockstep.has(pairKey(a < b ? [a, b] : [b, a]))
  for (const candidate of found.toSorted((a, b) => a.p - b.p)) {
    const { kind, service } = candidate
    const same = kind !== 'lockstep' && service !== undefined
    const witness = same && reported.find((other) => other.service !== undefined && together(other.service, service))
    if (witness) witness.detail += `; ${service} shows the same, in lockstep with it: one witness`
    else reported.push({ ...candidate })
  }
  return reported
}
