import type { Decision } from '../../cache/decision.ts'
import type { JsonObject } from '../../cache/json.ts'
import type { Rule } from '../../cache/rules/rule-file.ts'
import { share } from './numbers.ts'

const start = (text: string): string => text.slice(0, 100).trim()

/** Of the classifications whose text is a rule's, the share that chose the rule's quadrant; texts whose rules disagree are left out. */
export function countAccuracy(decisions: Decision[], rules: Rule[]): JsonObject {
  const quadrants = new Map<string, Set<string>>()
  for (const { text, quadrant } of rules)
    quadrants.set(start(text), new Set([...(quadrants.get(start(text)) ?? []), quadrant]))
  let n = 0
  let agreed = 0
  for (const { service, metadata } of decisions) {
    const { instruction_text: text, quadrant } = metadata
    if (service !== 'InstructionPersistenceClassifier' || typeof text !== 'string' || typeof quadrant !== 'string')
      continue
    const [expected, ...others] = quadrants.get(start(text)) ?? []
    if (text === '' || quadrant === '' || expected === undefined || others.length > 0) continue
    n++
    if (quadrant === expected) agreed++
  }
  return { share: share(agreed, n), n }
}
