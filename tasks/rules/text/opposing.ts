import { isContent, orders } from './clauses.ts'
import type { Order } from './precedence.ts'
import type { Statement } from './statement.ts'
import type { Token } from './tokens.ts'
import { excludeEachOther, type Vocabulary } from './vocabulary.ts'

/** Small words that turn what is done round, each beside its counterpart: as weak words they are heard nowhere else. */
const counterparts = [
  ['up', 'down'],
  ['in', 'out'],
  ['on', 'off'],
  ['include', 'exclude'],
  ['including', 'excluding'],
  ['raise', 'lower'],
  ['raised', 'lowered'],
  ['read-only', 'read-write'],
].map((pair) => pair.map((words) => new RegExp(String.raw`(?<!\S)${words.replace('-', '[- ]')}(?!\S)`)))

/** Words around which two things have an order: which of them comes from, goes to or takes the place of the other. */
const around = new Set(['from', 'to', 'into', 'with', 'over', 'by', 'instead'])

const isOdd = (tokens: Token[]): boolean =>
  tokens.filter(({ negation, inverse, raw }) => negation && !inverse && raw !== 'nor').length % 2 === 1

/** Whether two statements name opposites: by a choice of the glossary, a small word, or the order of two things. */
function nameOpposites(a: Statement, b: Statement, vocabulary: Vocabulary): boolean {
  const only = (one: Statement, other: Statement) => one.words.filter((word) => !other.signs.has(word))
  const [onlyA, onlyB] = [only(a, b), only(b, a)]
  if (onlyA.some((word) => onlyB.some((other) => excludeEachOther(vocabulary, [word], [other])))) return true
  const [left, right] = [a, b].map(({ tokens }) => tokens.map(({ raw }) => raw).join(' ')) as [string, string]
  const speaksOf = (words: RegExp | undefined, other: RegExp | undefined, text: string) =>
    words?.test(text) === true && other?.test(text) === false
  if (
    counterparts.some(
      ([one, other]) =>
        (speaksOf(one, other, left) && speaksOf(other, one, right)) ||
        (speaksOf(other, one, left) && speaksOf(one, other, right)),
    )
  )
    return true
  const turned = new Set(placed(b).map(([word, first, second]) => [word, second, first].join(' ')))
  return placed(a).some((each) => turned.has(each.join(' ')))
}

/** What stands before and behind each of these words. */
function placed({ tokens }: Statement): [string, string, string][] {
  return tokens.flatMap(({ raw }, at): [string, string, string][] => {
    if (!around.has(raw)) return []
    const [first, second] = [tokens.slice(0, at).findLast(isContent), tokens.slice(at + 1).find(isContent)]
    if (!first || !second) return []
    // "Use Redis instead of Postgres" replaces Postgres with Redis.
    return [raw === 'instead' ? ['with', second.stem, first.stem] : [raw, first.stem, second.stem]]
  })
}

/**
 * Whether what is reported (or, in other words, banned) is the opposite of what a rule bans, which neither violates the rule nor is it. Where a
 * rule demands something its opposite is its violation; of its bounds and denied words ("unsigned") it is the side that counts.
 */
export function isOppositeOf(
  rule: Statement,
  said: Statement,
  vocabulary: Vocabulary,
  as: 'report' | 'rule' = 'report',
): boolean {
  const parts = rule.sentences.length > 0 ? rule.sentences : [rule]
  const concerned = parts.filter(({ words }) => words.some((word) => said.signs.has(word)))
  return concerned.length > 0 && concerned.every((part) => isTurned(part, said, vocabulary, as))
}

function isTurned(rule: Statement, said: Statement, vocabulary: Vocabulary, as: 'report' | 'rule'): boolean {
  if (rule.bans && nameOpposites(rule, said, vocabulary)) return true
  // "No more than three" is said as "at most three", "never before" as "after": what violates it is on the other side.
  const isOther = (same: boolean, at: (token: Token) => boolean) => {
    const [a, b] = [rule, said].map(({ tokens }) => isOdd(tokens.slice(0, tokens.findIndex(at))))
    return same !== (as === 'rule' ? a === b : a !== b)
  }
  if (rule.bound && said.bound && isOther(rule.bound === said.bound, ({ kind }) => kind === 'number')) return true
  const sameOrder = haveSameOrder(rule.order, said.order)
  if (sameOrder !== undefined && isOther(sameOrder, ({ raw }) => orders.has(raw))) return true
  // "Never mute" and "unmuted": both leave it undone.
  return rule.words.some((word) => {
    if (rule.inverse.has(word) === said.inverse.has(word) || !said.signs.has(word)) return false
    return (rule.signs.get(word) === said.signs.get(word)) === (as === 'report')
  })
}

/** Whether two orders of the same things are one; undefined where they are about others. */
function haveSameOrder(a: Order | undefined, b: Order | undefined): boolean | undefined {
  if (!a || !b || a.implied || b.implied) return undefined
  const meet = (one: Set<string>, other: Set<string>) => [...one].some((stem) => other.has(stem))
  if (meet(a.first, b.first) && meet(a.second, b.second)) return true
  return meet(a.first, b.second) && meet(a.second, b.first) ? false : undefined
}
