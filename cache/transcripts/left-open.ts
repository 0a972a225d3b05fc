import type { Database } from '../database.ts'
import { query } from '../rows.ts'
import { carriedOnMs } from '../window.ts'
import type { FailingCall } from './work/troubled-calls.ts'

/** What the letter before a time says that agents had left open. */
export interface LastLetter {
  /** When its session ended: what came behind it, it says nothing of. */
  to: number
  failing: FailingCall[]
  /** Since when to look for what is pending: since the oldest of what it says is. */
  pendingSince: number
}

/** The last letter that says anything of it: one whose agents' transcripts could not be read does not. What is too old is not carried on. */
export function lastLetter(db: Database, time: number): LastLetter | undefined {
  const oldest = time - carriedOnMs
  const last = query<{ to: number; failing: FailingCall[]; since: string | null }>(
    db,
    // The cache's own reports: a look begins without any.
    `SELECT to_ms AS "to", report -> '$.work.agent.failing' AS failing, report ->> '$.work.agent.pendingSince' AS since
     FROM sessions JOIN main.reports AS reports ON reports.session = sessions.id AND workflow = 'closedown'
     WHERE to_ms <= ? AND to_ms > ? AND failing IS NOT NULL ORDER BY to_ms DESC LIMIT 1`,
    ['failing'],
  ).get(time, oldest)
  return (
    last && {
      to: last.to,
      failing: last.failing.filter(({ lastAt }) => Date.parse(lastAt) >= oldest),
      pendingSince: Math.max(oldest, Math.min(last.to, Date.parse(last.since ?? '') || last.to)),
    }
  )
}
