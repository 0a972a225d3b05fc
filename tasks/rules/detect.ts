import type { ProposalDecision } from '../../cache/proposals.ts'
import { oneLine } from '../../templates/render.ts'
import { categories, categoryCalled } from './categories.ts'
import type { RuleEvidence } from './finding.ts'
import type { RuleInformation } from './information.ts'
import { withValidWords } from './quadrant.ts'
import { type Selection, selectProposals } from './select.ts'

/** The `rules` block of the report, but for the document's name. */
export interface RuleProposals extends Selection {
  information: RuleInformation[]
}

/** Runs the detectors over the same evidence. Data in, data out: the same evidence gives the same proposals. */
export function detect(given: RuleEvidence, decisions: ProposalDecision[], most?: number): RuleProposals {
  // Of a rule without a visible character nobody can see what would be decided.
  const evidence = { ...given, rules: given.rules.filter(({ text }) => oneLine(text) !== '') }
  const detected = Object.values(categories).map(({ detect }) => detect?.(evidence) ?? { findings: [] })
  const findings = detected.flatMap((each) => each.findings).map(withValidWords)
  // None may fall through because no section takes it.
  for (const { category } of findings) categoryCalled(category)
  return {
    ...selectProposals(findings, decisions, most),
    information: detected.flatMap(({ information = [] }) => information),
  }
}
