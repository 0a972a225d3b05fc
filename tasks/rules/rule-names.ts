import type { Rule } from '../../cache/rules/rule-file.ts'
import { normalizeText } from './wording.ts'

/** Characters of an instruction that the classifier logs; some services cut what they quote at as many. */
export const classifiedCharacters = 100

/** Which rule a violation names: by its id, of whatever form, or by its text, as the validator logs it; undefined where it is not one. */
export type NameRule = (violation: string) => string | undefined

export function createRuleNames(rules: Rule[]): NameRule {
  const ids = new Map<string, string>()
  const texts = new Map<string, string | undefined>()
  for (const { id, text } of rules) {
    ids.set(id, id)
    const whole = normalizeText(text)
    // Two rules of one text, or one beginning: nobody knows which was meant, unless one of them is named by its id.
    for (const key of new Set([whole, whole.slice(0, classifiedCharacters).trim()]))
      texts.set(key, texts.has(key) ? undefined : id)
  }
  // An active rule comes before a retired one of the same text.
  for (const { id, text, active } of rules) if (active) texts.set(normalizeText(text), id)
  return (violation) => {
    const key = violation.trim()
    return ids.get(key) ?? texts.get(normalizeText(key))
  }
}
