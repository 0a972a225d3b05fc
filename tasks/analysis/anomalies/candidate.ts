import type { EvidenceFilter } from '../../../cache/audit/audit-log.ts'
import type { Window } from '../../../cache/window.ts'
import type { Test } from '../baseline/discovery.ts'
import type { Measured } from '../baseline/measured.ts'

export type AnomalyKind =
  | 'silent'
  | 'weaker'
  | 'flood'
  | 'rate'
  | 'drift'
  | 'pressure'
  | 'log-stops'
  | 'session-id'
  | 'lockstep'
  | 'data'

/** Which decisions a person looks at to check an anomaly. */
export interface EvidenceRequest {
  window: Window
  filter: EvidenceFilter
  from?: 'start' | 'end'
}

/** Something that may be unusual, with the test that decides it; what is too small to matter has a p-value of 1. */
export interface Candidate extends Test {
  service?: string
  kind: AnomalyKind
  detail: string
  /** Beginning of the first session of a run; milliseconds since 1970. */
  since?: number
  /** Its number in the history. */
  first?: number
  /** Which run it is about, where it is a run. */
  about?: 'pace' | 'rate'
  evidence?: EvidenceRequest
  /** What its share of its group's level is by. */
  weight?: number
  /** It was found in an earlier session of the same run, and nothing has come back since: no test is made again. */
  standing?: boolean
}

/** Tests for one kind of anomaly that need no memory: every test that it makes, since their number counts. */
export type Detector = (current: Measured, earlier: Measured[]) => Candidate[]
