import type { Proposal } from '../../cache/proposals.ts'

/** What a document shows as the proposed rule: its text, or the question that a person has to answer first. */
export function shownRule({ proposedRule, suggestion }: Pick<Proposal, 'proposedRule' | 'suggestion'>): string {
  return proposedRule ?? `(write the rule: ${suggestion})`
}

/** Whether a text still asks for words instead of being a rule. */
export const isUnwritten = (text: string): boolean => /\(\s*(?:write the rule|name the files or actions)\b/i.test(text)

/** A rule as the document of its proposal names it: one in Markdown by file and line. */
export function shownRuleName({ places }: Pick<Proposal, 'places'>, ruleId: string): string {
  const place = places?.find((each) => each.ruleId === ruleId)
  return place ? `${place.file}:${place.line}` : ruleId
}
