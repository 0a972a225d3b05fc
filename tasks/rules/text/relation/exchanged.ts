import { isContent } from '../clauses.ts'
import type { Statement } from '../statement.ts'
import { labelled, type Token } from '../tokens.ts'
import { areOpposites, excludeEachOther, stemOf, type Vocabulary } from '../vocabulary.ts'
import { compareAmounts } from './amounts.ts'
import { areTurned, verbLike } from './deeds.ts'
import type { Relation } from './kind.ts'
import { compareOrder, isDoneAgain } from './order.ts'
import { isRuledOut } from './replaced.ts'
import { scoped } from './scopes.ts'
import { choosing, signConflicts } from './signs.ts'

/** Each has words that the other lacks: other things, but for choices that exclude each other. */
export function relateExchanged(
  a: Statement,
  b: Statement,
  onlyA: string[],
  onlyB: string[],
  vocabulary: Vocabulary,
): Relation | undefined {
  if (isSetOtherwise(a, b, onlyA, onlyB)) return 'contradicts'
  const shared = a.words.length - onlyA.length
  if (
    compareOrder(a, b) === 'turned' &&
    shared >= 2 &&
    onlyA.length + onlyB.length <= 2 &&
    !scoped([...onlyA, ...onlyB])
  )
    return signConflicts(a, b) === 0 ? 'contradicts' : undefined
  const chosen = shared > 0 || [a, b].every(isBareChoice) ? relateChosen(a, b, onlyA, onlyB, vocabulary) : undefined
  if (chosen !== 'other words') return chosen
  if (isRuledOut(a, b, onlyA, onlyB) || isRuledOut(b, a, onlyB, onlyA)) return 'contradicts'
  const much = shared >= 6 && onlyA.length === 1 && onlyB.length === 1
  if (!much || scoped([...onlyA, ...onlyB]) || !verbLike(a, onlyA) || !verbLike(b, onlyB)) return undefined
  return signConflicts(a, b) === 0 && compareAmounts(a, b) === 'same' && compareOrder(a, b) === 'same'
    ? 'same'
    : undefined
}

/** One thing that is said to be on a channel, a level, a zone. */
const set =
  /^[\w-]+(?: [\w-]+){0,2} (?:uses|is (?:on|in|at|set to|tuned to)|(?:runs|listens|talks|sends|transmits|operates|works) (?:on|in|at)) (?:channel|level|tier|zone|region|slot|lane|stage|plan|option) \w+$/
const isSetTo = ({ tokens, bans }: Statement): boolean => !bans && set.test(tokens.map(({ raw }) => raw).join(' '))

/** "The radio uses channel 11", "the radio uses channel 19": a number that is a name, where one thing has one of them. */
const isSetOtherwise = (a: Statement, b: Statement, onlyA: string[], onlyB: string[]): boolean =>
  [onlyA, onlyB].every((only) => only.length === 1 && (only[0] as string).startsWith(labelled)) &&
  isSetTo(a) &&
  isSetTo(b)

/** "Use a" and "use b" where only one can be; "use a" and "never use b" where one is the other's absence. */
function relateChosen(
  a: Statement,
  b: Statement,
  onlyA: string[],
  onlyB: string[],
  vocabulary: Vocabulary,
): Relation | 'other words' | undefined {
  if (!excludeEachOther(vocabulary, onlyA, onlyB)) return 'other words'
  if (areTurned(a, b) || compareOrder(a, b) !== 'same' || !areAmountsAlike(a, b, onlyA, onlyB)) return undefined
  if ([...onlyA, ...onlyB].every((word) => moments.has(word)) && [a, b].every(isDoneAgain)) return undefined
  const shared = a.words.length - onlyA.length
  const conflicts = signConflicts(a, b)
  const opposite = areOpposites(vocabulary, onlyA, onlyB)
  const wanted = ({ signs }: Statement, words: string[]) => words.every((word) => (signs.get(word) ?? 0) > 0)
  if (isSubject(a, onlyA) && isSubject(b, onlyB)) return undefined
  // "Public variables come from `public`" is about the public ones.
  if (isNamedTwice(a, onlyA) || isNamedTwice(b, onlyB)) return undefined
  if (shared === 0) return wanted(a, onlyA) && wanted(b, onlyB) ? 'contradicts' : undefined
  // To rule out both of several choices is no contradiction.
  if (conflicts === 0 && !opposite && (isOpen(a, onlyA) || isOpen(b, onlyB))) return undefined
  if (conflicts === 0) return opposite || wanted(a, onlyA) || wanted(b, onlyB) ? 'contradicts' : undefined
  const turned = wanted(a, onlyA) !== wanted(b, onlyB)
  if (!opposite || conflicts !== shared || !turned || a.negations + b.negations !== 1) return undefined
  // What private items need not have the public ones need not have either.
  return isSpared(a) || isSpared(b) ? undefined : 'same'
}

const moments = new Set('first last start stop begin end open close'.split(' ').map(stemOf))

const isNamedTwice = ({ tokens }: Statement, chosen: string[]): boolean =>
  chosen.some((word) => tokens.filter(({ stem }) => stem === word).length > 1)

/** Whether it says that something need not be, which rules nothing out. */
const isSpared = ({ tokens }: Statement): boolean =>
  tokens.some(
    ({ raw }, index) =>
      /^(?:needs?|requires?)$/.test(raw) && [tokens[index - 1], tokens[index + 1]].some((token) => token?.negation),
  )

/** "Use tabs" says nothing but what is chosen. */
const isBareChoice = ({ tokens }: Statement): boolean =>
  tokens.every((token) => isContent(token) || token.kind === 'number' || choosing.has(token.raw))

/** "Tabs" and "4 spaces": a number that counts what is chosen is a part of the choice. */
function areAmountsAlike(a: Statement, b: Statement, onlyA: string[], onlyB: string[]): boolean {
  if (compareAmounts(a, b) === 'same') return true
  const counts = ({ numbers, tokens }: Statement, chosen: string[]) =>
    numbers.length === 1 &&
    tokens.some(({ kind }, index) => kind === 'number' && chosen.includes(tokens[index + 1]?.stem ?? ''))
  return (a.numbers.length === 0 && counts(b, onlyB)) || (b.numbers.length === 0 && counts(a, onlyA))
}

/** Deeds that are done to more than one of several choices. */
const additive = new Set(
  'support accept test handle read parse provide offer export import report show print plot log record check know list document recognise optimize compress validate'
    .split(' ')
    .map(stemOf),
)

/** Whether a rule leaves room for another choice: it allows one of them, or what it does can be done to all. */
function isOpen({ tokens }: Statement, chosen: string[]): boolean {
  const at = tokens.findIndex(({ stem }) => chosen.includes(stem))
  const before = tokens.slice(0, at)
  const allows = before.some(({ raw }) => /^(?:may|can|could|allowed|permitted|fine|ok|okay|acceptable)$/.test(raw))
  if (allows && !tokens.some(({ raw }) => raw === 'only')) return true
  const [deed, ...others] = before.filter(isContent)
  return deed !== undefined && others.length === 0 && additive.has(deed.stem) && isContent(before.at(-1) as Token)
}

/** "Public functions are documented" leaves room for private ones: what is chosen is what the rule is about. "Named exports are preferred" does not. */
function isSubject({ tokens }: Statement, chosen: string[]): boolean {
  const at = tokens.findIndex(({ stem }) => chosen.includes(stem))
  const verb = tokens.findIndex((token, index) => index > at && !isContent(token))
  const begins = tokens.slice(0, at).every(({ raw, kind }) => kind === 'word' && /^(?:all|every|each|any)$/.test(raw))
  return (
    begins &&
    /^(?:is|are|must|should|may|can|have|has|need|needs|require|requires|live|lives|go|goes|use|uses)$/.test(
      tokens[verb]?.raw ?? '',
    ) &&
    !tokens.slice(verb).some(({ raw }) => /^(?:preferred|used|default|only)$/.test(raw))
  )
}
