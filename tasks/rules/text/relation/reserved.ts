import { isContent } from '../clauses.ts'
import type { Statement } from '../statement.ts'

/** Whether one of two statements takes back what the other does not, or says it less strictly. */
export function areReservedOtherwise(a: Statement, b: Statement): boolean {
  const isWeaker = a.strictness !== undefined && b.strictness !== undefined && a.strictness !== b.strictness
  return isWeaker || isPreferredOnly(a, b) || isPreferredOnly(b, a) || a.reservations.join() !== b.reservations.join()
}

/** "Prefer promises over callbacks" lets one use callbacks; "never use callbacks" does not. */
const isPreferredOnly = (a: Statement, b: Statement): boolean =>
  a.tokens.some(({ raw }) => /^prefer(?:s|red)?$/.test(raw)) && b.tokens.some(({ raw }) => raw === 'never')

/** "Two people unless it is night" and "one person at night": what the one leaves out is where the other applies. */
export const complementEachOther = (a: Statement, b: Statement): boolean =>
  appliesElsewhere(a, b) || appliesElsewhere(b, a)

function appliesElsewhere(a: Statement, b: Statement): boolean {
  const [excepted, other] = [exceptionOf(a), exceptionOf(b)]
  if (excepted.length === 0 || other.length > 0) return false
  const at = b.tokens.findIndex(({ stem }) => excepted.includes(stem))
  // It has to be where the other one applies, not what it is about.
  return excepted.every((stem) => b.signs.has(stem)) && b.tokens.slice(0, at).some(({ raw }) => placing.has(raw))
}

const placing = new Set('at in on during for when whenever if while where within'.split(' '))

function exceptionOf({ tokens }: Statement): string[] {
  const at = tokens.findIndex(({ raw }) => /^(?:unless|except|outside)$/.test(raw))
  if (at < 0) return []
  const length = tokens.slice(at + 1).findIndex(({ kind }) => kind === 'clause' || kind === 'part')
  return tokens
    .slice(at + 1, length < 0 ? undefined : at + 1 + length)
    .filter(isContent)
    .map(({ stem }) => stem)
}
