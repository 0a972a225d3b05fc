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
  /** Sessions of which nothing was moved after a time. */
  outdated(before: number): { session: string; bytes: number }[]
  /** Removes for good what was moved for a session. */
  empty(session: string): void
}
