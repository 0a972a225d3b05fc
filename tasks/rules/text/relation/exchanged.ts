import type { Statement } from '../statement.ts'
import { areOpposites, excludeEachOther, type Vocabulary } from '../vocabulary.ts'
import { compareAmounts } from './amounts.ts'
import { verbLike } from './deeds.ts'
import type { Relation } from './kind.ts'
import { compareOrder } from './order.ts'
import { scoped } from './scopes.ts'
import { signConflicts } from './signs.ts'

/** Each has words that the other lacks: other things, but for choices that exclude each other. */
export function relateExchanged(
  a: Statement,
  b: Statement,
  onlyA: string[],
  onlyB: string[],
  vocabulary: Vocabulary,
): Relation | undefined {
  const shared = a.words.length - onlyA.length
  if (shared === 0) return undefined
  if (
    compareOrder(a, b) === 'turned' &&
    shared >= 2 &&
    onlyA.length + onlyB.length <= 2 &&
    !scoped([...onlyA, ...onlyB])
  )
    return signConflicts(a, b) === 0 ? 'contradicts' : undefined
  const chosen = relateChoices(a, b, onlyA, onlyB, vocabulary)
  if (chosen !== 'other words') return chosen
  const much = shared >= 6 && onlyA.length === 1 && onlyB.length === 1
  if (!much || scoped([...onlyA, ...onlyB]) || !verbLike(a, onlyA) || !verbLike(b, onlyB)) return undefined
  return signConflicts(a, b) === 0 && compareAmounts(a, b) === 'same' && compareOrder(a, b) === 'same'
    ? 'same'
    : undefined
}

/** "Use a" and "use b" where only one can be; "use a" and "never use b" where one is the other's absence. */
function relateChoices(
  a: Statement,
  b: Statement,
  onlyA: string[],
  onlyB: string[],
  vocabulary: Vocabulary,
): Relation | 'other words' | undefined {
  if (!excludeEachOther(vocabulary, onlyA, onlyB)) return 'other words'
  if (compareOrder(a, b) !== 'same' || compareAmounts(a, b) !== 'same') return undefined
  const shared = a.words.length - onlyA.length
  const conflicts = signConflicts(a, b)
  const opposite = areOpposites(vocabulary, onlyA, onlyB)
  const wanted = ({ signs }: Statement, words: string[]) => words.every((word) => (signs.get(word) ?? 0) > 0)
  // To rule out both of several choices is no contradiction.
  if (conflicts === 0) return opposite || wanted(a, onlyA) || wanted(b, onlyB) ? 'contradicts' : undefined
  const turned = wanted(a, onlyA) !== wanted(b, onlyB)
  return opposite && conflicts === shared && turned && a.negations + b.negations === 1 ? 'same' : undefined
}
