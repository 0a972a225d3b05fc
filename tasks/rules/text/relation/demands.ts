import { isContent } from '../clauses.ts'
import { allowed } from '../reservations.ts'
import type { Statement } from '../statement.ts'
import type { Token } from '../tokens.ts'
import { verbOf } from '../verbs.ts'
import { isAdverb, placing } from './roles.ts'

/**
 * Whether what is said beside one sentence of a rule is asked for as well, and no exception to it. Behind it only a demand is sure to be none; before
 * it also what else is said.
 */
export const asksForAll = ({ sentences }: Statement, one: Statement): boolean =>
  sentences.every((sentence, index) => {
    if (sentence === one) return true
    if (sentence.reservations.some((kind) => kind !== allowed)) return false
    return index < sentences.indexOf(one) || isDemand(dividedParts(sentence.tokens)[0]?.tokens ?? [])
  })

/** A part of a statement, with what divides it from the one before and behind it. */
interface Part {
  before: string
  behind: string
  tokens: Token[]
}

/**
 * Whether all that a statement says more than another one is asked for as well: "and call Ada", "; record it", "secrets *or tokens*". A label before
 * a colon, a date, a condition or a remark may as well narrow it, suspend it or only quote it.
 */
export function asksForMore(small: Statement, large: Statement): boolean {
  const parts = dividedParts(large.tokens)
  const own = parts.map(({ tokens }) => tokens.some((token) => isContent(token) && small.signs.has(token.stem)))
  const [first, last] = [own.indexOf(true), own.lastIndexOf(true)]
  return parts.every((part, index) => {
    if (own[index] || part.tokens.length === 0) return true
    if (index < first) return isDemand(part.tokens) ? part.behind !== ':' : isListed(part, parts[first]?.before)
    return (
      // What is between the other one's words is a member of its list.
      index < last ||
      isDemand(part.tokens) ||
      isDoneElsewhere(part.tokens) ||
      isInsteadOf(part, parts.slice(0, index)) ||
      isListed(part, ...parts.slice(index).map(({ before }) => before)) ||
      isFurtherPlace(part, parts.slice(0, index))
    )
  })
}

function dividedParts(tokens: Token[]): Part[] {
  const parts: Part[] = [{ before: '', behind: '', tokens: [] }]
  for (const token of tokens) {
    const last = parts.at(-1) as Part
    if (token.kind !== 'clause' && token.kind !== 'part') last.tokens.push(token)
    else if (last.tokens.length === 0) last.before = token.raw
    else {
      last.behind = token.raw
      parts.push({ before: token.raw, behind: '', tokens: [] })
    }
  }
  return parts
}

/** Words that may lead up to a demand. */
const leading = new Set('then also always please and'.split(' '))

/** Deeds that take back what has been asked for. */
const takingBack = new Set('skip ignore exempt waive disregard except suspend pause relax forget drop'.split(' '))

const takesBack = (token: Token | undefined): boolean =>
  token !== undefined && takingBack.has(verbOf(token.raw)?.base ?? token.raw)

function isDemand(tokens: Token[]): boolean {
  const rest = tokens.slice(tokens.findIndex(({ raw }) => !leading.has(raw)))
  const [first] = rest
  if (!first || takesBack(first)) return false
  return (
    (first.negation && first.raw !== 'not') ||
    verbOf(first.raw)?.form === 'base' ||
    rest.some(({ raw }) => /^(?:must|shall|always)$/.test(raw))
  )
}

/** "Never do it; the pipeline does that." */
const isDoneElsewhere = (tokens: Token[]): boolean =>
  /^[a-z ]+ does (?:it|that|this)$/.test(tokens.map(({ raw }) => raw).join(' '))

/** "In the vault, *not in a file*", "*not an array*"; "not needed" and "not at night" take back. */
function isInsteadOf({ tokens: [not, ...rest] }: Part, earlier: Part[]): boolean {
  const [first] = rest
  if (not?.raw !== 'not' || !first) return false
  const isPlace = placing.has(first.raw) || adverbial.has(first.raw)
  // A month or a day takes back, whatever the place before it.
  if (rest.some(({ raw }) => aTime.test(raw))) return false
  if (isPlace) return first.raw === 'as' || earlier.some(({ tokens }) => tokens.some(({ raw }) => raw === first.raw))
  return rest.every((token) => isContent(token) && !/(?:ed|ing)$/.test(token.raw))
}

const aTime =
  /^(?:now|today|tomorrow|yet|\d+|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekends?|weekdays?|holidays?|night|nights|winter|spring|summer|autumn|fall|january|february|march|april|may|june|july|august|september|october|november|december)$/

/** What begins no member of a list, but a place, a time or a condition. */
const adverbial = new Set(
  'in on at for until till by during with from to of as if when whenever where wherever while unless except once since after before within starting beginning effective should'.split(
    ' ',
  ),
)

const isListed = ({ tokens }: Part, ...joints: (string | undefined)[]): boolean =>
  joints.some((joint) => joint === 'and' || joint === 'or') &&
  !adverbial.has(tokens[0]?.raw ?? '') &&
  !takesBack(tokens[0]) &&
  !tokens.every((token) => isAdverb(token))

/** "To main *or to release branches*": another place of the same kind. */
const isFurtherPlace = ({ before, tokens: [first] }: Part, earlier: Part[]): boolean =>
  (before === 'and' || before === 'or') &&
  placing.has(first?.raw ?? '') &&
  earlier.some(({ tokens }) => tokens.some(({ raw }) => raw === first?.raw))
