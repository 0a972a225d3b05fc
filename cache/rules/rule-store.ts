import type { StoreUnavailable } from '../errors.ts'
import type { JsonObject } from '../json.ts'

/** A rule as a store has it; `document` is plain JSON, every key of it, whoever wrote it. */
export interface StoredRule {
  id: string
  active: boolean
  /** Whether the framework's own question for the rules in force returns it. */
  enforced: boolean
  /** Dates that are stored as text: the framework takes them for no date. */
  mistyped: string[]
  document: JsonObject
}

/** What of a rule is written: these keys, and no other one of the document that may be there. */
export interface RuleWrite {
  id: string
  keys: JsonObject
}

export interface WriteResult {
  /** Rules that the store would not take, and its words. */
  refused: { id: string; reason: string }[]
  /** Why what was written may not last. */
  unconfirmed?: string
  /** What ended it: of the rules behind it none was tried. */
  stopped?: StoreUnavailable
}

/** Where the rules are besides their file. Nothing in it is ever deleted. */
export interface RuleStore {
  /** For people: `sqlite:`, or a URL without credentials. */
  readonly name: string
  /** Other projects may keep their rules in it as well. */
  readonly shared: boolean
  /** What a rule's keys are in this store; `stored`: what it has of the rule. */
  fit(keys: JsonObject, stored: StoredRule[]): JsonObject
  /** Every rule, as it was acknowledged by the majority where there is one; `now`: for which time the rules in force are asked. */
  read(now: number): Promise<StoredRule[]>
  /** Writes rules by id, each for itself: a rule that cannot be written does not keep the others from it. `done`: how many were tried. */
  write(rules: RuleWrite[], progress: (done: number) => void): Promise<WriteResult>
}
