import { clausesOf, isContent } from './clauses.ts'
import type { Token } from './tokens.ts'
import { verbOf } from './verbs.ts'

/** Words behind which the unwanted one of two follows: "prefer a over b", "a instead of b", "a rather than b". */
function turnsAt(tokens: Token[], index: number, prefers: boolean): boolean {
  const [word, next] = [tokens[index]?.raw, tokens[index + 1]?.raw]
  return (
    (word === 'instead' && next === 'of') ||
    (word === 'rather' && next === 'than') ||
    (prefers && (word === 'over' || (word === 'to' && !/^prefer/.test(tokens[index - 1]?.raw ?? ''))))
  )
}

/** Behind the unwanted one of two: what both are for, and where. */
const endsUnwanted = new Set(['in', 'for', 'when', 'if', 'where'])

/** Of each stem whether it is wanted (1), ruled out (-1), or both in different clauses (0). */
export function signsOf(tokens: Token[]): Map<string, number> {
  const signs = new Map<string, Set<number>>()
  const add = (stem: string, sign: number) => signs.set(stem, (signs.get(stem) ?? new Set()).add(sign))
  let subject: Token[] = []
  let before: Token[] = []
  for (const clause of clausesOf(tokens)) {
    const denied = clause.filter(({ negation, raw }) => negation && raw !== 'nor').length % 2 === 1
    // "Do not deploy untested code" wants tests before the deployment.
    const dissolved = denied && clause.some(({ inverse }) => inverse)
    const negative = denied && !dissolved
    const prefers = clause.some(({ raw }) => /^(?:prefer|favou?r)/.test(raw))
    let sign = negative ? -1 : 1
    let turned = false
    const begin = clause.findIndex((token) => !isContent(token))
    // "Generated code goes there and is never edited": the second clause is about the subject of the first. ", not records" has one of its own, and in
    // "split by a, not by b" the first one is what is to be done.
    if (begin === 0 && !(clause[0]?.negation && hasComplement(clause.slice(1), subject, before)))
      for (const { stem } of subject) add(stem, sign)
    else subject = clause.slice(0, Math.max(0, begin))
    for (const [index, token] of clause.entries()) {
      if (turnsAt(clause, index, prefers)) {
        sign = -sign
        turned = true
      } else if (turned && endsUnwanted.has(token.raw)) {
        sign = -sign
        turned = false
      }
      if (isContent(token)) add(token.stem, token.inverse && !dissolved ? -sign : sign)
    }
    before = clause
  }
  return new Map([...signs].map(([word, all]) => [word, [...all].reduce((sum, sign) => sum + sign, 0)]))
}

const complementing = new Set('by in into on with over to from at via through as under'.split(' '))

/** Whether nothing but a thing is left of a sentence, "records", or of one that begins with a deed how or where it is not to be done. */
function hasComplement(rest: Token[], subject: Token[], before: Token[]): boolean {
  const [first, second] = rest
  if (!first || !second) return first !== undefined && isContent(first)
  const isDeed = subject.length === 1 && verbOf(subject[0]?.raw ?? '')?.form === 'base'
  // "To a file, not to the console".
  const isPlace = first.raw !== 'in' && before.some(({ raw }) => raw === first.raw)
  if (complementing.has(first.raw)) return (isDeed || isPlace) && isContent(second) && rest.length === 2
  return isContent(first) && rest.length === 2
}
