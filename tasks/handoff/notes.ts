import type { Note } from '../../cache/notes.ts'
import type { Todos } from '../../cache/transcripts/todo.ts'

/** What was noted of a session, and what its agent's own list says, where there is one. */
interface Work {
  notes: Note[]
  agent?: { todos?: Todos | undefined } | undefined
}

export const ofKind = (notes: Note[], kind: Note['kind']): Note[] => notes.filter((note) => note.kind === kind)

/** To-dos that no done note of the same words closed, oldest first. */
export function openTodos(notes: Note[]): Note[] {
  const done = wordsOf(ofKind(notes, 'done'))
  return ofKind(notes, 'todo').filter((note) => !done.has(words(note.text)))
}

/** What is still to do: noted to-dos first, then those of the agent's list that nobody noted or closed. */
export function pendingWork({ notes, agent }: Work): string[] {
  const noted = wordsOf([...ofKind(notes, 'done'), ...ofKind(notes, 'todo')])
  const listed = (agent?.todos?.pending ?? []).filter((text) => !noted.has(words(text)))
  return [...openTodos(notes).map((note) => note.text), ...listed]
}

/** To-dos that the agent completed and nobody noted. */
export function completedTodos({ notes, agent }: Work): string[] {
  const noted = wordsOf(ofKind(notes, 'done'))
  return (agent?.todos?.completed ?? []).filter((text) => !noted.has(words(text)))
}

const words = (text: string): string => text.trim().toLowerCase()
const wordsOf = (notes: Note[]): Set<string> => new Set(notes.map((note) => words(note.text)))
