import { isContent } from '../clauses.ts'
import type { Statement } from '../statement.ts'
import type { Token } from '../tokens.ts'

/** Shared words that one wants and the other rules out. */
export function signConflicts(a: Statement, b: Statement): number {
  return a.words.filter((word) => conflictsIn(a, b, word)).length
}

export const conflictsIn = (a: Statement, b: Statement, word: string): boolean =>
  (a.signs.get(word) ?? 0) * (b.signs.get(word) ?? 0) < 0

/** "Not … without" says what "needs" says, and not what the bare words say; a limit is a part of what is said. */
export function saysAsMuch(a: Statement, b: Statement): boolean {
  const doubled = (one: Statement, other: Statement) =>
    one.negations >= 2 && other.negations === 0 && !other.obliges && !other.order
  if (doubled(a, b) || doubled(b, a)) return false
  return a.limited === b.limited || a.negations !== b.negations
}

export const choosing = new Set(
  'keep prefer prefers us use uses using avoid avoids omit omits never no not do does always must should be is are stay stays remain remains dont required needed mandatory'.split(
    ' ',
  ),
)

/** One word alone is too little to be at odds about, unless both only say whether to use it. */
export function isChoice(words: string[], tokens: Token[]): boolean {
  return words.length > 1 || tokens.every((token) => isContent(token) || choosing.has(token.raw))
}
