import { isObject, type Json, type JsonObject } from '../../../cache/json.ts'
import { clip } from '../../../templates/render.ts'
import { fileOfRule, isMarkdownRule, parseMarkdownRules } from '../markdown-rules.ts'
import { ownRulesFile } from '../sources.ts'
import type { MarkdownTexts } from './markdown-book.ts'
import type { RuleBook } from './rule-book.ts'

/** What a decision changed of a rule: of each key what it was and what it is; nothing of a rule that it added. */
interface ChangedRule {
  id: string
  was: JsonObject
  is: JsonObject
}

/** Of rules in Markdown how often their file had a text and has it. */
interface ChangedText {
  file: string
  text: string
  was: number
  is: number
}

export type AppliedRule = ChangedRule | ChangedText

const compared = ['text', 'active', 'quadrant', 'persistence']

const valuesOf = (rule: JsonObject | undefined): JsonObject =>
  Object.fromEntries(
    compared.map((key) => [key, key === 'active' ? rule?.active !== false : (rule?.[key] ?? null)] as const),
  )

export function changedRules(
  ids: string[],
  before: Pick<RuleBook, 'get'>,
  after: Pick<RuleBook, 'get'>,
): AppliedRule[] {
  return ids
    .filter((id) => !isMarkdownRule(id) && id !== ownRulesFile)
    .map((id) => {
      const [was, is] = [before.get(id), after.get(id)].map(valuesOf) as [JsonObject, JsonObject]
      const keys = before.get(id) ? compared.filter((key) => was[key] !== is[key]) : []
      const only = (values: JsonObject) => Object.fromEntries(keys.map((key) => [key, values[key] as Json]))
      return { id, was: only(was), is: only(is) }
    })
}

/** The same of Markdown: of the texts of these rules, and of the one that was written. */
export async function changedTexts(
  ids: string[],
  written: string,
  before: MarkdownTexts,
  after: MarkdownTexts,
): Promise<AppliedRule[]> {
  const files = new Set(ids.flatMap((id) => (isMarkdownRule(id) ? fileOfRule(id) : id === ownRulesFile ? id : [])))
  const changed: AppliedRule[] = []
  for (const file of files) {
    const [old, now] = [await textsOf(file, before), await textsOf(file, after)]
    const texts = new Set([...old.filter((rule) => ids.includes(rule.id)), ...now].map(({ text }) => text))
    const times = (rules: { text: string }[], text: string) => rules.filter((rule) => rule.text === text).length
    for (const text of texts) {
      const [was, is] = [times(old, text), times(now, text)]
      const isOwn = text === written || old.some((rule) => rule.text === text && ids.includes(rule.id))
      if (was !== is && isOwn) changed.push({ file, text, was, is })
    }
  }
  return changed
}

const textsOf = (file: string, texts: MarkdownTexts) => parseMarkdownRules(file, texts.get(file) ?? '')

/** What the rules are again as they were before it was applied, in words. `missing`: where the rules of a history should be. */
export async function describeReverted(
  applied: AppliedRule[],
  { rule, markdown, missing }: { rule: RuleBook['get']; markdown: MarkdownTexts; missing: string },
): Promise<string[]> {
  const said: string[] = []
  for (const each of applied) {
    if ('file' in each) {
      const now = (await textsOf(each.file, markdown)).filter(({ text }) => text === each.text).length
      const again = each.was > each.is
      if (now === each.was)
        said.push(`${each.file} ${again ? 'has' : 'no longer has'} "${clip(each.text, 100)}"${again ? ' again' : ''}`)
      continue
    }
    const found = rule(each.id)
    if (!found) said.push(`${each.id} is not in ${missing}`)
    else {
      const now = valuesOf(found)
      const reverted = Object.keys(each.was).filter((key) => now[key] === each.was[key])
      if (reverted.length > 0)
        said.push(`${each.id} ${reverted.map((key) => wordsFor(key, each.was[key])).join(' and ')}`)
    }
  }
  return said
}

function wordsFor(key: string, value: Json | undefined): string {
  if (key === 'text') return 'has its old text again'
  if (key === 'active') return `is ${value === false ? 'inactive' : 'active'} again`
  return `has the ${key} ${value ?? 'none'} again`
}

/** What was recorded of a decision; undefined where an earlier version recorded it. */
export function appliedRulesIn(applied: Json): AppliedRule[] | undefined {
  if (!isObject(applied) || !Array.isArray(applied.rules)) return undefined
  return applied.rules.filter(isObject) as unknown as AppliedRule[]
}
