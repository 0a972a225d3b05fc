import { readEntries } from '../../../cache/rules/rule-file.ts'
import { parseMarkdownRules } from '../markdown-rules.ts'
import { type AppliedRule, changedRules, changedTexts } from './applied-rule.ts'
import { applyDecision } from './apply-decision.ts'
import { editMarkdownRules } from './edit-markdown-rules.ts'
import { editRuleFile, type RuleEdits } from './edit-rule-file.ts'
import { combineBooks, type MarkdownTexts, openMarkdownBook } from './markdown-book.ts'
import type { ReviewContext, ReviewDecision } from './review-decision.ts'
import { openRuleBook } from './rule-book.ts'

/** The files that a review may change, as they are. */
export interface ReviewedFiles {
  rulesFile: string
  /** Text of the history; undefined where there is none. */
  rules: string | undefined
  markdown: MarkdownTexts
}

/** A file as it is and as it will be. */
export interface FileChange {
  path: string
  /** Undefined for a file that is made. */
  before: string | undefined
  after: string
  /** A Markdown file in which no rule is left. */
  emptied?: boolean
}

/** What a review does to the rules. */
export interface ReviewPlan {
  changes: FileChange[]
  /** What changes in the history. */
  edits: RuleEdits
  /** The rules that a decision changes, adds or retires, by the number of its proposal. */
  ruleIds: Map<string, string[]>
  /** What each changes of them, as it is recorded. */
  applied: Map<string, AppliedRule[]>
}

/** Plans all decisions together, one after the other. Throws what reading the rules throws. */
export async function planReview(
  { rulesFile, rules, markdown }: ReviewedFiles,
  decisions: ReviewDecision[],
  context: ReviewContext,
): Promise<ReviewPlan> {
  const changing = decisions.some(changesRules)
  const history = openRuleBook(rules !== undefined && changing ? readEntries(rules) : [])
  const texts = await openMarkdownBook(changing ? markdown : new Map())
  const book = combineBooks(history, texts, rules !== undefined)
  const ruleIds = new Map(decisions.map((each) => [each.proposal.id, applyDecision(book, each, context)]))
  const { edits } = history
  const changes: FileChange[] = []
  if (rules !== undefined && (edits.set.size > 0 || edits.append.length > 0))
    changes.push({ path: rulesFile, before: rules, after: await editRuleFile(rules, edits) })
  for (const [path, own] of texts.edits) {
    const before = markdown.get(path)
    const after = await editMarkdownRules(path, before, own)
    const emptied = own.remove.size > 0 && (await parseMarkdownRules(path, after)).length === 0
    if (after !== (before ?? '')) changes.push({ path, before, after, ...(emptied && { emptied }) })
  }
  const after = new Map([...markdown, ...changes.map(({ path, after: text }) => [path, text] as const)])
  const unchanged = openRuleBook(rules !== undefined && changing ? readEntries(rules) : [])
  const applied = new Map<string, AppliedRule[]>()
  for (const { proposal, text } of decisions) {
    const ids = ruleIds.get(proposal.id) ?? []
    const texts = await changedTexts(ids, text, markdown, after)
    applied.set(proposal.id, [...changedRules(ids, unchanged, history), ...texts])
  }
  return { changes, edits, ruleIds, applied }
}

export const changesRules = ({ tick }: ReviewDecision): boolean => tick !== 'reject'
