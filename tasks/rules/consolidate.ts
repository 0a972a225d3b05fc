import type { Json } from '../../cache/json.ts'
import { canonicalJson, isObject } from '../../cache/json.ts'
import type { Rule } from '../../cache/rules/rule-file.ts'
import { clip } from '../../templates/render.ts'
import { confidenceOf, type Finding, fingerprintOf, plural, type RuleEvidence, ruleAsEvidence } from './finding.ts'
import { compare, evidenceKept, type Observations } from './observations.ts'
import { similarRules } from './rule-similarity.ts'
import { type Subject, similarity } from './similarity.ts'

/**
 * Two texts that are alike but for a number or a "not" contradict each other only where they are nearly the same otherwise: with fewer words
 * in common they may well be about different things. Threshold `contradictionSimilarity`; `ruleSimilarity` stands with the similarity itself.
 */
export const consolidateDefaults = { contradictionSimilarity: 0.8 }

/** So many rules that are about the same and yet are left alone: what shares a rule's rarest words has been seen by then. */
const mostLeftAlone = 200

interface Group {
  rules: Rule[]
  /** What they disagree about, where they do: a parameter, a number, whether it is forbidden. */
  disagreement?: string
}

/**
 * Active rules that say the same, and such as are about the same and contradict each other. A group is one rule and all that are like it, so
 * that every rule is compared with few others.
 */
export function findOverlappingRules({ rules, sessions, thresholds }: RuleEvidence): Finding[] {
  const limits = { ...consolidateDefaults, ...thresholds }
  const active = rules.filter((rule) => rule.active).toSorted((a, b) => compare(a.id, b.id))
  const similar = similarRules(active, thresholds)
  const grouped = new Set<number>()
  const findings: Finding[] = []
  const together = violatedTogether(sessions)
  for (const [index, rule] of active.entries()) {
    if (grouped.has(index)) continue
    const group: Group = { rules: [rule] }
    const subject = similar.subjects[index] as Subject
    let leftAlone = 0
    for (const other of similar.aboutTheSame(subject)) {
      if (other === index) continue
      const relation = grouped.has(other)
        ? undefined
        : relate(rule, subject, active[other] as Rule, similar.subjects[other] as Subject, limits)
      if (!relation) {
        if (++leftAlone === mostLeftAlone) break
        continue
      }
      group.rules.push(active[other] as Rule)
      grouped.add(other)
      if (relation !== 'same') group.disagreement ??= relation
    }
    if (group.rules.length > 1) findings.push(propose(group, together))
  }
  return findings
}

/** `same`, what two rules about the same disagree on, or undefined where they are better left alone. */
function relate(
  a: Rule,
  subjectA: Subject,
  b: Rule,
  subjectB: Subject,
  { contradictionSimilarity }: typeof consolidateDefaults,
): string | undefined {
  const parameter = differingParameter(a, b)
  if (parameter) return parameter
  const alike = similarity(subjectA, subjectB)
  if (subjectA.negative !== subjectB.negative) return alike >= contradictionSimilarity ? 'what is forbidden' : undefined
  if (differ(subjectA.numbers, subjectB.numbers)) return alike >= contradictionSimilarity ? 'a number' : undefined
  return 'same'
}

/** A parameter that both name, with different values. */
function differingParameter(a: Rule, b: Rule): string | undefined {
  const [left, right] = [parametersOf(a), parametersOf(b)]
  const different = [...left.keys()].filter((name) => right.has(name) && right.get(name) !== left.get(name))
  const [name] = different.toSorted(compare)
  return name === undefined ? undefined : `${name}: ${left.get(name)} or ${right.get(name)}`
}

/** Values as text: a port is the same as a number and as a string. */
function parametersOf({ entry }: Rule): Map<string, string> {
  if (!isObject(entry.parameters)) return new Map()
  const text = (value: Json) => (typeof value === 'object' ? canonicalJson(value) : String(value).trim())
  return new Map(Object.entries(entry.parameters).map(([name, value]) => [name.toLowerCase(), text(value as Json)]))
}

/** Each names a number that the other lacks; a rule with a number and one without are not at odds. */
function differ(a: string[], b: string[]): boolean {
  return a.some((number) => !b.includes(number)) && b.some((number) => !a.includes(number))
}

/** Of each rule where it was violated: which file or action, in which session. */
function violatedTogether(sessions: Observations[]): Map<string, Set<string>> {
  const places = new Map<string, Set<string>>()
  for (const { session, troubles } of sessions) {
    for (const { ruleId, subjects } of troubles) {
      if (ruleId === undefined) continue
      const known = places.get(ruleId) ?? new Set()
      places.set(ruleId, known)
      for (const subject of subjects) known.add(`${session} ${subject}`)
    }
  }
  return places
}

const namedRules = 5

function propose({ rules, disagreement }: Group, together: Map<string, Set<string>>): Finding {
  const [first, second] = rules as [Rule, Rule]
  const ids = rules.map(({ id }) => id)
  const shared = sharedPlaces(together.get(first.id), together.get(second.id))
  const names = `${ids.slice(0, namedRules).join(', ')}${ids.length > namedRules ? ` and ${ids.length - namedRules} more` : ''}`
  const basis = disagreement
    ? `their texts are alike and they disagree on ${clip(disagreement, 120)}`
    : `their texts are alike and no parameter differs${shared > 0 ? `, and ${plural(shared, 'place')} violated both` : ''}`
  const level = disagreement || shared > 0 ? 'high' : 'medium'
  const kept = strongest(rules)
  return {
    fingerprint: fingerprintOf('consolidate', ids),
    category: 'consolidate',
    level,
    title: disagreement ? `${names} contradict each other: which one holds?` : `Merge ${names}`,
    pattern: `${plural(rules.length, 'active rule')}, ${names}: ${basis}. ${first.id}: "${clip(first.text, 200)}"; ${second.id}: "${clip(second.text, 200)}"`,
    occurrences: rules.length,
    contexts: rules.length,
    confidence: confidenceOf(level, basis),
    suggestion: disagreement
      ? `Which one holds? Approving keeps ${kept.id} and deactivates the others; to keep another, tick Modify and put its text in`
      : `Keep one of them: approving keeps ${kept.id}, whose text says it for all, and deactivates the others`,
    proposedRule: kept.text,
    ...{ quadrant: kept.quadrant, persistence: kept.persistence },
    ruleIds: ids,
    evidence: rules.slice(0, evidenceKept).map(ruleAsEvidence),
  }
}

function sharedPlaces(a: Set<string> | undefined, b: Set<string> | undefined): number {
  return a && b ? [...a].filter((place) => b.has(place)).length : 0
}

const ranks = ['VARIABLE', 'LOW', 'MEDIUM', 'HIGH']

/** The most persistent, of these the latest, of these the one that says most. */
function strongest(rules: Rule[]): Rule {
  const made = ({ entry }: Rule) => String(entry.timestamp ?? '')
  const [first] = rules.toSorted(
    (a, b) =>
      ranks.indexOf(b.persistence) - ranks.indexOf(a.persistence) ||
      compare(made(b), made(a)) ||
      b.text.length - a.text.length ||
      compare(a.id, b.id),
  )
  return first as Rule
}
