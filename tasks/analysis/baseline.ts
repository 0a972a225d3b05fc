import { defineTask } from '../task.ts'
import type { Comparison } from './baseline/comparisons.ts'
import { earlierSessions, isLearning, leastSessions } from './baseline/earlier.ts'
import { measureServices } from './metrics.ts'

export interface Baseline {
  /** Earlier sessions that this one is compared with. */
  sessions: number
  /** `learning` while there are fewer than five: no verdicts then. */
  state: 'learning' | 'ready'
  /** The values of the session before this one, by metric. */
  previous: Record<string, number>
  /** Their means over the earlier sessions. */
  mean: Record<string, number>
  comparisons: Comparison[]
}

/** Compares the session's metrics with those of earlier sessions. */
export const compareWithBaseline = defineTask({
  id: 'analysis/baseline',
  title: 'Compare with earlier sessions',
  needs: { metrics: measureServices },
  block: (baseline: Baseline) => ({ analysis: { baseline } }),
  show: showBaseline,
  async run(context, { metrics }): Promise<Baseline> {
    const earlier = earlierSessions(context)
    const last = earlier.at(-1)
    if (!last) return { sessions: 0, state: 'learning', previous: {}, mean: {}, comparisons: [] }
    // The distributions are loaded only where there is something to compare with: 20 ms.
    const { comparedValues, compareSessions, meanValues } = await import('./baseline/comparisons.ts')
    const learning = isLearning(earlier)
    return {
      sessions: earlier.length,
      state: learning ? 'learning' : 'ready',
      previous: comparedValues(last, earlier),
      mean: meanValues(earlier),
      comparisons: learning ? [] : compareSessions({ window: context.session, metrics }, earlier),
    }
  },
})

function showBaseline({ sessions, state, comparisons }: Baseline): string {
  if (state === 'learning') return `learning: ${sessions} earlier sessions, and a comparison takes ${leastSessions}`
  const rows = comparisons.map(
    ({ metric, value, usual, mad, verdict }) =>
      `${verdict.padEnd(7)} ${metric.padEnd(52)} ${String(value).padStart(10)}  ${usual === null ? '' : `usually ${usual} (MAD ${mad})`}`,
  )
  return [`compared with ${sessions} earlier sessions`, ...rows].join('\n')
}
