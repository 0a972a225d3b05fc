import { stripVTControlCharacters } from 'node:util'
import { actingSource } from '../../acting.ts'
import type { Database } from '../../database.ts'
import type { Window } from '../../window.ts'
import { dialectOf } from '../dialects.ts'
import { type Excerpt, mostMarks, newestFirst, openExcerpt } from '../excerpt.ts'
import type { MarkKind } from '../line.ts'
import type { LinePlace, LineReader } from '../lines-at.ts'
import type { Quotes } from '../quotes.ts'

export interface WorkOptions {
  roots: string[]
  /** Whether texts may be quoted. */
  texts: boolean
  /** A text without its secrets: they are taken out before it is cut, as half of one is not always known any more. */
  withoutSecrets: (text: string) => string
  /** What the lines of an output say of tests, if anything. */
  countTests: (lines: string[]) => { passed: number; failed: number; skipped: number; unit?: string } | undefined
  /** Whether they say that nothing was run at all, or none of the tests. */
  nothingRun: (lines: string[]) => 'nothing' | 'no tests' | undefined
}

/** A window, and all that is needed to say what happened in it. */
export interface Scene extends WorkOptions {
  db: Database
  window: Window
  excerpt: Excerpt
  lines: LineReader
}

/** The same in another window. */
export const within = (scene: Scene, window: Window): Scene => ({
  ...scene,
  window,
  excerpt: openExcerpt(scene.db, window, undefined, scene.excerpt.parts),
})

/** The same from an earlier time on. */
export const since = (scene: Scene, from: number): Scene =>
  from < scene.window.from ? within(scene, { from, to: scene.window.to }) : scene

/** White space, and what is not seen but acts. */
const acting = new RegExp(`(?:\\s|${actingSource})+`, 'gu')

/** A text as one line, without its secrets. */
export const oneLine = ({ withoutSecrets }: Scene, text: string): string =>
  stripVTControlCharacters(withoutSecrets(text)).replace(acting, ' ').trim()

/** One line of a text, of at most so many characters. */
export function quoted(scene: Scene, text: string, longest: number): string {
  const line = oneLine(scene, text)
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line
}

export interface Mark extends LinePlace {
  key: number
  at: number
  session: string
}

/** The newest marks of some kinds in the window, the newest first. */
export const marks = ({ excerpt }: Scene, kinds: MarkKind[], most = mostMarks): Mark[] =>
  kinds
    .flatMap((kind) => excerpt.marks().of(kind))
    .toSorted(newestFirst)
    .slice(0, most)

export function read<Result>(
  { lines }: Scene,
  place: LinePlace,
  quote: (quotes: Quotes, value: Record<string, unknown>) => Result,
): Result | undefined {
  const line = lines.at(place)
  return line && quote(dialectOf(line.agent).quotes, line.value)
}
