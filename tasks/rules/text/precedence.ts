import { isContent, orders } from './clauses.ts'
import type { Token } from './tokens.ts'
import { stemOf } from './vocabulary.ts'

/** What is to be done first, and what after it. `implied`: no "before" and no "after" says so. */
export interface Order {
  first: Set<string>
  second: Set<string>
  implied?: boolean
}

/** Behind a "before" or an "after" a number is a span of time and puts nothing in order. */
export const isOrder = (tokens: Token[], index: number): boolean =>
  orders.has(tokens[index]?.raw ?? '') && tokens[index + 1]?.kind !== 'number'

/** What a "before" or an "after" puts in order. */
export function orderOf(tokens: Token[]): Order | undefined {
  const at = tokens.findIndex((_, index) => isOrder(tokens, index))
  if (at < 0) return withoutOrder(tokens) ?? demandedOrder(tokens) ?? deniedOrder(tokens)
  const begins = at === 0 || tokens[at - 1]?.kind === 'clause'
  const end = begins ? tokens.findIndex(({ raw }, index) => index > at && raw === ',') : -1
  // "Before a, b" or "b before a".
  const condition = stemsIn(begins ? tokens.slice(at + 1, end < 0 ? at + 1 : end) : tokens.slice(at + 1))
  const deed = stemsIn(begins ? tokens.slice(end < 0 ? tokens.length : end) : tokens.slice(0, at))
  if (condition.size === 0 || deed.size === 0) return undefined
  if (tokens[at]?.raw === 'after') return { first: condition, second: deed }
  const behind = tokens.slice(at + 1)
  const pronoun = !begins && behind.some(({ raw }) => /^(?:them|it|that|this)$/.test(raw))
  if (!pronoun) return { first: deed, second: condition }
  // "Review migrations before merging them": before migrations are merged.
  const things = stemsIn(tokens.slice(tokens.findIndex(isContent) + 1, at).filter(isContent))
  if (behind.some(isContent)) return { first: deed, second: new Set([...condition, ...things]) }
  return { first: deed, second: things.size > 0 ? things : condition, implied: true }
}

function stemsIn(part: Token[]): Set<string> {
  const content = part.filter(isContent)
  // "before use": a word that says little elsewhere is all that there is.
  const words = content.length > 0 ? content : part.filter(({ kind, negation }) => kind === 'word' && !negation)
  return new Set(words.map(({ stem }) => stem))
}

/** What somebody who is asked gives. */
export const asked = new Set('approval review consent permission confirmation authorization'.split(' ').map(stemOf))

/** "Do not delete without asking": what is not to be missing comes first. */
function withoutOrder(tokens: Token[]): Order | undefined {
  const at = tokens.findIndex(({ raw }) => raw === 'without')
  if (at < 0 || tokens.some(({ kind }) => kind === 'clause')) return undefined
  const [deed, condition] = [tokens.slice(0, at), tokens.slice(at + 1)]
  const isDeed = /ing$/.test(condition[0]?.raw ?? '')
  const named = condition.find((token) => isContent(token))
  if (!isDeed && !(named && isAskedFor(condition, named))) return undefined
  const [first, second] = [stemsIn(condition), stemsIn(deed)]
  return first.size === 0 || !deed.some(isContent) ? undefined : { first, second, implied: true }
}

/** "Approval", "the board's approval", "an approval by the board", but not "an approval number". */
function isAskedFor(condition: Token[], named: Token): boolean {
  const at = condition.findIndex(({ stem }) => asked.has(stem))
  const next = condition[at + 1]
  if (condition.length <= 2) return asked.has(named.stem)
  return at >= 0 && at <= 3 && condition.length <= 7 && (!next || /^(?:from|by|of)$/.test(next.raw))
}

const demanding = /^(?:require|requires|need|needs|demand|demands)$/

/** "A change requires an approval", "get an approval for a change": what is asked for comes first. */
function demandedOrder(tokens: Token[]): Order | undefined {
  if (tokens.some(({ kind, negation }) => kind === 'clause' || negation)) return undefined
  const named = tokens.findIndex(({ stem }) => asked.has(stem))
  if (named < 0) return undefined
  const at = tokens.findIndex(({ raw }) => demanding.test(raw))
  const purpose = tokens.findIndex(({ raw }, index) => index > named && (raw === 'for' || raw === 'to'))
  const [condition, deed] =
    at >= 0 && at < named
      ? [tokens.slice(at), tokens.slice(0, at)]
      : purpose >= 0 && tokens.slice(0, named).every((token) => !isContent(token))
        ? [tokens.slice(0, purpose), tokens.slice(purpose)]
        : [[], []]
  if (!deed.some(isContent)) return undefined
  return { first: stemsIn(condition), second: stemsIn(deed), implied: true }
}

/** "Do not deploy untested code": what is denied by its form is to be done before. */
function deniedOrder(tokens: Token[]): Order | undefined {
  const denied = tokens.filter(({ inverse }) => inverse)
  if (denied.length !== 1 || tokens.filter(({ negation }) => negation).length !== 1) return undefined
  const deed = tokens.filter((token) => isContent(token) && !token.inverse)
  if (tokens.some(({ kind }) => kind === 'clause') || deed.length < 2) return undefined
  return { first: stemsIn(denied), second: stemsIn(deed), implied: true }
}

const turning = new Set(['before', 'unless', 'until', 'till'])

/**
 * "Do not release before the approval", "unless it is approved" and "only after the approval" say what comes first, and rule nothing out.
 */
export function turnOrder(tokens: Token[]): Token[] {
  const at = tokens.findIndex(({ raw }, index) => turning.has(raw) && (raw !== 'before' || isOrder(tokens, index)))
  if (at < 0 || tokens.some((_, index) => index < at && isOrder(tokens, index))) return tokens
  const isUnless = tokens[at]?.raw !== 'before'
  const end = isUnless && tokens[at]?.kind === 'clause' ? at - 1 : at
  const begin = tokens.findLastIndex(({ kind }, index) => index < end && kind === 'clause') + 1
  const negated = tokens.flatMap(({ negation }, index) => (negation && index >= begin && index < at ? [index] : []))
  const deed = tokens.slice(begin, at).some((token) => isContent(token))
  if (negated.length !== 1 || !deed || tokens.some(({ raw }) => raw === 'without')) return tokens
  return tokens.map((token, index) => {
    if (index === negated[0]) return { ...token, negation: false, weak: true }
    return index === at ? { ...token, raw: 'after', stem: 'after', weak: true } : token
  })
}
