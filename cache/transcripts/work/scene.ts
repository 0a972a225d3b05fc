import type { Database } from '../../database.ts'
import type { Window } from '../../window.ts'
import { dialectOf } from '../dialects.ts'
import type { MarkKind } from '../line.ts'
import type { LinePlace, LineReader } from '../lines-at.ts'
import type { Quotes } from '../quotes.ts'

export interface WorkOptions {
  roots: string[]
  /** Whether texts may be quoted. */
  texts: boolean
  /** What the lines of an output say of tests, if anything. */
  countTests: (lines: string[]) => { passed: number; failed: number } | undefined
}

/** A window, and all that is needed to say what happened in it. */
export interface Scene extends WorkOptions {
  db: Database
  window: Window
  lines: LineReader
}

/** One line of a text, of at most so many characters. */
export function quoted(text: string, longest: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line
}

export interface Mark extends LinePlace {
  at: number
}

/** Marks in the window, newest first. */
export function marks({ db, window }: Scene, kinds: MarkKind[], most: number): Mark[] {
  return db
    .prepare(
      `SELECT at_ms AS at, transcript, position FROM transcript_marks
       WHERE kind IN (${kinds.map(() => '?').join(', ')}) AND at_ms >= ? AND at_ms < ?
       ORDER BY at_ms DESC, position DESC, transcript DESC LIMIT ?`,
    )
    .all(...kinds, window.from, window.to, most) as Mark[]
}

export function read<Result>(
  { lines }: Scene,
  place: LinePlace,
  quote: (quotes: Quotes, value: Record<string, unknown>) => Result,
): Result | undefined {
  const line = lines.at(place)
  return line && quote(dialectOf(line.agent).quotes, line.value)
}
