import { readEntries } from '../../../cache/rules/rule-file.ts'
import { fileOfRule, isMarkdownRule } from '../markdown-rules.ts'
import { hashOfText } from '../rule-texts.ts'
import { shownRuleName } from '../shown-rule.ts'
import { clashingDecisions } from './clashes.ts'
import type { Problem } from './document.ts'
import { combineBooks, openMarkdownBook } from './markdown-book.ts'
import { changesRules, type ReviewedFiles } from './plan.ts'
import type { Resolved } from './resolve.ts'
import { openRuleBook } from './rule-book.ts'

/**
 * Decisions that would meet other rules than they were made about: a rule is gone, says something else than when the document was written, or is
 * changed by another decision of the same review.
 * `written`: texts that earlier reviews of the same document put into rules. Throws what reading the history throws.
 */
export async function staleDecisions(
  { rulesFile, rules, markdown }: ReviewedFiles,
  resolved: Resolved[],
  written: string[],
): Promise<Problem[]> {
  const history = openRuleBook(rules === undefined ? [] : readEntries(rules))
  const book = combineBooks(history, await openMarkdownBook(markdown), rules !== undefined)
  const own = new Set(written.map(hashOfText))
  const stale = resolved.flatMap((each) => {
    if (each.state !== 'ticked' || !changesRules(each.decision)) return []
    const { section, ruleTexts } = each
    return each.ruleIds.flatMap((id): Problem[] => {
      const rule = book.get(id)
      const about = `${section.id} is about ${shownRuleName(each.decision.proposal, id)}, `
      if (!rule)
        return [
          {
            line: section.line,
            what: `${about}which ${isMarkdownRule(id) ? fileOfRule(id) : rulesFile} no longer has`,
          },
        ]
      const hash = hashOfText(rule.text)
      if (ruleTexts[id] === undefined || ruleTexts[id] === hash || own.has(hash)) return []
      return [
        { line: section.line, what: `${about}which says something else now: the next closedown looks at it again` },
      ]
    })
  })
  // Only rules that are there can be written.
  return stale.length > 0 ? stale : clashingDecisions(book, resolved)
}
