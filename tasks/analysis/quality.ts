import type { InstantCount, ProfileCount } from '../../cache/audit/audit-log.ts'
import { placeholders } from '../../cache/audit/catalogue.ts'
import { dayMs, parseTime, utcDate } from '../../cache/window.ts'

export interface Quality {
  /** Decisions with the session id that a service falls back to when it was called without one. */
  placeholderIds: number
  /** Decisions whose session id holds a date more than a day before the session's start. */
  staleIds: number
  /** Services that decide in the same instants: one observation, not two. */
  lockstep: [string, string][]
}

export function measureQuality(profiles: ProfileCount[], instants: InstantCount[], from: number): Quality {
  return { ...countIds(profiles, from), lockstep: lockstepPairs(instants) }
}

/** How many decisions have an id that says nothing of their session. */
export function countIds(profiles: Pick<ProfileCount, 'session' | 'decisions'>[], from: number) {
  const counting = (is: (session: string) => boolean) =>
    profiles.reduce((total, { session, decisions }) => total + (is(session) ? decisions : 0), 0)
  return {
    placeholderIds: counting((session) => placeholders.has(session)),
    staleIds: counting((session) => isStale(session, from)),
  }
}

/** By dates (UTC): the id of a session that began yesterday is not stale. */
export function isStale(session: string, from: number): boolean {
  const date = parseTime(/\d{4}-\d\d-\d\d/.exec(session)?.[0] ?? '')
  return date !== undefined && date < (parseTime(utcDate(from)) as number) - dayMs
}

/** Fewer instants than this can coincide by chance. */
const leastInstants = 5
/** Share of the instants of the rarer service in which the other decides too. */
export const lockstepShare = 0.9

/** Pairs of services of which the rarer one decides (almost) only in instants in which the other does. */
function lockstepPairs(instants: InstantCount[]): [string, string][] {
  const own = new Map<string, number>()
  const together = new Map<string, { pair: [string, string]; instants: number }>()
  for (const { services, instants: count } of instants) {
    for (const [index, service] of services.entries()) {
      own.set(service, (own.get(service) ?? 0) + count)
      for (const other of services.slice(index + 1)) {
        const pair: [string, string] = [service, other]
        const known = together.get(JSON.stringify(pair)) ?? { pair, instants: 0 }
        known.instants += count
        together.set(JSON.stringify(pair), known)
      }
    }
  }
  return [...together.values()]
    .filter(({ pair: [a, b], instants: shared }) => {
      const rarer = Math.min(own.get(a) as number, own.get(b) as number)
      return rarer >= leastInstants && shared >= lockstepShare * rarer
    })
    .map(({ pair }) => pair)
    .sort(([a, b], [c, d]) => (a === c ? (b < d ? -1 : 1) : a < c ? -1 : 1))
}
