import type { Database } from '../database.ts'
import type { Window } from '../window.ts'

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
