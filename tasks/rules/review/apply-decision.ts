import { categoryCalled } from '../categories.ts'
import type { ReviewContext, ReviewDecision } from './review-decision.ts'
import type { RuleBook } from './rule-book.ts'

/** What a decision does to the rules. Returns the ids of those that it changed, added or retired. */
export function applyDecision(book: RuleBook, decision: ReviewDecision, context: ReviewContext): string[] {
  return decision.tick === 'reject' ? [] : categoryCalled(decision.proposal.category).change(book, decision, context)
}

/** Whether a decision writes the text that it has: where a rule only goes or moves, its own text holds, whatever was shown of it. */
export function writesText({ tick, proposal: { category }, edited }: ReviewDecision): boolean {
  return tick !== 'reject' && (edited.text || !categoryCalled(category).keepsText)
}
