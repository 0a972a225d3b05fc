import { clausesOf, isContent } from '../clauses.ts'
import type { Statement } from '../statement.ts'
import { areOpposites, excludeEachOther, stemOf, type Vocabulary } from '../vocabulary.ts'
import { compareAmounts } from './amounts.ts'
import { verbLike } from './deeds.ts'
import type { Relation } from './kind.ts'
import { isListed } from './listed.ts'
import { compareOrder } from './order.ts'
import { isReplaced } from './replaced.ts'
import { scoped } from './scopes.ts'
import { choosing, isChoice, saysAsMuch, signConflicts } from './signs.ts'

/** All words of the small one are in the large one, which has more. */
export function relateContained(
  small: Statement,
  large: Statement,
  more: string[],
  vocabulary: Vocabulary,
): Relation | undefined {
  const conflicts = signConflicts(small, large)
  const amounts = compareAmounts(small, large)
  const order = compareOrder(small, large)
  const light = more.length === 1 && !scoped(more) && verbLike(large, more)
  if (
    amounts === 'at odds' &&
    conflicts === 0 &&
    order === 'same' &&
    (light || isUnit(small, large, more) || more.join() === times || chosenOtherwise(small, more, vocabulary))
  )
    return 'contradicts'
  if (order === 'turned' && conflicts === 0 && more.length <= 1 && !scoped(more)) return 'contradicts'
  if (
    conflicts === small.words.length &&
    small.negations + large.negations === 1 &&
    (isQuantified(large, more) ||
      hasClause(small, large) ||
      isPurpose(small, large, more) ||
      isUsedBy(small, large, more))
  )
    return amounts === 'same' && order === 'same' && !large.limited && !small.limited ? 'contradicts' : undefined
  if (
    amounts === 'same' &&
    order === 'same' &&
    conflicts === small.words.length &&
    conflicts > 1 &&
    small.negations + large.negations === 1
  ) {
    if (isOppositeOfWeak(small, more, vocabulary)) return 'same'
    // Where it is kept says little, but where it is not to be kept.
    if (small.negations === 0 && more.join() === stored && small.tokens.some(({ stem }) => stem === stored))
      return 'contradicts'
  }
  // "Do not store it there" and "it must not be kept there".
  if (conflicts === 0 && amounts === 'same' && order === 'same' && more.join() === stored && isKept(small))
    return small.limited === large.limited && small.negations === large.negations ? 'same' : undefined
  const switched = amounts === 'same' && order === 'same' && relateSwitched(small, large, more)
  if (switched) return switched
  if (conflicts > 0 && amounts === 'same' && order === 'same' && isReplaced(small, large, more)) return 'contradicts'
  if (conflicts > 0 || order !== 'same') return undefined
  // "Allow by default" and "deny by default": the one says little by itself, and excludes the other all the same.
  if (amounts === 'same' && light && chosenOtherwise(small, more, vocabulary))
    return small.negations + large.negations === 0 ? 'contradicts' : undefined
  if (amounts === 'same' && light && small.words.length >= 3 && saysAsMuch(small, large)) return 'same'
  const numbersKept = small.numbers.every((number) => large.numbers.includes(number))
  // "Only a" is not in "a and b", nor what is allowed in what is ruled out elsewhere.
  if (!numbersKept || large.limited !== small.limited || (large.negations > 1 && allows(small))) return undefined
  if (small.limited && !isLimitedAlike(small, large)) return undefined
  return isListed(small, large) ? 'contains' : undefined
}

/** "Only on Fridays" is not in "on Fridays only with two people", where something else is limited, nor in "only on Fridays and Mondays". */
function isLimitedAlike(small: Statement, large: Statement): boolean {
  const [limit, other] = [limitOf(small), limitOf(large)]
  if (!limit || !other) return !limit === !other
  return limit.words[0] === other.words[0] && !(other.words.length === 1 && other.goesOn && !limit.goesOn)
}

/** What an "only" limits, and whether a list goes on behind it. */
function limitOf({ tokens }: Statement): { words: string[]; goesOn: boolean } | undefined {
  const at = tokens.findIndex(({ raw }) => raw === 'only')
  if (at < 0) return undefined
  const length = tokens.slice(at).findIndex(({ kind }) => kind === 'clause' || kind === 'part')
  const limited = tokens.slice(at, length < 0 ? undefined : at + length)
  const words = limited.filter(isContent).map(({ stem }) => stem)
  return { words, goesOn: tokens[at + length]?.kind === 'part' && length >= 0 }
}

/** Whether one word more is a choice that excludes what the other says with a word that says little by itself: delete, keep. */
function chosenOtherwise({ tokens }: Statement, more: string[], vocabulary: Vocabulary): boolean {
  return more.length === 1 && tokens.some(({ weak, stem }) => weak && excludeEachOther(vocabulary, [stem], more))
}

/** "Keep the logs" and "never delete the logs". */
function isOppositeOfWeak({ tokens }: Statement, more: string[], vocabulary: Vocabulary): boolean {
  return more.length === 1 && tokens.some(({ weak, stem }) => weak && areOpposites(vocabulary, [stem], more))
}

/** "Under 88 characters" and "at most 100": what is counted goes without saying. */
const isUnit = ({ counted }: Statement, large: Statement, more: string[]): boolean =>
  counted.size === 0 && more.every((word) => large.counted.has(word))

/** "Do not use it" and "use it for this and that": a purpose is no place where something else holds. */
function isPurpose(small: Statement, { tokens }: Statement, more: string[]): boolean {
  const at = tokens.findIndex(({ raw }) => raw === 'for')
  const [first] = tokens
  if (at < 0 || !/^(?:use|always|prefer|write|for)$/.test(first?.raw ?? '') || scoped(more)) return false
  if (!small.tokens.every((token) => isContent(token) || choosing.has(token.raw))) return false
  const end = at === 0 ? tokens.findIndex(({ raw, weak }) => weak && /^(?:use|write|prefer)$/.test(raw)) : tokens.length
  const purpose = new Set(tokens.slice(at + 1, end < 0 ? at : end).map(({ stem }) => stem))
  return more.every((word) => purpose.has(word))
}

/** "Never use it" and "modules use it". */
function isUsedBy(small: Statement, { tokens, negations }: Statement, more: string[]): boolean {
  const at = tokens.findIndex(({ raw }) => /^uses?$/.test(raw))
  const begins = tokens.slice(0, at)
  return (
    negations === 0 &&
    at > 0 &&
    begins.every((token) => isContent(token) && more.includes(token.stem)) &&
    more.length === begins.length &&
    small.tokens.some(({ raw }) => raw === 'use') &&
    small.tokens.every((token) => isContent(token) || choosing.has(token.raw)) &&
    !scoped(more)
  )
}

const allows = ({ tokens, negations }: Statement): boolean =>
  negations === 0 && tokens.some(({ raw }) => /^(?:may|can|allowed|permitted|fine|ok|okay)$/.test(raw))

const quantifiers = new Set(['all', 'every', 'each', 'any'])

/** Whether all that a statement says more is introduced by "every" or "all". */
function isQuantified({ tokens }: Statement, more: string[]): boolean {
  const quantified = new Set<string>()
  let open = false
  for (const token of tokens) {
    if (quantifiers.has(token.raw)) open = true
    else if (!isContent(token)) open = false
    else if (open) quantified.add(token.stem)
  }
  return more.every((word) => quantified.has(word))
}

/** Whether a clause of the large statement is about exactly what the small one is about. */
function hasClause(small: Statement, large: Statement): boolean {
  // "In migrations, use raw SQL; models are not imported": there.
  if (/^(?:in|for|on|at|when|if|within|while|inside)$/.test(large.tokens[0]?.raw ?? '')) return false
  return clausesOf(large.tokens).some((clause) => {
    const words = new Set(clause.filter(isContent).map(({ stem }) => stem))
    const same = words.size === small.words.length && small.words.every((word) => words.has(word))
    return same && isChoice([...words], clause) && isChoice(small.words, small.tokens)
  })
}

const stored = stemOf('store')
/** "Retry at most 3 times" and "retries: at most 5". */
const times = stemOf('times')

const isKept = ({ tokens, words }: Statement): boolean =>
  words.length >= 3 && tokens.some(({ raw }) => /^(?:keep|keeps|kept|keeping)$/.test(raw))

/** Deeds that say whether something is used. */
const switches = new Map([
  [stemOf('enable'), 1],
  [stemOf('disable'), -1],
])

/** "Disable it" and "do not use it", "it is enabled" and "do not use it". */
function relateSwitched(small: Statement, large: Statement, more: string[]): Relation | undefined {
  const [deed = '', ...others] = more
  const sign = switches.get(deed)
  const says = ({ tokens }: Statement) =>
    tokens.every((token) => isContent(token) || choosing.has(token.raw) || /^(?:for|in)$/.test(token.raw))
  if (sign === undefined || others.length > 0 || large.negations > 0 || small.negations > 1) return undefined
  if (![small, large].every(says) || small.words.some((word) => scoped([word]))) return undefined
  // "Disabled" alone is no use of it; whether "caching" is wanted by its name alone nobody knows.
  const isWanted = small.tokens.some(
    ({ raw }, index) =>
      /^us(?:e[sd]?|ing)$/.test(raw) ||
      (/^(?:is|are|be)$/.test(raw) && index > 0 && /ed$/.test(small.tokens[index + 1]?.raw ?? '')),
  )
  if (small.negations === 0 && !isWanted) return undefined
  return (small.negations === 0 ? 1 : -1) === sign ? 'same' : 'contradicts'
}
