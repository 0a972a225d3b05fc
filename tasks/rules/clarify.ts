import type { Evidence } from '../../cache/proposals.ts'
import type { Rule } from '../../cache/rules/rule-file.ts'
import { iso } from '../../cache/window.ts'
import { redactLine } from '../../templates/redact.ts'
import { clip } from '../../templates/render.ts'
import { looksRandom } from '../../templates/secrets/value.ts'
import { firstNames, plural } from '../../templates/words.ts'
import type { ActionTally, Outcomes } from './action-tallies.ts'
import { confidenceOf, type Finding, fingerprintOf, type Level, type RuleEvidence } from './finding.ts'
import { chooseEvidence, type Observations } from './observations.ts'
import { normalizeText, splitWords, wordingOf } from './wording.ts'

/**
 * Thresholds. `clarifyOutcomes`: decisions about one action, some blocked and some allowed in the meantime; fewer may be one correction.
 * `clarifyShare`: share of the rarer outcome; below it the rule decides, with exceptions. `clarifyHandovers`, `clarifyHandoverShare`: decisions
 * about the rule that were handed to a human, and their share of all decisions about it alone. `clarifyAreas`, `clarifyViolations`: top-level
 * folders (or kinds of action) over which so many violations spread; a general rule is violated in a handful of folders without being unclear.
 */
export const clarifyDefaults = {
  clarifyOutcomes: 4,
  clarifyShare: 0.2,
  clarifyHandovers: 3,
  clarifyHandoverShare: 0.3,
  clarifyAreas: 8,
  clarifyViolations: 12,
}

type Limits = typeof clarifyDefaults

/** Two exceptions to what is otherwise decided one way may be chance; three, or two of few, are not. */
function isContradiction(blocked: number, allowed: number, { clarifyOutcomes, clarifyShare }: Limits): boolean {
  const rarer = Math.min(blocked, allowed)
  const all = blocked + allowed
  return all >= clarifyOutcomes && rarer / all >= clarifyShare && (rarer >= 3 || (rarer === 2 && all <= 5))
}

/** One reason to think that a rule is unclear. */
interface Doubt {
  level: Level
  /** What was seen, as the pattern of the proposal. */
  seen: string
  /** What is added to the rule's text, where the evidence says it; else what a person has to answer. */
  addition?: string
  question: string
  occurrences: number
  contexts: number
  evidence: Evidence[]
}

type Doubts = (rule: Rule, sessions: Observations[], limits: Limits) => Doubt[]

/** Active rules that do not decide clearly: their outcomes contradict each other, humans decide instead, or they hit everything. */
export function findUnclearRules({ rules, sessions, thresholds }: RuleEvidence): Finding[] {
  const limits = { ...clarifyDefaults, ...thresholds }
  const concerned = byRule(sessions)
  return rules
    .filter((rule) => rule.active && concerned.has(rule.id))
    .flatMap((rule) => {
      const own = concerned.get(rule.id) as Observations[]
      const doubts = [divided, contradictory, handedOver, scattered].flatMap((find) => find(rule, own, limits))
      return doubts.length === 0 ? [] : [propose(rule, doubts, own.length)]
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

/** Decisions on each side from which on a part of the project counts as blocked, or as allowed. */
const sideLeast = 4

/** Every file of one part blocked, every file of another allowed: that is the rule's scope. */
const divided: Doubts = (rule, sessions) => {
  const places = new Map<string, { blocked: number; allowed: number }>()
  for (const { place, blocked, allowed } of sessions.flatMap((session) => session.places)) {
    const known = places.get(place) ?? { blocked: 0, allowed: 0 }
    places.set(place, { blocked: known.blocked + blocked, allowed: known.allowed + allowed })
  }
  const sides = [...places].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const mixed = sides.some(([, { blocked, allowed }]) => blocked > 0 && allowed > 0)
  const inside = sides.filter(([, { blocked }]) => blocked > 0)
  const outside = sides.filter(([, { allowed }]) => allowed > 0)
  const count = (of: typeof sides, which: 'blocked' | 'allowed') => of.reduce((sum, [, each]) => sum + each[which], 0)
  const [blocked, allowed] = [count(inside, 'blocked'), count(outside, 'allowed')]
  if (mixed || blocked < sideLeast || allowed < sideLeast || inside.length > 3 || outside.length > 3) return []
  const [here, there] = [inside, outside].map((side) => side.map(([place]) => place))
  const said = splitWords(rule.text)
  // The rule names its scope already: the decisions only follow it.
  if (
    [...(here as string[]), ...(there as string[])].some(
      (place) => said.includes(place.replace(/s$/, '')) || said.includes(place),
    )
  )
    return []
  return [
    {
      level: blocked + allowed >= 12 ? 'high' : 'medium',
      seen: `all ${plural(blocked, 'decision')} about ${inWords(here as string[])} blocked, all ${allowed} about ${inWords(there as string[])} allowed`,
      addition: `This applies to ${inWords(here as string[])}, not to ${inWords(there as string[])}.`,
      question: '',
      occurrences: blocked + allowed,
      contexts: sides.length,
      evidence: chooseEvidence(
        sessions.flatMap(({ violationGroups }) => violationGroups.flatMap(({ evidence }) => evidence)),
      ),
    },
  ]
}

function inWords(places: string[]): string {
  const named = places.map((place) => (place === 'tests' ? 'tests' : `files in ${place}/`))
  return named.length > 1 ? `${named.slice(0, -1).join(', ')} and ${named.at(-1)}` : (named[0] as string)
}

/** Rarer outcomes over several sessions from which on it is not chance: what is decided once a session may be about something else each time. */
const rarerOverSessions = 4

/** How often the outcome must have changed from session to session: once is a change of mind, twice an exception. */
const changesOverSessions = 3

/** Sessions that decided one way and the other, by turns. */
function alternate(tallies: ActionTally[], limits: Limits): boolean {
  const began = ({ blocked, allowed }: ActionTally) => Math.min(blocked?.first ?? endless, allowed?.first ?? endless)
  const outcomes = tallies
    .toSorted((a, b) => began(a) - began(b))
    .flatMap(({ blocked, allowed }) => {
      if (!blocked || !allowed) return [blocked !== undefined]
      return blocked.first < allowed.first ? [true, false] : [false, true]
    })
  const changes = outcomes.filter((blocked, index) => index > 0 && blocked !== outcomes[index - 1]).length
  return changes >= changesOverSessions && byTurns(tallies, limits, changesOverSessions)
}

const endless = Number.POSITIVE_INFINITY

/** The same action by turns blocked and allowed: in one session, by one service or by two, or over sessions. */
const contradictory: Doubts = (_, sessions, limits) => {
  const actions = new Map<string, { session: string; tally: ActionTally }[]>()
  for (const { session, actions: own } of sessions)
    for (const tally of own) {
      const action = normalizeText(tally.action)
      actions.set(action, [...(actions.get(action) ?? []), { session, tally }])
    }
  const found = [...actions.values()].flatMap((tallies) => {
    const own = tallies.filter(({ tally }) => byTurns([tally], limits, 1))
    if (own.length > 0) return own.map(({ tally }) => ({ ...addTallies([tally]), sessions: 1 }))
    const repeated = tallies.map(({ tally }) => tally).filter((tally) => countOf(tally) >= 2)
    if (byTurns(repeated, limits, rarerOverSessions)) return [{ ...addTallies(repeated), sessions: repeated.length }]
    // Blocked and then allowed within a session is a correction, unless another session has it the other way round.
    const all = tallies.map(({ tally }) => tally)
    const bothWays = all.some(({ blocked, allowed }) => blocked && allowed && allowed.first < blocked.first)
    const plain = bothWays ? all : all.filter(({ blocked, allowed }) => !blocked || !allowed)
    return alternate(plain, limits) ? [{ ...addTallies(plain), sessions: plain.length }] : []
  })
  const rarer = ({ blocked, allowed }: (typeof found)[number]) => Math.min(blocked.count, allowed.count)
  const [strongest] = found.toSorted((a, b) => rarer(b) - rarer(a) || (a.action < b.action ? -1 : 1))
  if (!strongest) return []
  const { blocked, allowed } = strongest
  const action = clip(strongest.action, 120)
  const disagree = blocked.services.join() !== allowed.services.join()
  const who = disagree ? ` (blocked by ${blocked.services.join(', ')}; allowed by ${allowed.services.join(', ')})` : ''
  const where = strongest.sessions > 1 ? plural(strongest.sessions, 'session') : 'one session'
  return [
    {
      level: rarer(strongest) >= 4 ? 'high' : 'medium',
      seen: `"${action}" was blocked ${plural(blocked.count, 'time')} and allowed ${plural(allowed.count, 'time')} in ${where}${who}`,
      question: `When does it apply to "${action}", and when not?`,
      occurrences: found.reduce((sum, each) => sum + each.blocked.count + each.allowed.count, 0),
      contexts: found.length,
      evidence: chooseEvidence(
        [
          [blocked.first, 'blocked'] as const,
          [allowed.first, 'allowed'] as const,
          [blocked.last, 'blocked'] as const,
        ].map(([at, said]) => ({
          at: iso(at),
          session: sessionAt(sessions, at),
          action: `${strongest.action}: ${said}`,
        })),
      ),
    },
  ]
}

const countOf = ({ blocked, allowed }: ActionTally): number => (blocked?.count ?? 0) + (allowed?.count ?? 0)

interface Turns {
  action: string
  blocked: Outcomes
  allowed: Outcomes
}

function addTallies(tallies: ActionTally[]): Turns {
  const [first] = tallies as [ActionTally, ...ActionTally[]]
  const sum = (outcome: 'blocked' | 'allowed') =>
    tallies.map((tally) => tally[outcome]).reduce(addOutcomes, undefined) as Outcomes
  return { action: first.action, blocked: sum('blocked'), allowed: sum('allowed') }
}

/** Blocked until it was corrected, or allowed until somebody changed his mind: one turn is not a contradiction. */
function byTurns(tallies: ActionTally[], limits: Limits, least: number): boolean {
  if (tallies.length === 0) return false
  const { blocked, allowed }: Partial<Turns> = addTallies(tallies)
  if (!blocked || !allowed || Math.min(blocked.count, allowed.count) < least) return false
  return (
    isContradiction(blocked.count, allowed.count, limits) &&
    allowed.first <= blocked.last &&
    allowed.last >= blocked.first
  )
}

const sessionAt = (sessions: Observations[], at: number): string =>
  sessions.find(({ from, to }) => from <= at && at < to)?.session ?? ''

function addOutcomes(a: Outcomes | undefined, b: Outcomes | undefined): Outcomes | undefined {
  if (!a || !b) return a ?? b
  return {
    count: a.count + b.count,
    services: [...new Set([...a.services, ...b.services])].toSorted(),
    first: Math.min(a.first, b.first),
    last: Math.max(a.last, b.last),
  }
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
      question: 'Which of these cases may be decided without asking, and how?',
      occurrences: undecided,
      contexts: handovers.filter((each) => each.undecided > 0).length,
      evidence: chooseEvidence(handovers.flatMap((each) => each.evidence)),
    },
  ]
}

const namedAreas = 5

/** Violated all over the project, in places that have nothing to do with each other. */
const scattered: Doubts = (_, sessions, { clarifyAreas, clarifyViolations }) => {
  const violationGroups = sessions.flatMap((session) => session.violationGroups)
  const violations = violationGroups.reduce((sum, { occurrences }) => sum + occurrences, 0)
  const subjects = violationGroups.flatMap((group) => group.subjects)
  const areas = new Set(subjects.flatMap(folderOf))
  if (violations < clarifyViolations || areas.size < clarifyAreas) return []
  // Looked at for secrets only where they are shown: of thousands of rules nearly none is.
  const names = namesOf(subjects)
  const places = names.length > 0 ? firstNames(names, namedAreas, areas.size) : plural(areas.size, 'place')
  return [
    {
      level: 'low',
      seen: `its ${plural(violations, 'violation')} spread over ${areas.size} unrelated areas`,
      question: `To which files or actions does it apply? It was violated in ${places}`,
      occurrences: violations,
      contexts: areas.size,
      evidence: chooseEvidence(violationGroups.flatMap(({ evidence }) => evidence)),
    },
  ]
}

/** The top-level folder of a file; of an action's text its first word, which says what kind of action it is. */
function folderOf(subject: string): string[] {
  if (subject === '') return []
  if (!/\s/.test(subject)) return [subject.replace(/^[./]+/, '').split('/')[0] as string]
  return splitWords(wordingOf(subject)).slice(0, 1)
}

/** The areas as they may be shown: a word by itself does not say any more that it was a password or a piece of a key. */
const namesOf = (subjects: string[]): string[] =>
  [...new Set(subjects.map(redactLine).flatMap(folderOf))].filter((area) => !looksRandom(area)).toSorted()

function propose(rule: Rule, doubts: Doubt[], sessions: number): Finding {
  const [first] = doubts as [Doubt, ...Doubt[]]
  const seen = doubts.map((doubt) => doubt.seen).join('; ')
  const { addition } = first
  return {
    fingerprint: fingerprintOf('clarify', rule.id),
    category: 'clarify',
    level: first.level,
    title: `Clarify ${rule.id}`,
    pattern: `${rule.id} ("${clip(rule.text, 300)}"): ${seen}`,
    occurrences: doubts.reduce((sum, { occurrences }) => sum + occurrences, 0),
    contexts: doubts.reduce((sum, { contexts }) => sum + contexts, 0),
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
    evidence: chooseEvidence(doubts.flatMap(({ evidence }) => evidence)),
    ...(rule.place && { places: [{ ruleId: rule.id, ...rule.place }] }),
  }
}
