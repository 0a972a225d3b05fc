import type { Database } from '../database.ts'
import { query, queryValue } from '../rows.ts'
import type { Window } from '../window.ts'
import type { Listed } from './audit-log.ts'

/** Lines of logs that are noted by file and number: what makes two of them the same one in two files, and when a line belongs to a window. */
interface Noted {
  table: string
  /** Columns. */
  same: string
  within: string
  shown: string
  order?: string
}

/** `dated` of what says its time by itself: a line that is one object, or a document of a store. */
export const byItself = 2

const kinds = {
  unreadable: {
    table: 'unreadable',
    // A line above which nothing could be read has no time of its own: a copy of its file may have another one.
    same: "COALESCE(text, source || ':' || line), CASE WHEN dated > 0 THEN earliest_ms END",
    within: 'earliest_ms < @to AND latest_ms >= @from',
    shown: `reason, CASE dated WHEN ${byItself} THEN earliest_ms END AS at`,
    // By time, what has one, and by what it says where several have the same: it may be from a log and from a store.
    order: `at, CASE dated WHEN ${byItself} THEN reason || text END, file, line`,
  },
  fixed: {
    table: 'fixed_lines',
    same: "COALESCE(text, source || ':' || line), at_ms",
    within: 'at_ms >= @from AND at_ms < @to',
    shown: 'at_ms AS at',
  },
  backwardJump: {
    table: 'setbacks',
    same: 'at_ms, before_ms',
    within: '(at_ms >= @from AND at_ms < @to) OR (before_ms >= @from AND before_ms < @to)',
    shown: 'at_ms AS at, before_ms AS before',
  },
} satisfies Record<string, Noted>

/**
 * A log is renamed, compressed and copied, and its lines stay the same: like decisions, of equal ones there are as many as the file has that holds
 * the most.
 */
export function notedLines<Line>(
  db: Database,
  kind: keyof typeof kinds,
  { from, to }: Window,
  limit: number,
): Listed<Line> {
  const { table, same, within, shown, order = 'file, line' }: Noted = kinds[kind]
  const lines = `FROM (
      SELECT *, ROW_NUMBER() OVER (PARTITION BY ${same}, number ORDER BY path) AS copy FROM (
        SELECT *, ROW_NUMBER() OVER (PARTITION BY source, ${same} ORDER BY line) AS number FROM ${table} WHERE ${within}
      ) JOIN sources ON sources.id = source
    ) WHERE copy = 1`
  const first = query<Line & { at?: number | null }>(
    db,
    `SELECT path AS file, line, ${shown} ${lines} ORDER BY ${order} LIMIT @limit`,
  )
  return {
    total: queryValue<number>(db, `SELECT COUNT(*) ${lines}`, { from, to }) ?? 0,
    // Not every line says a time.
    first: first.all({ from, to, limit }).map(({ at, ...line }) => ({ ...line, ...(at !== null && { at }) }) as Line),
  }
}
