import type { Rule } from '../../cache/rules/rule-file.ts'
import { isLikeRuleId, normalizeText } from './wording.ts'

/** Characters of an instruction that the classifier logs; some services cut what they quote at as many. */
export const classifiedCharacters = 100

/** "Conflicts with inst_002": what is violated is that rule, and the rest says how. */
const against =
  /^(?:(?:conflict(?:s|ed|ing)?|in conflict|not in line|not compliant) with|violat(?:es|ed|ing|ion of)|contradict(?:s|ed|ing)?|breach(?:es|ed|ing| of)|break(?:s|ing)|broke|(?:goes |went )?against|contrary to|(?:not allowed|forbidden|blocked|prohibited) by)\s+(?:the\s+)?(?:rules?\s+|instructions?\s+)?([^\s:;,()]+)/i
/** "inst_002: port 5432 used". */
const heading = /^(?:rule\s+|instruction\s+)?([^\s:]+)(?::|\s[-\u2013\u2014])\s/i
const idIn = (violation: string, form: RegExp): string | undefined => form.exec(violation)?.[1]?.replace(/\.$/, '')

/** Whether a violation names a rule that the history need not have: there is no text to make one of. */
export function namesSomeRule(violation: string): boolean {
  return isLikeRuleId(violation) || isLikeRuleId(idIn(violation.trim(), against) ?? '')
}

/** Which rule a violation names: by its id, of whatever form, or by its text, as the validator logs it; undefined where it is not one. */
export type NameRule = (violation: string) => string | undefined

export function createRuleNames(rules: Rule[]): NameRule {
  const ids = byId.get(rules) ?? new Map(rules.map(({ id }) => [id, id]))
  byId.set(rules, ids)
  // Made when a violation is not an id: thousands of rules may never be named by their texts.
  let texts: ReturnType<typeof namesByText> | undefined
  return (violation) => {
    const key = violation.trim()
    const named = ids.get(key) ?? ids.get(idIn(key, against) ?? '') ?? ids.get(idIn(key, heading) ?? '')
    if (named !== undefined) return named
    texts ??= namesByText(rules)
    return texts.get(normalizeText(key))
  }
}

const denied = /\b(?:not|no|never|none|neither|unlike|besides|except|cannot)\b|n['’]t\b/i

/** The one rule that is named in what a service said beside a violation; undefined where that names several, or only says which was kept. */
export function createCitations(rules: Rule[]): (texts: string[]) => string | undefined {
  const ids = new Set(rules.map(({ id }) => id))
  return (texts) => {
    const named = new Set<string>()
    for (const text of texts)
      for (const { 0: word, index } of text.slice(0, 2_000).matchAll(/[\p{L}\p{N}][\p{L}\p{N}_./#-]*[\p{L}\p{N}]/gu)) {
        if (!ids.has(word)) continue
        if (
          denied.test(
            text
              .slice(0, index)
              .split(/[.;:]\s/)
              .at(-1) as string,
          )
        )
          return undefined
        named.add(word)
      }
    const [one] = named
    return named.size === 1 ? one : undefined
  }
}

/** Both are asked for by several detectors. */
const byId = new WeakMap<Rule[], Map<string, string>>()
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
