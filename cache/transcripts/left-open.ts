import type { Database } from '../database.ts'
import { query } from '../rows.ts'
import { carriedOnMs, dayMs } from '../window.ts'

/**
 * Since when to look for what agents had left open at a time: since the oldest of what the letter before says is open, and of what came behind it.
 * Before the first letter, since a day ago.
 */
export function leftOpenSince(db: Database, time: number): number {
  const last = query<{ since: number; failing: string | null; pending: string | null }>(
    db,
    // A letter says no time of what is pending in its own session, and nothing of what could not be read.
    `SELECT iif(report -> '$.agent' IS NULL
         OR json_array_length(report, '$.work.agent.pending') > 0 OR report ->> '$.agent.leftOut.pending' > 0,
         from_ms, to_ms) AS since,
       (SELECT MIN(value ->> '$.lastAt') FROM json_each(report, '$.work.agent.failing')) AS failing,
       (SELECT MIN(value ->> '$.since') FROM json_each(report, '$.work.agent.earlier')) AS pending
     FROM sessions JOIN reports ON reports.session = sessions.id AND workflow = 'closedown'
     WHERE to_ms <= ? ORDER BY to_ms DESC LIMIT 1`,
  ).get(time)
  if (!last) return time - dayMs
  const carried = [last.failing, last.pending].flatMap((at) => (at === null ? [] : [Date.parse(at)]))
  return Math.max(time - carriedOnMs, Math.min(last.since, ...carried))
}
