import { readEntries } from '../../../cache/rules/rule-file.ts'
import { utcDate } from '../../../cache/window.ts'
import { isMarkdownRule } from '../markdown-rules.ts'
import { type AppliedRule, appliedRulesIn, describeReverted } from './applied-rule.ts'
import type { Resolved } from './resolve.ts'
import type { Review } from './review.ts'
import { openRuleBook, type RuleBook } from './rule-book.ts'

/** Decisions that were applied and are in the rules no longer, each in a sentence: somebody took the file back. */
export async function describeUndone({ rules, rulesFile, markdown, resolved }: Review): Promise<string[]> {
  const book = bookOf(rules)
  if (!book) return []
  const said: string[] = []
  for (const each of resolved) {
    if (each.state !== 'decided' || each.earlier.decision === 'reject') continue
    const applied = appliedRulesIn(each.earlier.applied) ?? appliedBefore(each)
    const undone = await describeReverted(applied, { rule: book.get, markdown, missing: rulesFile })
    if (undone.length > 0)
      said.push(
        `${each.section.id} was applied on ${utcDate(each.earlier.at)}, and since then ${undone.join(', ')}: to have it as decided, edit the rules themselves`,
      )
  }
  return said
}

/** What a decision changed that was recorded without it, as far as its category says. */
function appliedBefore({ category, earlier }: Resolved & { state: 'decided' }): AppliedRule[] {
  const retired = category === 'deprecate' && earlier.decision === 'approve'
  const active = retired ? [true, false] : category === 'reactivate' ? [false, true] : []
  const [was, is] = active
  return earlier.ruleIds
    .filter((id) => !isMarkdownRule(id))
    .map((id) =>
      was === undefined || is === undefined
        ? { id, was: {}, is: {} }
        : { id, was: { active: was }, is: { active: is } },
    )
}

function bookOf(rules: string | undefined): RuleBook | undefined {
  try {
    return openRuleBook(rules === undefined ? [] : readEntries(rules))
  } catch {
    return undefined
  }
}
