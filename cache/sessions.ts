import type { Database } from './database.ts'
import type { JsonObject } from './json.ts'
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
  begin(session: { id: string; from: number; mark: string; metadata: JsonObject }): void
  close(session: { id: string; from: number; to: number; metadata: JsonObject }): void
}

interface SessionRow {
  id: string
  from_ms: number
  to_ms: number | null
  mark: string | null
  metadata: string
}

export function createSessions(db: Database): Sessions {
  const columns = 'id, from_ms, to_ms, mark, metadata'
  // A mark is what init gives: the session of a window of the past is not a later one.
  const later =
    'EXISTS (SELECT 1 FROM sessions later WHERE later.mark IS NOT NULL AND (later.from_ms, later.id) > (sessions.from_ms, sessions.id))'
  const one = (query: string, ...values: unknown[]) =>
    record(db.prepare(`SELECT ${columns} FROM sessions ${query}`).get(...values))
  const open = () => one(`WHERE to_ms IS NULL AND NOT ${later}`)
  return {
    open,
    otherOpen(id) {
      const session = open()
      return session?.id === id ? undefined : session
    },
    laterClosed: ({ id, to }, now) =>
      one('WHERE to_ms > ? AND to_ms <= ? AND id <> ? ORDER BY to_ms DESC', to, now, id),
    leftOpen: () =>
      db
        .prepare(`SELECT ${columns} FROM sessions WHERE to_ms IS NULL AND ${later} ORDER BY from_ms, id`)
        .all()
        .flatMap((row) => record(row) ?? []),
    nextOpened: ({ id, from }) =>
      (db
        .prepare(`SELECT MIN(from_ms) FROM sessions WHERE mark IS NOT NULL AND id <> ? AND from_ms >= ?`)
        .pluck()
        .get(id, from) as number | null) ?? undefined,
    get: (id) => one('WHERE id = ?', id),
    ofWindow: ({ from, to }) => one('WHERE from_ms = ? AND to_ms = ?', from, to),
    lastClosed: (before) => one('WHERE to_ms <= ? ORDER BY to_ms DESC', before),
    nextId(from) {
      const date = utcDate(from)
      const ids = db.prepare('SELECT id FROM sessions WHERE id GLOB ?').pluck().all(`${date}-*`) as string[]
      const highest = Math.max(0, ...ids.map((id) => Number(id.slice(date.length + 1))).filter(Number.isFinite))
      return `${date}-${String(highest + 1).padStart(3, '0')}`
    },
    begin({ id, from, mark, metadata }) {
      db.prepare('INSERT INTO sessions (id, from_ms, mark, metadata) VALUES (?, ?, ?, ?)').run(
        id,
        from,
        mark,
        JSON.stringify(metadata),
      )
    },
    close({ id, from, to, metadata }) {
      // Keys without a value are left out here as where they are merged: a session that is closed twice has the same row.
      db.prepare(
        `INSERT INTO sessions (id, from_ms, to_ms, metadata) VALUES (?, ?, ?, json_patch('{}', ?))
         ON CONFLICT (id) DO UPDATE SET from_ms = MIN(from_ms, excluded.from_ms), to_ms = excluded.to_ms,
         metadata = json_patch(metadata, excluded.metadata)`,
      ).run(id, from, to, JSON.stringify(metadata))
    },
  }
}

function record(row: unknown): SessionRecord | undefined {
  if (!row) return undefined
  const { id, from_ms, to_ms, mark, metadata } = row as SessionRow
  return { id, from: from_ms, to: to_ms, mark, metadata: JSON.parse(metadata) as JsonObject }
}
