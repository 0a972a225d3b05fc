import type { Statement } from '../statement.ts'
import type { Relation } from './kind.ts'

/** "Use a for it" and "it goes through b": two names for one purpose. */
export function relateTools({ tool: a }: Statement, { tool: b }: Statement): Relation | undefined {
  if (!a || !b || a.name.includes(b.name) || b.name.includes(a.name)) return undefined
  // "Validation" may be that of two languages; what is done says more.
  const least = a.deed !== undefined && a.deed === b.deed ? 1 : 2
  if (a.purpose.length < least || a.purpose.join() !== b.purpose.join()) return undefined
  // Tests may be run with one thing and written with another.
  const alike = a.deed === b.deed || a.deed === undefined || b.deed === undefined
  return alike ? 'contradicts' : undefined
}
