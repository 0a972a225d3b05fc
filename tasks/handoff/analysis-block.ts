import type { ViolationCount } from '../../cache/audit/audit-log.ts'
import type { Json, JsonObject } from '../../cache/json.ts'
import type { Anomaly } from '../analysis/anomalies.ts'
import type { Baseline } from '../analysis/baseline.ts'
import type { Health } from '../analysis/health-score.ts'

export interface ServiceBlock extends Record<string, Json> {
  decisions: number
  allowed: number
  blocked: number
  /** Share of the decisions, 0..1. */
  blockRate: number
}

/** The report's `analysis`, as documents read it: a block that was not made is absent. */
export interface AnalysisBlock {
  decisions: { total: number; allowed: number; blocked: number; unreadable: number; mended: number }
  services: Record<string, ServiceBlock>
  violations: ViolationCount[]
  pressure?: JsonObject
  quality?: { lockstep?: string[][] } & JsonObject
  baseline?: Baseline
  anomalies?: Anomaly[]
  health?: Health
}

export const describeAnomaly = ({ service, kind, detail }: Pick<Anomaly, 'service' | 'kind' | 'detail'>): string =>
  `${service ? `${service}: ` : ''}${detail} (${kind})`
