import type { Window } from '../window.ts'

export interface ServiceCount {
  service: string
  decisions: number
  /** Allowed and warned. */
  allowed: number
  blocked: number
}

export interface ViolationCount {
  key: string
  /** Blocked decisions that name it. */
  count: number
  /** Different files, else action texts, else sessions in which it came up. */
  contexts: number
  /** Where every one of them names the same rule. */
  ruleId?: string
}

export interface UnreadableLine {
  file: string
  line: number
  reason: string
}

/** Where the decisions of the governance services are read from; counting and grouping happen in the store. */
export interface AuditLog {
  countByService(window: Window): Promise<ServiceCount[]>
  /** Violations of blocked decisions, the most frequent first. */
  countViolations(window: Window): Promise<ViolationCount[]>
  /** Lines that are no decision: how many, and the first `limit` of them. */
  unreadable(window: Window, limit: number): Promise<{ total: number; first: UnreadableLine[] }>
}
