import type { Window } from '../../../cache/window.ts'
import type { Metrics } from '../metrics.ts'
import type { Pace, Share } from './predict.ts'

/** A session and what was measured in it. */
export interface Measured {
  window: Window
  metrics: Metrics
}

export const hours = ({ window }: Measured): number => (window.to - window.from) / 3_600_000

/** Blocked decisions of a service's. */
export function blockedOf({ metrics }: Measured, service: string): Share {
  const found = serviceOf(metrics, service)
  return { count: found?.blocked ?? 0, n: found?.decisions ?? 0 }
}

export function paceOf(session: Measured, service: string): Pace {
  return { count: serviceOf(session.metrics, service)?.decisions ?? 0, hours: hours(session) }
}

export function serviceOf({ services }: Metrics, name: string) {
  return Object.hasOwn(services, name) ? services[name] : undefined
}

/** Names of every service that decided in one of the sessions, in code-unit order. */
export function servicesIn(sessions: Measured[]): string[] {
  return [...new Set(sessions.flatMap(({ metrics }) => Object.keys(metrics.services)))].sort()
}
