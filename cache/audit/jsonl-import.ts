import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Database } from '../database.ts'
import { contentHash, contextOf, type Decision, normaliseDecision } from '../decision.ts'
import { parseTime } from '../window.ts'
import { fingerprint, type Line, linesFrom, longestLine } from './lines.ts'

export interface ImportOptions {
  /** How the file is named in the cache and in messages: relative to the project where it lies in it. */
  name: string
  signal?: AbortSignal
  progress?: (bytes: number) => void
}

export interface ImportResult {
  /** Lines read in this run: none where nothing was appended. */
  lines: number
  added: number
  /** Decisions that the cache had already. */
  known: number
  unreadable: { line: number; reason: string }[]
  bytes: number
}

interface SourceRow {
  id: number
  offset: number
  lines: number
  last_ms: number | null
  fingerprint: string
}

const batchLines = 10_000
const dayMs = 86_400_000

/**
 * Reads what was appended to a file of decisions, one JSON object a line, into the cache. Idempotent: a file read again, or another file
 * with the same decisions, adds nothing. A file that was rewritten is read from its beginning. Each batch and the place it ends at are one
 * transaction, so a run that is killed goes on where it was. Throws what the file system throws.
 */
export async function importJsonl(db: Database, path: string, options: ImportOptions): Promise<ImportResult> {
  const source = openSource(db, path, options.name)
  const result: ImportResult = { lines: 0, added: 0, known: 0, unreadable: [], bytes: 0 }
  const insert = decisionInserter(db, path, source)
  const unreadable = unreadableLines(db, path, source)
  const advance = db.prepare('UPDATE sources SET offset = ?, lines = ?, last_ms = ?, fingerprint = ? WHERE id = ?')
  const started = source.offset

  const readBatch = db.transaction((batch: Line[]) => {
    for (const line of batch) {
      const number = source.lines + 1
      if (line.terminated) source.lines = number
      result.lines++
      const parsed = parseLine(line)
      if (parsed === 'empty') {
        // An empty line is no decision and no damage.
      } else if ('unreadable' in parsed) {
        unreadable.add(number, parsed.unreadable)
        result.unreadable.push({ line: number, reason: parsed.unreadable })
      } else {
        if (source.last_ms === null) unreadable.settle(parsed.decision.at)
        source.last_ms = parsed.decision.at
        if (insert(parsed.decision, number)) result.added++
        else result.known++
      }
      if (line.terminated) source.offset = line.end
    }
    advance.run(source.offset, source.lines, source.last_ms, fingerprint(path, source.offset) ?? '', source.id)
  })

  let batch: Line[] = []
  const flush = async () => {
    readBatch.immediate(batch)
    batch = []
    result.bytes = source.offset - started
    options.progress?.(result.bytes)
    await setImmediate()
    options.signal?.throwIfAborted()
  }
  for (const line of linesFrom(path, source.offset)) {
    batch.push(line)
    if (batch.length === batchLines) await flush()
  }
  if (batch.length > 0) await flush()
  return result
}

/** The row of a file, at the place where reading goes on. */
function openSource(db: Database, path: string, name: string): SourceRow {
  db.prepare("INSERT INTO sources (path, offset, lines, fingerprint) VALUES (?, 0, 0, '') ON CONFLICT DO NOTHING").run(
    name,
  )
  const row = db
    .prepare('SELECT id, offset, lines, last_ms, fingerprint FROM sources WHERE path = ?')
    .get(name) as SourceRow
  if (row.offset > 0 && fingerprint(path, row.offset) !== row.fingerprint) {
    Object.assign(row, { offset: 0, lines: 0, last_ms: null })
  }
  // What stood behind the last whole line is read again: it may be whole by now.
  db.prepare('DELETE FROM unreadable WHERE source = ? AND line > ?').run(row.id, row.lines)
  return row
}

function parseLine(line: Line): ReturnType<typeof normaliseDecision> | 'empty' {
  if (line.text.length >= longestLine) return { unreadable: 'longer than 16 MiB' }
  const text = line.offset === 0 ? line.text.replace(/^\uFEFF/, '') : line.text
  if (text.trim() === '') return 'empty'
  try {
    return normaliseDecision(JSON.parse(text))
  } catch {
    return { unreadable: line.terminated ? 'not JSON' : 'not JSON (cut off at the end of the file)' }
  }
}

/** Unreadable lines belong to the time of the line before them; where none was readable yet, to the first that is, or to the file's date. */
function unreadableLines(db: Database, path: string, source: SourceRow) {
  const add = db.prepare(
    'INSERT OR REPLACE INTO unreadable (source, line, earliest_ms, latest_ms, reason) VALUES (?, ?, ?, ?, ?)',
  )
  const settle = db.prepare('UPDATE unreadable SET earliest_ms = ?, latest_ms = ? WHERE source = ?')
  const day = parseTime(/\d{4}-\d\d-\d\d/.exec(basename(path))?.[0] ?? '')
  const fallback = () =>
    day === undefined
      ? { from: statSync(path).mtimeMs, to: statSync(path).mtimeMs }
      : { from: day, to: day + dayMs - 1 }
  return {
    add(line: number, reason: string) {
      const { from, to } = source.last_ms === null ? fallback() : { from: source.last_ms, to: source.last_ms }
      add.run(source.id, line, Math.round(from), Math.round(to), reason)
    },
    settle: (at: number) => settle.run(at, at, source.id),
  }
}

/**
 * Inserts decisions under their content hash and their number among equals *in this file*: the second of two equal lines is a decision of
 * its own, the same line read again (or found in another file too) is not. Almost every line is new, so the insert itself finds out; only
 * a collision asks for the number of equal lines before it, kept in a temporary table so that memory stays bounded.
 */
function decisionInserter(db: Database, path: string, source: SourceRow) {
  const insert = db.prepare(
    `INSERT INTO decisions (hash, number, at_ms, session, service, action, verdict, document, source, line)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (hash, number) DO NOTHING`,
  )
  const addViolation = db.prepare(
    'INSERT INTO violations (decision, position, at_ms, key, rule, context) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const first = db.prepare('SELECT id FROM decisions WHERE hash = ? AND number = 0').pluck()
  const passStart = source.offset
  const newestBefore = (db.prepare('SELECT MAX(id) FROM decisions').pluck().get() as number | null) ?? 0
  let seen: ReturnType<typeof equalLines> | undefined

  const insertAs = (decision: Decision, hash: string, number: number, line: number): boolean => {
    const { at, session, service, action, verdict, rules, violations, metadata, extra } = decision
    const document = JSON.stringify({ rules, violations, metadata, extra })
    const done = insert.run(hash, number, at, session, service, action, verdict, document, source.id, line)
    if (done.changes === 0) return false
    if (verdict === 'block' && violations.length > 0) {
      const context = contextOf(decision)
      for (const [position, violation] of violations.entries()) {
        addViolation.run(done.lastInsertRowid, position, at, violation.key, violation.ruleId ?? null, context)
      }
    }
    return true
  }

  return (decision: Decision, line: number): boolean => {
    const hash = contentHash(decision)
    if (insertAs(decision, hash, 0, line)) return true
    seen ??= equalLines(db, path, passStart)
    const insertedInThisPass = (first.get(hash) as number) > newestBefore
    const number = seen.next(hash, insertedInThisPass ? 1 : 0)
    return number > 0 && insertAs(decision, hash, number, line)
  }
}

/** Counts equal lines of a file in the order in which they stand, for those hashes that collided. */
function equalLines(db: Database, path: string, passStart: number) {
  db.exec(
    'DROP TABLE IF EXISTS temp.seen; CREATE TEMP TABLE seen (hash TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID',
  )
  const get = db.prepare('SELECT count FROM temp.seen WHERE hash = ?').pluck()
  const put = db.prepare('INSERT OR REPLACE INTO temp.seen (hash, count) VALUES (?, ?)')
  if (passStart > 0) {
    // Lines that an earlier run read: count them all, once.
    for (const line of linesFrom(path, 0)) {
      if (line.offset >= passStart) break
      const parsed = parseLine(line)
      if (parsed === 'empty' || 'unreadable' in parsed) continue
      const hash = contentHash(parsed.decision)
      put.run(hash, ((get.get(hash) as number | undefined) ?? 0) + 1)
    }
  }
  return {
    /** The number among equals of a line that collided; `uncounted` equals were inserted in this pass without a collision. */
    next(hash: string, uncounted: number): number {
      const count = (get.get(hash) as number | undefined) ?? uncounted
      put.run(hash, count + 1)
      return count
    },
  }
}
