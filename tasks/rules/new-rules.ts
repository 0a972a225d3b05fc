import { quadrants, type Rule } from '../../cache/rules/rule-file.ts'
import { clip } from '../../templates/render.ts'
import { plural } from '../../templates/words.ts'
import { type ComparedBy, type RuleSubject, subjectsOf } from './compare-rules.ts'
import { hasPassed } from './expiry.ts'
import { confidenceOf, type Finding, fingerprintOf, type Level, type RuleEvidence } from './finding.ts'
import { findMisspelt } from './misspelt-kinds.ts'
import { chooseEvidence, type Observations, type ViolationGroup } from './observations.ts'
import { createRuleNames } from './rule-names.ts'
import { successions } from './succession.ts'
import { isAbout } from './text/about.ts'
import { areasOf } from './text/areas.ts'
import { fieldVocabulary } from './text/field-vocabulary.ts'
import type { Requirement } from './text/imperative/form.ts'
import { imperativeOf } from './text/imperative.ts'
import { plainKindOf } from './text/kind.ts'
import { haveOtherDoers } from './text/relation/roles.ts'
import { relate } from './text/relation.ts'
import { statementOf } from './text/statement.ts'
import { type Vocabulary, withoutImplied } from './text/vocabulary.ts'
import { indexWords } from './word-index.ts'
import { isIdentifier, isLikeRuleId, namesCategory, splitWords } from './wording.ts'

/**
 * Thresholds `newRuleOccurrences` and `newRuleContexts`: fewer blocked decisions are an accident, and all about one thing a retry.
 * The same file in another session is another context: it came up again after it had been dealt with. `ruleSimilarity`: share of the words of
 * both that a rule and a violation have in common, from which on the rule covers the violation.
 */
export const newRuleDefaults = { newRuleOccurrences: 3, newRuleContexts: 2, ruleSimilarity: 0.6 }

/** One kind of violation over all sessions. */
interface Pattern extends ViolationGroup {
  /** Its sessions, with the contexts of each: two wordings of one day, about one file, are one session and one context. */
  places: Map<string, Pick<ViolationGroup, 'contexts' | 'subjects'>>
  /** How many they are. */
  sessions: number
  /** Its wordings, the latest first: of one a rule can be made, of another not. */
  wordings: string[]
}

/** Violations that recur about different things: a new rule, or a retired one that is missed, where no active rule covers them. */
export function findMissingRules({
  rules,
  sessions,
  thresholds,
  vocabulary = fieldVocabulary,
  kept,
}: RuleEvidence): Finding[] {
  const { newRuleOccurrences, newRuleContexts, ruleSimilarity } = { ...newRuleDefaults, ...thresholds }
  const nameRule = createRuleNames(rules)
  // Taking thousands of rules apart is for nothing where nothing was violated.
  let created: ReturnType<typeof createLookup> | undefined
  const lookup = (pattern: Pattern) => {
    created ??= createLookup(rules, sessions.at(-1), { vocabulary, kept }, ruleSimilarity)
    return created(pattern)
  }
  const missing = new Map<string, Pattern>()
  const found: Finding[] = []
  for (const pattern of addUp(sessions, nameRule)) {
    if (pattern.tension || namesCategory(pattern.ruleId ?? pattern.example)) continue
    const covered = lookup(pattern)
    if (covered === 'covered') continue
    if (covered) {
      const known = missing.get(covered.id)
      missing.set(covered.id, known ? mergePatterns(known, pattern) : pattern)
    } else if (isPattern(pattern) && !pattern.ruleId && !isLikeRuleId(pattern.example)) found.push(proposeRule(pattern))
  }
  for (const [id, pattern] of missing) {
    if (isPattern(pattern)) found.push(proposeReactivation(rules.find((rule) => rule.id === id) as Rule, pattern))
  }
  return found

  function isPattern({ occurrences, contexts }: Pattern): boolean {
    return occurrences >= newRuleOccurrences && contexts >= newRuleContexts
  }
}

type Lookup = (text: string, least?: number) => Rule | undefined

/** Share of the words of both from which on a rule covers another one, which need not be reported in its words. */
const sharedByRules = 0.75

/** The same of a retired rule: with one of four words another, the violation may be about another thing, and bringing that rule back helps nobody. */
const sharedByRetired = 0.66

/** Whether a retired rule asks for the very thing that was reported: it is not what that violates. */
function isAskedFor(rule: Rule, violation: string, vocabulary: Vocabulary): boolean {
  const against = rule.active ? undefined : imperativeOf({ text: violation, areas: [] })
  return (
    against !== undefined &&
    relate(statementOf(rule.text, vocabulary), statementOf(against, vocabulary), vocabulary) === 'contradicts'
  )
}

/** What there is of a violation already: an active rule, a retired one that nothing has replaced, or nothing. */
function createLookup(rules: Rule[], current: Observations | undefined, by: ComparedBy, share: number) {
  const { vocabulary } = by
  const byId = new Map(rules.map((rule) => [rule.id, rule]))
  const replaced = new Map<string, string[]>()
  for (const { successor, predecessor } of successions(rules))
    replaced.set(predecessor, [...(replaced.get(predecessor) ?? []), successor])
  /** What was merged into another rule is that rule's now, however it is worded; that one may have been merged since. */
  const isCovered = (id: string, seen = new Set<string>()): boolean => {
    if (byId.get(id)?.active) return true
    if (seen.has(id)) return false
    return (replaced.get(id) ?? []).some((successor) => isCovered(successor, seen.add(id)))
  }
  const active = rules.filter((rule) => rule.active)
  const retired = rules.filter((rule) => !rule.active && !isCovered(rule.id))
  const [ofActive, ofRetired] = Object.entries({ active, retired }).map(([kind, list]): Lookup => {
    // Saying a text in plain words takes longest, and is for nothing where it is compared with none.
    if (list.length === 0) return () => undefined
    const subjects = subjectsOf(
      kind,
      list.map(({ text }) => text),
      by,
    )
    const candidates = indexWords(subjects)
    return (text: string, least = share): Rule | undefined => {
      const said = statementOf(isIdentifier(text) ? splitWords(text).join(' ') : text, vocabulary)
      const statement = { ...said, words: [...withoutImplied(vocabulary, said.words)] }
      for (const position of candidates(statement.words))
        if (isAbout(subjects[position] as RuleSubject, statement, least)) {
          const rule = list[position] as Rule
          if (!isAskedFor(rule, text, vocabulary) && !haveOtherDoers(statementOf(rule.text, vocabulary), said))
            return rule
        }
      return undefined
    }
  }) as [Lookup, Lookup]
  return (pattern: Pattern): Rule | 'covered' | undefined => {
    const named = pattern.ruleId === undefined ? undefined : byId.get(pattern.ruleId)
    const covered = named ? isCovered(named.id) || ofActive(named.text, sharedByRules) : ofActive(pattern.example)
    if (covered) return 'covered'
    const rule = named ?? ofRetired(pattern.example, Math.max(share, sharedByRetired))
    return rule && current && hasPassed(rule, current) ? 'covered' : rule
  }
}

/** The kinds of violation of all sessions: each session's contexts are contexts of their own. */
function addUp(sessions: Observations[], nameRule: (text: string) => string | undefined): Pattern[] {
  const patterns = new Map<string, Pattern>()
  // The latest first: what is said about a pattern is said in its latest words.
  for (const { session, violationGroups } of sessions.toReversed()) {
    for (const group of violationGroups) {
      const ruleId = group.ruleId ?? nameRule(group.example)
      const kind = ruleId ? `rule ${ruleId}` : group.wording
      const places = new Map([[session, group]])
      const one: Pattern = { ...group, ...(ruleId && { ruleId }), places, sessions: 1, wordings: [group.example] }
      const known = patterns.get(kind)
      patterns.set(kind, known ? mergePatterns(known, one) : one)
    }
  }
  const misspelt = findMisspelt([...patterns.values()].filter(({ ruleId }) => !ruleId))
  for (const [kind, meant] of misspelt) {
    const [wrong, right] = [patterns.get(kind), patterns.get(meant)]
    if (!wrong || !right) continue
    patterns.set(meant, mergePatterns(right, wrong))
    patterns.delete(kind)
  }
  return joinRearranged([...patterns.values()])
}

/** Kinds with the same words are one, unless their parts have changed places: "doctor overruled nurse" beside "nurse overruled doctor". */
function joinRearranged(patterns: Pattern[]): Pattern[] {
  const alike = new Map<string, Pattern[]>()
  for (const pattern of patterns) {
    const kind = pattern.ruleId ? `rule ${pattern.ruleId}` : plainKindOf(pattern.wording)
    alike.set(kind, [...(alike.get(kind) ?? []), pattern])
  }
  return [...alike].flatMap(([kind, group]) =>
    group[0]?.ruleId || group.filter(({ wording }) => wording !== kind).length > 1
      ? group
      : [{ ...group.reduce(mergePatterns), wording: kind }],
  )
}

const wordingsKept = 8

function mergePatterns(known: Pattern, other: Pattern): Pattern {
  const contexts = known.contexts + addPlaces(known.places, other.places)
  return {
    ...known,
    occurrences: known.occurrences + other.occurrences,
    contexts,
    sessions: known.places.size,
    wordings: [...new Set([...known.wordings, ...other.wordings])].slice(0, wordingsKept),
    subjects: [...new Set([...known.subjects, ...other.subjects])],
    domains: addCounts(known.domains, other.domains),
    requirements: addCounts(known.requirements, other.requirements),
    severe: known.severe || other.severe,
    tension: known.tension && other.tension,
    evidence: chooseEvidence([...known.evidence, ...other.evidence]),
  }
}

/** Adds the places of another pattern to those of the first, and returns how many contexts came with them. */
function addPlaces(known: Pattern['places'], other: Pattern['places']): number {
  let added = 0
  for (const [session, place] of other) {
    const here = known.get(session)
    if (!here) {
      known.set(session, place)
      added += place.contexts
      continue
    }
    const subjects = new Set([...here.subjects, ...place.subjects])
    const again = here.subjects.length + place.subjects.length - subjects.size
    known.set(session, { contexts: here.contexts + place.contexts - again, subjects: [...subjects] })
    added += place.contexts - again
  }
  return added
}

function addCounts(a: Record<string, number>, b: Record<string, number>): Record<string, number> {
  const sum = { ...a }
  for (const [name, count] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count
  return sum
}

function strengthOf(pattern: Pattern): { level: Level; basis: string } {
  const { occurrences, contexts, sessions } = pattern
  const level = occurrences >= 10 && contexts >= 5 ? 'high' : occurrences >= 5 && contexts >= 3 ? 'medium' : 'low'
  const basis = `${plural(occurrences, 'blocked decision')} in ${plural(contexts, 'context')} and ${plural(sessions, 'session')}`
  return { level, basis }
}

/** Of wordings that are as good as each other the one that is a whole sentence, and of these the one that makes the shortest rule. */
const articlesIn = (text: string): number => text.match(/\b(?:the|an?|every|any)\b/gi)?.length ?? 0

/** How many there were is each case's, where other cases had another number of them: "opened 4 ports to the internet". What is left must still say what was wrong. */
function uncounted(text: string, wordings: string[]): string {
  const without = (each: string) =>
    each.replace(/(?<=^\S+\s)\d+\s+(?=[a-z][\w-]*s(?:$|\s+(?:to|in|into|from|on|without|before|after|of)\b))/i, '')
  const plain = without(text)
  return plain !== text && wordings.some((other) => other !== text && without(other) === plain) ? plain : text
}

function proposeRule(pattern: Pattern): Finding {
  const { occurrences, contexts, sessions, severe, evidence, example } = pattern
  const { level, basis } = strengthOf(pattern)
  const words = isIdentifier(example) ? splitWords(example).join(' ') : example
  const requirement = requirementOf(pattern)
  const areas = areasOf(pattern.subjects)
  const rule = pattern.wordings
    .flatMap((text) => {
      const said = imperativeOf({ text: uncounted(text, pattern.wordings), areas, ...(requirement && { requirement }) })
      return said === undefined ? [] : { text, said }
    })
    .toSorted((a, b) => articlesIn(b.text) - articlesIn(a.text) || a.said.length - b.said.length)[0]?.said
  return {
    fingerprint: fingerprintOf('new', pattern.wording),
    category: 'new',
    level,
    title: clip(words.charAt(0).toUpperCase() + words.slice(1), 100),
    pattern: `"${clip(example, 300)}" came up in ${basis}, and no active rule says so`,
    ...{ occurrences, contexts, sessions },
    confidence: confidenceOf(level, basis),
    suggestion: rule
      ? 'Add a rule, so that it is known before it is tried and not only blocked afterwards'
      : `What is to be done, or to be left alone, so that "${clip(words, 120)}" does not come up again?`,
    proposedRule: rule ?? null,
    quadrant: quadrantOf(pattern),
    persistence: severe || level === 'high' || requirement === 'MANDATORY' ? 'HIGH' : 'MEDIUM',
    ruleIds: [],
    needsWords: rule === undefined,
    evidence,
  }
}

function proposeReactivation(rule: Rule, pattern: Pattern): Finding {
  const { occurrences, contexts, sessions, evidence } = pattern
  const { level, basis } = strengthOf(pattern)
  return {
    fingerprint: fingerprintOf('reactivate', rule.id),
    category: 'reactivate',
    level,
    title: `Reactivate ${rule.id}`,
    pattern: `${rule.id} ("${clip(rule.text, 300)}") is retired, and it was violated all the same: ${basis}`,
    ...{ occurrences, contexts, sessions },
    confidence: confidenceOf(level, basis),
    suggestion: 'Make it active again with its old text, or tick Modify and put a better one in',
    proposedRule: rule.text,
    ...{ quadrant: rule.quadrant, persistence: rule.persistence },
    ruleIds: [rule.id],
    needsWords: false,
    evidence,
  }
}

const demands: Requirement[] = ['MANDATORY', 'APPROVAL_REQUIRED', 'REVIEW_RECOMMENDED']

/** What the services demanded for at least half of the decisions; the strictest where several qualify. */
function requirementOf({ requirements, occurrences }: Pattern): Requirement | undefined {
  return demands.find((demand) => (requirements[demand] ?? 0) * 2 >= occurrences)
}

/** Domains of the boundary enforcer that are no quadrant, by the one that they belong to. */
const quadrantsOfDomains: Record<string, string> = {
  VALUES_SENSITIVE: 'VALUES',
  USER_COMMUNICATION: 'VALUES',
  POLICY_CREATION: 'STRATEGIC',
  RESOURCE_ALLOCATION: 'STRATEGIC',
  TECHNICAL_IMPLEMENTATION: 'SYSTEM',
  TECHNICAL: 'SYSTEM',
}

/** Where the decisions name no domain: by what the violation is about. */
const quadrantsOfWords: [RegExp, string][] = [
  [/\b(?:personal data|privacy|consent|pii|gdpr)\b/i, 'PRIVACY'],
  [/\b(?:architect\w*|strateg\w*|policy|mission|values?)\b/i, 'STRATEGIC'],
  [
    /\b(?:credentials?|secrets?|tokens?|passwords?|ports?|databases?|schema|migrations?|servers?|config\w*|dependenc\w*|inline|html|http)\b/i,
    'SYSTEM',
  ],
]

/** What is used, called or imported by the name that it has in code, whatever the name is. */
const usesCode = new RegExp(
  [
    String.raw`^(?:uses?|used|using|calls?|called|calling|imports?|imported|importing|use of|calls? (?:of|to))\s+`,
    String.raw`(?:["'\`\u201c][\w.$#:-]+["'\`\u201d]$|["'\`\u201c]?(?:[a-z]+[A-Z]\w*|\w+(?:\.\w+)+|[\w.]+\(\)|(?:eval|exec|unsafe|goto|sudo)\b))`,
  ].join(''),
)

/** The quadrant that most of the decisions were about, else the one that the words speak of. */
function quadrantOf({ domains, example }: Pattern): string {
  const counts = new Map<string, number>()
  for (const [domain, count] of Object.entries(domains)) {
    const quadrant = quadrants.includes(domain) ? domain : quadrantsOfDomains[domain]
    if (quadrant) counts.set(quadrant, (counts.get(quadrant) ?? 0) + count)
  }
  const [first] = [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  const words = splitWords(example).join(' ')
  if (!first && usesCode.test(example.replace(/^\p{Lu}/u, (letter) => letter.toLowerCase()))) return 'SYSTEM'
  return first?.[0] ?? quadrantsOfWords.find(([pattern]) => pattern.test(words))?.[1] ?? 'OPERATIONAL'
}
