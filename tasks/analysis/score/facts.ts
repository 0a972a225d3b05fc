import type { ServiceState } from '../anomalies/judge.ts'
import type { Metrics } from '../metrics.ts'

export type PartName = 'coverage' | 'enforcement' | 'exposure' | 'rules' | 'pressure' | 'store' | 'data'

/** The most that each part takes off: together 100. docs/health.md publishes them. */
export const limits: Record<PartName, number> = {
  coverage: 40,
  enforcement: 35,
  exposure: 5,
  rules: 3,
  pressure: 5,
  store: 4,
  data: 8,
}

/** Numbers that go into a deduction by the formula of docs/health.md, by what it calls them. */
export type Figures = Record<string, number>

/** Points that are taken off a part, and why. */
export interface Deduction {
  part: PartName
  points: number
  why: string
  /** The service that it is about, where it is about one. */
  service?: string
  from?: Figures
}

/** A deduction of a part that is known. */
export type Taken = Omit<Deduction, 'part'>

/** What the score is made of. */
export interface HealthFacts {
  metrics: Metrics
  backwardJumps: number
  /** Fewer than five earlier sessions: nothing can be said about what is usual. */
  learning: boolean
  /** The services with what the judgement of the session knows about them, without those that a human retired. */
  services: ServiceState[]
  /** Services that a human expects and that decided nothing. */
  missing: string[]
  /** Whether an earlier session measured pressure. */
  pressureKnown: boolean
  /** Left out where no rule store is configured. */
  sync?: { verified: boolean; invalid: number; extra: number }
  /** Active HIGH rules, and those of them that no decision checked lately; left out where there are none or no decision names rules. */
  rules?: { high: number; unchecked: string[] }
  /** Calls that should have been refused and were not, by service. */
  passed?: string[]
  /** Configured canaries that nobody tried in this session. */
  untried?: number
  /** Of the lines of the sessions that it is compared with, the share that is unreadable, beyond what always is. */
  unreadBefore?: number
  /** The share of the session behind its last decision, and whether the agent provably worked on in it. */
  rest: { share: number; proven: boolean }
}
