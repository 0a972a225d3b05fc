import { dayMs, type Window } from '../../cache/window.ts'
import { plural } from '../../templates/words.ts'
import { defineTask, type TaskContext } from '../task.ts'
import { leastSessions } from './baseline/earlier.ts'
import { readDecisions } from './decisions.ts'
import { type Metrics, measureSession, readRules, withAgent } from './metrics.ts'
import { readSessionNumbers } from './session-numbers.ts'

/** A pause from which on a new session begins. */
const pauseMs = 60 * 60_000
/** What is older is not a measure of today's sessions, and a store would have to be read to its beginning for it. */
const lookBackMs = 60 * dayMs
/** So many of the latest past sessions are looked at. */
const mostSessions = 20

/**
 * Where fewer than five sessions were closed, the log from before the first of them is cut into past ones, so that there is a baseline from the first
 * day. They are measured like others, and have no documents.
 * Why so: docs/decisions.md, 87.
 */
export const inferSessions = defineTask({
  id: 'analysis/inferred',
  title: 'Find past sessions in the log',
  needs: { read: readDecisions },
  show: ({ sessions }: { sessions: number }) =>
    sessions === 0
      ? 'none: enough sessions were closed, or there is no log before them'
      : plural(sessions, 'past session'),
  async run(context) {
    const { reports, audit, sync } = context.stores
    const closed = reports.earlier(context.session.from, leastSessions).filter(({ inferred }) => !inferred)
    if (closed.length >= leastSessions) return { sessions: 0 }
    const before = closed[0]?.window.from ?? context.session.from
    const since = before - lookBackMs
    // A store is asked a day further back, so that a session that goes on at the bound is seen to have begun before it.
    await sync({ from: since - dayMs, to: before }, context.progress)
    const log = await audit()
    const parts = await log.partsBefore(before, pauseMs, mostSessions)
    const windows = parts.filter(({ from }) => from >= since)
    const sessions: { window: Window; metrics: Metrics }[] = []
    for (const window of windows) sessions.push({ window, metrics: await measured(context, window) })
    reports.saveInferred(before, sessions)
    return { sessions: sessions.length }
  },
})

async function measured(context: TaskContext, window: Window): Promise<Metrics> {
  const log = await context.stores.audit()
  const { total } = await log.unreadable(window, 1)
  const metrics = measureSession(await readSessionNumbers(log, window, total), readRules(context))
  return withAgent(metrics, context, window)
}
