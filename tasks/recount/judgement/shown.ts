import type { Past } from './past.ts'
import type { Shown, Test } from './verdict.ts'

/** The decisions of docs/metrics.md, `evidence`; undefined where there are none. */
export function shownBy(past: Past, { kind, service, run, latest }: Test): Shown | undefined {
  const of = service === undefined ? {} : { service }
  if (kind === 'session-id') return undefined
  if (latest) return { sessions: [latest, past.now], ...of, blocked: true, from: 'end' }
  if (run?.line === 'pace') return lastOf(past, service as string)
  if (kind === 'rate') return { sessions: [past.now, past.now], ...of, blocked: true, from: 'start' }
  return { sessions: [past.now, past.now], ...of, from: kind === 'pressure' ? 'end' : 'start' }
}

/** Of a service that decides little or nothing, the last ones of the last session in which it decided anything. */
export function lastOf(past: Past, service: string): Shown {
  let last = past.now
  while (last > 0 && past.count(last, service) === 0) last--
  return { sessions: [last, last], service, from: 'end' }
}
