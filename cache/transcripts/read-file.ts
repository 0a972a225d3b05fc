import { basename } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { fingerprint, type Line, linesFrom } from '../audit/lines.ts'
import type { Database } from '../database.ts'
import type { AgentName, ReaderState } from './dialect.ts'
import { dialectOf } from './dialects.ts'
import { regularFile } from './listing.ts'
import { lineParser, type Parsed } from './parsed.ts'
import { projectPath } from './project-path.ts'
import { createRecorder, type Place, transcriptTables } from './recorder.ts'

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
  const { agent, roots, signal, progress } = options
  const stat = regularFile(path)
  if (!stat) return true
  const read = { inode: stat.ino, size: stat.size, mtime: stat.mtimeMs }
  const row = rowOf(db, path, agent, options.session ?? basename(path, '.jsonl'))
  if (row.own && isUnchanged(row, stat)) return true
  if (!row.own || fingerprint(path, row.offset) !== row.fingerprint) forget(db, row)
  const place = placeOf(row)
  db.prepare("DELETE FROM transcript_events WHERE transcript = ? AND kind = 'cut'").run(row.id)
  const recorder = createRecorder(db, place, {
    reduce: dialectOf(agent).reader(path, place.state),
    named: (file, cwd) => projectPath(file, cwd, roots),
    fallback: Math.round(read.mtime),
  })
  const advance = db.prepare(
    `UPDATE transcripts SET own = 1, inode = ?, size = ?, mtime_ms = ?, offset = ?, lines = ?, fingerprint = ?, last_ms = ?, state = ?
     WHERE id = ?`,
  )
  const at = db.prepare('SELECT offset FROM transcripts WHERE id = ?').pluck()
  let expected = row.offset

  /** Reads a batch; true while there is more. The file counts as unchanged only when all of it was read. */
  const batch = db.transaction((lines: Generator<Line<Parsed>>): boolean | 'overtaken' => {
    if (at.get(row.id) !== expected) return 'overtaken'
    const start = place.offset
    let more = true
    while (more && place.offset - start < batchBytes) {
      const next = lines.next()
      if (next.done) more = false
      else recorder.take(next.value)
    }
    recorder.flush()
    const { inode, size, mtime } = more ? { inode: 0, size: -1, mtime: 0 } : read
    const state = JSON.stringify(place.state)
    const mark = fingerprint(path, place.offset) ?? ''
    advance.run(inode, size, mtime, place.offset, place.lines, mark, place.last, state, row.id)
    expected = place.offset
    return more
  })

  const lines = linesFrom(path, place.offset, lineParser(dialectOf(agent).parse, place.offset === 0))
  try {
    for (;;) {
      const more = batch.immediate(lines)
      if (more === 'overtaken') return false
      progress?.(place.offset)
      if (!more) return true
      await setImmediate()
      signal?.throwIfAborted()
    }
  } finally {
    lines.return(undefined)
  }
}

/** Whether a file is as it was when it was last read, as far as the system tells without opening it. */
export function isUnchanged(
  row: { inode: number; size: number; mtime_ms: number },
  stat: { ino: number; size: number; mtimeMs: number },
): boolean {
  return row.inode === stat.ino && row.size === stat.size && row.mtime_ms === stat.mtimeMs
}

/** The row of a transcript, made where it has none. */
export function rowOf(db: Database, path: string, agent: AgentName, session: string): TranscriptRow {
  db.prepare(
    `INSERT INTO transcripts (path, agent, agent_session, own, inode, size, mtime_ms, offset, lines, fingerprint, state, decided)
     VALUES (?, ?, ?, 0, 0, -1, 0, 0, 0, '', '{}', 0) ON CONFLICT DO NOTHING`,
  ).run(path, agent, session)
  return db.prepare('SELECT * FROM transcripts WHERE path = ?').get(path) as TranscriptRow
}

function placeOf(row: TranscriptRow): Place {
  return {
    id: row.id,
    path: row.path,
    agent: row.agent,
    session: row.agent_session,
    subagent: basename(row.path).startsWith('agent-'),
    offset: row.offset,
    lines: row.lines,
    last: row.last_ms,
    state: JSON.parse(row.state) as ReaderState,
  }
}

/** Takes back what was read of a transcript: it is read from its beginning. */
function forget(db: Database, row: TranscriptRow): void {
  db.transaction(() => {
    for (const table of transcriptTables) db.prepare(`DELETE FROM ${table} WHERE transcript = ?`).run(row.id)
    db.prepare(
      "UPDATE transcripts SET offset = 0, lines = 0, fingerprint = '', last_ms = NULL, state = '{}', own = 0, size = -1, decided = 0 WHERE id = ?",
    ).run(row.id)
  }).immediate()
  Object.assign(row, { offset: 0, lines: 0, fingerprint: '', last_ms: null, state: '{}', own: 0, decided: 0 })
}
