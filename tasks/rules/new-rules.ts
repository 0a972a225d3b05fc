import type { Rule } from '../../cache/rules/rule-file.ts'
import { clip } from '../../templates/render.ts'
import { plural } from '../../templates/words.ts'
import { compare } from './compare.ts'
import { createLookup } from './covering-rules.ts'
import { confidenceOf, type Finding, fingerprintOf, type Level, type RuleEvidence } from './finding.ts'
import type { Covered } from './information.ts'
import { reasonTold } from './reason-told.ts'
import { createRuleNames, namesSomeRule } from './rule-names.ts'
import { areasOf } from './text/areas.ts'
import { hasSignOfFault, isAmiss } from './text/fault-signs.ts'
import { fieldVocabulary } from './text/field-vocabulary.ts'
import type { Requirement } from './text/imperative/form.ts'
import { imperativeOf } from './text/imperative.ts'
import { namesNoFault } from './text/no-fault.ts'
import { addUp, mergePatterns, type ViolationPattern } from './violation-patterns.ts'
import { quadrantOf } from './violation-quadrant.ts'
import { isIdentifier, namesCategory, splitWords } from './wording.ts'

/**
 * Thresholds `newRuleOccurrences` and `newRuleContexts`: fewer blocked decisions are an accident, and all about one thing a retry.
 * The same file in another session is another context: it came up again after it had been dealt with. `ruleSimilarity`: share of the words of
 * both that a rule and a violation have in common, from which on the rule covers the violation.
 */
export const newRuleDefaults = { newRuleOccurrences: 3, newRuleContexts: 2, ruleSimilarity: 0.6 }

/**
 * Violations that recur about different things: a new rule, or a retired one that is missed, where no active rule covers them. Those that one is
 * held to cover are put into `covered`.
 */
export function findMissingRules(
  { rules, sessions, thresholds, vocabulary = fieldVocabulary, kept }: RuleEvidence,
  covered: Covered = new Map(),
): Finding[] {
  const { newRuleOccurrences, newRuleContexts, ruleSimilarity } = { ...newRuleDefaults, ...thresholds }
  const nameRule = createRuleNames(rules)
  // Taking thousands of rules apart is for nothing where nothing was violated.
  let created: ReturnType<typeof createLookup> | undefined
  const lookup = () => {
    created ??= createLookup(rules, sessions.at(-1), { vocabulary, kept }, ruleSimilarity)
    return created
  }
  const missing = new Map<string, ViolationPattern>()
  const found: Finding[] = []
  for (const pattern of addUp(sessions, nameRule, newRuleOccurrences)) {
    if (namesCategory(pattern.ruleId ?? pattern.example)) continue
    const known = lookup().known(pattern)
    if (known?.is === 'covered') {
      if (known.by && isViolation(pattern)) addTo(covered, known.by.id, pattern)
    } else if (known?.is === 'retired') {
      const others = missing.get(known.rule.id)
      missing.set(known.rule.id, others ? mergePatterns(others, pattern) : pattern)
    } else if (
      isPattern(pattern) &&
      !pattern.ruleId &&
      !namesSomeRule(pattern.example) &&
      (known || reportsFault(pattern))
    ) {
      // Of what a rule allows and was blocked all the same only a person knows which of the two is right.
      const written = known
        ? undefined
        : (writeRule(pattern) ?? reasonTold(pattern, newRuleOccurrences, newRuleContexts))
      found.push(proposeRule(pattern, written, lookup().nearest(pattern.example)))
    }
  }
  for (const [id, pattern] of missing) {
    if (isPattern(pattern)) found.push(proposeReactivation(rules.find((rule) => rule.id === id) as Rule, pattern))
  }
  return found

  /** What came up rarely is not taken apart: as many kinds are as there are texts. */
  function isViolation(pattern: ViolationPattern): boolean {
    return isPattern(pattern) ? reportsFault(pattern) : !readable(pattern).some(namesNoFault)
  }

  function isPattern({ occurrences, contexts }: ViolationPattern): boolean {
    return occurrences >= newRuleOccurrences && contexts >= newRuleContexts
  }
}

function addTo(covered: Covered, rule: string, { example, occurrences, sessions }: ViolationPattern): void {
  const kinds = [...(covered.get(rule) ?? []), { text: clip(example, 300), occurrences, sessions }]
  covered.set(
    rule,
    kinds.toSorted((a, b) => b.occurrences - a.occurrences || compare(a.text, b.text)),
  )
}

/**
 * Whether a kind reports what somebody could have left alone, or left undone: all its wordings say one thing, so where a good part of them only state
 * something, the others do no more, unless a word of fault is among them.
 */
function reportsFault(pattern: ViolationPattern): boolean {
  const { wordings } = pattern
  // What has to be approved is a deed, however it is called.
  const harmless = readable(pattern).filter(namesNoFault).length
  if (requirementOf(pattern)) return harmless < wordings.length
  const stated = wordings.filter(isStatement).length
  return (
    stated * 3 < wordings.length ||
    (stated < wordings.length && harmless * 2 < wordings.length && wordings.some(isAmiss))
  )
}

/** Whether a wording names neither a fault nor a deed. Nobody makes a name of several words for what is in order: `plan_step_order`. */
function isStatement(wording: string): boolean {
  const text = asText(wording)
  if (namesNoFault(text)) return true
  const isName = text !== wording && /\s/.test(text)
  return !isName && !hasSignOfFault(text) && imperativeOf({ text, areas: [] }) === undefined
}

const asText = (text: string): string => (isIdentifier(text) ? splitWords(text).join(' ') : text)
const readable = ({ wordings }: ViolationPattern): string[] => wordings.map(asText)

function strengthOf(pattern: ViolationPattern): { level: Level; basis: string } {
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
    each.replace(
      /(?<=^\S+\s)\d+\s+(?=(?:[a-z][\w-]*\s)?[a-z][\w-]*s(?:$|\s+(?:to|in|into|from|on|without|before|after|of)\b))/i,
      '',
    )
  const plain = without(text)
  return plain !== text && wordings.some((other) => other !== text && without(other) === plain) ? plain : text
}

/** The best imperative that its wordings give. */
function writeRule(pattern: ViolationPattern): string | undefined {
  const requirement = requirementOf(pattern)
  const areas = areasOf(pattern.subjects)
  return pattern.wordings
    .flatMap((text) => {
      const said = imperativeOf({ text: uncounted(text, pattern.wordings), areas, ...(requirement && { requirement }) })
      return said === undefined ? [] : { text, said }
    })
    .toSorted((a, b) => articlesIn(b.text) - articlesIn(a.text) || a.said.length - b.said.length)[0]?.said
}

/** Whether that rule says it in words of its trade only a person knows: both texts are there to be compared. */
const besides = (nearest: Rule | undefined): string =>
  nearest ? `; nearest comes ${nearest.id} ("${clip(nearest.text, 300)}")` : ''

function proposeRule(pattern: ViolationPattern, rule: string | undefined, nearest: Rule | undefined): Finding {
  const { occurrences, contexts, sessions, severe, evidence, example } = pattern
  const { level, basis } = strengthOf(pattern)
  const words = isIdentifier(example) ? splitWords(example).join(' ') : example
  return {
    fingerprint: fingerprintOf('new', pattern.wording),
    alsoKnownAs: pattern.kinds.map((kind) => fingerprintOf('new', kind)),
    category: 'new',
    level,
    title: clip(words.charAt(0).toUpperCase() + words.slice(1), 100),
    pattern: `"${clip(example, 300)}" came up in ${basis}, and bookend recognises no active rule that says so${besides(nearest)}`,
    occurrences,
    contexts,
    sessions,
    confidence: confidenceOf(level, basis),
    suggestion: rule
      ? 'Add a rule, so that it is known before it is tried and not only blocked afterwards'
      : `What is to be done, or to be left alone, so that "${clip(words, 120)}" does not come up again?`,
    proposedRule: rule ?? null,
    quadrant: quadrantOf(pattern),
    persistence: severe || level === 'high' || requirementOf(pattern) === 'MANDATORY' ? 'HIGH' : 'MEDIUM',
    ruleIds: [],
    needsWords: rule === undefined,
    evidence,
  }
}

function proposeReactivation(rule: Rule, pattern: ViolationPattern): Finding {
  const { occurrences, contexts, sessions, evidence } = pattern
  const { level, basis } = strengthOf(pattern)
  return {
    fingerprint: fingerprintOf('reactivate', rule.id),
    category: 'reactivate',
    level,
    title: `Reactivate ${rule.id}`,
    pattern: `${rule.id} ("${clip(rule.text, 300)}") is retired, and it was violated all the same: ${basis}`,
    occurrences,
    contexts,
    sessions,
    confidence: confidenceOf(level, basis),
    suggestion: 'Make it active again with its old text, or tick Modify and put a better one in',
    proposedRule: rule.text,
    quadrant: rule.quadrant,
    persistence: rule.persistence,
    ruleIds: [rule.id],
    needsWords: false,
    evidence,
  }
}

const demands: Requirement[] = ['MANDATORY', 'APPROVAL_REQUIRED', 'REVIEW_RECOMMENDED']

/** What the services demanded for at least half of the decisions; the strictest where several qualify. */
function requirementOf({ requirements, occurrences }: ViolationPattern): Requirement | undefined {
  return demands.find((demand) => (requirements[demand] ?? 0) * 2 >= occurrences)
}
