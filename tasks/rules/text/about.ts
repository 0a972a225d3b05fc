import { isCommon, mayMeanTheSame } from './meanings.ts'
import { asked } from './precedence.ts'
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

/** Whether a rule wants all that it shares with a violation that something was left out: "cite a source for every statistic", "statistics quoted without a source". */
export const mayBeOwed = ({ words, signs }: Statement, violation: Statement): boolean =>
  violation.negations % 2 === 0 || words.every((word) => !violation.signs.has(word) || (signs.get(word) ?? 0) > 0)

/** Share of a violation's words that a rule has, as they are or in others, from which on it may cover it. */
const leastExpressed = 0.4

/**
 * Whether a rule and a violation touch in two points, and the rule has a good part of what the violation says: "client computed hit damage", "the
 * server alone decides hits and damage". Words that stand beside each other in both are one point, "card number" is one thing; a word that means the
 * same, or is part of a name ("malloc"), is one only beside a word that both have. `heldBy`: how many rules hold a word. What as many rules as not
 * would share by chance says nothing.
 */
export function touchesTwice(
  rule: string[],
  violation: string[],
  heldBy: (word: string) => number,
  rules: number,
): boolean {
  let points = 0
  let byChance = rules
  let last = -2
  const others: string[] = []
  for (const word of violation) {
    const at = rule.indexOf(word)
    if (at < 0) others.push(word)
    else {
      byChance *= heldBy(word) / rules
      if (at !== last + 1) points++
    }
    last = at < 0 ? -2 : at
  }
  if (points === 0 || byChance > 1) return false
  const free = rule.filter((word) => !violation.includes(word))
  const meant = others.filter((word) => {
    const like = free.findIndex((other) => saysAsMuch(word, other))
    if (like >= 0) free.splice(like, 1)
    return like >= 0
  })
  return (
    points + meant.length >= 2 && violation.length - others.length + meant.length >= leastExpressed * violation.length
  )
}

/** A synonym that is not said everywhere, a word within a name, or what somebody who is asked gives. */
const saysAsMuch = (one: string, other: string): boolean =>
  (asked.has(one) && asked.has(other)) ||
  isPartOf(one, other) ||
  isPartOf(other, one) ||
  (!isCommon(one) && !isCommon(other) && mayMeanTheSame(one, other))
const isPartOf = (part: string, name: string): boolean =>
  part.length >= 5 && name.length > part.length && name.includes(part)
