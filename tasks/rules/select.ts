import type { Proposal, ProposalDecision } from '../../cache/proposals.ts'
import { utcDate } from '../../cache/window.ts'
import { categories } from './categories.ts'
import { decisionWords } from './decision-words.ts'
import { byStrength, type Finding } from './finding.ts'

/** More than a human reads through in one sitting is read by nobody. */
const mostProposals = 20

export interface Selection {
  proposals: Proposal[]
  /** Findings that did not fit in. */
  more: number
}

/** What a detector finds in the sessions since a decision alone. */
export type FindSince = (category: string, decision: ProposalDecision) => Finding[]

/**
 * What is proposed of what was found: nothing that a human has decided, unless it has come up at least twice as often since; the strongest
 * of each category, every category getting its turn; numbered as the document lists them.
 */
export function selectProposals(
  findings: Finding[],
  decisions: ProposalDecision[],
  findSince: FindSince,
  most = mostProposals,
): Selection {
  const decided = new Map(decisions.map((decision) => [decision.fingerprint, decision]))
  // Where nothing was decided nothing needs to be recognised.
  const open =
    decided.size === 0
      ? findings
      : findings.flatMap((finding) => stillOpen(finding, decisionOn(finding, decided), findSince))
  const ranked = Object.keys(categories).map((category) =>
    open.filter((each) => each.category === category).toSorted(byStrength),
  )
  const turns = ranked.flatMap((list, category) =>
    list.slice(0, most).map((finding, turn) => ({ finding, turn, category })),
  )
  const chosen = turns
    .toSorted((a, b) => a.turn - b.turn || a.category - b.category)
    .slice(0, most)
    .toSorted((a, b) => a.category - b.category || a.turn - b.turn)
  return {
    proposals: chosen.map(({ finding }, index) => ({
      id: `SR-${String(index + 1).padStart(3, '0')}`,
      ...proposalOf(finding),
    })),
    more: open.length - chosen.length,
  }
}

/** What is in a document of a finding, field by field: some are made when they are asked for. */
function proposalOf(finding: Finding): Omit<Proposal, 'id'> {
  const { fingerprint, category, title, pattern, occurrences, contexts, sessions, confidence, suggestion } = finding
  const { proposedRule, quadrant, persistence, ruleIds, needsWords, evidence, relation, places } = finding
  return {
    fingerprint,
    category,
    title,
    pattern,
    occurrences,
    contexts,
    sessions,
    confidence,
    suggestion,
    proposedRule,
    quadrant,
    persistence,
    ruleIds,
    needsWords,
    evidence,
    ...(relation && { relation }),
    ...(places && { places }),
  }
}

const namesOf = ({ fingerprint, alsoKnownAs = [] }: Finding): string[] => [fingerprint, ...alsoKnownAs]

function decisionOn(finding: Finding, decided: Map<string, ProposalDecision>): ProposalDecision | undefined {
  const known = namesOf(finding).find((fingerprint) => decided.has(fingerprint))
  return known === undefined ? undefined : decided.get(known)
}

/** By what came up since as often as until then, counted the same way: what counted too little then, and does now, is not new. */
function stillOpen(finding: Finding, decision: ProposalDecision | undefined, findSince: FindSince): Finding[] {
  if (!decision) return [finding]
  const then = Math.max(1, decision.occurrences)
  if (finding.occurrences < (finding.isByNewWords ? then : 2 * then)) return []
  const known = namesOf(finding)
  const since = findSince(finding.category, decision).find((each) => namesOf(each).some((name) => known.includes(name)))
  if (!since || since.occurrences < then) return []
  const again = `It was ${decisionWords[decision.decision]} on ${utcDate(decision.at)}, at ${then} occurrences; ${since.occurrences} more came up since`
  const { fingerprint } = decision
  return [{ ...proposalOf(finding), fingerprint, level: finding.level, pattern: `${finding.pattern}. ${again}` }]
}
