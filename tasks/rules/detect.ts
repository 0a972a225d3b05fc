import type { ProposalDecision } from '../../cache/proposals.ts'
import { oneLine } from '../../templates/render.ts'
import { categories, categoryCalled } from './categories.ts'
import { changesOf, isAfter, momentOf } from './decided.ts'
import type { Finding, RuleEvidence } from './finding.ts'
import type { RuleInformation } from './information.ts'
import type { Observations } from './observations.ts'
import { withValidWords } from './quadrant.ts'
import { type FindSince, type Selection, selectProposals } from './select.ts'

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

const rank = ({ inOtherWords, checked }: RuleInformation): number => (inOtherWords ? 0 : checked === 0 ? 1 : 2)

/** Runs the detectors over the same evidence. Data in, data out: the same evidence gives the same proposals. */
export function detect(given: RuleEvidence, decisions: ProposalDecision[], most?: number): RuleProposals {
  // Of a rule without a visible character nobody can see what would be decided.
  const evidence: RuleEvidence = {
    ...given,
    rules: given.rules.filter(({ text }) => isVisible(text)),
    changes: changesOf(decisions),
  }
  // What is held to be covered is known once new rules were looked for, which is first.
  const detected = Object.values(categories).map(({ detect }) => {
    const found = detect?.(evidence) ?? { findings: [] }
    if (found.covered) evidence.covered = found.covered
    return found
  })
  const findings = detected.flatMap((each) => each.findings)
  // None may fall through because no section takes it.
  for (const { category } of findings) categoryCalled(category)
  // What may be covered wrongly is what a person looks at first, then what no decision checked.
  const information = detected.flatMap((each) => each.information ?? []).toSorted((a, b) => rank(a) - rank(b))
  const { proposals, more } = selectProposals(findings, decisions, since(evidence), most)
  return {
    proposals: proposals.map(withValidWords),
    more,
    information: information.slice(0, mostInformation),
    moreInformation: Math.max(0, information.length - mostInformation),
  }
}

/** The detectors over the sessions since a decision; each once for each time at which something was decided: a review decides many at once. */
function since(evidence: RuleEvidence): FindSince {
  const found = new Map<string, Finding[]>()
  return (category, decision) => {
    const moment = momentOf(decision)
    // A rejection leaves the rules alone: what came up on its day counts.
    const isSince = (session: Observations) =>
      decision.decision === 'reject' ? session.from >= moment.since : isAfter(session, moment)
    const key = JSON.stringify([category, moment, decision.decision === 'reject'])
    const known = found.get(key)
    if (known) return known
    const { detect = categories.new?.detect } = categoryCalled(category)
    const findings = detect?.({ ...evidence, sessions: evidence.sessions.filter(isSince) }).findings ?? []
    found.set(key, findings)
    return findings
  }
}
