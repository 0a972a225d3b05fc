import type { TranscriptLine } from './line.ts'
import type { Listing } from './listing.ts'
import type { Page } from './page.ts'
import type { Parse } from './parsed.ts'
import type { Quotes } from './quotes.ts'

/** What a reader of one transcript remembers from line to line, as plain JSON: the cache keeps it between two readings. */
export type ReaderState = Record<string, unknown>

/** The transcripts of one agent: where they are, and how a line of them is understood. */
export interface Dialect {
  agent: AgentName
  /** Every session below the agent's directory of transcripts. */
  list(directory: string): Listing
  /** Reads of a line at least what `reader` looks at. */
  parse: Parse
  /** Finds the working directory that a line names, one line after the other: of most sessions, which are other projects', nothing else is read. */
  workplaces(): PlaceFinder
  /** A reader of one transcript: `state` is what it remembered when reading stopped, and is brought up to date. */
  reader(path: string, state: ReaderState): (value: Record<string, unknown>) => TranscriptLine
  quotes: Quotes
  /** The calls of commands that were started in the background and have not ended, as far as what a reader remembers says. */
  running(state: ReaderState): string[]
}

export interface PlaceFinder {
  /** The directory that the line between two bytes names. */
  placeIn(page: Page, from: number, to: number): string | undefined
  /** Whether no line between two bytes can name another than the line before did, as far as that is found out quickly. */
  isUnchanged(page: Page, from: number, to: number): boolean
}

export type AgentName = 'claude-code' | 'codex'
