import type { FileInfo } from './files.ts'

/** Something that a cleanup moved out of the project's way: a file, a link, or a directory with all that was in it. */
export interface TrashEntry {
  session: string
  /** Its place among what was moved for the same session. */
  number: number
  /** Where it was, relative to the project. */
  path: string
  kind: FileInfo['kind']
  /** Of the regular files in it. */
  bytes: number
  /** When it was moved, in milliseconds since 1970. */
  at: number
}

/** What cleanups removed and can still be brought back: `<cacheDir>/trash/`. Throws in a dry run. */
export interface Trash {
  /** Moves one thing, if it still is what was planned. */
  move(what: { session: string; path: string; info: FileInfo; bytes: number; at: number }): void
  /** Newest first. */
  list(): TrashEntry[]
  /** Sessions of which nothing was moved after a time, with what was moved, as much as there is of it now, and what else is there: that is nobody's to remove. */
  outdated(before: number): { session: string; entries: TrashEntry[]; undescribed: string[] }[]
  /** Where in the trash an entry is: `<session>/<number>/<name>`. */
  placeOf(entry: TrashEntry): string
  /** Removes an entry for good, if it is still there as it was described. */
  empty(entry: TrashEntry): void
  /** Removes what an interruption left: numbers with nothing in them, and sessions with nothing but those. */
  tidy(): void
}
