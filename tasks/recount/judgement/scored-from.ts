import type { Standing } from './verdict.ts'

/** What the score of docs/health.md is made of, beside what is known of the services. */
export interface ScoredFrom {
  standings: Standing[]
  missing: string[]
  learning: boolean
  decisions: number
  unreadable: number
  /** Of the lines of the sessions before, the share that is unreadable beyond the usual. */
  unreadBefore: number
  placeholders: number
  stale: number
  peak: number | null
  pressureKnown: boolean
  clockWentBack: number
  /** Active HIGH rules and those that nothing checked lately; left out where that says nothing, or nobody knows the rules. */
  rules?: { high: number; unchecked: number }
  /** What the rule sync found; left out without a store. */
  store?: { verified: boolean; invalid: number; extra: number }
  /** Services that did not refuse what they must, and canaries that nobody tried. */
  passed: string[]
  untried: number
  /** From the first decision to the last, and from that to the end of the session, of its whole length; milliseconds. */
  span: number | null
  rest: number
  length: number
}
