import type { Database } from '../database.ts'
import type { Window } from '../window.ts'
import type { BackwardJump, Listed, UnreadableLine } from './audit-log.ts'

/** Lines of logs that are noted by file and number: what makes two of them the same one in two files, and when a line belongs to a window. */
interface NotedLines {
  table: string
  /** Columns. */
  same: string
  within: string
  shown: string
}

const unreadable: NotedLines = {
  table: 'unreadable',
  // A line above which nothing could be read has no time of its own: a copy of its file may have another one.
  same: "COALESCE(text, source || ':' || line), CASE dated WHEN 1 THEN earliest_ms END",
  within: 'earliest_ms < @to AND latest_ms >= @from',
  shown: 'reason',
}
const fixed: NotedLines = {
  table: 'fixed_lines',
  same: "COALESCE(text, source || ':' || line), at_ms",
  within: 'at_ms >= @from AND at_ms < @to',
  shown: 'at_ms AS at',
}
const backwardJump: NotedLines = {
  table: 'setbacks',
  same: 'at_ms, before_ms',
  within: '(at_ms >= @from AND at_ms < @to) OR (before_ms >= @from AND before_ms < @to)',
  shown: 'at_ms AS at, before_ms AS before',
}

export const unreadableLines = (db: Database, window: Window, limit: number): Listed<UnreadableLine> =>
  listed(db, unreadable, window, limit)

export const countFixedLines = (db: Database, window: Window): number => listed(db, fixed, window, 0).total

export const backwardJumpsOf = (db: Database, window: Window, limit: number): Listed<BackwardJump> =>
  listed(db, backwardJump, window, limit)

/**
 * A log is renamed, compressed and copied, and its lines stay the same: like decisions, of equal ones there are as many as the file has that holds
 * the most.
 */
function listed<Line>(
  db: Database,
  { table, same, within, shown }: NotedLines,
  { from, to }: Window,
  limit: number,
): Listed<Line> {
  const lines = `SELECT path AS file, line, ${shown}, ROW_NUMBER() OVER (PARTITION BY ${same}, number ORDER BY path) AS copy FROM (
      SELECT *, ROW_NUMBER() OVER (PARTITION BY source, ${same} ORDER BY line) AS number FROM ${table} WHERE ${within}
    ) JOIN sources ON sources.id = source`
  const total = db.prepare(`SELECT COUNT(*) FROM (${lines}) WHERE copy = 1`).pluck().get({ from, to }) as number
  const first = db
    .prepare(`SELECT * FROM (${lines}) WHERE copy = 1 ORDER BY file, line LIMIT @limit`)
    .all({ from, to, limit }) as (Line & { copy?: number })[]
  for (const line of first) delete line.copy
  return { total, first }
}
