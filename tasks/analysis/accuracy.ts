import type { ClassificationCount } from '../../cache/audit/audit-log.ts'
import { rounded } from '../../cache/json.ts'
import type { Rule } from '../../cache/rules/rule-file.ts'

/** The classifier logs no more of a text than this. */
const loggedCharacters = 100

/** The quadrant that a human left each rule in, by the text that the classifier would log for it; texts that rules disagree about are left out. */
export function reviewedQuadrants(rules: Rule[]): Map<string, string> {
  const quadrants = new Map<string, string | undefined>()
  for (const { text, quadrant } of rules) {
    const key = text.slice(0, loggedCharacters).trim()
    quadrants.set(key, quadrants.has(key) && quadrants.get(key) !== quadrant ? undefined : quadrant)
  }
  return new Map([...quadrants].filter((entry): entry is [string, string] => entry[1] !== undefined))
}

/** Share of the classifications, of those whose text is a reviewed rule's, that chose the rule's quadrant. */
export function agreement(
  classifications: ClassificationCount[],
  reviewed: Map<string, string>,
): { share: number | null; n: number } {
  let n = 0
  let agreed = 0
  for (const { text, quadrant, count } of classifications) {
    const expected = reviewed.get(text.slice(0, loggedCharacters).trim())
    if (expected === undefined) continue
    n += count
    if (quadrant === expected) agreed += count
  }
  return { share: n === 0 ? null : rounded(agreed / n), n }
}
