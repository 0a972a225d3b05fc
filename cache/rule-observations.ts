import type { Database } from './database.ts'
import { insert, query } from './rows.ts'
import type { Window } from './window.ts'

/** What a session of this window was found to say. */
interface Observed {
  /** Names what the observations were taken from; another one later, and they are taken again. */
  basis: string
  observations: unknown
}

/** What sessions said about rules, so that each is read once. */
export interface RuleObservations {
  /** What is kept of exactly this session and window. */
  of(session: string, window: Window): Observed | undefined
  save(observed: Observed & { session: string; window: Window }): void
}

export function createRuleObservations(db: Database): RuleObservations {
  return {
    of: (session, { from, to }) =>
      query<Observed>(
        db,
        'SELECT basis, observations FROM rule_observations WHERE session = ? AND from_ms = ? AND to_ms = ?',
        ['observations'],
      ).get(session, from, to),
    save({ session, window: { from, to }, basis, observations }) {
      const row = { session, from_ms: from, to_ms: to, basis, observations: JSON.stringify(observations) }
      insert(db, 'OR REPLACE INTO rule_observations', row)
    },
  }
}
