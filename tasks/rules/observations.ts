import type { Evidence } from '../../cache/proposals.ts'
import type { ActionTally, PlaceTally } from './action-tallies.ts'
import { compare } from './compare.ts'

/** One kind of violation in a session: a rule's, or a wording's where no rule is named. */
export interface ViolationGroup {
  /** The rule, where the violation names one. */
  ruleId?: string
  /** What its kind is recognised by: the same for every wording of it. */
  wording: string
  /** The violation as one of the decisions has it, without what belongs to the case. */
  example: string
  /** Blocked decisions. */
  occurrences: number
  /** Different files, else action texts; the session itself where neither was logged. */
  contexts: number
  /** The first of these contexts, in code-unit order. */
  subjects: string[]
  /** Domains that the decisions were about, with their counts. */
  domains: Record<string, number>
  /** What the services demanded for it, with counts. */
  requirements: Record<string, number>
  /** Whether one of them was logged as HIGH or CRITICAL. */
  severe: boolean
  /** What the user refused, and behind a line feed what they said, with counts; absent where nothing. */
  told?: Record<string, number>
  evidence: Evidence[]
}

/** Decisions about one rule alone, and how many of them were handed to a human instead. */
export interface Handover {
  rule: string
  decisions: number
  undecided: number
  evidence: Evidence[]
}

/** What the classifier said about one text. */
export interface TextVerdict {
  text: string
  quadrant: string
  persistence: string
  occurrences: number
  first: string
}

/** What the decisions of one session say about rules: all that later sessions need of it. */
export interface Observations {
  session: string
  /** Milliseconds; the window is `[from, to)`. */
  from: number
  to: number
  /** Decisions that name rules they checked. */
  checking: number
  /** All decisions of the session. */
  decisions: number
  /** How many decisions checked each rule. */
  checked: Record<string, number>
  /** Violations named by decisions that allowed: keys and rule ids. */
  warned: string[]
  violationGroups: ViolationGroup[]
  /** How actions were decided under rules, and in which parts of the project. */
  actions: ActionTally[]
  places: PlaceTally[]
  handovers: Handover[]
  verdicts: TextVerdict[]
}

/** Evidence kept of one thing: enough to judge by, few enough to read. */
export const evidenceKept = 3

/** The first examples in order of time, each about something else where there is a choice. */
export function chooseEvidence(candidates: Iterable<Evidence>): Evidence[] {
  const sorted = [...candidates].toSorted(byTime)
  const seen = new Set<string>()
  const different = sorted.filter(({ action }) => !seen.has(action) && seen.add(action))
  const again = sorted.filter((evidence) => !different.includes(evidence))
  return [...different, ...again].slice(0, evidenceKept).toSorted(byTime)
}

function byTime(a: Evidence, b: Evidence): number {
  return compare(a.at, b.at) || compare(a.session, b.session) || compare(a.action, b.action)
}
