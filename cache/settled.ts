import type { LedgerNote } from './notes.ts'

/** Texts that differ in case, articles and blanks only say the same. */
export const words = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/(?<!\S)(?:the|an?)(?!\S)/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()

/**
 * Until when what agents left open under a text is nobody's any more: while it is noted as to be done, and up to the time when it was said to be done.
 * What is asked for, or fails, later is open again.
 */
export const settledUntil = (notes: Pick<LedgerNote, 'kind' | 'at' | 'closed' | 'text'>[], text: string): number =>
  Math.max(
    ...notes
      .filter((note) => words(note.text) === words(text))
      .map(({ kind, at, closed }) => {
        if (kind === 'done') return at
        return kind === 'todo' ? (closed?.at ?? Infinity) : -Infinity
      }),
  )
