import { contextPressureMonitor } from '../../../cache/audit/catalogue/services.ts'
import { fixed, plural } from '../../../templates/words.ts'
import { predictLevel } from '../baseline/levels.ts'
import type { Measured } from '../baseline/measured.ts'
import { mean } from '../statistics.ts'
import type { Candidate } from './candidate.ts'

/** The monitor's own boundary of HIGH: below it no pressure is worth a person's time. */
const high = 0.5
/** Sessions' peaks differ by about this much, whatever a few of them happen to show. */
const usualDeviation = 0.06
/** A mean that rose by less is a peak of one stray number. */
const leastRise = 0.05
const leastSessions = 5

/** A context whose pressure rose higher than it did in sessions of its length: both its peak and its mean. */
export function pressureEscalation(sessions: Measured[], hours: number[], current: number): Candidate | undefined {
  const at = (session: number) => (sessions[session] as Measured).metrics.pressure
  const { peak, mean: middle } = at(current)
  if (peak === null || middle === null || peak < high) return undefined
  const before = sessions
    .map((_, session) => session)
    .slice(0, current)
    .filter((session) => at(session).peak !== null && at(session).mean !== null)
    .slice(-20)
  if (before.length < leastSessions) return undefined
  const levels = (key: 'peak' | 'mean') =>
    before.map((session) => ({ value: at(session)[key] as number, hours: hours[session] as number }))
  const usual = {
    peak: mean(levels('peak').map(({ value }) => value)),
    mean: mean(levels('mean').map(({ value }) => value)),
  }
  const here = hours[current] as number
  const p =
    middle < usual.mean + leastRise
      ? 1
      : predictLevel({ value: peak, hours: here }, levels('peak'), usualDeviation).high
  return {
    service: contextPressureMonitor.name,
    kind: 'pressure',
    detail: `peak ${fixed(peak, 2)} and mean ${fixed(middle, 2)}; ${fixed(usual.peak, 2)} and ${fixed(usual.mean, 2)} on the average of the ${plural(before.length, 'session')} before`,
    evidence: {
      window: (sessions[current] as Measured).window,
      filter: { service: contextPressureMonitor.name },
      from: 'end',
    },
    p,
  }
}
