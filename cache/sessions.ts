import type { Database } from './database.ts'
import type { JsonObject } from './json.ts'
import { insert, query, queryValue, queryValues } from './rows.ts'
import { withoutTraces } from './sqlite.ts'
import { utcDate, type Window } from './window.ts'

/** A working session; open while `to` is null. */
export interface SessionRecord {
  id: string
  from: number
  to: number | null
  mark: string | null
  /** HEADs, branch, worktree, goal, outcome, documents. */
  metadata: JsonObject
}

/** Whether something is called like a session: what `nextId` gives. */
export const isSessionId = (name: string): boolean => /^\d{4,}-\d\d-\d\d-\d{3,}$/.test(name)

export interface Sessions {
  /** The session that init opened last, if no closedown closed it yet. */
  open(): SessionRecord | undefined
  /** Sessions that no closedown closed before init opened another one, oldest first. */
  leftOpen(): SessionRecord[]
  /** When init opened the session behind this one. */
  nextOpened(session: SessionRecord): number | undefined
  /** The open session, where it is another one than this. */
  otherOpen(id: string): SessionRecord | undefined
  /** A closed session that ended after a window did, and has ended by `now`: the window of one that was closed beforehand goes on. */
  laterClosed(session: Window & { id: string }, now: number): SessionRecord | undefined
  get(id: string): SessionRecord | undefined
  /** The session of exactly this window, if it was closed before. */
  ofWindow(window: Window): SessionRecord | undefined
  /** End of the latest closed session that ended at or before a time. */
  lastClosed(before: number): SessionRecord | undefined
  /** `2026-11-23-001`: the UTC date of a start and the next free number of that day. */
  nextId(from: number): string
  /** When the cache last heard of a session before a time: notes, runs, what its agents' hooks reported. Decisions are the audit log's. */
  lastSign(session: SessionRecord, before: number, newcomer?: string): number
  begin(session: { id: string; from: number; mark: string; metadata: JsonObject }): void
  close(session: { id: string; from: number; to: number; metadata: JsonObject }): void
}

const signs = [
  'SELECT MAX(at_ms) FROM notes WHERE at_ms >= @from AND at_ms < @before',
  'SELECT MAX(max(started_ms, coalesce(finished_ms, 0))) FROM runs WHERE session = @id AND started_ms < @before',
  'SELECT MAX(at_ms) FROM checkpoints WHERE session = @id AND at_ms < @before',
  'SELECT MAX(last_ms) FROM agent_sessions WHERE session = @id AND last_ms < @before AND id <> @newcomer',
]

export function createSessions(db: Database): Sessions {
  // A mark is what init gives: the session of a window of the past is not a later one.
  const later =
    'EXISTS (SELECT 1 FROM sessions later WHERE later.mark IS NOT NULL AND (later.from_ms, later.id) > (sessions.from_ms, sessions.id))'
  const where = (condition: string) =>
    query<SessionRecord>(
      db,
      `SELECT id, from_ms AS "from", to_ms AS "to", mark, metadata FROM sessions WHERE ${condition}`,
      ['metadata'],
    )
  const open = () => where(`to_ms IS NULL AND NOT ${later}`).get()
  return {
    open,
    otherOpen(id) {
      const session = open()
      return session?.id === id ? undefined : session
    },
    laterClosed: ({ id, to }, now) =>
      where('to_ms > ? AND to_ms <= ? AND id <> ? ORDER BY to_ms DESC').get(to, now, id),
    leftOpen: () => where(`to_ms IS NULL AND ${later} ORDER BY from_ms, id`).all(),
    nextOpened: ({ id, from }) =>
      queryValue<number | null>(
        db,
        'SELECT MIN(from_ms) FROM sessions WHERE mark IS NOT NULL AND id <> ? AND from_ms >= ?',
        id,
        from,
      ) ?? undefined,
    get: (id) => where('id = ?').get(id),
    ofWindow: ({ from, to }) => where('from_ms = ? AND to_ms = ?').get(from, to),
    lastClosed: (before) => where('to_ms <= ? ORDER BY to_ms DESC').get(before),
    nextId(from) {
      const date = utcDate(from)
      const ids = queryValues<string>(db, 'SELECT id FROM sessions WHERE id GLOB ?', `${date}-*`)
      const highest = Math.max(0, ...ids.map((id) => Number(id.slice(date.length + 1))).filter(Number.isFinite))
      return `${date}-${String(highest + 1).padStart(3, '0')}`
    },
    lastSign({ id, from }, before, newcomer = '') {
      const times = signs.map((sign) => queryValue<number | null>(db, sign, { id, from, before, newcomer }) ?? from)
      return Math.min(Math.max(from, ...times), before - 1)
    },
    begin: ({ id, from, mark, metadata }) =>
      insert(db, 'INTO sessions', { id, from_ms: from, mark, metadata: JSON.stringify(metadata) }),
    close({ id, from, to, metadata }) {
      // Keys without a value are left out here as where they are merged: a session that is closed twice has the same row.
      db.prepare(
        `INSERT INTO sessions (id, from_ms, to_ms, metadata) VALUES (?, ?, ?, json_patch('{}', ?))
         ON CONFLICT (id) DO UPDATE SET from_ms = MIN(from_ms, excluded.from_ms), to_ms = excluded.to_ms,
         metadata = json_patch(metadata, excluded.metadata)`,
      ).run(id, from, to, JSON.stringify(metadata))
      // The letter has them from now on.
      withoutTraces(db, () => db.prepare('UPDATE agent_sessions SET words = NULL WHERE session = ?').run(id))
    },
  }
}
