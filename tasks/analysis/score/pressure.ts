import { contextPressureMonitor } from '../../../cache/audit/catalogue/services.ts'
import type { ServiceState } from '../anomalies/judge.ts'
import { clamp } from '../statistics.ts'
import { type HealthFacts, limits, type Taken } from './facts.ts'

/** The monitor's boundaries of HIGH and DANGEROUS. */
const pressureSpan = { from: 0.5, to: 0.85 }

/** So many decisions of the monitor are usual in a session whose pressure is missed. */
const leastMonitored = 3

export const isMissed = (services: ServiceState[]): boolean => {
  const monitor = services.find(({ name }) => name === contextPressureMonitor.name)
  return !monitor?.pace || monitor.pace.usual >= leastMonitored
}

export function pressure({ metrics }: HealthFacts): Taken[] {
  const { peak } = metrics.pressure
  if (peak === null) return [{ points: limits.pressure, why: 'pressure is not measured, as it was before' }]
  const high = clamp((peak - pressureSpan.from) / (pressureSpan.to - pressureSpan.from))
  return [{ points: Math.round(limits.pressure * high), why: `pressure rose to ${peak.toFixed(2)}`, from: { peak } }]
}
