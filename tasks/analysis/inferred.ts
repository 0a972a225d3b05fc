import { dayMs, iso, type Window } from '../../cache/window.ts'
import { plural } from '../../templates/words.ts'
import { defineTask, type TaskContext } from '../task.ts'
import { measuredBefore } from './baseline/counted-once.ts'
import { leastSessions } from './baseline/earlier.ts'
import { readDecisions } from './decisions.ts'
import { createActivity } from './inferred-activity.ts'
import { hasAgents, type Metrics, measureSession, readRules, withAgent } from './metrics.ts'
import { readSessionNumbers } from './session-numbers.ts'

/** A pause from which on a new session begins. */
const pauseMs = 60 * 60_000
/** What is older is not a measure of today's sessions, and a store would have to be read to its beginning for it. */
const lookBackMs = 60 * dayMs
/** So many of the latest past sessions are looked at: more than are compared with, so that what fell slowly is seen by what was usual before. */
const mostSessions = 60
/** Of a store no more than so many decisions are read for them: a closedown is to cost its own session, however much there was before it. */
const mostDecisions = 10_000

export interface InferredSessions {
  sessions: number
  /** What was not read of a store, though there may be more past sessions in it; ISO times. */
  unread?: { store: string; from: string; to: string }
}

/**
 * Where fewer than five sessions were closed, the log from before the first of them is cut into past ones, so that there is a baseline from the first
 * day. They are measured like others, and have no documents.
 * Why so: docs/decisions.md, 87.
 */
export const inferSessions = defineTask({
  id: 'analysis/inferred',
  title: 'Find past sessions in the log',
  needs: { read: readDecisions },
  show: ({ sessions, unread }: InferredSessions) =>
    [
      sessions > 0 || unread
        ? plural(sessions, 'past session')
        : 'none: enough sessions were closed, or there is no log before them',
      ...(unread ? [describeUnread(unread)] : []),
    ].join('\n'),
  async run(context): Promise<InferredSessions> {
    const { reports, audit, sync } = context.stores
    const closed = measuredBefore(reports, context.session.from, leastSessions).filter(({ inferred }) => !inferred)
    if (closed.length >= leastSessions) return { sessions: 0 }
    const before = closed[0]?.window.from ?? context.session.from
    // A pause further back, so that a session that goes on at the bound is seen to have begun before it.
    const past = { from: before - lookBackMs - pauseMs, to: before }
    const { unread } = await sync(past, context.progress, { most: mostDecisions, pauseMs })
    const log = await audit()
    // One more, so that the first of them does not begin in what was before it.
    const parts = await log.partsOf(past, pauseMs, mostSessions + 1)
    const activity = createActivity(parts, past, pauseMs, context.stores.transcripts.times)
    const windows = parts.filter(({ from }) => from - pauseMs >= (unread?.to ?? past.from)).slice(-mostSessions)
    const sessions: { window: Window; metrics: Metrics }[] = []
    for (const window of windows) sessions.push({ window, metrics: await measured(context, window, activity) })
    reports.saveInferred(before, sessions)
    if (!unread || sessions.length === mostSessions) return { sessions: sessions.length }
    return { sessions: sessions.length, unread: { store: unread.store, from: iso(past.from), to: iso(unread.to) } }
  },
})

/** Says what of a store was not read, and how to have it read. */
export const describeUnread = ({ store, from, to }: NonNullable<InferredSessions['unread']>): string =>
  `${store} was not read before ${to}, so that more past sessions may be in it: bookend task analysis/decisions --from ${from} --to ${to} reads them, and the next closedown infers them`

async function measured(context: TaskContext, window: Window, activity: (window: Window) => Window): Promise<Metrics> {
  const log = await context.stores.audit()
  const { total } = await log.unreadable(window, 1)
  const metrics = measureSession(await readSessionNumbers(log, window, total), readRules(context))
  return withAgent(metrics, context, hasAgents(metrics) ? activity(window) : window)
}
