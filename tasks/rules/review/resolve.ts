import type { DocumentedProposal, ProposalDecision, RuleTexts } from '../../../cache/proposals.ts'
import { utcDate } from '../../../cache/window.ts'
import { mask } from '../../../templates/secrets/ranges.ts'
import { isUnwritten, shownRule } from '../shown-rule.ts'
import { writesText } from './apply-decision.ts'
import type { Problem } from './document.ts'
import { normalizeWhitespace, type ReviewDecision } from './review-decision.ts'
import type { Section, Suggestions } from './suggestions.ts'

/** A proposal of the document, and where it stands. */
export type Resolved = {
  section: Section
  fingerprint: string
  category: string
  ruleIds: string[]
} /** `draft`: how it reads, should it be ticked. */ & (
  | { state: 'open'; draft: ReviewDecision }
  | { state: 'ticked'; decision: ReviewDecision; ruleTexts: RuleTexts }
  /** Decided in an earlier review, of this document or of another that proposed the same: it is not applied again. */
  | { state: 'decided'; earlier: ProposalDecision; note?: string }
)

/**
 * Brings what the human left in a document together with what was proposed in it. `unknown`: what no closedown wrote; `undecided`: ticks that cannot be applied as they are. A rejection can still be turned into an approval, because
 * it changed no rule; a change that was applied is not taken back.
 */
export function resolveSections(
  { sections }: Suggestions,
  documented: DocumentedProposal[],
  decisions: ProposalDecision[],
): { resolved: Resolved[]; unknown: Problem[]; undecided: Problem[] } {
  const unknown: Problem[] = []
  const undecided: Problem[] = []
  const resolved = sections.flatMap((section): Resolved[] => {
    const known = documented.find(({ number }) => number === section.id)
    if (!known) {
      unknown.push({ line: section.line, what: `unknown number ${section.id}: no closedown wrote it into this file` })
      return []
    }
    const { fingerprint, proposal } = known
    const common = { section, fingerprint, category: proposal.category, ruleIds: proposal.ruleIds }
    const earlier = decisions.findLast((decision) => decision.fingerprint === fingerprint)
    if (earlier && (section.tick === null || earlier.decision !== 'reject' || section.tick === 'reject'))
      return [{ ...common, state: 'decided', earlier, ...changedMind(section, earlier) }]
    if (section.tick === null) return [{ ...common, state: 'open', draft: withEdits(section, 'approve', known) }]
    const decision = withEdits(section, section.tick, known)
    const { edited } = decision
    if (writesText(decision) && isUnwritten(decision.text))
      undecided.push({
        line: section.tickLine,
        what: `the rule of ${section.id} is still a question (line ${section.ruleLine}): write the rule there before it is ticked ${section.tick === 'approve' ? 'Approve' : 'Modify'}`,
      })
    else if (decision.tick === 'modify' && !edited.text && !edited.quadrant && !edited.persistence)
      undecided.push({
        line: section.tickLine,
        what: `${section.id} is ticked Modify and nothing of it was changed: edit its rule, or tick Approve`,
      })
    if (writesText(decision) && decision.text.includes(mask))
      undecided.push({
        line: section.line,
        what: `the rule of ${section.id} has a secret in it that was redacted: write its text out, without a secret`,
      })
    return [{ ...common, state: 'ticked', decision, ruleTexts: known.ruleTexts }]
  })
  return { resolved, unknown, undecided }
}

function withEdits(section: Section, tick: ReviewDecision['tick'], { proposal }: DocumentedProposal): ReviewDecision {
  const { quadrant, persistence } = section
  const edited = {
    text: normalizeWhitespace(section.text) !== normalizeWhitespace(shownRule(proposal)),
    quadrant: quadrant !== proposal.quadrant,
    persistence: persistence !== proposal.persistence,
  }
  const drafter = edited.text && section.draftedBy !== undefined && { draftedBy: section.draftedBy }
  return {
    ...drafter,
    proposal,
    tick,
    text: edited.text ? section.text : shownRule(proposal),
    quadrant,
    persistence,
    edited,
  }
}

function changedMind({ id, tick }: Section, { decision, at }: ProposalDecision): { note?: string } {
  if (tick === null || tick === decision) return {}
  return {
    note: `${id} was decided (${decision}) on ${utcDate(at)} and applied; to take that back, edit the rule itself`,
  }
}
