import { dayMs, iso, type Window } from '../../cache/window.ts'
import { plural } from '../../templates/words.ts'
import { defineTask, type TaskContext } from '../task.ts'
import { baselineSessions, leastSessions } from './baseline/earlier.ts'
import { readDecisions } from './decisions.ts'
import { createActivity } from './inferred-activity.ts'
import { hasAgents, type Metrics, measureSession, readRules, withAgent } from './metrics.ts'
import { readSessionNumbers } from './session-numbers.ts'
import { median } from './statistics.ts'

/** A pause from which on a new session begins. */
const pauseMs = 60 * 60_000
/** What is older is not a measure of today's sessions, and a store would have to be read to its beginning for it. */
const lookBackMs = 60 * dayMs
/** So many of the latest past sessions are looked at: more than are compared with, so that what fell slowly is seen by what was usual before. */
const mostSessions = 60
/** Of a store no more than so many decisions are read for them: a closedown is to cost its own session, however much there was before it. */
const mostDecisions = 10_000
/** A session of one instant would have millions of decisions an hour. */
const leastMs = 60_000
/** What is between two closed sessions is one of its own where it has this share of what they have: a few decisions behind a closedown are none. */
const leastShare = 0.25

export interface InferredSessions {
  sessions: number
  /** What was not read of a store, though there may be more past sessions in it; ISO times. */
  unread?: { store: string; from: string; to: string }
}

/**
 * Where fewer than five sessions were closed, the log from before the first of them is cut into past ones, so that there is a baseline from the first
 * day; and so is what is between closed ones, so that a session that nobody closes hides nothing. They are measured like others, and have no documents.
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
        : `none: the log has none between closed sessions, and where fewer than ${leastSessions} are closed, none in the ${plural(lookBackMs / dayMs, 'day')} before them`,
      ...(unread ? [describeUnread(unread)] : []),
    ].join('\n'),
  async run(context): Promise<InferredSessions> {
    const { session } = context
    const { reports } = context.stores
    const closed = reports
      .ended({ from: 0, to: session.from }, baselineSessions(context))
      .filter(({ inferred }) => !inferred)
      .toSorted((a, b) => a.window.from - b.window.from)
    const first = closed[0]?.window.from ?? session.from
    const isFew = closed.length < leastSessions
    // A pause further back, so that a session that goes on at the bound is seen to have begun before it.
    const past = { from: first - lookBackMs - pauseMs, to: first }
    const before = isFew ? await sessionsIn(context, past) : { sessions: [], unread: undefined }
    const enough = leastShare * median(closed.map(({ decisions }) => decisions))
    const between: Found[] = []
    for (const gap of gapsBetween([...reports.closedWithin({ from: first, to: session.from }), session])) {
      const { sessions } = await sessionsIn(context, gap, {
        begins: gap.from - pauseMs,
        isNew: gap.to === session.from,
      })
      between.push(...sessions.filter(({ metrics }) => metrics.decisions.total >= enough))
    }
    const sessions = [...before.sessions, ...between].slice(-mostSessions)
    reports.saveInferred({ from: isFew ? 0 : first, to: session.from }, sessions)
    const { unread } = before
    if (!unread || sessions.length === mostSessions) return { sessions: sessions.length }
    return { sessions: sessions.length, unread: { store: unread.store, from: iso(past.from), to: iso(unread.to) } }
  },
})

interface Found {
  window: Window
  metrics: Metrics
}

/** The latest sessions that the log has of a time, without what began a pause before `begins`. A store is asked only for what no closedown has asked for. */
async function sessionsIn(context: TaskContext, past: Window, { begins = past.from, isNew = true } = {}) {
  const { audit, sync, transcripts } = context.stores
  const { unread } = isNew ? await sync(past, context.progress, { most: mostDecisions, pauseMs }) : {}
  const log = await audit()
  // One more, so that the first of them does not begin in what was before it.
  const parts = await log.partsOf(past, pauseMs, mostSessions + 1)
  const activity = createActivity(parts, past, pauseMs, transcripts.times)
  const latest = parts.filter(({ from }) => from - pauseMs >= (unread?.to ?? begins)).slice(-mostSessions)
  const sessions: Found[] = []
  for (const part of latest) {
    const window = { from: part.from, to: Math.max(part.to, Math.min(part.from + leastMs, past.to)) }
    sessions.push({ window, metrics: await measured(context, window, activity(part)) })
  }
  return { sessions, unread }
}

/** The times between windows in their order, which may overlap. */
const gapsBetween = (windows: Window[]): Window[] =>
  windows.slice(1).flatMap(({ from: to }, n) => {
    const from = Math.max(...windows.slice(0, n + 1).map((each) => each.to))
    return to - from > pauseMs ? [{ from, to }] : []
  })

/** Says what of a store was not read, and how to have it read. */
export const describeUnread = ({ store, from, to }: NonNullable<InferredSessions['unread']>): string =>
  `${store} was not read before ${to}, so that more past sessions may be in it: bookend task analysis/decisions --from ${from} --to ${to} reads them, and the next closedown infers them`

async function measured(context: TaskContext, window: Window, active: Window): Promise<Metrics> {
  const log = await context.stores.audit()
  const { total } = await log.unreadable(window, 1)
  const metrics = measureSession(await readSessionNumbers(log, window, total), readRules(context))
  return withAgent(metrics, context, hasAgents(metrics) ? active : window)
}
