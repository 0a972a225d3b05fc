import { predictLevel } from '../baseline/predict.ts'
import { mean } from '../statistics.ts'
import type { Detector } from './candidate.ts'

/** The monitor's own boundary of HIGH: below it no pressure is worth a person's time. */
const high = 0.5
/** Sessions' peaks and means differ by this much at least, whatever a few of them happen to show. */
const leastDeviation = 0.05
const leastSessions = 3
const monitor = 'ContextPressureMonitor'

/** A context whose pressure rose higher than it did: both its peak and its mean, since a peak can be one stray number. */
export const pressureEscalation: Detector = (current, earlier) => {
  const { pressure } = current.metrics
  const before = earlier.flatMap(
    ({
      metrics: {
        pressure: { peak, mean },
      },
    }) => (peak === null || mean === null ? [] : [{ peak, mean }]),
  )
  if (pressure.peak === null || pressure.mean === null || pressure.peak < high || before.length < leastSessions)
    return []
  const peaks = before.map(({ peak }) => peak)
  const means = before.map(({ mean }) => mean)
  if (pressure.mean < mean(means) + leastDeviation) return []
  return [
    {
      service: monitor,
      kind: 'pressure',
      detail: `peak ${pressure.peak.toFixed(2)} and mean ${pressure.mean.toFixed(2)}; ${mean(peaks).toFixed(2)} and ${mean(means).toFixed(2)} on the average of the ${before.length} sessions before`,
      evidence: { window: current.window, filter: { service: monitor }, from: 'end' },
      p: predictLevel(pressure.peak, peaks, leastDeviation).high,
    },
  ]
}
