import { isContent, partsOf } from '../clauses.ts'
import type { Statement } from '../statement.ts'
import type { Token } from '../tokens.ts'
import { stemOf } from '../vocabulary.ts'
import { compareAmounts } from './amounts.ts'
import { areOpposed, areOtherDeeds, areTurned } from './deeds.ts'
import type { Relation } from './kind.ts'
import { compareOrder } from './order.ts'
import { isReplaced } from './replaced.ts'
import { conflictsIn, isChoice, saysAsMuch, signConflicts } from './signs.ts'

/** Both are about exactly the same words. */
export function relateEqual(a: Statement, b: Statement): Relation | undefined {
  if (areOtherDeeds(a, b)) return undefined
  if (isMovedRound(a, b) && !prefersTurned(a, b)) return undefined
  if (areTurned(a, b)) return areOpposed(a, b) ? 'contradicts' : undefined
  const ordered = compareOrder(a, b)
  if (ordered !== 'same') return ordered === 'turned' && signConflicts(a, b) === 0 ? 'contradicts' : undefined
  const amounts = compareAmounts(a, b)
  if (amounts !== 'same') return amounts === 'at odds' && signConflicts(a, b) === 0 ? 'contradicts' : undefined
  const conflicts = signConflicts(a, b)
  // "Unsigned images" are not the signed ones.
  if (conflicts < a.words.length && [...a.inverse, ...b.inverse].some((word) => conflictsIn(a, b, word)))
    return undefined
  if (conflicts === 0) return saysAsMuch(a, b) && !isTurnedRound(a, b) ? 'same' : undefined
  // Who imports from whom is not said by the words alone.
  if (conflicts > 0 && !prefersTurned(a, b) && (hasOtherVoice(a, b) || isTurnedRound(a, b))) return undefined
  if (conflicts === a.words.length)
    return prefersTurned(a, b) ||
      (hasOneNegationMore(a, b) && [a, b].every(({ words, tokens }) => isChoice(words, tokens)))
      ? 'contradicts'
      : undefined
  if (areExchanged(a, b) || isReplaced(a, b, []) || isReplaced(b, a, [])) return 'contradicts'
  // Both rule out the same, and one of them has the place on the other side of a colon.
  const bothDeny = a.words.some((word) => (a.signs.get(word) ?? 0) < 0 && (b.signs.get(word) ?? 0) < 0)
  return bothDeny && conflicts <= a.words.length / 3 && a.words.length >= 4 ? 'same' : undefined
}

/** Preferences the other way round: what each wants the other does not. */
const prefersTurned = (a: Statement, b: Statement) => [a, b].every(({ signs }) => new Set(signs.values()).size === 2)

/** "ids, not records" and "records, not ids": what each rules out the other wants. */
function areExchanged(a: Statement, b: Statement): boolean {
  const [left, right] = [a, b].map(({ words, signs }) => words.filter((word) => (signs.get(word) ?? 0) < 0)) as [
    string[],
    string[],
  ]
  if (left.length === 0 || right.length === 0) return false
  return left.every((word) => (b.signs.get(word) ?? 0) > 0) && right.every((word) => (a.signs.get(word) ?? 0) > 0)
}

/** A deed and its opposite; of "never without" and "without" too, where more negations than two may say anything. */
function hasOneNegationMore(a: Statement, b: Statement): boolean {
  const [least, most] = [a.negations, b.negations].toSorted((x, y) => x - y) as [number, number]
  return most <= 1 || (most === 2 && least === 1 && Boolean(a.order?.implied && b.order?.implied))
}

/** Deeds of one thing to another, of which nobody knows which is meant once they change places. */
const oneWay = new Set(
  'override supersede depend import call inherit precede convert rename replace point redirect extend own trust outrank'
    .split(' ')
    .map(stemOf),
)

function isTurnedRound(a: Statement, b: Statement): boolean {
  if (a.words.join() === b.words.join()) return false
  const [left, right] = [a, b].map(besideOneWay) as [string[], string[]]
  return left.join() !== right.join()
}

/** What stands right before and behind such deeds, within their parts: where it is the same, the rest may change places. */
function besideOneWay({ tokens }: Statement): string[] {
  return partsOf(tokens.filter((word, index) => !isOneWay(word) || !isNamed(word, index, tokens)))
    .map(withPlaceFirst)
    .map((part) => part.filter(isContent))
    .flatMap((words) =>
      words.flatMap((word, index) =>
        isOneWay(word) ? [`${words[index - 1]?.stem ?? ''} ${word.stem} ${words[index + 1]?.stem ?? ''}`] : [],
      ),
    )
}

/** "Never import a in b": what is in b does not import a. */
function withPlaceFirst(part: Token[]): Token[] {
  const [first] = part.filter(isContent)
  const at = part.findLastIndex(({ raw }) => /^(?:in|inside|within)$/.test(raw))
  const denied = part.some(({ negation }) => negation)
  return denied && first && isOneWay(first) && at > part.indexOf(first) + 1
    ? [...part.slice(at + 1), ...part.slice(0, at)]
    : part
}

/** A dependency is a thing, whatever it is made of. */
const isOneWay = ({ stem, raw }: Token): boolean => oneWay.has(stem) && !/(?:y|ies|ions?|[ea]nces?)$/.test(raw)

/** "Sort imports", "imports are sorted": they are things, and import nothing. */
const isNamed = (word: Token, index: number, tokens: Token[]): boolean =>
  /s$/.test(word.raw) &&
  (index === tokens.length - 1 ||
    /^(?:is|are|must|should|may|can|have|need|in|by|at|from|to|and|[a-z]+ly)$/.test(tokens[index + 1]?.raw ?? ''))

/** "Notebooks are imported" and "notebooks import": one of them says what is done to it. */
function hasOtherVoice(a: Statement, b: Statement): boolean {
  const passive = ({ tokens }: Statement, word: string) =>
    tokens.some(
      ({ stem, raw }, index) =>
        stem === word &&
        raw.endsWith('ed') &&
        tokens.slice(0, index).some(({ raw: before }) => /^(?:is|are|be|was|were)$/.test(before)),
    )
  return a.words.some((word) => oneWay.has(word) && passive(a, word) !== passive(b, word))
}

const placing = new Set(['in', 'into', 'inside', 'from', 'to', 'on', 'under', 'against'])

/** "Never call a in b" and "never call b in a". */
function isMovedRound(a: Statement, b: Statement): boolean {
  const moves = ({ tokens }: Statement) =>
    tokens.flatMap(({ raw }, index): [string, string][] => {
      const [before, after] = [tokens[index - 1], tokens[index + 1]]
      return placing.has(raw) && before && after ? [[before.stem, after.stem]] : []
    })
  const others = moves(b)
  return moves(a).some(([what, where]) => others.some(([other, there]) => what === there && where === other))
}
