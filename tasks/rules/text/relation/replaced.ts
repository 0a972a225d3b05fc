import type { Statement } from '../statement.ts'
import { scoped } from './scopes.ts'

/** "Use a for it" and "use b for it, not a": what the one wants the other replaces. */
export function isReplaced(small: Statement, large: Statement, more: string[]): boolean {
  if (small.negations > 0 || small.limited || [...small.signs.values()].some((sign) => sign < 0)) return false
  const replaced = small.words.filter((word) => (large.signs.get(word) ?? 0) < 0 && !large.inverse.has(word))
  if (replaced.length === 0 || replaced.length === small.words.length || scoped(more)) return false
  if (small.words.some((word) => !replaced.includes(word) && (large.signs.get(word) ?? 0) <= 0)) return false
  return more.length <= 2 && more.every((word) => (large.signs.get(word) ?? 0) > 0)
}
