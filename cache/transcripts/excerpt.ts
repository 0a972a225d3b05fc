import type { Database } from '../database.ts'
import type { Window } from '../window.ts'
import { type Kind, type Part, type Row, rowsOf, rowsWith } from './part.ts'
import { allParts, partsBefore, partsWithin } from './parts.ts'

/** What the transcripts have of a window. */
export interface Excerpt {
  window: Window
  /** Parts with a line in it, and what else is in them. */
  parts: Part[]
  /** The rows in the window, part by part. */
  each<K extends Kind>(kind: K): Generator<Row<K>>
  /** All of them, which are kept. */
  rows<K extends 'results' | 'marks'>(kind: K): Row<K>[]
  /** Calls by their key, whenever they were made: those of certain keys. */
  calls(keys: Set<number>): Map<number, Row<'calls'>[]>
  /** Those that a test picks, in the window or read just before it. */
  callsWhere(test: (call: Row<'calls'>) => boolean): Map<number, Row<'calls'>[]>
  /** The files that calls change, by the call's key. */
  edits(): Map<number, Set<string>>
}

export function openExcerpt(db: Database, window: Window): Excerpt {
  const parts = partsWithin(db, window)
  const rows = new Map<Kind, unknown>()
  let around: Part[] | undefined
  const wider = () => {
    around ??= withPartsBefore(db, parts)
    return around
  }
  const excerpt: Excerpt = {
    window,
    parts,
    *each(kind) {
      for (const part of parts) yield* rowsOf(part, kind, window)
    },
    rows<K extends 'results' | 'marks'>(kind: K) {
      if (!rows.has(kind)) rows.set(kind, [...excerpt.each(kind)])
      return rows.get(kind) as Row<K>[]
    },
    calls(keys) {
      const found = grouped(wider().flatMap((part) => rowsWith(part, 'calls', keys)))
      if (found.size === keys.size) return found
      // Nearly never: a call long before its result, or in another transcript.
      return grouped(allParts(db).flatMap((part) => rowsWith(part, 'calls', keys)))
    },
    callsWhere: (test) => grouped(wider().flatMap((part) => rowsOf(part, 'calls').filter(test))),
    edits() {
      const edits = new Map<number, Set<string>>()
      for (const part of wider())
        for (const { key, path } of rowsOf(part, 'edits')) edits.set(key, (edits.get(key) ?? new Set()).add(path))
      return edits
    },
  }
  return excerpt
}

export function grouped<Keyed extends { key: number }>(rows: Keyed[]): Map<number, Keyed[]> {
  const groups = new Map<number, Keyed[]>()
  for (const row of rows) {
    const group = groups.get(row.key)
    if (group) group.push(row)
    else groups.set(row.key, [row])
  }
  return groups
}

/** The parts, and the one before the first of each transcript's: a call may be in it whose result is in the window. */
function withPartsBefore(db: Database, parts: Part[]): Part[] {
  const first = new Map<number, Part>()
  for (const part of parts) if (!first.has(part.transcript)) first.set(part.transcript, part)
  return [...[...first.values()].flatMap((part) => partsBefore(db, part)), ...parts]
}
