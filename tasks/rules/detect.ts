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
  /** How many there are beyond those. */
  moreInformation: number
}

/** With nothing to decide a longer list is of no use to anybody, and a report must not grow with the rules. */
export const mostInformation = 100

// Of nearly all texts a letter says so already.
const isVisible = (text: string): boolean => /[a-z]/i.test(text) || oneLine(text) !== ''

/** Runs the detectors over the same evidence. Data in, data out: the same evidence gives the same proposals. */
export function detect(given: RuleEvidence, decisions: ProposalDecision[], most?: number): RuleProposals {
  // Of a rule without a visible character nobody can see what would be decided.
  const evidence = { ...given, rules: given.rules.filter(({ text }) => isVisible(text)) }
  const detected = Object.values(categories).map(({ detect }) => detect?.(evidence) ?? { findings: [] })
  const findings = detected.flatMap((each) => each.findings)
  // None may fall through because no section takes it.
  for (const { category } of findings) categoryCalled(category)
  // What no decision checked is what a person looks at first.
  const information = detected
    .flatMap((each) => each.information ?? [])
    .toSorted((a, b) => Number(a.checked > 0) - Number(b.checked > 0))
  const { proposals, more } = selectProposals(findings, decisions, most)
  return {
    proposals: proposals.map(withValidWords),
    more,
    information: information.slice(0, mostInformation),
    moreInformation: Math.max(0, information.length - mostInformation),
  }
}
