import type { Statement } from '../statement.ts'
import type { Token } from '../tokens.ts'
import { verbOf } from '../verbs.ts'
import { stemOf } from '../vocabulary.ts'
import { isAdverb } from './roles.ts'

export function compareOrder(a: Statement, b: Statement): 'same' | 'turned' | 'unsure' {
  if (!a.order && !b.order) return a.sequence === b.sequence ? 'same' : 'unsure'
  if (isDoneByForm(a, b) || isDoneByForm(b, a)) return 'same'
  // What "without an approval" implies another rule need not say.
  if (!a.order || !b.order) return (a.order ?? b.order)?.implied && a.sequence === b.sequence ? 'same' : 'unsure'
  const alike = (one: Set<string>, other: Set<string>) => isSubset(one, other) || isSubset(other, one)
  const [straight, turned] = [
    alike(a.order.first, b.order.first) && alike(a.order.second, b.order.second),
    alike(a.order.first, b.order.second) && alike(a.order.second, b.order.first),
  ]
  if (straight === turned) return 'unsure'
  if (straight) return 'same'
  const [deed, other] = [a, b].map(deedOf)
  // Who asks before a change can tell afterwards too, and explain it both times.
  if (deed && other && deed.stem !== other.stem && !a.signs.has(other.stem) && !b.signs.has(deed.stem)) return 'unsure'
  const isRepeatable = [deed, other].some((verb) => verb && checks.has(verb.raw))
  return isRepeatable || [...a.order.first, ...a.order.second].some((word) => repeatable.has(word))
    ? 'unsure'
    : 'turned'
}

/** What is to be done, where a statement begins with it. */
function deedOf({ tokens }: Statement): Token | undefined {
  const first = tokens.find((token) => !token.negation && !isAdverb(token) && !/^(?:always|please|do)$/.test(token.raw))
  return first && verbOf(first.raw)?.form === 'base' ? first : undefined
}

/** Deeds that are as well done before something as after it. */
const repeatable = new Set(
  'explain inform notify describe report announce mention document measure log record backup'.split(' ').map(stemOf),
)
/** The same of words that mean more where they are no commands, or something else than their synonyms. */
const checks = new Set(
  'check inspect count weigh ask tell call mail contact message remind warn meet wash clean'.split(' '),
)

/** Whether what is asked for is as well done twice: "check the list first" does not keep one from checking it last. */
export function isDoneAgain(statement: Statement): boolean {
  const deed = deedOf(statement)
  return deed !== undefined && (checks.has(deed.raw) || repeatable.has(deed.stem))
}

/** "Delete branches after merging" and "merged branches are deleted": what is done before may be the form of what it is done to. */
function isDoneByForm({ order }: Statement, { order: other, tokens }: Statement): boolean {
  if (!order || other || order.implied || order.first.size !== 1) return false
  const [done] = order.first
  return tokens.some(
    ({ stem, raw }, index) => stem === done && raw.endsWith('ed') && order.second.has(tokens[index + 1]?.stem ?? ''),
  )
}

const isSubset = (a: Set<string>, b: Set<string>) => [...a].every((word) => b.has(word))
