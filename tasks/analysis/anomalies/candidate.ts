import type { EvidenceFilter } from '../../../cache/audit/audit-log.ts'
import type { Window } from '../../../cache/window.ts'
import type { Test } from '../baseline/discovery.ts'
import type { Measured } from '../baseline/measured.ts'

export type AnomalyKind = 'silent' | 'flood' | 'rate' | 'pressure' | 'log-stops' | 'session-id' | 'lockstep' | 'data'

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
  evidence?: EvidenceRequest
}

/** Tests for one kind of anomaly: every test that it makes, since their number counts. */
export type Detector = (current: Measured, earlier: Measured[]) => Candidate[]

export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

/** Decisions of the session, or of one service in it. */
export const decisionsOf = ({ metrics }: Measured, service?: string): number =>
  service === undefined
    ? metrics.decisions.total
    : Object.hasOwn(metrics.services, service)
      ? (metrics.services[service]?.decisions ?? 0)
      : 0
