import { plural } from '../../../templates/words.ts'
import type { Measured } from '../baseline/measured.ts'
import { decisionsOf } from '../baseline/measured.ts'
import type { Candidate, Detector } from './candidate.ts'

/** Services with fewer decisions than this say nothing about whether they go together. */
const leastDecisions = 10

export const pairKey = (pair: [string, string]): string => JSON.stringify(pair)

/** A pair of services that decide in the same instants, and never did; or that always did, and do not. No chance is involved in either. */
export const lockstepChanges: Detector = (current, earlier) => {
  const informative = (pair: [string, string]) =>
    earlier.filter((session) => pair.every((service) => decisionsOf(session, service) >= leastDecisions))
  const now = new Set(current.metrics.quality.lockstep.map(pairKey))
  const before = new Map(
    earlier.flatMap(({ metrics }) => metrics.quality.lockstep).map((pair) => [pairKey(pair), pair]),
  )
  const appeared = current.metrics.quality.lockstep
    .filter((pair) => !before.has(pairKey(pair)) && informative(pair).length === earlier.length)
    .map((pair) =>
      changed(
        pair,
        `now decide in the same instants, as in none of the ${plural(earlier.length, 'session')} before`,
        current,
      ),
    )
  const gone = [...before.values()]
    .filter((pair) => !now.has(pairKey(pair)) && inAll(pair, informative(pair)))
    .map((pair) => changed(pair, `no longer decide in the same instants, as in all of the sessions before`, current))
  return [...appeared, ...gone].filter(({ services }) =>
    services.every((service) => decisionsOf(current, service) >= leastDecisions),
  )
  function inAll(pair: [string, string], sessions: Measured[]): boolean {
    return (
      sessions.length >= Math.max(1, earlier.length / 2) &&
      sessions.every(({ metrics }) => metrics.quality.lockstep.some((each) => pairKey(each) === pairKey(pair)))
    )
  }
}

function changed(
  [a, b]: [string, string],
  what: string,
  { window }: Measured,
): Candidate & { services: [string, string] } {
  return {
    services: [a, b],
    service: a,
    kind: 'lockstep',
    detail: `${a} and ${b} ${what}`,
    evidence: { window, filter: { service: a } },
    p: 0,
  }
}
