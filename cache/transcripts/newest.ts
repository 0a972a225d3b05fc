import type { Database } from '../database.ts'
import type { Window } from '../window.ts'
import type { AgentName } from './dialect.ts'

/** When the agent's session that was heard of last went on, over all its transcripts; undefined where none was read. */
export function newestAgentSession(db: Database): Window | undefined {
  const { from, to } = db
    .prepare(
      `SELECT MIN(first_ms) AS "from", MAX(last_ms) + 1 AS "to" FROM transcript_parts
       WHERE transcript IN (SELECT id FROM transcripts WHERE own = 1 AND agent_session =
         (SELECT agent_session FROM transcripts WHERE own = 1 AND last_ms IS NOT NULL ORDER BY last_ms DESC LIMIT 1))`,
    )
    .get() as { from: number | null; to: number | null }
  return from === null || to === null ? undefined : { from, to }
}

/** The transcripts of the project that were read: how many, whose, and when the last line of them was written. */
export function ownTranscripts(db: Database): { count: number; agents: AgentName[]; last: number | null } {
  const rows = db
    .prepare(
      'SELECT agent, COUNT(*) AS count, MAX(last_ms) AS last FROM transcripts WHERE own = 1 GROUP BY agent ORDER BY agent',
    )
    .all() as { agent: AgentName; count: number; last: number | null }[]
  const last = Math.max(...rows.map((row) => row.last ?? 0))
  return {
    count: rows.reduce((sum, { count }) => sum + count, 0),
    agents: rows.map(({ agent }) => agent),
    last: last > 0 ? last : null,
  }
}
