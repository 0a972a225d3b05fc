import { isObject } from '../../cache/json.ts'
import type { Category, Proposal, ProposalDecision } from '../../cache/proposals.ts'
import { fingerprintOf, plural } from './finding.ts'
import type { Observations, Trouble } from './observations.ts'
import { wordingOf } from './wording.ts'

/**
 * Threshold `effectSessions`: sessions that must have been observed behind a decision before anything is said of it. A session in which the
 * decision was made counts for neither side.
 */
export const effectDefaults = { effectSessions: 3 }

/** A decision, with the proposal as it stood in the document in which it was decided. */
export interface DecidedProposal {
  decision: ProposalDecision
  proposal: Proposal
}

export interface Observed {
  sessions: number
  /** Of the kind that the proposal is about. */
  violations: number
}

/** Whether a decided proposal helped: how often what it is about was violated before and after. */
export interface RuleEffect {
  fingerprint: string
  category: Category
  title: string
  decision: ProposalDecision['decision']
  ruleIds: string[]
  before: Observed
  after: Observed
  verdict: 'too early' | 'fewer' | 'more' | 'no clear change'
}

type Session = Pick<Observations, 'from' | 'to'> & { troubles: Pick<Trouble, 'ruleId' | 'wording' | 'occurrences'>[] }

/** The effect of each decision, of several about one proposal of the last. Data in, data out. */
export function measureEffects(
  decided: DecidedProposal[],
  sessions: Session[],
  thresholds: Record<string, number>,
): RuleEffect[] {
  const { effectSessions } = { ...effectDefaults, ...thresholds }
  const last = new Map(decided.map((each) => [each.decision.fingerprint, each]))
  return [...last.values()].map(({ decision, proposal }) => {
    const { at, since, texts } = detailsOf(decision)
    const ruleIds = [...new Set([...proposal.ruleIds, ...decision.ruleIds])]
    const isMeant = subjectOf(proposal, ruleIds, texts)
    const observe = (of: Session[]): Observed => ({
      sessions: of.length,
      violations: of
        .flatMap(({ troubles }) => troubles.filter(isMeant))
        .reduce((sum, each) => sum + each.occurrences, 0),
    })
    const mixed = ({ from, to }: Session) => from < at && at < to
    const before = observe(sessions.filter((session) => session.to <= since && !mixed(session)))
    const after = observe(sessions.filter((session) => session.from >= since && !mixed(session)))
    const { fingerprint, category, title } = proposal
    const verdict = after.sessions < effectSessions ? 'too early' : compareRates(before, after)
    return { fingerprint, category, title, decision: decision.decision, ruleIds, before, after, verdict }
  })
}

function detailsOf({ at, applied }: ProposalDecision): { at: number; since: number; texts: string[] } {
  const { since, texts } = isObject(applied) ? applied : {}
  return {
    at,
    // The session that was closed last when it was decided: nothing later was decided under the old rules.
    since: typeof since === 'number' ? since : at,
    texts: Array.isArray(texts) ? texts.filter((text) => typeof text === 'string') : [],
  }
}

/** What a proposal is about: violations of its rules, by id or in their words, and for a new rule the kind that it was proposed for. */
function subjectOf({ category, fingerprint }: Proposal, ruleIds: string[], texts: string[]) {
  const ids = new Set(ruleIds)
  const wordings = new Set(texts.map(wordingOf))
  return ({ ruleId, wording }: Session['troubles'][number]): boolean =>
    (ruleId !== undefined && ids.has(ruleId)) ||
    wordings.has(wording) ||
    (category === 'new' && fingerprintOf('new', ruleId ?? wording) === fingerprint)
}

/**
 * Violations after against those that the sessions before would lead to expect, in as many sessions. Counts of rare events scatter by the
 * square root of what is expected (Poisson): what is within twice that may be chance.
 */
function compareRates(before: Observed, after: Observed): RuleEffect['verdict'] {
  if (before.sessions === 0) return 'no clear change'
  const expected = (before.violations / before.sessions) * after.sessions
  const difference = after.violations - expected
  if (Math.abs(difference) <= 2 * Math.sqrt(expected)) return 'no clear change'
  return difference < 0 ? 'fewer' : 'more'
}

const decisions = { approve: 'approved', reject: 'rejected', modify: 'modified and approved' }

/** `Clarify inst_016 (approved): 14 violations in 5 sessions before, 2 in 3 sessions after: fewer`. */
export function describeEffect({ title, decision, before, after, verdict }: RuleEffect): string {
  const seen = ({ sessions, violations }: Observed, what: string) =>
    `${violations}${what} in ${plural(sessions, 'session')}`
  const violations = before.violations === 1 ? ' violation' : ' violations'
  return `${title} (${decisions[decision]}): ${seen(before, violations)} before, ${seen(after, '')} after: ${verdict}`
}
