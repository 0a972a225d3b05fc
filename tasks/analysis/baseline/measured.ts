import { hourMs, type Window } from '../../../cache/window.ts'
import type { Metrics } from '../metrics.ts'
import type { Share } from './shares.ts'

/** A session and what was measured in it. */
export interface Measured {
  window: Window
  metrics: Metrics
}

export const hours = ({ window }: Measured): number => (window.to - window.from) / hourMs

/** Blocked decisions of a service's. */
export function blockedOf({ metrics }: Measured, service: string): Share {
  const found = serviceOf(metrics, service)
  return { count: found?.blocked ?? 0, n: found?.decisions ?? 0 }
}

export const decisionsOf = ({ metrics }: Measured, service: string): number =>
  serviceOf(metrics, service)?.decisions ?? 0

export function serviceOf({ services }: Metrics, name: string) {
  return Object.hasOwn(services, name) ? services[name] : undefined
}

/** Names of every service that decided in one of the sessions, in code-unit order. */
export function servicesIn(sessions: Measured[]): string[] {
  return [...new Set(sessions.flatMap(({ metrics }) => Object.keys(metrics.services)))].sort()
}

/** So many decisions show how long a session really worked. */
const leastDecisions = 3
const leastHours = 1 / 60

/**
 * Hours in which a session worked: from its first decision to its last without the nights between them, and as much more as is outside them on the
 * average. An evening that nobody closed is not working time. Of too few decisions to know, the usual hours of other sessions, as far as the window holds them.
 */
export function activeHours(session: Measured, usual: number): number {
  const { first, last, paused = 0 } = session.metrics.activity
  const { total } = session.metrics.decisions
  const known = first !== null && last !== null && total >= leastDecisions
  const span = known ? (Date.parse(last) - Date.parse(first)) / hourMs - paused : usual
  return Math.max(leastHours, Math.min(hours(session), known ? (span * (total + 1)) / (total - 1) : usual))
}

/** Whether a session shows how long it worked. */
export const tellsHours = ({ metrics }: Measured): boolean => metrics.decisions.total >= leastDecisions
