import type { Database } from '../database.ts'
import { query, queryValue } from '../rows.ts'
import type { Window } from '../window.ts'
import type { AgentName } from './dialect.ts'
import { partsWithin } from './parts.ts'

/**
 * When the agent's session that was heard of last went on, over all its transcripts; undefined where none was read. Sessions that others were at work
 * beside are one stretch with those: cut where one of them begins, it would have a part of each.
 */
export function newestAgentSession(db: Database): Window | undefined {
  const [newest, ...before] = query<Window>(
    db,
    `SELECT MIN(first_ms) AS "from", MAX(parts.last_ms) + 1 AS "to" FROM transcript_parts AS parts
     JOIN transcripts ON transcripts.id = transcript WHERE own = 1 AND first_ms IS NOT NULL GROUP BY agent, agent_session ORDER BY "to" DESC`,
  ).all()
  if (!newest) return undefined
  let { from } = newest
  for (const each of before) if (each.to > from) from = Math.min(from, each.from)
  return { ...newest, from }
}

/**
 * Where what stands at the end of a window is to be looked for, where no agent has a line in it: in the agent's session that was heard of last before,
 * unless a session that was closed since has told it already.
 */
export function standingBefore(db: Database, window: Window): Window | undefined {
  const newest = newestAgentSession(db)
  if (!newest || newest.from >= window.to) return undefined
  const told = 'SELECT EXISTS (SELECT 1 FROM sessions WHERE from_ms >= ? AND to_ms <= ?)'
  return queryValue(db, told, newest.to, window.from) === 1
    ? undefined
    : { from: newest.from, to: Math.min(newest.to, window.to) }
}

/** The transcripts of the project that were read: how many, whose, and when the last line of them was written. */
export function countTranscripts(db: Database): { count: number; agents: AgentName[]; last: number | null } {
  const rows = query<{ agent: AgentName; count: number; last: number | null }>(
    db,
    'SELECT agent, COUNT(*) AS count, MAX(last_ms) AS last FROM transcripts WHERE own = 1 GROUP BY agent ORDER BY agent',
  ).all()
  const last = Math.max(...rows.map((row) => row.last ?? 0))
  return {
    count: rows.reduce((sum, { count }) => sum + count, 0),
    agents: rows.map(({ agent }) => agent),
    last: last > 0 ? last : null,
  }
}

/** The transcripts of the project that were read. */
export const ownTranscripts = (db: Database): { path: string; agent: AgentName }[] =>
  query<{ path: string; agent: AgentName }>(db, 'SELECT path, agent FROM transcripts WHERE own = 1 ORDER BY path').all()

/** When the agents' lines in a window were written, in order. */
export const timesWithin = (db: Database, { from, to }: Window): number[] =>
  partsWithin(db, { from, to })
    .flatMap((part) => [...part.numbers('times').values].filter((at) => at >= from && at < to))
    .sort((a, b) => a - b)
