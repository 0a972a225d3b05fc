import type { Proposal } from '../../cache/proposals.ts'

/** What a document shows as the proposed rule: its text, or the question that a person has to answer first. */
export function shownRule({ proposedRule, suggestion }: Pick<Proposal, 'proposedRule' | 'suggestion'>): string {
  return proposedRule ?? `(write the rule: ${suggestion})`
}

/** Whether a text still asks for words instead of being a rule. */
export const isUnwritten = (text: string): boolean => /\(\s*(?:write the rule|name the files or actions)\b/i.test(text)
