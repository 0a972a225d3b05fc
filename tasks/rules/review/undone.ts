import type { JsonObject } from '../../../cache/json.ts'
import { isMarkdownRule } from '../../../cache/rules/markdown-rules.ts'
import { readEntries } from '../../../cache/rules/rule-file.ts'
import { utcDate } from '../../../cache/window.ts'
import type { Review } from './review.ts'

/** Decisions that were applied and are in the rules no longer, each in a sentence: somebody took the file back. */
export function describeUndone({ rules, rulesFile, resolved }: Review): string[] {
  const entries = entriesOf(rules)
  if (!entries) return []
  const byId = new Map(entries.map((entry) => [String(entry.id ?? entry.rule_id), entry]))
  return resolved.flatMap((each) => {
    if (each.state !== 'decided' || each.earlier.decision === 'reject') return []
    const { ruleIds, at, decision } = each.earlier
    const undone = ruleIds.flatMap((id): string[] => {
      if (isMarkdownRule(id)) return []
      const rule = byId.get(id)
      if (!rule) return [`${id} is not in ${rulesFile}`]
      if (each.category === 'deprecate' && decision === 'approve' && rule.active !== false)
        return [`${id} is active again`]
      return each.category === 'reactivate' && rule.active === false ? [`${id} is inactive again`] : []
    })
    return undone.length === 0
      ? []
      : `${each.section.id} was applied on ${utcDate(at)}, and since then ${undone.join(', ')}: to have it as decided, edit the rules themselves`
  })
}

function entriesOf(rules: string | undefined): JsonObject[] | undefined {
  try {
    return rules === undefined ? undefined : readEntries(rules)
  } catch {
    return undefined
  }
}
