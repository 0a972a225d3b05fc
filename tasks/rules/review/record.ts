import type { Json } from '../../../cache/json.ts'
import type { ProposalDecision } from '../../../cache/proposals.ts'
import { readEntries } from '../../../cache/rules/rule-file.ts'
import type { ReviewPlan } from './plan.ts'
import type { ReviewContext, ReviewDecision } from './review-decision.ts'
import { openRuleBook } from './rule-book.ts'

/**
 * The decisions as they are recorded. Besides who decided what when, each keeps what its effect is measured by later: `since`, the end of the
 * session that was closed last, and `texts`, what the rules concerned said until then and say from now on.
 */
export function recordDecisions(
  decisions: ReviewDecision[],
  { ruleIds, applied }: ReviewPlan,
  { at, by, document }: ReviewContext,
  { since, rules }: { since: number; rules: string | undefined },
): ProposalDecision[] {
  const before = openRuleBook(rules === undefined ? [] : entriesOf(rules))
  return decisions.map(({ proposal, tick, text, quadrant, persistence }) => {
    const old = proposal.ruleIds.flatMap((id) => textOf(before.get(id)?.text))
    return {
      fingerprint: proposal.fingerprint,
      decision: tick,
      at,
      decidedBy: by,
      occurrences: proposal.occurrences,
      ruleIds: ruleIds.get(proposal.id) ?? [],
      applied:
        tick === 'reject'
          ? { since, texts: old }
          : {
              since,
              texts: [...new Set([...old, text])],
              text,
              quadrant,
              persistence,
              rules: (applied.get(proposal.id) ?? []) as unknown as Json[],
            },
      document,
    }
  })
}

/** Rejections are recorded however damaged the rules are. */
function entriesOf(rules: string) {
  try {
    return readEntries(rules)
  } catch {
    return []
  }
}

const textOf = (text: unknown): string[] => (typeof text === 'string' ? [text] : [])
