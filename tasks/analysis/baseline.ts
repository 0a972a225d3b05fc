import { plural } from '../../templates/words.ts'
import { defineTask } from '../task.ts'
import type { AnomalyKind } from './anomalies/candidate.ts'
import { type Anomalies, findAnomalies } from './anomalies.ts'
import type { Comparison } from './baseline/comparisons.ts'
import {
  baselineSessions,
  type EarlierSession,
  earlierSessions,
  isLearning,
  leastSessions,
} from './baseline/earlier.ts'
import { describeUnread, type InferredSessions, inferSessions } from './inferred.ts'
import { measureServices } from './metrics.ts'

export interface Baseline {
  /** Earlier sessions that this one is compared with. */
  sessions: number
  /** So many of them were found in the log, and nobody closed them. */
  inferred: number
  /** What was not read of a store, though there may be more past sessions in it. */
  unread?: NonNullable<InferredSessions['unread']>
  /** `learning` while there are fewer than five: no verdicts then. */
  state: 'learning' | 'ready'
  /** The values of the session before this one, by metric. */
  previous: Record<string, number>
  /** Their means over the earlier sessions. */
  mean: Record<string, number>
  comparisons: Comparison[]
  /** The sessions that a service's pace and block rate are compared with, where they are not the latest: its baseline is frozen, or it is new. */
  own?: Record<string, Partial<Record<'pace' | 'rate', string[]>>>
}

/** Compares the session's metrics with those of earlier sessions. */
export const compareWithBaseline = defineTask({
  id: 'analysis/baseline',
  title: 'Compare with earlier sessions',
  needs: { metrics: measureServices, found: findAnomalies },
  wants: { past: inferSessions },
  block: (baseline: Baseline) => ({ analysis: { baseline } }),
  show: showBaseline,
  async run(context, { metrics, found, past }): Promise<Baseline> {
    const most = baselineSessions(context)
    const all = earlierSessions(context)
    const earlier = all.slice(-most)
    const last = earlier.at(-1)
    const unread = past?.unread && { unread: past.unread }
    if (!last)
      return { sessions: 0, inferred: 0, ...unread, state: 'learning', previous: {}, mean: {}, comparisons: [] }
    // The distributions are loaded only where there is something to compare with: 20 ms.
    const { comparedValues, compareSessions, meanValues } = await import('./baseline/comparisons.ts')
    const learning = isLearning(earlier)
    const named = (...kinds: AnomalyKind[]) =>
      found.anomalies.flatMap(({ kind, service }) => (kinds.includes(kind) && service ? service : []))
    const judged = { baselines: found.baselines, weaker: named('weaker'), raised: named('rate', 'drift'), most }
    return {
      sessions: earlier.length,
      inferred: earlier.filter(({ inferred }) => inferred).length,
      ...unread,
      state: learning ? 'learning' : 'ready',
      previous: comparedValues(last, earlier),
      mean: meanValues(earlier),
      comparisons:
        learning || metrics.notRead ? [] : compareSessions({ window: context.session, metrics }, all, judged),
      ...(!learning && !metrics.notRead && ownSessions(found.baselines, all, earlier.length)),
    }
  },
})

function ownSessions(baselines: Anomalies['baselines'], all: EarlierSession[], latest: number): Pick<Baseline, 'own'> {
  const isLatest = (places: number[]) =>
    places.length === latest && places.every((place, n) => place === all.length - latest + n)
  const named = (places: number[]) => places.map((place) => (all[place] as EarlierSession).session)
  const own = Object.entries(baselines).flatMap(([service, { pace, rate }]) => {
    const [paced, rated] = [pace, rate].map((places) => places.length > 0 && !isLatest(places))
    return paced || rated
      ? [[service, { ...(paced && { pace: named(pace) }), ...(rated && { rate: named(rate) }) }]]
      : []
  })
  return own.length > 0 ? { own: Object.fromEntries(own) } : {}
}

function showBaseline({ sessions, inferred, unread, state, comparisons }: Baseline): string {
  const more = unread ? [describeUnread(unread)] : []
  if (state === 'learning')
    return [`learning: ${plural(sessions, 'earlier session')}, and a comparison takes ${leastSessions}`, ...more].join(
      '\n',
    )
  const rows = comparisons.map(
    ({ metric, value, usual, mad, verdict }) =>
      `${verdict.padEnd(7)} ${metric.padEnd(52)} ${String(value).padStart(10)}  ${usual === null ? '' : `usually ${usual} (MAD ${mad})`}`,
  )
  const found = inferred > 0 ? `, ${inferred} of them inferred from the log` : ''
  return [`compared with ${plural(sessions, 'earlier session')}${found}`, ...more, ...rows].join('\n')
}
