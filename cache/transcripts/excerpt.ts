import type { Database } from '../database.ts'
import type { Window } from '../window.ts'
import { type Kind, type Part, type Row, rowsOf } from './part.ts'
import { allParts, partsOfTranscript, partsWithin } from './parts.ts'

/** What the transcripts have of a window. */
export interface Excerpt {
  window: Window
  /** Parts with a line in it, and what else is in them. */
  parts: Part[]
  /** The rows in the window, part by part. */
  each<K extends Kind>(kind: K): Generator<Row<K>>
  /** All of them, which are kept. */
  rows<K extends 'results' | 'marks'>(kind: K): Row<K>[]
  /** Calls by their key, whenever they were made: those whose result is in the window among them. */
  calls(): Map<number, Row<'calls'>[]>
  /** Files that these calls change, by the call's key. */
  edits(): Map<number, Set<string>>
}

export function openExcerpt(db: Database, window: Window): Excerpt {
  const parts = partsWithin(db, window)
  const rows = new Map<Kind, unknown>()
  let calls: Map<number, Row<'calls'>[]> | undefined
  let edits: Map<number, Set<string>> | undefined
  let wider: Part[] | undefined
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
    calls() {
      wider ??= withCalls(db, parts, excerpt.rows('results'))
      calls ??= grouped(wider.flatMap((part) => rowsOf(part, 'calls')))
      return calls
    },
    edits() {
      wider ??= withCalls(db, parts, excerpt.rows('results'))
      if (edits) return edits
      edits = new Map()
      for (const part of wider)
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

/** The parts, and those with the calls of results whose call is in none of them: nearly always in what was read of the same transcript before. */
function withCalls(db: Database, parts: Part[], results: { key: number; transcript: number }[]): Part[] {
  const known = new Set<number>()
  const add = (some: Part[]) => {
    for (const part of some) for (const { key } of rowsOf(part, 'calls')) known.add(key)
  }
  add(parts)
  const loaded = new Map(parts.map((part) => [part.id, part]))
  const load = (more: Part[]) => {
    const others = more.filter(({ id }) => !loaded.has(id))
    for (const part of others) loaded.set(part.id, part)
    add(others)
  }
  const missing = () => results.filter(({ key }) => !known.has(key))
  for (const transcript of new Set(missing().map((result) => result.transcript)))
    load(partsOfTranscript(db, transcript))
  if (missing().length > 0) load(allParts(db))
  return [...loaded.values()]
}
