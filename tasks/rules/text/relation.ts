import { areTurnedRound, contradictOtherwise, excludeEachOther, sayOtherwise, saysWhichWay } from './directions.ts'
import { fieldVocabulary } from './field-vocabulary.ts'
import { relateContained } from './relation/contained.ts'
import { areOtherDeeds } from './relation/deeds.ts'
import { asksForAll, asksForMore } from './relation/demands.ts'
import { isDoneWithout, isOnAnyDay, isWithoutLimit } from './relation/disregarded.ts'
import { relateEqual } from './relation/equal.ts'
import { isForAll } from './relation/everyone.ts'
import { relateExchanged } from './relation/exchanged.ts'
import type { Relation } from './relation/kind.ts'
import { compareQuoted } from './relation/quoted.ts'
import { areRearranged, areReversed } from './relation/rearranged.ts'
import { areReservedOtherwise, complementEachOther } from './relation/reserved.ts'
import { spelledLike } from './relation/spelling.ts'
import { relateTools } from './relation/tools.ts'
import type { Statement } from './statement.ts'
import type { Vocabulary } from './vocabulary.ts'

/**
 * The words that only one of two rules has decide who judges: none `relation/equal.ts`, some in one `relation/contained.ts`, some in both
 * `relation/exchanged.ts`. Each of these asks what the words are put to: wanted or ruled out (`signs.ts`), in what order (`order.ts`), how much
 * (`amounts.ts`), what is done (`deeds.ts`), and where (`scopes.ts`).
 */
export function relate(a: Statement, b: Statement, vocabulary: Vocabulary = fieldVocabulary): Relation | undefined {
  return relateWhole(a, b, vocabulary) ?? relateSentences(a, b, vocabulary)
}

/** What one sentence of a rule says is said by the rule: it may contain the other rule, or contradict it. */
function relateSentences(a: Statement, b: Statement, vocabulary: Vocabulary): Relation | undefined {
  if (a.sentences.length + b.sentences.length === 0) return undefined
  const sentencesOf = (statement: Statement) => (statement.sentences.length > 0 ? statement.sentences : [statement])
  let found: Relation | undefined
  for (const one of sentencesOf(a))
    for (const other of sentencesOf(b)) {
      const relation = relateWhole(one, other, vocabulary)
      if (relation === 'contradicts') return relation
      if (relation !== 'same') continue
      if (b.sentences.length === 0 && asksForAll(a, one)) found = 'contains'
      if (a.sentences.length === 0 && asksForAll(b, other)) found = 'is contained'
    }
  return found
}

function relateWhole(a: Statement, b: Statement, vocabulary: Vocabulary): Relation | undefined {
  if (a.words.length === 0 || b.words.length === 0) return undefined
  if (areFarApart(a, b)) return undefined
  const relation = relateWords(a, b, vocabulary)
  const found = turnedByDirections(a, b, relation ? compareQuoted(a, b, relation) : relateTools(a, b))
  if (found === 'contradicts' && areBothLeftUndone(a, b)) return undefined
  if (found === undefined || found === 'contradicts') return found && complementEachOther(a, b) ? undefined : found
  // A tick removes one of the two: where they may say something else, nothing is proposed.
  if (areReservedOtherwise(a, b)) return undefined
  if (found === 'contains' && !asksForMore(b, a)) return undefined
  if (found === 'is contained' && !asksForMore(a, b)) return undefined
  if (found === 'same') return areRearranged(a, b) ? undefined : found
  return areReversed(a, b) ? undefined : found
}

/** Who does neither of what two bans rule out keeps both; limits that leave no number between them forbid every choice. */
function areBothLeftUndone(a: Statement, b: Statement): boolean {
  if (!a.bans || !b.bans) return false
  // "Not above 40" and "not below 30" leave what is between; "fewer than three" is "at least three" already.
  return !a.bound || !b.bound || a.negations * b.negations > 0 || a.numbers.join() === b.numbers.join()
}

/** What is left of a relation once the small words of direction are heard as well: after and before, more and less, from and to. */
function turnedByDirections(
  { directions: a }: Statement,
  { directions: b }: Statement,
  found: Relation | undefined,
): Relation | undefined {
  // "Not until 9:00" and "not before 9:00" are one ban.
  if (found === 'contradicts') return contradictOtherwise(a, b) ? undefined : found
  if (found === 'same' && sayOtherwise(a, b)) return excludeEachOther(a, b) ? 'contradicts' : undefined
  if (found === 'same') return saysWhichWay(a, b) || saysWhichWay(b, a) ? undefined : found
  if (found === undefined || areTurnedRound(a, b)) return undefined
  return found === 'contains' ? (saysWhichWay(b, a) ? undefined : found) : saysWhichWay(a, b) ? undefined : found
}

function relateWords(a: Statement, b: Statement, vocabulary: Vocabulary): Relation | undefined {
  const onlyA = without(a.words, b)
  const onlyB = without(b.words, a)
  if (onlyA.length === 0 && onlyB.length === 0)
    return isDoneWithout(a, b) && !areOtherDeeds(a, b) ? 'contradicts' : relateEqual(a, b)
  if (isOnAnyDay(a, b) || isWithoutLimit(a, b)) return 'contradicts'
  if (onlyA.length > 0 && onlyB.length > 0) {
    const respelt = spelledLike(b, a, onlyB, onlyA)
    return respelt ? relateWords(a, respelt, vocabulary) : relateExchanged(a, b, onlyA, onlyB, vocabulary)
  }
  if (isForAll(a, b, onlyB) || isForAll(b, a, onlyA)) return 'contradicts'
  const relation =
    onlyB.length > 0 ? relateContained(a, b, onlyB, vocabulary) : relateContained(b, a, onlyA, vocabulary)
  return relation === 'contains' && onlyB.length > 0 ? 'is contained' : relation
}

/** Where each of two rules has more words of its own than so many, they are about different things. */
const mostExchanged = 4

/** Nearly all pairs end here. */
function areFarApart({ words }: Statement, b: Statement): boolean {
  let onlyA = 0
  for (const word of words) if (!b.signs.has(word)) onlyA++
  const onlyB = b.words.length - (words.length - onlyA)
  return onlyA > 0 && onlyB > 0 && Math.max(onlyA, onlyB) > mostExchanged
}

const without = (words: string[], { signs }: Statement) => words.filter((word) => !signs.has(word))
