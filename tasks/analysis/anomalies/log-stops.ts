import { plural } from '../../../templates/words.ts'
import { fitCounts, predictCount, profileCounts } from '../baseline/counts.ts'
import { leastSessions } from '../baseline/earlier.ts'
import type { Measured } from '../baseline/measured.ts'
import type { Candidate } from './candidate.ts'

/** Fewer calls than this go by without a decision now and then. */
const leastCalls = 5

/**
 * An audit log that stops while the agent provably goes on: tool calls of its transcripts behind the last decision, and the chance that none of them
 * was decided about at the usual number of decisions a call. An idle evening is not a stop.
 */
export function logStops(sessions: Measured[], current: number): Candidate | undefined {
  const { metrics, window } = sessions[current] as Measured
  const after = metrics.exposure?.toolCallsAfterLog ?? 0
  if (after < leastCalls) return undefined
  const before = sessions
    .slice(Math.max(0, current - 20), current)
    .flatMap(({ metrics: { exposure, decisions } }) =>
      exposure && exposure.toolCalls > 0 ? [{ count: decisions.total, exposure: exposure.toolCalls }] : [],
    )
  if (before.length < leastSessions) return undefined
  const fit = fitCounts(profileCounts(before), [])
  const last =
    metrics.activity.last === null
      ? 'no decision in the whole session'
      : `the last decision came at ${metrics.activity.last}`
  return {
    kind: 'log-stops',
    detail: `${last}, and the agent made ${plural(after, 'tool call')} behind it; ${fit.rate.toFixed(2)} decisions a call in the ${plural(before.length, 'session')} before`,
    evidence: { window, filter: {}, from: 'end' },
    p: predictCount(fit, 0, [after], { at: true }).at,
  }
}
