import { quadrants } from '../../cache/rules/rule-file.ts'
import { clip } from '../../templates/render.ts'
import { confidenceOf, type Finding, fingerprintOf, type Level, plural, type RuleEvidence } from './finding.ts'
import { chooseEvidence, type Observations, type Trouble } from './observations.ts'
import { similarRules } from './rule-similarity.ts'
import { subjectWords } from './similarity.ts'
import { successorsOf } from './succession.ts'
import { isIdentifier, namesCategory, splitWords } from './wording.ts'

/**
 * Thresholds `newRuleOccurrences` and `newRuleContexts`: fewer blocked decisions are an accident, and all about one thing a retry.
 * The same file in another session is another context: it came up again after it had been dealt with.
 */
export const newRuleDefaults = { newRuleOccurrences: 3, newRuleContexts: 2 }

/** One kind of violation over all sessions. */
interface Pattern extends Trouble {
  sessions: number
}

/** Violations that recur about different things and that no active rule covers. */
export function findNewRules({ rules, sessions, thresholds }: RuleEvidence): Finding[] {
  const { newRuleOccurrences, newRuleContexts } = { ...newRuleDefaults, ...thresholds }
  const active = rules.filter((rule) => rule.active)
  const ids = new Set(active.map(({ id }) => id))
  const inactive = rules.filter((rule) => !rule.active)
  const retired = new Map(inactive.map((rule) => [rule.id, rule.text]))
  // What was merged into another rule is that rule's by now, however it is worded; that one may have been merged since.
  for (let known = -1; known < ids.size; ) {
    known = ids.size
    for (const { id, entry } of inactive) if (successorsOf(entry).some((successor) => ids.has(successor))) ids.add(id)
  }
  const similar = similarRules(active, thresholds)
  const isCovered = (text: string) => {
    const [first] = similar.aboutTheSame(subjectWords(text))
    return first !== undefined
  }
  return addUp(sessions).flatMap((pattern) => {
    if (pattern.occurrences < newRuleOccurrences || pattern.contexts < newRuleContexts) return []
    if (pattern.tension || namesCategory(pattern.example)) return []
    if (ids.has(pattern.ruleId ?? pattern.example)) return []
    // A retired rule that is still violated; an id that no history knows says nothing that a rule could be made of.
    const behaviour = retired.get(pattern.ruleId ?? pattern.example) ?? pattern.example
    if (behaviour === pattern.ruleId || isCovered(behaviour)) return []
    return [proposeRule(pattern, behaviour)]
  })
}

/** The kinds of violation of all sessions: each session's contexts are contexts of their own. */
function addUp(sessions: Observations[]): Pattern[] {
  const patterns = new Map<string, Pattern>()
  // The latest first: what is said about a pattern is said in its latest words.
  for (const { troubles } of sessions.toReversed()) {
    for (const trouble of troubles) {
      const kind = trouble.ruleId ?? trouble.wording
      const known = patterns.get(kind)
      if (!known) {
        patterns.set(kind, { ...trouble, domains: { ...trouble.domains }, sessions: 1 })
        continue
      }
      known.occurrences += trouble.occurrences
      known.contexts += trouble.contexts
      known.sessions++
      known.severe ||= trouble.severe
      known.tension &&= trouble.tension
      known.evidence = chooseEvidence([...known.evidence, ...trouble.evidence])
    }
  }
  return [...patterns.values()]
}

function proposeRule(pattern: Pattern, behaviour: string): Finding {
  const { occurrences, contexts, sessions, severe, evidence } = pattern
  const level: Level =
    occurrences >= 10 && contexts >= 5 ? 'high' : occurrences >= 5 && contexts >= 3 ? 'medium' : 'low'
  const basis = `${plural(occurrences, 'blocked decision')} in ${plural(contexts, 'context')} and ${plural(sessions, 'session')}`
  const words = isIdentifier(behaviour) ? splitWords(behaviour).join(' ') : behaviour
  return {
    fingerprint: fingerprintOf('new', pattern.ruleId ?? pattern.wording),
    category: 'new',
    level,
    title: clip(capitalised(words), 100),
    pattern: `"${clip(behaviour, 300)}" came up in ${basis}, and no active rule says so`,
    occurrences,
    contexts,
    confidence: confidenceOf(level, basis),
    suggestion: 'Add a rule, so that it is known before it is tried and not only blocked afterwards',
    proposedRule: ruleText(behaviour, words),
    quadrant: quadrantOf(pattern),
    persistence: severe || level === 'high' ? 'HIGH' : 'MEDIUM',
    ruleIds: [],
    evidence,
  }
}

/** Sentences that are a rule already: they say what must or must not be. */
const prescribes = /\b(must|shall|should|never|always|do not|don't|no|only|before|ask|avoid|ensure|runs? on)\b/i

function ruleText(behaviour: string, words: string): string {
  if (isIdentifier(behaviour)) return `Ask for approval before anything that amounts to: ${words}.`
  const sentence = clip(behaviour, 1_000)
  return prescribes.test(sentence)
    ? sentence
    : `Check before acting, and ask where in doubt, so that this does not come up: ${sentence}`
}

/** The domain that most of the decisions were about, where it is a quadrant. */
function quadrantOf({ domains }: Pattern): string {
  const known = Object.entries(domains).filter(([domain]) => quadrants.includes(domain))
  const [first] = known.toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  return first?.[0] ?? 'OPERATIONAL'
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
