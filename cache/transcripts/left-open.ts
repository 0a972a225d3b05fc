import type { Database } from '../database.ts'
import { createNotes } from '../notes.ts'
import { query } from '../rows.ts'
import { settledUntil } from '../settled.ts'
import { carriedOnMs, iso, type Window } from '../window.ts'
import type { OwnSummary } from './quotes.ts'
import type { Todos } from './todo.ts'
import { calledOf } from './work/called.ts'
import type { FailingCall } from './work/troubled-calls.ts'

/** The report's `work`, as far as agents have a part in it. */
interface WorkOfLetter {
  agent: Todos & { failing: FailingCall[]; pendingSince?: string }
  goal?: { text: string; from?: 'agent' }
  next?: { text: string; from?: 'agent' }
}

/** What the letter before a time says that agents had left open. */
export interface LastLetter {
  /** When its session ended: what came behind it, it says nothing of. */
  to: number
  failing: FailingCall[]
  pending: NonNullable<Todos['earlier']>
  /** Since when to look for what is pending: since the oldest of what it says is. */
  pendingSince: number
  /** Of an agent that was at work in its session: what it was about, in its own words. */
  aim: OwnSummary
}

/**
 * The last letter before a window that says anything of it: one whose agents' transcripts could not be read does not.
 * What is from before `oldest` is not carried on, nor is what somebody said is done.
 */
export function lastLetter(db: Database, { from, to }: Window, oldest = from - carriedOnMs): LastLetter | undefined {
  const last = query<{ to: number; work: WorkOfLetter; worked: number }>(
    db,
    // The cache's own reports: a look begins without any.
    `SELECT to_ms AS "to", report -> '$.work' AS work, report -> '$.agent' IS NOT NULL AS worked
     FROM sessions JOIN main.reports AS reports ON reports.session = sessions.id AND workflow = 'closedown'
     WHERE to_ms <= ? AND to_ms > ? AND report -> '$.work.agent.failing' IS NOT NULL ORDER BY to_ms DESC LIMIT 1`,
    ['work'],
  ).get(from, oldest)
  if (!last) return undefined
  const { goal, next } = last.work
  const { failing, pending, earlier = [], pendingSince } = last.work.agent
  const ownOf = (item: WorkOfLetter['goal']) => (item?.from === 'agent' && last.worked === 1 ? item : undefined)
  const [ownGoal, ownNext] = [ownOf(goal), ownOf(next)]
  const notes = failing.length > 0 ? createNotes(db).seenFrom({ id: '', from, to }) : []
  const since = new Map(earlier.map((item) => [item.text, item.since]))
  return {
    to: last.to,
    failing: failing.filter((call) => {
      const at = Date.parse(call.lastAt)
      return at >= oldest && settledUntil(notes, calledOf(call)) < at
    }),
    pending: pending
      .map((text) => ({ text, since: since.get(text) ?? iso(last.to) }))
      .filter((item) => Date.parse(item.since) >= oldest),
    pendingSince: Math.max(oldest, Math.min(last.to, Date.parse(pendingSince ?? '') || last.to)),
    aim: { ...(ownGoal && { goal: ownGoal.text }), ...(ownNext && { next: ownNext.text }) },
  }
}
