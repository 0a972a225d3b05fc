import { unreachable } from '../../../cache/errors.ts'
import type { JsonObject } from '../../../cache/json.ts'
import { utcDate } from '../../../cache/window.ts'
import { clip } from '../../../templates/render.ts'
import { shownRule } from '../shown-rule.ts'
import type { ReviewPlan } from './plan.ts'
import type { Resolved } from './resolve.ts'
import type { ReviewDecision } from './review-decision.ts'

const titleLength = 50
const shownText = 300

/** One line a proposal: its number, what was ticked, and the rules that come of it. */
export function describeResolved(resolved: Resolved, { ruleIds }: Pick<ReviewPlan, 'ruleIds'>): string {
  const { section, state } = resolved
  switch (state) {
    case 'open':
      return row(section.id, 'open', 'no tick')
    case 'decided': {
      const { decision, at, decidedBy } = resolved.earlier
      return row(section.id, decision, `decided on ${utcDate(at)} by ${clip(decidedBy, 40)}`)
    }
    case 'ticked':
      return describeDecision(resolved.decision, ruleIds.get(section.id))
    default:
      return unreachable(state)
  }
}

/** A decision that is to be applied; one that was left out in the end has no rules. */
export function describeDecision({ proposal, tick }: ReviewDecision, ruleIds: string[] | undefined): string {
  const rules = ruleIds && ruleIds.length > 0 ? ` (${ruleIds.join(', ')})` : ''
  return row(proposal.id, ruleIds ? tick : 'left out', `${clip(proposal.title, titleLength)}${rules}`)
}

const row = (id: string, word: string, text: string): string => `${id}  ${word.padEnd(8)}  ${text}`

/** What of a proposal is not bookend's: who says to have written its text, its quadrant and persistence, and what bookend had written. */
export function describeEdits(decision: ReviewDecision): string[] {
  const { text, edited, draftedBy, proposal } = decision
  return [
    ...(edited.text
      ? [
          `        ${draftedBy ? `drafted by ${clip(draftedBy, 40)}` : 'edited'}: ${clip(text, shownText)}`,
          `        bookend's: ${clip(shownRule(proposal), shownText)}`,
        ]
      : []),
    ...(['quadrant', 'persistence'] as const)
      .filter((field) => edited[field])
      .map((field) => `        ${field}: ${decision[field]} (bookend's: ${proposal[field]})`),
  ]
}

/** The same for programs. */
export function resolvedJson(resolved: Resolved, { ruleIds }: Pick<ReviewPlan, 'ruleIds'>): JsonObject {
  const { section, fingerprint, state } = resolved
  const decision = state === 'decided' ? resolved.earlier.decision : section.tick
  const concerned = ruleIds.get(section.id) ?? (state === 'decided' ? resolved.earlier.ruleIds : resolved.ruleIds)
  const draftedBy =
    state === 'ticked' ? resolved.decision.draftedBy : state === 'open' ? resolved.draft.draftedBy : undefined
  return {
    id: section.id,
    fingerprint,
    line: section.line,
    state,
    decision,
    ruleIds: concerned,
    ...(draftedBy !== undefined && { draftedBy }),
  }
}
