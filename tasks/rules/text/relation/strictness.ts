import type { Statement } from '../statement.ts'

/** Whether of two statements that are at odds one may allow what the other does not: "never", "only", a limit. */
export const isOneStricter = (a: Statement, b: Statement): boolean =>
  a.negations !== b.negations ||
  a.limited !== b.limited ||
  (a.bound ?? b.bound) !== undefined ||
  (a.many.size === 0) !== (b.many.size === 0) ||
  [a, b].every(isDueSoon)

/** "The same day", "the next day". */
const isDueSoon = ({ tokens }: Statement): boolean =>
  tokens.some(
    ({ raw }, at) =>
      /^(?:same|next|following)$/.test(raw) &&
      /^(?:hour|day|morning|evening|week|month|quarter|year)$/.test(tokens[at + 1]?.raw ?? ''),
  )

/** Whether who keeps the one limit can keep the other as well: within 24 hours and within 48, at least three and at most three. */
export function areBothKept(a: Statement, b: Statement): boolean {
  if (!a.bound || !b.bound || a.negations + b.negations > 0) return false
  if (a.numbers.length !== 1 || b.numbers.length !== 1) return false
  if (a.bound === b.bound) return true
  const [low, high] = a.bound === 'least' ? [a, b] : [b, a]
  return Number(low.numbers[0]) <= Number(high.numbers[0])
}
