import type { Statement } from '../statement.ts'
import type { Relation } from './kind.ts'

/** Words tell that two rules say the same; what they quote may still be spelt otherwise, or be wanted by the one that the other does not want. */
export function compareQuoted(a: Statement, b: Statement, relation: Relation): Relation | undefined {
  if (relation === 'contradicts' || a.quoted.length === 0 || b.quoted.length === 0) return relation
  if (areTurned(a, b)) return 'contradicts'
  if (!areSpeltOtherwise(a, b)) return relation
  return [a, b].every(isAboutNames) ? 'contradicts' : undefined
}

/** "Write "log in", not "sign in"" and the other way round, where both mean the same. */
function areTurned({ quoted, signs, frame }: Statement, other: Statement): boolean {
  if (frame !== other.frame) return false
  const [first, second] = quoted
  const turned =
    quoted.length === 2 && other.quoted.length === 2 && first === other.quoted[1] && second === other.quoted[0]
  return turned && first !== second && [...signs].some(([word, sign]) => sign === 0 && other.signs.get(word) === 0)
}

/** `feature/x` and `x-feature` are of the same words. */
function areSpeltOtherwise(a: Statement, b: Statement): boolean {
  const others = new Map(b.quoted.map((quoted) => [partsOf(quoted).toSorted().join(' '), quoted]))
  return a.quoted.some((quoted) => {
    const other = others.get(partsOf(quoted).toSorted().join(' '))
    return other !== undefined && !b.quoted.includes(quoted) && partsOf(quoted).join(' ') !== partsOf(other).join(' ')
  })
}

const partsOf = (quoted: string): string[] => quoted.match(/[\p{L}\p{N}]+/gu) ?? []

const isAboutNames = ({ tokens }: Statement): boolean =>
  tokens.some(({ raw }) => /^(?:names?|named|naming|called)$/.test(raw))
