import { isContent } from '../clauses.ts'
import type { Statement } from '../statement.ts'
import { stemOf } from '../vocabulary.ts'

/** "Ask before running it" and "run it without asking": what one puts first the other does without. */
export const isDoneWithout = (a: Statement, b: Statement): boolean => doesWithout(a, b) || doesWithout(b, a)

function doesWithout({ order: wanted, negations: denied }: Statement, { order, negations }: Statement): boolean {
  if (!wanted || !order?.implied || wanted.implied || denied !== 0 || negations !== 1) return false
  return areEqual(wanted.first, order.first) && areEqual(wanted.second, order.second)
}

const weekdays = new Set(
  'monday tuesday wednesday thursday friday saturday sunday weekend'.split(' ').map((day) => stemOf(day)),
)
const day = stemOf('day')
const week = stemOf('week')

/** "Not on Fridays" and "any day of the week". */
export const isOnAnyDay = (a: Statement, b: Statement): boolean => ignoresDay(a, b) || ignoresDay(b, a)

function ignoresDay(ruling: Statement, any: Statement): boolean {
  if (ruling.negations !== 1 || any.negations !== 0 || [ruling, any].some(isNarrowed)) return false
  const named = ruling.words.filter((word) => weekdays.has(word))
  if (named.length === 0 || any.words.some((word) => weekdays.has(word))) return false
  if (!any.tokens.some(({ raw }, at) => raw === 'any' && any.tokens[at + 1]?.stem === day)) return false
  const rest = (words: string[], left: (word: string) => boolean) => new Set(words.filter((word) => !left(word)))
  return areEqual(
    rest(ruling.words, (word) => weekdays.has(word)),
    rest(any.words, (word) => word === day || word === week),
  )
}

const isNarrowed = ({ limited, numbers, order }: Statement): boolean =>
  limited || numbers.length > 0 || order !== undefined

const granting = new Set('approve grant make issue pay give allow accept'.split(' '))

/** "None above 100 EUR without the lead" and "approve them without the lead", however much. */
export const isWithoutLimit = (a: Statement, b: Statement): boolean => ignoresLimit(a, b) || ignoresLimit(b, a)

function ignoresLimit(ruling: Statement, free: Statement): boolean {
  const [first] = free.tokens
  if (ruling.tokens[0]?.raw !== 'no' || ruling.negations !== 2 || free.negations !== 1) return false
  if (!first || !granting.has(first.raw) || free.numbers.length > 0 || ruling.numbers.length !== 1) return false
  if (ruling.limited || free.limited || ![ruling, free].every(({ tokens }) => tokens.some(isWithout))) return false
  const at = ruling.tokens.findIndex(({ kind }) => kind === 'number')
  const unit = ruling.tokens[at + 1]
  if (!/^(?:above|over|than)$/.test(ruling.tokens[at - 1]?.raw ?? '')) return false
  const counted = unit && isContent(unit) ? unit.stem : undefined
  return areEqual(
    new Set(ruling.words.filter((word) => word !== counted)),
    new Set(free.words.filter((word) => word !== first.stem)),
  )
}

const isWithout = ({ raw }: { raw: string }): boolean => raw === 'without'

const areEqual = (a: Set<string>, b: Set<string>): boolean => a.size === b.size && [...a].every((word) => b.has(word))
