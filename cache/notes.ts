import type { Database } from './database.ts'
import type { Window } from './window.ts'

export const noteKinds = ['done', 'todo', 'next', 'goal', 'blocked', 'decision', 'failed', 'issue'] as const
export type NoteKind = (typeof noteKinds)[number]

/** Something that a person or an agent said about the session: asserted, never verified. */
export interface Note {
  at: number
  kind: NoteKind
  text: string
}

export interface Notes {
  add(note: Note): void
  /** The notes of a window, oldest first. */
  within(window: Window): Note[]
}

export function createNotes(db: Database): Notes {
  return {
    add({ at, kind, text }) {
      db.prepare('INSERT INTO notes (at_ms, kind, text) VALUES (?, ?, ?)').run(at, kind, text)
    },
    within({ from, to }) {
      return db
        .prepare('SELECT at_ms AS at, kind, text FROM notes WHERE at_ms >= ? AND at_ms < ? ORDER BY at_ms, id')
        .all(from, to) as Note[]
    },
  }
}
