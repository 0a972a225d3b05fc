import type { Finding, RuleEvidence } from './finding.ts'
import type { Covered, RuleInformation } from './information.ts'
import type { ChangeRules } from './review/rule-changes.ts'

/** What a detector found: what a human should decide, and what there is only to know. */
export interface Detected {
  findings: Finding[]
  information?: RuleInformation[]
  /** Kinds of violation that rules are held to cover, for the detectors behind this one. */
  covered?: Covered
}

/** A kind of proposal, from the detector to what its approval does. */
export interface Category {
  /** Of its section in `SUGGESTED_RULES_<date>.md`. */
  title: string
  /** When something is proposed; `explain` says exactly this. */
  definition: string
  /** Data in, data out; left out where the detector of another category finds these too. */
  detect?: (evidence: RuleEvidence) => Detected
  /** What approving it, or approving it with other words, does to the rules. */
  change: ChangeRules
  /** The rule only goes, comes back or moves: its own text holds, unless the human edits what is shown of it. */
  keepsText?: true
  /** It is there to make violations rarer: its effect is tested in that direction above all. */
  helps?: true
}
