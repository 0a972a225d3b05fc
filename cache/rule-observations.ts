import type { Database } from './database.ts'
import type { Json } from './json.ts'
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

interface Row {
  id: string
  from_ms: number
  to_ms: number
  basis: string | null
  observations: string | null
}

export function createRuleObservations(db: Database): RuleObservations {
  return {
    before(time, count) {
      const rows = db
        .prepare(
          `WITH past AS (
             SELECT id, from_ms, to_ms FROM sessions
             UNION ALL
             SELECT session, from_ms, to_ms FROM baselines WHERE inferred = 1 AND NOT EXISTS (
               SELECT 1 FROM sessions WHERE sessions.from_ms < baselines.to_ms AND sessions.to_ms > baselines.from_ms)
           )
           SELECT past.id, past.from_ms, past.to_ms, basis, observations
           FROM past LEFT JOIN rule_observations AS kept
             ON kept.session = past.id AND kept.from_ms = past.from_ms AND kept.to_ms = past.to_ms
           WHERE past.to_ms <= ? ORDER BY past.to_ms DESC, past.id DESC LIMIT ?`,
        )
        .all(time, count) as Row[]
      return rows.toReversed().map(({ id, from_ms, to_ms, basis, observations }) => ({
        session: id,
        window: { from: from_ms, to: to_ms },
        ...(basis !== null && observations !== null && { basis, observations: JSON.parse(observations) as Json }),
      }))
    },
    of(session, window) {
      const kept = db
        .prepare('SELECT basis, observations FROM rule_observations WHERE session = ? AND from_ms = ? AND to_ms = ?')
        .get(session, window.from, window.to) as { basis: string; observations: string } | undefined
      return {
        ...{ session, window },
        ...(kept && { basis: kept.basis, observations: JSON.parse(kept.observations) as Json }),
      }
    },
    save({ session, window, basis, observations }) {
      db.prepare(
        'INSERT OR REPLACE INTO rule_observations (session, from_ms, to_ms, basis, observations) VALUES (?, ?, ?, ?, ?)',
      ).run(session, window.from, window.to, basis, JSON.stringify(observations))
    },
  }
}
