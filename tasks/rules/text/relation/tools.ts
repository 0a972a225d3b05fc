import type { Statement } from '../statement.ts'
import type { Relation } from './kind.ts'

/** "Use a for it" and "it goes through b": two names for one purpose; "it is built with a" says the first again. */
export function relateTools(one: Statement, two: Statement): Relation | undefined {
  const [{ tool: a }, { tool: b }] = [one, two]
  if (!a || !b) return undefined
  if (a.name === b.name && !a.deed && !b.deed && one.negations + two.negations === 0 && one.limited === two.limited)
    return a.purpose.length > 0 && a.purpose.join() === b.purpose.join() ? 'same' : undefined
  if (a.name.includes(b.name) || b.name.includes(a.name)) return undefined
  // "Validation" may be that of two languages; what is done says more.
  const least = a.deed !== undefined && a.deed === b.deed ? 1 : 2
  if (a.purpose.length < least || a.purpose.join() !== b.purpose.join()) return undefined
  // Tests may be run with one thing and written with another.
  const alike = a.deed === b.deed || a.deed === undefined || b.deed === undefined
  return alike ? 'contradicts' : undefined
}
