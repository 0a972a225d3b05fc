import type { Rule } from '../../cache/rules/rule-file.ts'
import { utcDate } from '../../cache/window.ts'
import { clip } from '../../templates/render.ts'
import { isAfter, type Moment } from './decided.ts'
import { contradictory } from './doubts/by-turns.ts'
import { divided } from './doubts/divided.ts'
import { clarifyDefaults, type Doubt } from './doubts/doubt.ts'
import { handedOver } from './doubts/handed-over.ts'
import { scattered } from './doubts/scattered.ts'
import { confidenceOf, type Finding, fingerprintOf, type RuleEvidence } from './finding.ts'
import { chooseEvidence, type Observations } from './observations.ts'

/**
 * Active rules that do not decide clearly: their outcomes contradict each other, humans decide instead, or they hit everything. What was decided
 * before a rule got its words says nothing about these.
 */
export function findUnclearRules({ rules, sessions, thresholds, changes }: RuleEvidence): Finding[] {
  const limits = { ...clarifyDefaults, ...thresholds }
  const concerned = byRule(sessions)
  return rules
    .filter((rule) => rule.active && concerned.has(rule.id))
    .flatMap((rule) => {
      const worded = changes?.get(rule.id)?.worded
      const all = concerned.get(rule.id) as Observations[]
      const own = worded ? all.filter((session) => isAfter(session, worded)) : all
      const doubts = [divided, contradictory, handedOver, scattered].flatMap((find) => find(rule, own, limits))
      return doubts.length === 0 ? [] : [propose(rule, doubts, own.length, worded)]
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
      const empty = { ...session, violationGroups: [], actions: [], places: [], handovers: [], verdicts: [] }
      own.set(rule, empty)
      return empty
    }
    for (const each of session.actions) of(each.rule).actions.push(each)
    for (const each of session.places) of(each.rule).places.push(each)
    for (const each of session.handovers) of(each.rule).handovers.push(each)
    for (const each of session.violationGroups) of(each.ruleId ?? each.example).violationGroups.push(each)
    for (const [rule, observations] of own) found.set(rule, [...(found.get(rule) ?? []), observations])
  }
  return found
}

function propose(rule: Rule, doubts: Doubt[], sessions: number, worded: Moment | undefined): Finding {
  const [first] = doubts as [Doubt, ...Doubt[]]
  const seen = doubts.map((doubt) => doubt.seen).join('; ')
  const { addition } = first
  const since = worded ? `, since its words were changed on ${utcDate(worded.at)}` : ''
  // The reasons look at the same decisions, each in its own way: what most of them rest on is counted, and none is shown twice.
  const most = (count: (doubt: Doubt) => number) => Math.max(...doubts.map(count))
  const evidence = new Map(
    doubts.flatMap((doubt) => doubt.evidence.map((each) => [`${each.session} ${each.at}`, each] as const)),
  )
  return {
    fingerprint: fingerprintOf('clarify', rule.id),
    category: 'clarify',
    level: first.level,
    title: `Clarify ${rule.id}`,
    pattern: `${rule.id} ("${clip(rule.text, 300)}")${since}: ${seen}`,
    ...(worded && { isByNewWords: true }),
    occurrences: most(({ blocked }) => blocked) + most(({ allowed }) => allowed),
    contexts: most(({ contexts }) => contexts),
    sessions,
    confidence: confidenceOf(first.level, seen),
    suggestion: addition
      ? 'Say in the rule itself what it covers, so that the same action is decided the same way'
      : first.question,
    proposedRule: addition ? `${rule.text.trim().replace(/[.\s]*$/, '.')} ${addition}` : null,
    quadrant: rule.quadrant,
    persistence: rule.persistence,
    ruleIds: [rule.id],
    needsWords: addition === undefined,
    evidence: chooseEvidence(evidence.values()),
    ...(rule.place && { places: [{ ruleId: rule.id, ...rule.place }] }),
  }
}
