import type { Database } from './database.ts'
import { insert, query } from './rows.ts'
import type { Window } from './window.ts'

/** An earlier session, and what was observed of it where that was kept. */
export interface ObservedSession {
  session: string
  window: Window
  basis?: string
  observations?: unknown
}

/** What sessions said about rules, so that each is read once. */
export interface RuleObservations {
  /** The latest `count` sessions that ended at or before a time, oldest first; those that were found in the log where no other covers their time. */
  before(time: number, count: number): ObservedSession[]
  /** What is kept of exactly this session and window. */
  of(session: string, window: Window): ObservedSession
  /** `basis` names what the observations were taken from; another one later, and they are taken again. */
  save(observed: Required<ObservedSession>): void
}

export function createRuleObservations(db: Database): RuleObservations {
  return {
    before(time, count) {
      const rows = query<Window & { session: string; basis: string | null; observations: unknown }>(
        db,
        `WITH past AS (
           SELECT id, from_ms, to_ms FROM sessions
           UNION ALL
           SELECT session, from_ms, to_ms FROM baselines WHERE inferred = 1 AND NOT EXISTS (
             SELECT 1 FROM sessions WHERE sessions.from_ms < baselines.to_ms AND sessions.to_ms > baselines.from_ms)
         )
         SELECT past.id AS session, past.from_ms AS "from", past.to_ms AS "to", basis, observations
         FROM past LEFT JOIN rule_observations AS kept
           ON kept.session = past.id AND kept.from_ms = past.from_ms AND kept.to_ms = past.to_ms
         WHERE past.to_ms <= ? ORDER BY past.to_ms DESC, past.id DESC LIMIT ?`,
        ['observations'],
      ).all(time, count)
      return rows.toReversed().map(({ session, from, to, basis, observations }) => ({
        session,
        window: { from, to },
        ...(basis !== null && { basis, observations }),
      }))
    },
    of: (session, window) => ({
      session,
      window,
      ...query<Required<Pick<ObservedSession, 'basis' | 'observations'>>>(
        db,
        'SELECT basis, observations FROM rule_observations WHERE session = ? AND from_ms = ? AND to_ms = ?',
        ['observations'],
      ).get(session, window.from, window.to),
    }),
    save({ session, window: { from, to }, basis, observations }) {
      const row = { session, from_ms: from, to_ms: to, basis, observations: JSON.stringify(observations) }
      insert(db, 'OR REPLACE INTO rule_observations', row)
    },
  }
}
