import { isObject } from '../../cache/json.ts'
import type { Proposal, ProposalDecision } from '../../cache/proposals.ts'
import { categoryCalled } from './categories.ts'
import { isAfter, isOpenAt, momentOf } from './decided.ts'
import { fingerprintOf } from './finding.ts'
import { isMarkdownRule } from './markdown-rules.ts'
import type { Observations, ViolationGroup } from './observations.ts'
import { type Exposure, testDivision } from './permutation.ts'
import { fieldVocabulary } from './text/field-vocabulary.ts'
import { areOneKind, plainKindOf, violationKind } from './text/kind.ts'
import type { Vocabulary } from './text/vocabulary.ts'

/** A decision, with the proposal as it was in the document in which it was decided. */
export interface DecidedProposal {
  decision: ProposalDecision
  proposal: Proposal
}

export interface Observed {
  sessions: number
  decisions: number
  /** Of the kind that the proposal is about. */
  violations: number
}

/** Whether a decided proposal helped: how often what it is about was violated before and after. */
export interface RuleEffect {
  /** The proposal's number in its document. */
  id: string
  fingerprint: string
  category: string
  title: string
  decision: ProposalDecision['decision']
  ruleIds: string[]
  before: Observed
  after: Observed
  /** Of the ratio of the rates per decision, after to before, at 95 %; null: no upper bound. */
  interval: [low: number, high: number | null]
  verdict: 'fewer' | 'more' | 'same' | 'too early'
}

type Session = Pick<Observations, 'from' | 'to' | 'decisions'> & {
  violationGroups: Pick<ViolationGroup, 'ruleId' | 'wording' | 'occurrences'>[]
}

/**
 * How rarely chance may pass for an effect, 3.5 % over both directions: a few hundred histories scatter by a point, and 5 % is promised. A rule that
 * was added, made plainer or brought back is there to make violations rarer: most of it is spent on that.
 */
const errors = {
  expected: { fewer: 0.028, more: 0.007 },
  open: { fewer: 0.0175, more: 0.0175 },
}

/** The effect of each decision, of several about one proposal of the last. Data in, data out. Why so: docs/decisions.md, 71. */
export function measureEffects(
  decided: DecidedProposal[],
  sessions: Session[],
  vocabulary: Vocabulary = fieldVocabulary,
): RuleEffect[] {
  const last = new Map(decided.map((each) => [each.decision.fingerprint, each]))
  return [...last.values()].flatMap(({ decision, proposal }) => {
    const moment = momentOf(decision)
    const { applied } = decision
    const texts = isObject(applied) && Array.isArray(applied.texts) ? applied.texts : []
    const ruleIds = [...new Set([...proposal.ruleIds, ...decision.ruleIds])]
    const isMeant = subjectOf(
      proposal,
      ruleIds,
      texts.filter((text) => typeof text === 'string'),
      vocabulary,
    )
    // A session in which it was decided counts for neither side, and one without decisions says nothing.
    const clear = sessions.filter((session) => session.decisions > 0 && !isOpenAt(session, moment))
    const expose = (of: Session[]): Exposure[] =>
      of.map(({ decisions, violationGroups }) => ({
        decisions,
        violations: violationGroups.filter(isMeant).reduce((sum, each) => sum + each.occurrences, 0),
      }))
    const before = expose(clear.filter((session) => session.to <= moment.since))
    const after = expose(clear.filter((session) => isAfter(session, moment)))
    const { id, fingerprint, category, title } = proposal
    const [observedBefore, observedAfter] = [before, after].map(addUp) as [Observed, Observed]
    // Markdown is for agents to read: where no service names a rule, that nothing violates it says nothing of a decision about it.
    if (
      ruleIds.length > 0 &&
      ruleIds.every(isMarkdownRule) &&
      observedBefore.violations + observedAfter.violations === 0
    )
      return []
    const helps = decision.decision !== 'reject' && categoryCalled(category).helps
    return {
      id,
      fingerprint,
      category,
      title,
      decision: decision.decision,
      ruleIds,
      before: observedBefore,
      after: observedAfter,
      interval: intervalOf(before, after),
      verdict: judge(before, after, helps ? errors.expected : errors.open),
    }
  })
}

function addUp(exposures: Exposure[]): Observed {
  const sum = (of: (each: Exposure) => number) => exposures.reduce((total, each) => total + of(each), 0)
  return {
    sessions: exposures.length,
    decisions: sum(({ decisions }) => decisions),
    violations: sum(({ violations }) => violations),
  }
}

/**
 * Nothing is said before the sessions are enough for chance to be distinguished from an effect at all. Where rates hardly scatter, any order of them
 * is rare, however little they differ: an effect, which has a direction, also has to lie beyond its bound on that side.
 */
function judge(before: Exposure[], after: Exposure[], error: { fewer: number; more: number }): RuleEffect['verdict'] {
  if (before.length === 0 || after.length === 0) return 'too early'
  const { fewer, more, least } = testDivision(before, after)
  const [low, high] = intervalOf(before, after, errorsToBound.single)
  if (least.fewer > error.fewer && least.more > error.more) return 'too early'
  if (fewer <= error.fewer && high !== null && high < 1) return 'fewer'
  return more <= error.more && low > 1 ? 'more' : 'same'
}

/** Standard errors from the ratio to the bounds of an interval that leaves out 2.5 % on each side, and to a single bound that leaves out 5 %. */
const errorsToBound = { interval: 1.96, single: 1.645 }

/** The ratio of the rates with the scatter that the sessions show: by a log-normal approximation, wider where they vary more than by chance. */
function intervalOf(before: Exposure[], after: Exposure[], errors = errorsToBound.interval): RuleEffect['interval'] {
  const [b, a] = [addUp(before), addUp(after)]
  if (b.decisions === 0 || a.decisions === 0) return [0, null]
  const ratio = Math.log((a.violations + 0.5) / a.decisions) - Math.log((b.violations + 0.5) / b.decisions)
  const scatter = Math.max(1, (pearson(before, b) + pearson(after, a)) / Math.max(1, b.sessions + a.sessions - 2))
  const error = Math.sqrt(scatter * (1 / (a.violations + 0.5) + 1 / (b.violations + 0.5)))
  const rounded = (value: number) => Math.round(Math.exp(value) * 1_000) / 1_000
  return [
    a.violations === 0 ? 0 : rounded(ratio - errors * error),
    b.violations === 0 ? null : rounded(ratio + errors * error),
  ]
}

function pearson(exposures: Exposure[], { violations, decisions }: Observed): number {
  const rate = violations / decisions
  if (rate === 0) return 0
  return exposures.reduce(
    (sum, each) => sum + (each.violations - rate * each.decisions) ** 2 / (rate * each.decisions),
    0,
  )
}

/** What a proposal is about: violations of its rules, by id or in their words, and for a new rule the kind that it was proposed for. */
function subjectOf({ category, fingerprint }: Proposal, ruleIds: string[], texts: string[], vocabulary: Vocabulary) {
  const ids = new Set(ruleIds)
  const kinds = texts.map((text) => violationKind(text, vocabulary).key)
  return ({ ruleId, wording }: Session['violationGroups'][number]): boolean =>
    (ruleId !== undefined && ids.has(ruleId)) ||
    kinds.some((kind) => areOneKind(kind, wording)) ||
    (category === 'new' && [wording, plainKindOf(wording)].some((kind) => fingerprintOf('new', kind) === fingerprint))
}
