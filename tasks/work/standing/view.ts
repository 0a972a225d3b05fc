import type { LedgerNote, NoteKind } from '../../../cache/notes.ts'
import { settledUntil, words } from '../../../cache/settled.ts'
import type { Todos } from '../../../cache/transcripts/todo.ts'
import { calledOf } from '../../../cache/transcripts/work/called.ts'
import type { AgentWords } from '../../../cache/transcripts/work/own-words.ts'
import { stillFailing } from '../../../cache/transcripts/work/worst-first.ts'
import { iso } from '../../../cache/window.ts'
import { dayOf, plural } from '../../../templates/words.ts'

/** A note as documents and the report show it. */
export interface WorkItem {
  number: number
  text: string
  /** When it was noted: ISO, UTC. */
  since: string
  /** In how many sessions it was there, this one included. */
  sessions: number
  /** Of what is done: the commit that says so. */
  commit?: string
}

/** A goal or next action: noted, or in the agent's own words. */
export type Aim = WorkItem | OwnWords

/** The agent's own words, and since when where they are an earlier session's. */
interface OwnWords {
  text: string
  from: 'agent'
  since?: string
  /** Whether the agent's list says that it is being done. */
  inProgress?: true
}

/** Where the work stands at the end of a session, or now: the report's `work`, with what only the agent's own list has. */
export interface StandingWork {
  goal?: Aim
  next?: Aim
  /** Open, oldest first, as the other lists. */
  todos: WorkItem[]
  blocked: WorkItem[]
  issues: WorkItem[]
  /** Of the session, and for the goal that stands. */
  failed: WorkItem[]
  decisions: WorkItem[]
  /** Of the session: noted as done, or closed as done. */
  done: WorkItem[]
  remarks: WorkItem[]
  /** To-dos of the agent's list that nobody noted, and what of its calls still fails. */
  agent: Todos & Pick<AgentWords, 'failing' | 'leftOut'> & { pendingSince?: string; noLongerCarried?: string[] }
}

/** Kinds of note that an agent's to-do of the same text repeats. */
const staysNoted: ReadonlySet<NoteKind> = new Set(['todo', 'done'])

/** Open for so many sessions, a note is probably out of date. */
export const staleSessions = 5

/** The one view of the ledger: everything that shows goal, next action or open work takes it from here. */
export function standingWork(
  ledger: LedgerNote[],
  { todos, askedAt = [], summary, title, leftOut, failing }: AgentWords = {},
): StandingWork {
  const items = (test: (note: LedgerNote) => boolean) => ledger.filter((note) => !note.past && test(note)).map(itemOf)
  const open = (kind: NoteKind) => items((note) => note.kind === kind && !note.closed)
  const goal = open('goal').at(-1) ?? ofAgent(summary?.goal ?? title)
  const isSettled = (text: string, at = iso(0)) => settledUntil(ledger, text) >= Date.parse(at)
  const noted = new Set(ledger.flatMap(({ kind, text, past }) => (!past && staysNoted.has(kind) ? [words(text)] : [])))
  const pending = (todos?.pending ?? []).map((text, at) => ({ text, at: askedAt[at] }))
  const unsettled = pending.filter(({ text, at }) => !isSettled(text, at))
  const inProgress = (todos?.inProgress ?? []).filter((text) => unsettled.some((each) => each.text === text))
  const since = (todos?.earlier ?? []).filter((each) => !isSettled(each.text, each.since))
  const [pendingSince] = (todos ? unsettled.flatMap(({ at }) => at ?? []) : askedAt).toSorted()
  const agent = {
    pending: unsettled.map(({ text }) => text),
    completed: (todos?.completed ?? []).filter((text) => !noted.has(words(text))),
    ...(inProgress.length > 0 && { inProgress }),
    ...(since.length > 0 && { earlier: since }),
    ...(pendingSince && { pendingSince }),
    ...(leftOut && { leftOut }),
    // Where nobody could look, nothing is said, and the next letter takes up the one before.
    ...(failing && { failing: stillFailing(failing).filter((call) => !isSettled(calledOf(call), call.lastAt)) }),
  }
  const next = open('next').at(-1) ?? open('todo')[0] ?? pendingOf(agent)[0] ?? ofAgent(summary?.next)
  return {
    ...(goal && { goal }),
    ...(next && { next }),
    todos: open('todo'),
    blocked: open('blocked'),
    issues: open('issue'),
    failed: items(({ kind }) => kind === 'failed'),
    decisions: items(({ kind }) => kind === 'decision'),
    done: distinct(items(({ kind, own, closed }) => closed?.as === 'done' || (kind === 'done' && own))),
    remarks: items(({ kind, own }) => kind === 'remark' && own),
    agent,
  }
}

/** `2026-11-20, 3 sessions`; empty for what was noted in this session. */
export function ageOf(item: Aim): string {
  if ('from' in item) return item.since ? dayOf(item.since) : ''
  if (item.sessions < 2) return ''
  const stale = item.sessions >= staleSessions ? ', stale' : ''
  return `${dayOf(item.since)}, ${plural(item.sessions, 'session')}${stale}`
}

/** `in progress, since 2026-11-20, 3 sessions`, as far as there is something to say. */
export function stateOf(item: Aim): string {
  const age = ageOf(item)
  return [...('from' in item && item.inProgress ? ['in progress'] : []), ...(age ? [`since ${age}`] : [])].join(', ')
}

/** Its text, and how it stands. */
export const withState = (item: Aim, text = item.text): string => `${text}${stateOf(item) && ` (${stateOf(item)})`}`

/** What the agent's lists have left, with the day of what is an earlier session's. */
export function pendingOf({
  pending,
  inProgress = [],
  earlier = [],
}: Pick<Todos, 'pending' | 'inProgress' | 'earlier'>): OwnWords[] {
  const since = new Map(earlier.map((each) => [each.text, each.since]))
  return pending.map((text) => ({
    text,
    from: 'agent',
    ...(since.has(text) && { since: since.get(text) as string }),
    ...(inProgress.includes(text) && { inProgress: true }),
  }))
}

function itemOf({ number, text, at, sessions, closed }: LedgerNote): WorkItem {
  return { number, text, since: iso(at), sessions, ...(closed?.commit !== undefined && { commit: closed.commit }) }
}

const ofAgent = (text: string | undefined): Aim | undefined =>
  text === undefined ? undefined : { text, from: 'agent' }

/** Something that was noted as done besides the to-do that it closed is one thing. */
function distinct(items: WorkItem[]): WorkItem[] {
  const first = new Map(items.toReversed().map((item) => [words(item.text), item.number]))
  return items.filter(({ text, number }) => first.get(words(text)) === number)
}
