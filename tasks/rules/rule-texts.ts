import { type JsonObject, sha256 } from '../../cache/json.ts'
import type { RuleTexts } from '../../cache/proposals.ts'
import { readEntries } from '../../cache/rules/rule-file.ts'

/** What is compared of a rule's text: its hash. */
export const hashOfText = (text: unknown): string => sha256(String(text)).slice(0, 16)

/** What these rules of an instruction history say, by id; nothing where it cannot be read. Of several entries with one id the first counts. */
export function ruleTextsOf(rules: string | undefined, ids: string[]): RuleTexts {
  if (rules === undefined) return {}
  let entries: JsonObject[]
  try {
    entries = readEntries(rules)
  } catch {
    return {}
  }
  const asked = new Set(ids)
  const texts = entries.flatMap(({ id, text }) => {
    const own = String(id).trim()
    return asked.has(own) ? [[own, hashOfText(text)] as const] : []
  })
  return Object.fromEntries(texts.toReversed())
}
