import type { JsonObject } from '../../../cache/json.ts'
import { fileOfRule, isMarkdownRule, parseMarkdownRules } from '../markdown-rules.ts'
import { ownRulesFile } from '../sources.ts'
import type { MarkdownEdits } from './edit-markdown-rules.ts'
import type { RuleBook } from './rule-book.ts'

/** Texts of the Markdown files that a review may change, by path; undefined for one that is not there yet. */
export type MarkdownTexts = Map<string, string | undefined>

/** The Markdown files that decisions about these rules may change. */
export const markdownFilesOf = (ruleIds: string[]): string[] => [
  ...new Set([ownRulesFile, ...ruleIds.filter(isMarkdownRule).map(fileOfRule)]),
]

/** Rules in Markdown as a rule book: what is retired goes from its file, and a file knows neither quadrants nor notes. */
export interface MarkdownBook extends Omit<RuleBook, 'edits'> {
  edits: Map<string, MarkdownEdits>
}

export async function openMarkdownBook(texts: MarkdownTexts): Promise<MarkdownBook> {
  const rules = new Map<string, string>()
  for (const [path, text] of texts)
    for (const rule of await parseMarkdownRules(path, text ?? '')) rules.set(rule.id, rule.text)
  const edits = new Map<string, MarkdownEdits>()
  const of = (path: string): MarkdownEdits => {
    const known = edits.get(path) ?? { set: new Map(), remove: new Set(), append: [] }
    edits.set(path, known)
    return known
  }
  return {
    edits,
    get(id): JsonObject | undefined {
      const text = rules.get(id)
      const own = edits.get(fileOfRule(id))
      return text === undefined ? undefined : { id, text: own?.set.get(id) ?? text, active: !own?.remove.has(id) }
    },
    set(id, { text, active }) {
      const own = of(fileOfRule(id))
      if (active === true) own.remove.delete(id)
      if (typeof text === 'string' && text !== rules.get(id)) own.set.set(id, text)
    },
    append({ text }) {
      of(ownRulesFile).append.push(String(text))
      return ownRulesFile
    },
    retire(id) {
      of(fileOfRule(id)).remove.add(id)
    },
    revive(id) {
      of(fileOfRule(id)).remove.delete(id)
    },
  }
}

/** The rules of a project as one book: a new one goes into the history, where there is one. */
export function combineBooks(history: RuleBook, markdown: MarkdownBook, hasHistory: boolean): RuleBook {
  const book = (id: string) => (isMarkdownRule(id) ? markdown : history)
  return {
    edits: history.edits,
    get: (id) => book(id).get(id),
    set: (id, values) => book(id).set(id, values),
    append: (values) => (hasHistory ? history : markdown).append(values),
    retire: (id, note) => book(id).retire(id, note),
    revive: (id, note) => book(id).revive(id, note),
  }
}
