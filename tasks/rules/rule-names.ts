import type { Rule } from '../../cache/rules/rule-file.ts'
import { normalizeText } from './wording.ts'

/** Characters of an instruction that the classifier logs; some services cut what they quote at as many. */
export const classifiedCharacters = 100

/** Which rule a violation names: by its id, of whatever form, or by its text, as the validator logs it; undefined where it is not one. */
export type NameRule = (violation: string) => string | undefined

export function createRuleNames(rules: Rule[]): NameRule {
  const ids = new Map(rules.map(({ id }) => [id, id]))
  // Made when a violation is not an id: thousands of rules may never be named by their texts.
  let texts: ReturnType<typeof namesByText> | undefined
  return (violation) => {
    const key = violation.trim()
    const named = ids.get(key)
    if (named !== undefined) return named
    texts ??= namesByText(rules)
    return texts.get(normalizeText(key))
  }
}

const byText = new WeakMap<Rule[], Map<string, string | undefined>>()

function namesByText(rules: Rule[]): Map<string, string | undefined> {
  const known = byText.get(rules)
  if (known) return known
  const texts = new Map<string, string | undefined>()
  const normal = rules.map(({ text }) => normalizeText(text))
  for (const [index, { id }] of rules.entries()) {
    const whole = normal[index] as string
    // Two rules of one text, or one beginning: nobody knows which was meant, unless one of them is named by its id.
    for (const key of new Set([whole, whole.slice(0, classifiedCharacters).trim()]))
      texts.set(key, texts.has(key) ? undefined : id)
  }
  // An active rule comes before a retired one of the same text.
  for (const [index, { id, active }] of rules.entries()) if (active) texts.set(normal[index] as string, id)
  byText.set(rules, texts)
  return texts
}
