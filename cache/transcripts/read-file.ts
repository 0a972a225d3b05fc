import { basename } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { fingerprint } from '../lines.ts'
import { batchTransaction, type Database, prepared } from '../sqlite.ts'
import { forgetCopies } from './copies.ts'
import type { AgentName, ReaderState } from './dialect.ts'
import { dialectOf } from './dialects.ts'
import { regularFile } from './listing.ts'
import { openPageLines, type PageLines } from './page-lines.ts'
import { lineParser, type Parsed } from './parsed.ts'
import { transcriptTables } from './parts.ts'
import { createNaming } from './project-path.ts'
import { createRecorder, type ReadingPlace } from './recorder.ts'

/** What the cache knows of one transcript. */
export interface TranscriptRow {
  id: number
  path: string
  agent: AgentName
  agent_session: string
  own: number
  inode: number
  size: number
  mtime_ms: number
  offset: number
  lines: number
  fingerprint: string
  last_ms: number | null
  /** Time of a last line that was cut off. */
  cut_ms: number | null
  state: string
  decided: number
}

export interface ReadOptions {
  agent: AgentName
  /** The project's paths: as it is called, and with every link followed. */
  roots: string[]
  /** The agent's id of the session: a subagent's transcript belongs to that of the main one. The file's name where it is left out. */
  session?: string
  signal?: AbortSignal
  progress?: (bytes: number) => void
}

/** So many bytes of lines are one transaction: what a killed run loses at most, and how long another process may have to wait. */
const batchBytes = 4 * 2 ** 20

/**
 * Reads what was appended to one transcript of this project into the cache; nothing where it has not changed. A file that was rewritten or cut
 * short is read anew. Two processes may do this at once. Throws what the file system throws; a file that is gone is left as it was read.
 */
export async function readTranscript(db: Database, path: string, options: ReadOptions): Promise<void> {
  let read = false
  while (!read) read = await readOnce(db, path, options)
}

/** One attempt; false where another process read the same file in the meantime. */
async function readOnce(db: Database, path: string, options: ReadOptions): Promise<boolean> {
  const { signal, progress } = options
  const batches = batchesOf(db, path, options)
  if (!batches) return true
  const batch = batchTransaction(db, batches.next)
  try {
    for (;;) {
      const reached = batch(undefined)
      if (reached === 'overtaken') return false
      progress?.(batches.offset())
      if (reached === 'end') return true
      await setImmediate()
      signal?.throwIfAborted()
    }
  } finally {
    batches.close()
  }
}

/** Reads one transcript like `readTranscript`, inside a transaction of the caller's; what the file system throws leaves it as it was. */
export function readWithin(db: Database, path: string, options: ReadOptions): void {
  const batches = batchesOf(db, path, options)
  if (!batches) return
  try {
    db.transaction(() => {
      while (batches.next() === 'more');
    })()
  } catch (error) {
    forgetCopies(db)
    throw error
  } finally {
    batches.close()
  }
}

/** The batches of a transcript's reading; undefined where there is nothing to read. */
function batchesOf(db: Database, path: string, options: ReadOptions) {
  const stat = regularFile(path)
  if (!stat) return undefined
  const { row: find, advance } = statements(db)
  const known = find.get(path) as TranscriptRow | undefined
  if (known?.own && isUnchanged(known, stat)) return undefined
  const read = { inode: stat.ino, size: stat.size, mtime: stat.mtimeMs }
  let reading: Reading | undefined

  /** Reads a batch. The file counts as unchanged only when all of it was read. */
  const next = (): 'more' | 'end' | 'overtaken' => {
    const first = reading === undefined
    reading ??= beginReading(db, path, options, read.mtime)
    const { place, recorder, lines } = reading
    if (!first && (find.get(path) as TranscriptRow).offset !== place.offset) return 'overtaken'
    const start = place.offset
    let more = true
    while (more && place.offset - start < batchBytes) {
      const line = lines.next()
      if (line) recorder.take(line)
      else more = false
    }
    recorder.flush()
    const { inode, size, mtime } = more ? { inode: 0, size: -1, mtime: 0 } : read
    const state = JSON.stringify(place.state)
    const mark = fingerprint(path, place.offset) ?? ''
    advance.run(inode, size, mtime, place.offset, place.lines, mark, place.last, place.cut, state, place.id)
    return more ? 'more' : 'end'
  }
  return {
    next,
    offset: () => reading?.place.offset ?? 0,
    close: () => {
      reading?.lines.close()
    },
  }
}

interface Reading {
  place: ReadingPlace
  recorder: ReturnType<typeof createRecorder>
  lines: PageLines<Parsed>
}

/** Begins behind what was read before, where that is still there. */
function beginReading(db: Database, path: string, { agent, roots, session }: ReadOptions, mtime: number): Reading {
  const row = rowOf(db, path, agent, session ?? basename(path, '.jsonl'))
  if (!row.own) Object.assign(row, unread)
  else if (fingerprint(path, row.offset) !== row.fingerprint) forget(db, row)
  const place = placeOf(row)
  const { reader, parse } = dialectOf(agent)
  const recorder = createRecorder(db, place, {
    reduce: reader(path, place.state),
    named: createNaming(place, roots),
    roots,
    fallback: Math.round(mtime),
  })
  const decode = lineParser(parse, place.offset === 0)
  return { place, recorder, lines: openPageLines(path, place.offset, { decode, tooLong: 'unreadable' }) }
}

const statements = prepared((db) => ({
  row: db.prepare('SELECT * FROM transcripts WHERE path = ?'),
  insert: db.prepare(
    `INSERT INTO transcripts (path, agent, agent_session, own, inode, size, mtime_ms, offset, lines, fingerprint, state, decided)
     VALUES (?, ?, ?, 0, 0, -1, 0, 0, 0, '', '{}', 0) ON CONFLICT DO NOTHING`,
  ),
  advance: db.prepare(
    `UPDATE transcripts SET own = 1, inode = ?, size = ?, mtime_ms = ?, offset = ?, lines = ?, fingerprint = ?, last_ms = ?, cut_ms = ?, state = ?
     WHERE id = ?`,
  ),
  forget: transcriptTables.map((table) => db.prepare(`DELETE FROM ${table} WHERE transcript = ?`)),
  undecide: db.prepare('UPDATE transcripts SET decided = 0 WHERE id = ?'),
}))

/** Whether a file is as it was when it was last read, as far as the system reports without opening it. */
export function isUnchanged(
  row: { inode: number; size: number; mtime_ms: number },
  stat: { ino: number; size: number; mtimeMs: number },
): boolean {
  return row.inode === stat.ino && row.size === stat.size && row.mtime_ms === stat.mtimeMs
}

/** The row of a transcript, made where it has none. */
export function rowOf(db: Database, path: string, agent: AgentName, session: string): TranscriptRow {
  const { row, insert } = statements(db)
  insert.run(path, agent, session)
  return row.get(path) as TranscriptRow
}

function placeOf(row: TranscriptRow): ReadingPlace {
  return {
    id: row.id,
    path: row.path,
    agent: row.agent,
    session: row.agent_session,
    subagent: basename(row.path).startsWith('agent-'),
    offset: row.offset,
    lines: row.lines,
    last: row.last_ms,
    // What was cut off may be whole now.
    cut: null,
    state: JSON.parse(row.state) as ReaderState,
  }
}

/** Where reading begins of a file that has not been read. */
const unread = { offset: 0, lines: 0, fingerprint: '', last_ms: null, state: '{}', decided: 0 }

/** Takes back what was read of a transcript: it is read from its beginning. */
function forget(db: Database, row: TranscriptRow): void {
  for (const statement of statements(db).forget) statement.run(row.id)
  statements(db).undecide.run(row.id)
  forgetCopies(db)
  Object.assign(row, unread)
}
