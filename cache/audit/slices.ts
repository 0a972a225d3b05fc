import type { Database } from '../database.ts'
import type { Window } from '../window.ts'

/** Rows that are held at once while numbers are streamed. */
const sliceRows = 50_000

/** A window in parts of about so many rows of a table, cut between instants: a condition on `at_ms` is put behind `rows`. */
export function* slicesOf(db: Database, { from, to }: Window, rows: string): Generator<Window> {
  const far = db
    .prepare(`SELECT at_ms FROM ${rows} at_ms >= ? AND at_ms < ? ORDER BY at_ms LIMIT 1 OFFSET ${sliceRows}`)
    .pluck()
  const later = db.prepare(`SELECT MIN(at_ms) FROM ${rows} at_ms > ? AND at_ms < ?`).pluck()
  let start = from
  while (start < to) {
    const cut = far.get(start, to) as number | undefined
    // More rows than a slice in one instant: they stay together.
    const end = (cut === start ? (later.get(start, to) as number | null) : cut) ?? to
    yield { from: start, to: end }
    start = end
  }
}
