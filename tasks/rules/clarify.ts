import type { Evidence } from '../../cache/proposals.ts'
import type { Rule } from '../../cache/rules/rule-file.ts'
import { clip } from '../../templates/render.ts'
import { confidenceOf, type Finding, fingerprintOf, type Level, plural, type RuleEvidence } from './finding.ts'
import { type Contradiction, chooseEvidence, type Observations, type Trouble } from './observations.ts'
import { splitWords, wordingOf } from './wording.ts'

/**
 * Thresholds. `clarifyOutcomes`: decisions about one action in one session, some blocked and some allowed meanwhile; fewer may be one
 * correction. `clarifyShare`: share of the rarer outcome; below it the rule decides, with exceptions. `clarifyHandovers`, `clarifyHandoverShare`: decisions about the rule that were handed to a human, and
 * their share of all decisions about it alone. `clarifyAreas`, `clarifyViolations`: top-level folders (or kinds of action) over which so many
 * violations spread; a general rule is violated in a handful of folders without being unclear.
 */
export const clarifyDefaults = {
  ...{ clarifyOutcomes: 4, clarifyShare: 0.2, clarifyHandovers: 3, clarifyHandoverShare: 0.3 },
  ...{ clarifyAreas: 8, clarifyViolations: 12 },
}

/** Two exceptions to what is otherwise decided one way may be chance; three, or two of few, are not. */
function isContradiction(
  { blocked, allowed }: Contradiction,
  { clarifyOutcomes, clarifyShare }: typeof clarifyDefaults,
) {
  const rarer = Math.min(blocked, allowed)
  const all = blocked + allowed
  return all >= clarifyOutcomes && rarer / all >= clarifyShare && (rarer >= 3 || (rarer === 2 && all <= 5))
}

/** One reason to think that a rule is unclear. */
interface Doubt {
  level: Level
  /** What was seen, as the pattern of the proposal. */
  seen: string
  /** What is added to the rule's text. */
  addition: string
  occurrences: number
  contexts: number
  evidence: Evidence[]
}

type Doubts = (rule: Rule, sessions: Observations[], thresholds: typeof clarifyDefaults) => Doubt[]

/** Active rules that do not decide clearly: their outcomes contradict each other, humans decide instead, or they hit everything. */
export function findUnclearRules({ rules, sessions, thresholds }: RuleEvidence): Finding[] {
  const limits = { ...clarifyDefaults, ...thresholds }
  const concerned = byRule(sessions)
  return rules
    .filter((rule) => rule.active && concerned.has(rule.id))
    .flatMap((rule) => {
      const own = concerned.get(rule.id) as Observations[]
      const doubts = [contradictory, handedOver, scattered].flatMap((find) => find(rule, own, limits))
      return doubts.length === 0 ? [] : [propose(rule, doubts)]
    })
}

/** Of each rule the sessions that say something about it, with nothing in them but that: rules times sessions would be too many. */
function byRule(sessions: Observations[]): Map<string, Observations[]> {
  const found = new Map<string, Observations[]>()
  for (const session of sessions) {
    const own = new Map<string, Observations>()
    const of = (rule: string): Observations => {
      const known = own.get(rule)
      if (known) return known
      const empty = { ...session, troubles: [], contradictions: [], handovers: [], verdicts: [] }
      own.set(rule, empty)
      return empty
    }
    for (const each of session.contradictions) of(each.rule).contradictions.push(each)
    for (const each of session.handovers) of(each.rule).handovers.push(each)
    for (const each of session.troubles) of(each.ruleId ?? each.example).troubles.push(each)
    for (const [rule, observations] of own) found.set(rule, [...(found.get(rule) ?? []), observations])
  }
  return found
}

/** The same action, by turns blocked and allowed within one session. */
const contradictory: Doubts = (_, sessions, limits) => {
  const found = sessions.flatMap(({ contradictions }) => contradictions).filter((each) => isContradiction(each, limits))
  const [strongest] = found.toSorted((a, b) => Math.min(b.blocked, b.allowed) - Math.min(a.blocked, a.allowed))
  if (!strongest) return []
  const occurrences = found.reduce((sum, { blocked, allowed }) => sum + blocked + allowed, 0)
  const action = clip(strongest.action, 120)
  return [
    {
      level: Math.min(strongest.blocked, strongest.allowed) >= 4 ? 'high' : 'medium',
      seen: `"${action}" was blocked ${plural(strongest.blocked, 'time')} and allowed ${plural(strongest.allowed, 'time')} in one session`,
      addition: `This holds for "${action}" too: block it unless a person has approved it.`,
      occurrences,
      contexts: found.length,
      evidence: strongest.evidence,
    },
  ]
}

/** Escalated, to be confirmed or reviewed, again and again. */
const handedOver: Doubts = (_, sessions, { clarifyHandovers, clarifyHandoverShare }) => {
  const handovers = sessions.flatMap((session) => session.handovers)
  const undecided = handovers.reduce((sum, each) => sum + each.undecided, 0)
  const decisions = handovers.reduce((sum, each) => sum + each.decisions, 0)
  if (undecided < clarifyHandovers || undecided / decisions < clarifyHandoverShare) return []
  return [
    {
      level: undecided >= 10 ? 'high' : 'medium',
      seen: `${undecided} of ${plural(decisions, 'decision')} about it alone were handed to a human instead of decided`,
      addition:
        'Decide it without asking where it plainly applies or plainly does not; ask only in the cases named here.',
      occurrences: undecided,
      contexts: handovers.filter((each) => each.undecided > 0).length,
      evidence: chooseEvidence(handovers.flatMap((each) => each.evidence)),
    },
  ]
}

/** Violated all over the project, in places that have nothing to do with each other. */
const scattered: Doubts = (_, sessions, { clarifyAreas, clarifyViolations }) => {
  const troubles = sessions.flatMap((session) => session.troubles)
  const violations = troubles.reduce((sum, { occurrences }) => sum + occurrences, 0)
  const areas = new Set(troubles.flatMap(({ subjects }) => subjects.flatMap(areaOf)))
  if (violations < clarifyViolations || areas.size < clarifyAreas) return []
  return [
    {
      level: 'low',
      seen: `its ${plural(violations, 'violation')} spread over ${areas.size} unrelated areas`,
      addition: 'It applies only to: (name the files or actions).',
      occurrences: violations,
      contexts: areas.size,
      evidence: chooseEvidence(troubles.flatMap(({ evidence }: Trouble) => evidence)),
    },
  ]
}

/** The top-level folder of a file; of an action's text its first word, which says what kind of action it is. */
function areaOf(subject: string): string[] {
  if (subject === '') return []
  if (!/\s/.test(subject)) return [subject.replace(/^[./]+/, '').split('/')[0] as string]
  return splitWords(wordingOf(subject)).slice(0, 1)
}

function propose(rule: Rule, doubts: Doubt[]): Finding {
  const [first] = doubts as [Doubt, ...Doubt[]]
  const seen = doubts.map((doubt) => doubt.seen).join('; ')
  return {
    fingerprint: fingerprintOf('clarify', rule.id),
    category: 'clarify',
    level: first.level,
    title: `Clarify ${rule.id}`,
    pattern: `${rule.id} ("${clip(rule.text, 300)}"): ${seen}`,
    occurrences: doubts.reduce((sum, { occurrences }) => sum + occurrences, 0),
    contexts: doubts.reduce((sum, { contexts }) => sum + contexts, 0),
    confidence: confidenceOf(first.level, seen),
    suggestion: 'Say in the rule itself what it covers, so that the same action is decided the same way',
    proposedRule: `${rule.text.trim().replace(/[.\s]*$/, '.')} ${first.addition}`,
    quadrant: rule.quadrant,
    persistence: rule.persistence,
    ruleIds: [rule.id],
    evidence: chooseEvidence(doubts.flatMap(({ evidence }) => evidence)),
  }
}
