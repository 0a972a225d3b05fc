import type { RuleLog } from '../../cache/audit/rule-log.ts'
import { sha256 } from '../../cache/json.ts'
import type { MeasuredSession, Reports } from '../../cache/reports.ts'
import type { RuleObservations } from '../../cache/rule-observations.ts'
import type { Session } from '../task.ts'
import type { Thresholds } from '../thresholds.ts'
import { digestOf } from './compare-rules.ts'
import type { Observations } from './observations.ts'
import { type ObservedBy, observationsVersion, observeSession } from './observe.ts'

type LookedAt = Pick<MeasuredSession, 'session' | 'window'>

/** Threshold `ruleSessions`: how many sessions are looked at, the one that closes included. What is older is not a habit any more. */
export const sessionsDefaults = { ruleSessions: 20 }

/** The sessions before one that are looked at, oldest first. The decisions of one that could not be read may have come since. */
export function sessionsBefore(
  reports: Pick<Reports, 'before'>,
  { from }: Pick<Session, 'from'>,
  thresholds: Thresholds,
): LookedAt[] {
  const { ruleSessions } = { ...sessionsDefaults, ...thresholds }
  return reports.before(from, Math.max(0, ruleSessions - 1), 'all')
}

/**
 * What sessions say about rules, in their order. Each is read once: what was observed is kept, and taken again only where decisions came later,
 * rules changed, or this version keeps something else.
 */
export async function observeSessions(
  log: RuleLog,
  kept: RuleObservations,
  sessions: LookedAt[],
  by: ObservedBy,
): Promise<Observations[]> {
  const named = by.rules.map(({ id, text, active }) => [id, text, active]).toSorted()
  const basisOfRules = sha256(JSON.stringify([named, digestOf(by.vocabulary)])).slice(0, 16)
  const observed: Observations[] = []
  for (const { session, window } of sessions) {
    const known = kept.of(session, window)
    const basis = `${observationsVersion}:${await log.count(window)}:${basisOfRules}`
    if (known?.basis === basis) {
      observed.push(known.observations as Observations)
      continue
    }
    const observations = await observeSession(log, session, window, by)
    kept.save({ session, window, basis, observations })
    observed.push(observations)
  }
  return observed
}
