import { workedIn } from './given-window.ts'
import { insert, query, queryValue, queryValues } from './rows.ts'
import type { Database } from './sqlite.ts'
import { carriedOnMs } from './window.ts'

/** The kinds of note, in the order in which a call of several is numbered. */
export const noteKinds = ['done', 'todo', 'next', 'goal', 'blocked', 'decision', 'failed', 'issue', 'remark'] as const
export type NoteKind = (typeof noteKinds)[number]

/** Kinds that stay open from session to session until somebody closes them. */
const openKinds: ReadonlySet<NoteKind> = new Set(['todo', 'next', 'goal', 'blocked', 'issue'])
/** Kinds of which only the newest counts: a new one replaces the open one. */
const singleKinds: ReadonlySet<NoteKind> = new Set(['next', 'goal'])

export const staysOpen = (kind: NoteKind): boolean => openKinds.has(kind)

export type Closing = 'done' | 'dropped' | 'replaced'

/** Something that a person or an agent said: asserted, never verified. Its number is its own for good. */
export interface Note {
  number: number
  at: number
  kind: NoteKind
  text: string
  /** Undefined while it is open, and for the kinds that nobody closes. */
  closed?: {
    at: number
    as: Closing
    /** The commit that says so. */
    commit?: string
  }
}

/** A note, seen from a session. */
export interface LedgerNote extends Note {
  /** Whether it was taken in the session, or between it and the one before. */
  own: boolean
  /** Of what was done or dropped before that: it only says that nobody has to do it any more. */
  past?: true
  /** In how many sessions it was there, this one included. */
  sessions: number
}

/** The session that the ledger is seen from: `[from, to)`. An empty id: no session is open, and the next one will get what is noted now. */
export interface LedgerView {
  id: string
  from: number
  to: number
}

export interface Notes {
  /** Numbers and keeps a note; an open one that it replaces is closed. */
  add(note: Pick<Note, 'at' | 'kind' | 'text'>): Note
  /** When the first note since a time was taken. */
  firstSince(time: number): number | undefined
  /** What is open now, by number. */
  open(): Note[]
  /** Closes a note if it is open; whether it was. */
  close(number: number, closed: NonNullable<Note['closed']>): boolean
  /**
   * What a session has to know, oldest first: everything that is open at its end, with its state then; what was taken or closed in it or
   * since the session before; what was decided and tried for the goal that is open; and what was settled while an agent's own list may still have it.
   */
  seenFrom(session: LedgerView): LedgerNote[]
  /** All notes, or those with these numbers, oldest first. */
  all(session: LedgerView, numbers?: number[]): LedgerNote[]
}

interface NoteRow extends Omit<Note, 'closed'> {
  closed_ms: number | null
  closed_as: Closing | null
  closed_by: string | null
}
type LedgerRow = NoteRow & { own: number; past: number; sessions: number }

const columns = 'number, at_ms AS at, kind, text, closed_ms, closed_as, closed_by'
const list = (kinds: Iterable<NoteKind>) => [...kinds].map((kind) => `'${kind}'`).join(', ')
const isOpenKind = `kind IN (${list(openKinds)})`

export function createNotes(db: Database): Notes {
  const close: Notes['close'] = (number, { at, as, commit }) =>
    db
      .prepare(
        `UPDATE notes SET closed_ms = max(?, at_ms), closed_as = ?, closed_by = ?
         WHERE number = ? AND closed_ms IS NULL AND ${isOpenKind}`,
      )
      .run(at, as, commit ?? null, number).changes > 0

  const ledger = ({ id, from, to }: LedgerView, which: string, values: Record<string, number> = {}): LedgerNote[] => {
    // The end of the session before; what was noted since then belongs to this one. A session that nobody closed keeps what follows it.
    const since = queryValue<number>(
      db,
      'SELECT coalesce(max(coalesce(min(to_ms, @from), @from)), 0) FROM sessions WHERE id <> @id AND from_ms < @from',
      { id, from },
    )
    return query<LedgerRow>(
      db,
      `SELECT ${columns}, at_ms >= @since AS own,
         coalesce(closed_ms, at_ms) < @since AND (closed_ms IS NOT NULL OR kind = 'done') AS past,
         max(1, (@id <> '') + (SELECT count(*) FROM sessions
              WHERE id <> @id AND ${workedIn} AND from_ms < @from AND coalesce(to_ms, @from) > notes.at_ms)) AS sessions
       FROM notes WHERE at_ms < @to AND (${which}) ORDER BY at_ms, number`,
    )
      .all({ id, from, to, since, ...values })
      .map(({ own, past, sessions, ...row }) => ({
        ...asOf(noteOf(row), to),
        own: own === 1,
        ...(past === 1 && { past: true as const }),
        sessions,
      }))
  }

  /** Start of the session in which the goal was set that is open at a time; that time itself where none is. What was tried before a goal was put into words belongs to it too. */
  const goalSession = (to: number): number =>
    queryValue(
      db,
      `SELECT coalesce((SELECT max(to_ms) FROM sessions WHERE to_ms <= goal.at_ms), 0)
       FROM notes goal WHERE kind = 'goal' AND at_ms < @to AND (closed_ms IS NULL OR closed_ms >= @to)
       ORDER BY at_ms DESC LIMIT 1`,
      { to },
    ) ?? to

  return {
    add: db.transaction(({ at, kind, text }: Parameters<Notes['add']>[0]) => {
      if (singleKinds.has(kind)) {
        const open = queryValues<number>(db, 'SELECT number FROM notes WHERE kind = ? AND closed_ms IS NULL', kind)
        for (const number of open) close(number, { at, as: 'replaced' })
      }
      return { number: insert(db, 'INTO notes', { at_ms: at, kind, text }), at, kind, text }
    }),
    open: () =>
      query<NoteRow>(db, `SELECT ${columns} FROM notes WHERE closed_ms IS NULL AND ${isOpenKind} ORDER BY number`)
        .all()
        .map(noteOf),
    close,
    seenFrom(session) {
      return ledger(
        session,
        `at_ms >= @since
         OR (${isOpenKind} AND (closed_ms IS NULL OR closed_ms >= @since))
         OR (kind IN ('done', 'todo') AND coalesce(closed_ms, at_ms) >= @settled)
         OR (kind IN ('failed', 'decision') AND at_ms >= @goal AND NOT EXISTS (
           SELECT 1 FROM notes other WHERE other.kind = 'goal' AND other.at_ms <= notes.at_ms
             AND other.closed_ms > notes.at_ms AND other.closed_ms < @to))`,
        { goal: goalSession(session.to), settled: session.from - carriedOnMs },
      )
    },
    firstSince: (time) =>
      queryValue<number | null>(db, 'SELECT MIN(at_ms) FROM notes WHERE at_ms >= ?', time) ?? undefined,
    all: (session, numbers) => ledger(session, numbers ? `number IN (${numbers.map(Number).join(', ')})` : 'TRUE'),
  }
}

function noteOf({ closed_ms, closed_as, closed_by, ...note }: NoteRow): Note {
  if (closed_ms === null || closed_as === null) return note
  return { ...note, closed: { at: closed_ms, as: closed_as, ...(closed_by !== null && { commit: closed_by }) } }
}

/** The note as it was at a time: what was closed later was open then. */
function asOf<N extends Note>(note: N, time: number): N {
  if (!note.closed || note.closed.at < time) return note
  const { closed: _, ...open } = note
  return open as N
}
