import { iso } from '../../../cache/window.ts'
import type { Measured } from '../baseline/measured.ts'
import { sum } from '../statistics.ts'
import { type Detector, percent } from './candidate.ts'

/** Less of a session than this without a decision is a pause. */
const leastShare = 0.1
/** Logs are written seconds late; shorter gaps are not told apart. */
const leastGapMs = 60_000

/**
 * An audit log that stops before the session ends: the time from the last decision to the end against that of earlier sessions, as an
 * exponential waiting time whose mean is only known from them.
 */
export const logStops: Detector = (current, earlier) => {
  const gap = gapOf(current)
  const gaps = earlier.map(gapOf)
  const share = gap / (current.window.to - current.window.from)
  const usual = `${minutes(sum(gaps) / gaps.length)} on the average of the ${gaps.length} sessions before`
  const last = `the last decision came at ${iso(current.window.to - gap)}, ${minutes(gap)} before the session ended (${percent(share)} of it)`
  return [
    {
      kind: 'log-stops',
      detail: `${current.metrics.activity.last === null ? 'no decision in the whole session' : last}; ${usual}`,
      evidence: { window: current.window, filter: {}, from: 'end' },
      p: share < leastShare ? 1 : (1 + gap / sum(gaps)) ** -gaps.length,
    },
  ]
}

/** From the last decision to the end; the whole session where there was none. */
function gapOf({ window, metrics }: Measured): number {
  const { last } = metrics.activity
  return last === null ? window.to - window.from : Math.max(leastGapMs, window.to - Date.parse(last))
}

const minutes = (ms: number): string => `${(ms / 60_000).toFixed(0)} minutes`
