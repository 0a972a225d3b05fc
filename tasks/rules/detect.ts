import type { ProposalDecision } from '../../cache/proposals.ts'
import { oneLine } from '../../templates/render.ts'
import { findUnclearRules } from './clarify.ts'
import { findOverlappingRules } from './consolidate.ts'
import { findUnusedRules } from './deprecate.ts'
import type { RuleEvidence } from './finding.ts'
import type { RuleInformation } from './information.ts'
import { findMissingRules } from './new-rules.ts'
import { findMisfiledRules, withValidWords } from './quadrant.ts'
import { type Selection, selectProposals } from './select.ts'

/** The `rules` block of the report, but for the document's name. */
export interface RuleProposals extends Selection {
  information: RuleInformation[]
}

/** Runs the detectors over the same evidence. Data in, data out: the same evidence gives the same proposals. */
export function detect(given: RuleEvidence, decisions: ProposalDecision[], most?: number): RuleProposals {
  // Of a rule without a visible character nobody can see what would be decided.
  const evidence = { ...given, rules: given.rules.filter(({ text }) => oneLine(text) !== '') }
  const { findings, information } = findUnusedRules(evidence)
  const all = [
    ...findMissingRules(evidence),
    ...findUnclearRules(evidence),
    ...findings,
    ...findOverlappingRules(evidence),
    ...findMisfiledRules(evidence),
  ].map(withValidWords)
  return { ...selectProposals(all, decisions, most), information }
}
