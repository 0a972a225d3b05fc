import type { Note } from '../../cache/notes.ts'

export const ofKind = (notes: Note[], kind: Note['kind']): Note[] => notes.filter((note) => note.kind === kind)

/** To-dos that no done note of the same words closed, oldest first. */
export function openTodos(notes: Note[]): Note[] {
  const same = (text: string) => text.trim().toLowerCase()
  const done = new Set(ofKind(notes, 'done').map((note) => same(note.text)))
  return ofKind(notes, 'todo').filter((note) => !done.has(same(note.text)))
}
