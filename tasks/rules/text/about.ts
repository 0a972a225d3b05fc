import type { Statement } from './statement.ts'

/**
 * Whether a rule is about what a violation names, whichever way each of them puts it: a violation has the words of the rule against it, and no
 * "not". `share`: of the words of both, where neither has all of the other's.
 */
export function isAbout(rule: Pick<Statement, 'words' | 'numbers'>, violation: Statement, share: number): boolean {
  if (violation.numbers.some((number) => rule.numbers.length > 0 && !rule.numbers.includes(number))) return false
  const shared = rule.words.filter((word) => violation.signs.has(word)).length
  if (shared === 0) return false
  const [least, most] = [rule.words.length, violation.words.length].toSorted((a, b) => a - b) as [number, number]
  if (shared === least) return shared >= 2 || most === 1
  return shared >= 3 && shared / (least + most - shared) >= share
}

/**
 * Whether a rule may ask for what a violation lacks, whatever each calls the deed: "statistics quoted without a source", "cite a source for every
 * statistic". The signs of the rule say whether it does.
 */
export function mayBeOwed(rule: Pick<Statement, 'words'>, { words, negations, signs }: Statement): boolean {
  const shared = rule.words.filter((word) => signs.has(word)).length
  return shared >= 2 && negations % 2 === 1 && rule.words.length - shared <= 1 && words.length - shared <= 1
}

export const isOwed = ({ words, signs }: Statement, violation: Statement): boolean =>
  words.every((word) => !violation.signs.has(word) || (signs.get(word) ?? 0) > 0)
