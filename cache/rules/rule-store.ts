import type { JsonObject } from '../json.ts'

/** A rule as a store holds it; `document` is plain JSON, every key of it, whoever wrote it. */
export interface StoredRule {
  id: string
  active: boolean
  document: JsonObject
}

/** What of a rule is written: these keys, and no other one of the document that may be there. */
export interface RuleWrite {
  id: string
  keys: JsonObject
}

/** Where the rules lie besides their file. Nothing in it is ever deleted. */
export interface RuleStore {
  /** For people: `sqlite:`, or a URL without credentials. */
  readonly name: string
  /** Every rule, as it was acknowledged by the majority where there is one. */
  read(): Promise<StoredRule[]>
  /** Writes rules by id, each for itself: a rule that cannot be written does not keep the others from it. `done`: how many were tried. */
  write(rules: RuleWrite[], progress: (done: number) => void): Promise<void>
}
