import { existsSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Database } from '../database.ts'
import type { Decision } from '../decision.ts'
import { sha256 } from '../json.ts'
import { fingerprint, type Line, linesFrom, utf8 } from '../lines.ts'
import { batchTransaction, fillWithoutLog } from '../sqlite.ts'
import { dayMs, parseTime } from '../window.ts'
import { decisionInserter, sourceCalled } from './insert.ts'
import { createLineForms, type FormedDecision } from './line-forms.ts'
import { isCompressed, linesOfCompressed } from './log-lines.ts'
import { byItself } from './noted-lines.ts'
import { parseLine } from './parse-line.ts'

export interface ImportOptions {
  /** How the file is named in the cache and in messages: relative to the project where it is in it. */
  name: string
  signal?: AbortSignal
  progress?: (bytes: number) => void
}

export interface ImportResult {
  /** Lines read in this run: none where nothing was appended. */
  lines: number
  /** Lines that an earlier run read: they are not read again. */
  readBefore: number
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
  /** Nothing changed since all of it was read. */
  done: boolean
}

const batchLines = 10_000
/** Writers are asynchronous: a line may stand seconds behind a later one. */
const backwardJumpMs = 60_000

/**
 * Reads what was appended to a file of decisions, one JSON object a line, into the cache. Idempotent: a file read again, or another file
 * with the same decisions, adds nothing. A file that was rewritten is read from its beginning. Each batch and the place it ends at are one
 * transaction, so a run that is killed goes on where it was. A compressed file has no such places: it is read whole, once. Throws what the file
 * system throws, and Unreadable behind a damaged compressed file, of which everything up to the damage was taken.
 */
export async function importJsonl(db: Database, path: string, options: ImportOptions): Promise<ImportResult> {
  const source = openSource(db, path, options.name)
  const result: ImportResult = { lines: 0, readBefore: source.lines, added: 0, known: 0, unreadable: [], bytes: 0 }
  if (source.done) return result
  const insert = decisionInserter(db, path, source)
  const formed = createLineForms()
  const unreadable = unreadableLines(db, path, source)
  const addBackwardJump = db.prepare(
    'INSERT OR REPLACE INTO setbacks (source, line, at_ms, before_ms) VALUES (?, ?, ?, ?)',
  )
  const addFixed = db.prepare('INSERT OR REPLACE INTO fixed_lines (source, line, at_ms, text) VALUES (?, ?, ?, ?)')
  const advance = db.prepare('UPDATE sources SET offset = ?, lines = ?, last_ms = ?, fingerprint = ? WHERE id = ?')
  const started = source.offset
  // A last line that is not whole is read again: it must not be compared with its own time.
  let lastWhole = source.last_ms

  const take = (decision: Decision, line: number, form?: FormedDecision) => {
    const { at } = decision
    if (source.last_ms === null) unreadable.settle(at)
    else if (at < source.last_ms - backwardJumpMs) addBackwardJump.run(source.id, line, at, source.last_ms)
    source.last_ms = at
    if (insert(decision, line, form)) result.added++
    else result.known++
  }
  /** Takes lines as they are read, up to a batch of them: lines that are held until they are many are copied by every tidying of the memory. */
  const readBatch = batchTransaction(db, (lines: Iterator<Line>) => {
    let next = lines.next()
    for (let count = 1; !next.done; count++) {
      const line = next.value
      const number = source.lines + 1
      if (line.terminated) source.lines = number
      result.lines++
      const form = formed(line)
      if (form) take(form.decision, number, form)
      else parseAnew(line, number)
      if (line.terminated) {
        source.offset = line.end
        lastWhole = source.last_ms
      }
      if (count === batchLines) break
      next = lines.next()
    }
    if (!isCompressed(path)) advanceTo(source.offset)
    return next.done !== true
  })
  const parseAnew = (line: Line, number: number) => {
    const parsed = parseLine(line)
    if (parsed.unreadable !== undefined) {
      unreadable.add(number, parsed.unreadable, parsed.timed ?? { hash: textHash(line) })
      result.unreadable.push({ line: number, reason: parsed.unreadable })
    }
    if (parsed.fixed) addFixed.run(source.id, number, parsed.decisions[0]?.decision.at, textHash(line))
    for (const { decision } of parsed.decisions) take(decision, number)
  }
  const advanceTo = (offset: number) =>
    advance.run(offset, source.lines, lastWhole, fingerprint(path, offset) ?? '', source.id)

  const between = async () => {
    result.bytes = source.offset - started
    options.progress?.(result.bytes)
    await setImmediate()
    options.signal?.throwIfAborted()
  }
  if (isCompressed(path)) {
    for await (const batch of batchesOf(linesOfCompressed(path))) {
      readBatch(batch.values())
      await between()
    }
    advanceTo(statSync(path).size)
    return result
  }
  const file = statSync(path)
  if (file.isFile() && file.size === started) return result
  const usualJournal = isToBeFilled(db, file.size - started) ? fillWithoutLog(db) : () => undefined
  const lines = linesFrom(path, started, utf8)
  try {
    for (let more = true; more; ) {
      more = readBatch(lines)
      await between()
    }
  } finally {
    lines.return(undefined)
    usualJournal()
  }
  return result
}

/** Lines by batches; those that came before an error are taken first. */
async function* batchesOf(lines: AsyncIterable<Line>): AsyncGenerator<Line[]> {
  let batch: Line[] = []
  let failure: unknown
  try {
    for await (const line of lines) {
      if (batch.push(line) < batchLines) continue
      yield batch
      batch = []
    }
  } catch (error) {
    failure = error
  }
  if (batch.length > 0) yield batch
  if (failure !== undefined) throw failure
}

/** From so many bytes on filling an empty cache takes seconds. */
const muchBytes = 8 * 2 ** 20

const isToBeFilled = (db: Database, bytes: number): boolean =>
  bytes >= muchBytes && db.prepare('SELECT 1 FROM decisions LIMIT 1').get() === undefined

/** What is noted of lines by their number. */
const lineTables = ['unreadable', 'setbacks', 'fixed_lines']

/** The row of a file, at the place where reading goes on. */
function openSource(db: Database, path: string, name: string): SourceRow {
  const row = db
    .prepare('SELECT id, offset, lines, last_ms, fingerprint FROM sources WHERE id = ?')
    .get(sourceCalled(db, name)) as SourceRow
  const unchanged = row.offset > 0 && fingerprint(path, row.offset) === row.fingerprint
  row.done = unchanged && isCompressed(path) && row.offset === statSync(path).size
  if (!unchanged || (isCompressed(path) && !row.done)) Object.assign(row, { offset: 0, lines: 0, last_ms: null })
  // What stood behind the last whole line is read again: it may be whole now.
  for (const table of lineTables)
    db.prepare(`DELETE FROM ${table} WHERE source = ? AND line > ?`).run(row.id, row.lines)
  if (isCompressed(path)) forgetUncompressed(db, path, name)
  return row
}

/** What was noted of the lines of a file that has been compressed since: they are noted of the compressed one, and count once. */
function forgetUncompressed(db: Database, path: string, name: string): void {
  if (existsSync(path.slice(0, -'.gz'.length))) return
  for (const table of lineTables)
    db.prepare(`DELETE FROM ${table} WHERE source = (SELECT id FROM sources WHERE path = ?)`).run(
      name.slice(0, -'.gz'.length),
    )
}

/** Space at the ends is not part of it: a copy may have other line ends, or a byte order mark. */
const textHash = ({ text }: Line): string => sha256(text.trim()).slice(0, 32)

/**
 * Unreadable lines that say their time belong to it. The others belong to the time of the decision before them; where none was readable yet, to the
 * first that is, or to the file's date.
 */
function unreadableLines(db: Database, path: string, source: SourceRow) {
  const add = db.prepare(
    'INSERT OR REPLACE INTO unreadable (source, line, earliest_ms, latest_ms, reason, text, dated) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const settle = db.prepare(
    'UPDATE unreadable SET earliest_ms = ?, latest_ms = ?, dated = 1 WHERE source = ? AND dated = 0',
  )
  const day = parseTime(/\d{4}-\d\d-\d\d/.exec(basename(path))?.[0] ?? '')
  const fallback = () =>
    day === undefined
      ? { from: statSync(path).mtimeMs, to: statSync(path).mtimeMs }
      : { from: day, to: day + dayMs - 1 }
  return {
    add(line: number, reason: string, { at, hash }: { at?: number; hash: string }) {
      const time = at ?? source.last_ms
      const { from, to } = time === null ? fallback() : { from: time, to: time }
      const dated = at !== undefined ? byItself : Number(time !== null)
      add.run(source.id, line, Math.round(from), Math.round(to), reason, hash, dated)
    },
    settle: (at: number) => settle.run(at, at, source.id),
  }
}
