import type { Evidence } from '../../../cache/proposals.ts'
import type { Rule } from '../../../cache/rules/rule-file.ts'
import type { Level } from '../finding.ts'
import type { Observations } from '../observations.ts'

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

export type Limits = typeof clarifyDefaults

/** One reason to think that a rule is unclear. */
export interface Doubt {
  level: Level
  /** What was seen, as the pattern of the proposal. */
  seen: string
  /** What is added to the rule's text, where the evidence says it; else what a person has to answer. */
  addition?: string
  question: string
  /** The decisions that it rests on. */
  blocked: number
  allowed: number
  contexts: number
  evidence: Evidence[]
}

/** Looks for one kind of reason. */
export type Doubts = (rule: Rule, sessions: Observations[], limits: Limits) => Doubt[]
