import { clausesOf, isContent } from '../clauses.ts'
import type { Statement } from '../statement.ts'
import { compareOrder } from './order.ts'
import { scoped } from './scopes.ts'

/** "Use a for it" and "use b for it, not a": what the one wants the other replaces. */
export function isReplaced(small: Statement, large: Statement, more: string[]): boolean {
  if (small.negations > 0 || small.limited || [...small.signs.values()].some((sign) => sign < 0)) return false
  const replaced = small.words.filter((word) => (large.signs.get(word) ?? 0) < 0 && !large.inverse.has(word))
  // "Use a" says nothing else; of "a" alone nobody knows what it wants.
  const isChosen = /^(?:use|prefer)$/.test(small.tokens[0]?.raw ?? '') && small.tokens.slice(1).every(isContent)
  if (replaced.length === 0 || (replaced.length === small.words.length && !isChosen) || scoped(more)) return false
  if (handling.test(small.tokens[0]?.raw ?? '')) return false
  // "Title case, not sentence case": the case is in both.
  if (small.words.some((word) => !replaced.includes(word) && (large.signs.get(word) ?? 0) < 0)) return false
  return more.length <= 2 && more.every((word) => (large.signs.get(word) ?? 0) > 0)
}

/** What is kept, tested or moved need not be what is used. */
const handling = /^(?:keep|test|check|review|delete|remove|replace|move|migrate|convert|clean|document)$/

/** Of what only one says there may be so many words: where more differ, the other one may be about something else. */
const mostOwn = 2

/** "Services use a" and "services talk to each other over b, not a": what the one wants the other names only to rule it out. */
export function isRuledOut(
  wanting: Statement,
  ruling: Statement,
  onlyWanting: string[],
  onlyRuling: string[],
): boolean {
  if (wanting.negations > 0 || ruling.negations !== 1 || wanting.limited || ruling.limited) return false
  if (onlyWanting.length > mostOwn || scoped(onlyWanting) || scoped(onlyRuling)) return false
  if (wanting.numbers.length + ruling.numbers.length > 0 || compareOrder(wanting, ruling) !== 'same') return false
  const shared = wanting.words.filter((word) => ruling.signs.has(word))
  const named = clausesOf(ruling.tokens).flatMap((clause) =>
    clause.length <= 3 && clause[0]?.negation ? clause.filter(isContent).map(({ stem }) => stem) : [],
  )
  const replaced = shared.filter((word) => (ruling.signs.get(word) ?? 0) < 0)
  const rest = shared.filter((word) => !replaced.includes(word))
  if (replaced.length === 0 || rest.length === 0 || replaced.length !== new Set(named).size) return false
  if (!replaced.every((word) => named.includes(word)) || !rest.every((word) => isWanted(ruling, word))) return false
  if (!wanting.words.every((word) => isWanted(wanting, word)) || !onlyRuling.some((word) => isWanted(ruling, word)))
    return false
  // What is tested or kept may be something that is not used.
  const [first] = wanting.tokens
  return first !== undefined && (rest.includes(first.stem) || /^(?:use|uses|prefer)$/.test(first.raw))
}

const isWanted = ({ signs }: Statement, word: string): boolean => (signs.get(word) ?? 0) > 0
