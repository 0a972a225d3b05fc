import type { Category, Proposal } from '../../cache/proposals.ts'

/** The sections of `SUGGESTED_RULES_<date>.md`, in the order of the categories. */
export const sectionTitles: Record<Category, string> = {
  new: 'New Rules',
  clarify: 'Rule Clarifications',
  deprecate: 'Rules Never Violated (Consider Deprecation)',
  consolidate: 'Rule Consolidation',
  quadrant: 'Quadrant Adjustments',
  reactivate: 'Rules To Reactivate',
}

/** What a document shows as the proposed rule: its text, or the question that a person has to answer first. */
export function shownRule({ proposedRule, suggestion }: Pick<Proposal, 'proposedRule' | 'suggestion'>): string {
  return proposedRule ?? `(write the rule: ${suggestion})`
}

/** Whether a text still asks for words instead of being a rule. */
export const isUnwritten = (text: string): boolean => /\(\s*(?:write the rule|name the files or actions)\b/i.test(text)
