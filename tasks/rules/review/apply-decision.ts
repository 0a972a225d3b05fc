import { categoryCalled } from '../categories.ts'
import type { RuleBook } from './rule-book.ts'
import type { ReviewContext, Ticked } from './ticked.ts'

/** What a decision does to the rules. Returns the ids of those that it changed, added or retired. */
export function applyDecision(book: RuleBook, ticked: Ticked, context: ReviewContext): string[] {
  return ticked.tick === 'reject' ? [] : categoryCalled(ticked.proposal.category).change(book, ticked, context)
}

/** Whether a decision writes the text that it has: where a rule only goes or moves, its own text holds, whatever was shown of it. */
export function writesText({ tick, proposal: { category }, edited }: Ticked): boolean {
  return tick !== 'reject' && (edited.text || !categoryCalled(category).keepsText)
}
