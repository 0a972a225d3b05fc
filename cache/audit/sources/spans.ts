import type { Database } from '../../database.ts'
import { dayMs, type Window } from '../../window.ts'

/** The beginning of the UTC day of a time. */
export const dayOf = (ms: number): number => Math.floor(ms / dayMs) * dayMs

/** A span of time that was read from a source, and how many documents the source had of it: a UTC day or a part of one, or more where there were none. */
export interface Span extends Window {
  documents: number
}

/** Whether all of a window was read from a source once. */
export function hasWhole(db: Database, name: string, window: Window): boolean {
  const source = db.prepare('SELECT id FROM sources WHERE path = ?').pluck().get(name) as number | undefined
  return source !== undefined && createSpans(db, source).gaps(window).length === 0
}

/** Which spans of time the cache has of a source. They do not overlap. */
export function createSpans(db: Database, source: number) {
  const select = db.prepare(
    'SELECT from_ms AS "from", to_ms AS "to", documents FROM source_spans WHERE source = ? AND from_ms < ? AND to_ms > ? ORDER BY from_ms',
  )
  const remove = db.prepare('DELETE FROM source_spans WHERE source = ? AND from_ms >= ? AND to_ms <= ?')
  const add = db.prepare('INSERT INTO source_spans (source, from_ms, to_ms, documents) VALUES (?, ?, ?, ?)')
  /** Those that a window touches, in order; whole, also where the window has a part of one only. */
  const within = ({ from, to }: Window) => select.all(source, to, from) as Span[]
  return {
    within,
    /** What a window has besides them. */
    gaps({ from, to }: Window): Window[] {
      const gaps: Window[] = []
      let start = from
      for (const span of within({ from, to })) {
        if (span.from > start) gaps.push({ from: start, to: span.from })
        start = span.to
      }
      if (start < to) gaps.push({ from: start, to })
      return gaps
    },
    /** A part of time is read again: until it is noted, nothing of it counts as read. Spans end where it begins and ends. */
    forget({ from, to }: Window): void {
      remove.run(source, from, to)
    },
    /** A part of time is complete; `counts` has its documents by day. */
    note({ from, to }: Window, counts: Map<number, number>): void {
      let start = from
      const days = [...counts].filter(([day]) => day < to && day + dayMs > from).sort(([a], [b]) => a - b)
      for (const [day, documents] of days) {
        const begin = Math.max(day, from)
        if (begin > start) add.run(source, start, begin, 0)
        start = Math.min(day + dayMs, to)
        add.run(source, begin, start, documents)
      }
      if (start < to) add.run(source, start, to, 0)
    },
  }
}
