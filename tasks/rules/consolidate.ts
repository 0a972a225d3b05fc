import { canonicalJson, isObject, type Json } from '../../cache/json.ts'
import type { Rule } from '../../cache/rules/rule-file.ts'
import { compare } from './compare.ts'
import { findRelated, type Odds } from './compare-rules.ts'
import { type Finding, nameOf, type RuleEvidence } from './finding.ts'
import type { Observations } from './observations.ts'
import { type Group, type Kind, Overlap } from './overlap.ts'
import { areasDiffer, isNarrower, isReadByReadersOf, narrowness, pathsDiffer, readersOf, scopeKey } from './scope.ts'
import { fieldVocabulary } from './text/field-vocabulary.ts'
import { isInForce } from './text/in-force.ts'
import type { Relation } from './text/relation/kind.ts'

/** Two rules, by their positions, of which one contains or contradicts the other. */
interface Pair {
  small: number
  large: number
  relation: Kind
  why: string
  odds: Odds
}

/**
 * Active rules that say the same, that are contained in another, and that cannot both be kept. Rules that say the same are one group; of each
 * group the rule that would be kept is compared with the others.
 */
export function findOverlappingRules({ rules, sessions, vocabulary = fieldVocabulary, kept }: RuleEvidence): Finding[] {
  const active = rules.filter(({ active: is, text }) => is && isInForce(text)).toSorted((a, b) => compare(a.id, b.id))
  const classes = bySignature(active)
  const heads = classes.map((members) => keptOf(members))
  const texts = heads.map(({ text }) => text)
  const owner = new Map<number, number>()
  const headOf = (position: number): number => {
    let head = position
    for (let next = owner.get(head); next !== undefined; next = owner.get(head)) head = next
    return head
  }
  const pairs: Pair[] = []
  for (const { rule, other, relation, disagreement, odds } of findRelated(texts, { vocabulary, kept })) {
    const [one, two] = [heads[rule] as Rule, heads[other] as Rule]
    if (!mayRelate(one, two, relation)) continue
    const parameter = differingParameter(one, two)
    if (relation === 'same' && !parameter) {
      const [from, to] = [headOf(rule), headOf(other)].toSorted((x, y) => x - y) as [number, number]
      if (from !== to) owner.set(to, from)
      // "Contains" is seen from both sides; it is noted from the one that is contained.
    } else if (relation === 'contradicts' || relation === 'same')
      pairs.push({ small: rule, large: other, relation: 'contradicts', why: parameter ?? disagreement, odds })
    else if (relation === 'is contained') pairs.push({ small: rule, large: other, relation: 'contains', why: '', odds })
  }
  const together = violatedTogether(sessions)
  return groupsOf(classes, heads, headOf, pairs).map((group) => new Overlap(group, together))
}

/** Whether what two texts say of each other holds where they apply: of different files and of different subjects nothing is sure. */
function mayRelate(one: Rule, two: Rule, relation: Relation): boolean {
  if (areasDiffer(one, two)) return false
  if (!pathsDiffer(one, two)) return true
  if (relation === 'same') return isNarrower(one, two) || isNarrower(two, one)
  // What goes must not have applied where nothing else does.
  return relation === 'is contained' && isNarrower(one, two)
}

function groupsOf(classes: Rule[][], heads: Rule[], headOf: (position: number) => number, pairs: Pair[]): Group[] {
  const merged = new Map<number, Rule[]>()
  for (const [position, members] of classes.entries()) {
    const head = headOf(position)
    const known = merged.get(head)
    if (known) known.push(...members)
    else merged.set(head, [...members])
  }
  const groups: Group[] = []
  /** Of rules that say the same the one that stays: whoever decides about it must not be undone by the merge. */
  const stays = new Map<Rule, Rule>()
  for (const rules of [...merged.values()].flatMap(byReaders)) {
    if (rules.length < 2) continue
    const kept = keptOf(rules)
    for (const rule of rules) stays.set(rule, kept)
    groups.push({ relation: 'same', rules: [kept, ...rules.filter((rule) => rule !== kept)], why: 'they say the same' })
  }
  const seen = new Set<number>()
  for (const { small, large, relation, why, odds } of pairs) {
    const [a, b] = [headOf(small), headOf(large)]
    const key = Math.min(a, b) * heads.length + Math.max(a, b)
    if (a === b || seen.has(key)) continue
    seen.add(key)
    const [contained, container] = [heads[small] as Rule, heads[large] as Rule]
    if (relation === 'contains' && !isReadByReadersOf(container, contained)) continue
    if (relation === 'contains')
      groups.push({ relation, rules: [container, contained], why: `${nameOf(container)} says it and more` })
    else {
      const [one, two] = [contained, container].map((rule) => stays.get(rule) ?? rule) as [Rule, Rule]
      const kept = keptOf([one, two])
      // Of two rules of which nothing says that one counts more a tick keeps neither.
      const open = odds === 'other' && isAsGood(one, two) ? 'stricter' : odds
      groups.push({ relation, rules: [kept, kept === one ? two : one], why, odds: open })
    }
  }
  return groups
}

/** Only what the same agents read can be one rule. */
function byReaders(rules: Rule[]): Rule[][] {
  const readers = new Map<string, Rule[]>()
  for (const rule of rules) {
    const same = readers.get(readersOf(rule))
    if (same) same.push(rule)
    else readers.set(readersOf(rule), [rule])
  }
  // What all read stays, whoever else says it.
  const kept = keptOf(rules)
  return rules.every((rule) => isReadByReadersOf(kept, rule)) ? [rules] : [...readers.values()]
}

/** Rules of one text and the same parameters need no comparing: a generated list may have thousands. */
function bySignature(rules: Rule[]): Rule[][] {
  const classes = new Map<string, Rule[]>()
  for (const rule of rules) {
    const parameters = isObject(rule.entry.parameters) ? canonicalJson(rule.entry.parameters) : '{}'
    const key = `${rule.text
      .toLowerCase()
      .replace(/[\s.]+/g, ' ')
      .trim()} ${parameters}${scopeKey(rule)}`
    const members = classes.get(key)
    if (members) members.push(rule)
    else classes.set(key, [rule])
  }
  return [...classes.values()]
}

/** A parameter that both name, with different values. */
function differingParameter(a: Rule, b: Rule): string | undefined {
  const [left, right] = [parametersOf(a), parametersOf(b)]
  if (!left || !right) return undefined
  const different = [...left.keys()].filter((name) => right.has(name) && right.get(name) !== left.get(name))
  const [name] = different.toSorted(compare)
  return name === undefined ? undefined : `${name}: ${left.get(name)} or ${right.get(name)}`
}

/** By their names, in small letters; undefined where there are none, as nearly everywhere. */
function parametersOf({ entry }: Rule): Map<string, string> | undefined {
  const named = isObject(entry.parameters) ? Object.entries(entry.parameters) : []
  if (named.length === 0) return undefined
  return new Map(named.map(([name, value]) => [name.toLowerCase(), valueAsText(value as Json)]))
}

/** A port is the same as a number and as a string. */
const valueAsText = (value: Json): string => (typeof value === 'object' ? canonicalJson(value) : String(value).trim())

/** Of each rule where it was violated: which file or action, in which session. */
function violatedTogether(sessions: Observations[]): Map<string, Set<string>> {
  const places = new Map<string, Set<string>>()
  for (const { session, violationGroups } of sessions) {
    for (const { ruleId, subjects } of violationGroups) {
      if (ruleId === undefined) continue
      const known = places.get(ruleId) ?? new Set()
      places.set(ruleId, known)
      for (const subject of subjects) known.add(`${session} ${subject}`)
    }
  }
  return places
}

const ranks = ['VARIABLE', 'LOW', 'MEDIUM', 'HIGH']

const timeOf = ({ entry }: Rule): string => String(entry.timestamp ?? '')

/** Whether neither is more persistent or later. */
const isAsGood = (a: Rule, b: Rule): boolean => a.persistence === b.persistence && timeOf(a) === timeOf(b)

/**
 * The one that applies most widely, of these the most persistent, of these the latest, of these the first of its file, of these the one that says
 * most.
 */
function keptOf(rules: Rule[]): Rule {
  // Nearly always there is one.
  if (rules.length === 1) return rules[0] as Rule
  const [first] = rules.toSorted(
    (a, b) =>
      narrowness(a) - narrowness(b) ||
      ranks.indexOf(b.persistence) - ranks.indexOf(a.persistence) ||
      compare(timeOf(b), timeOf(a)) ||
      (a.place && a.place.file === b.place?.file ? a.place.line - b.place.line : 0) ||
      b.text.length - a.text.length ||
      compare(a.id, b.id),
  )
  return first as Rule
}
