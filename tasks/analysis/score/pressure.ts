import { contextPressureMonitor, pressureLevels } from '../../../cache/audit/catalogue/services.ts'
import type { ServiceState } from '../anomalies/judge.ts'
import { clamp } from '../statistics.ts'
import { type HealthFacts, limits, type Taken } from './facts.ts'

/** So many decisions of the monitor are usual in a session whose pressure is missed. */
const leastMonitored = 3

export const isMissed = (services: ServiceState[]): boolean => {
  const monitor = services.find(({ name }) => name === contextPressureMonitor.name)
  return !monitor?.pace || monitor.pace.usual >= leastMonitored
}

export function pressure({ metrics }: HealthFacts): Taken[] {
  const { peak } = metrics.pressure
  if (peak === null) return [{ points: limits.pressure, why: 'pressure is not measured, as it was before' }]
  const { HIGH, DANGEROUS } = pressureLevels
  const high = clamp((peak - HIGH) / (DANGEROUS - HIGH))
  return [{ points: Math.round(limits.pressure * high), why: `pressure rose to ${peak.toFixed(2)}`, from: { peak } }]
}
