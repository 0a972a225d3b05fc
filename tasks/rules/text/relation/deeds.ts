import { isContent } from '../clauses.ts'
import type { Statement } from '../statement.ts'
import { compareOrder } from './order.ts'
import { signConflicts } from './signs.ts'

/** Deeds in words that say little by themselves, and are not each other. */
const smallDeeds = Object.entries({
  run: 'run runs running ran rerun',
  write: 'write writes writing written wrote add adds adding added',
  keep: 'keep keeps keeping kept stay stays remain remains',
}).flatMap(([deed, forms]) => forms.split(' ').map((form) => [form, deed] as const))
const smallDeedOf = new Map(smallDeeds)

/** What "each" or "per" has one of: the thing right behind it. */
function perOf({ tokens, words }: Statement): string | undefined {
  const at = tokens.findIndex(({ raw }) => /^(?:per|each|every)$/.test(raw))
  return words.length === 2 && tokens.some(({ raw }) => raw === 'one') ? tokens[at + 1]?.stem : undefined
}

/** "Run the tests before committing" and "write the tests before committing", "one file per component" and "one component per file". */
export function areOtherDeeds(a: Statement, b: Statement): boolean {
  const [left, right] = [a, b].map(
    ({ tokens }) => new Set(tokens.flatMap(({ raw }) => smallDeedOf.get(raw) ?? [])),
  ) as [Set<string>, Set<string>]
  const others = left.size === 1 && right.size === 1 && [...left].every((deed) => !right.has(deed))
  const [perA, perB] = [perOf(a), perOf(b)]
  return others || (perA !== undefined && perB !== undefined && perA !== perB)
}

/** "Scale up" and "scale down", "is on" and "is off". */
export const areTurned = ({ particles: a }: Statement, { particles: b }: Statement): boolean =>
  a.size + b.size > 0 && (a.size !== b.size || [...a].some((particle) => !b.has(particle)))

const counterparts: Record<string, string> = { off: 'on', up: 'down', down: 'up', out: 'in' }

export function areOpposed(a: Statement, b: Statement): boolean {
  const turned = ({ particles }: Statement, { tokens }: Statement) =>
    [...particles].some((particle) => tokens.some(({ raw }) => raw === counterparts[particle]))
  const alike = a.words.length === b.words.length && a.words.every((word) => b.signs.has(word))
  return (
    alike &&
    (turned(a, b) || turned(b, a)) &&
    signConflicts(a, b) === 0 &&
    compareOrder(a, b) === 'same' &&
    a.numbers.join() === b.numbers.join()
  )
}

/** Whether these words neither qualify a noun nor follow a preposition: "reviewers *approve* each request". */
export function verbLike({ tokens }: Statement, words: string[]): boolean {
  return words.every((word) => {
    const at = tokens.findIndex(({ stem }) => stem === word)
    const [before, after] = [tokens[at - 1], tokens[at + 1]]
    return (
      before !== undefined && after !== undefined && isContent(before) && after.kind === 'word' && !isContent(after)
    )
  })
}
