import type { RuleLog } from '../../cache/audit/rule-log.ts'
import { sha256 } from '../../cache/json.ts'
import type { ObservedSession, RuleObservations } from '../../cache/rule-observations.ts'
import type { Session } from '../task.ts'
import type { Thresholds } from '../thresholds.ts'
import { digestOf } from './compare-rules.ts'
import type { Observations } from './observations.ts'
import { type ObservedBy, observationsVersion, observeSession } from './observe.ts'

/** Threshold `ruleSessions`: how many sessions are looked at, the one that closes included. What is older is not a habit any more. */
export const sessionsDefaults = { ruleSessions: 20 }

/** The sessions before one that are looked at, oldest first. */
export function earlierSessions(
  kept: RuleObservations,
  { from }: Pick<Session, 'from'>,
  thresholds: Thresholds,
): ObservedSession[] {
  const { ruleSessions } = { ...sessionsDefaults, ...thresholds }
  return apart(kept.before(from, Math.max(0, ruleSessions - 1)))
}

/**
 * What this session and the ones before it say about rules, oldest first. An earlier session is read once: what was observed is kept, and
 * taken again only where decisions came later, rules changed, or this version keeps something else.
 */
export async function observeSessions(
  log: RuleLog,
  kept: RuleObservations,
  session: Pick<Session, 'id' | 'from' | 'to'>,
  by: ObservedBy,
  thresholds: Thresholds,
): Promise<Observations[]> {
  const named = by.rules.map(({ id, text, active }) => [id, text, active]).toSorted()
  const basisOfRules = sha256(JSON.stringify([named, digestOf(by.vocabulary)])).slice(0, 16)
  const window = { from: session.from, to: session.to }
  const observed: Observations[] = []
  for (const each of [...earlierSessions(kept, session, thresholds), kept.of(session.id, window)]) {
    const basis = `${observationsVersion}:${await log.count(each.window)}:${basisOfRules}`
    if (each.basis === basis) {
      observed.push(each.observations as Observations)
      continue
    }
    const observations = await observeSession(log, each.session, each.window, by)
    kept.save({ session: each.session, window: each.window, basis, observations })
    observed.push(observations)
  }
  return observed
}

/** Sessions whose windows do not overlap, the later ones kept: no decision may count twice. */
function apart(sessions: ObservedSession[]): ObservedSession[] {
  const separate: ObservedSession[] = []
  for (const session of sessions.toReversed()) {
    const [next] = separate
    if (!next || session.window.to <= next.window.from) separate.unshift(session)
  }
  return separate
}
