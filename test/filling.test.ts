import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { importJsonl } from '../cache/audit/jsonl-import.ts'
import { openCache } from '../cache/database.ts'
import { sampleDecision } from './bench/sample.ts'

const test = suite('filling an empty cache')
const lines = 25_000
const directory = mkdtempSync(join(tmpdir(), 'bookend-test-'))
const log = join(directory, 'log.jsonl')
writeFileSync(log, Array.from({ length: lines }, (_, n) => `${sampleDecision(n, 1_761_300_000_000 + n)}\n`).join(''))

const countOf = (db: ReturnType<typeof openCache>['db']) => db.prepare('SELECT COUNT(*) FROM decisions').pluck().get()
const journalOf = (db: ReturnType<typeof openCache>['db']) => db.pragma('journal_mode', { simple: true })

/** Imports the log into a new cache and does something between its batches. */
async function fill(name: string, between: (cache: string) => void): Promise<string> {
  const cache = join(directory, name)
  const { db, close } = openCache(cache, 'durable', new Date(0))
  await importJsonl(db, log, { name: 'log.jsonl', progress: () => between(cache) })
  assert.is(countOf(db), lines)
  assert.is(journalOf(db), 'wal')
  close()
  return cache
}

test('writes each page once, and has the log again afterwards', async () => {
  const written: string[] = []
  const cache = await fill('once', (directory) => {
    written.push(existsSync(join(directory, 'sessions.db-wal')) ? 'log' : 'file')
    assert.is(statSync(join(directory, 'sessions.db-journal')).mode & 0o777, 0o600)
  })
  assert.equal(written, ['file', 'file', 'file'])
  assert.is(existsSync(join(cache, 'sessions.db-journal')), false)
  // A cache that has decisions is used by others too.
  const { db, close } = openCache(cache, 'durable', new Date(0))
  await importJsonl(db, log, { name: 'again.jsonl', progress: () => assert.is(journalOf(db), 'wal') })
  assert.is(countOf(db), lines)
  close()
})

test('one that is interrupted between two batches goes on', async () => {
  let number = 0
  await fill('interrupted', (cache) => {
    // What is on the disk in this moment, as another process would find it after this one was killed.
    const left = join(directory, `left-${number++}`)
    for (const end of ['', '-journal']) {
      openCache(left, 'durable', new Date(0)).close()
      copyFileSync(join(cache, `sessions.db${end}`), join(left, `sessions.db${end}`))
    }
  })
  for (let each = 0; each < number; each++) {
    const { db, close, warnings } = openCache(join(directory, `left-${each}`), 'durable', new Date(0))
    assert.equal(warnings, [])
    assert.is(journalOf(db), 'wal')
    assert.is(countOf(db), Math.min(lines, 10_000 * (each + 1)))
    await importJsonl(db, log, { name: 'log.jsonl' })
    assert.is(countOf(db), lines)
    close()
  }
})

test('what was half written when a process ended is taken back, in a copy too', () => {
  const [cache, left] = [join(directory, 'half'), join(directory, 'half-left')]
  const { db, close } = openCache(cache, 'durable', new Date(0))
  openCache(left, 'durable', new Date(0)).close()
  db.pragma('journal_mode = TRUNCATE')
  db.pragma('cache_size = 10')
  db.exec('BEGIN IMMEDIATE')
  const add = db.prepare("INSERT INTO notes (at_ms, kind, text) VALUES (1, 'remark', ?)")
  for (let number = 0; number < 1000; number++) add.run('half'.repeat(500))
  const copy = () => {
    for (const end of ['', '-journal']) copyFileSync(join(cache, `sessions.db${end}`), join(left, `sessions.db${end}`))
  }
  const notesIn = (mode: 'durable' | 'scratch') => {
    const opened = openCache(left, mode, new Date(0))
    assert.equal(opened.warnings, [])
    assert.is(opened.db.prepare('SELECT COUNT(*) FROM notes').pluck().get(), 0)
    opened.close()
  }
  copy()
  assert.ok(statSync(join(left, 'sessions.db')).size > 2 ** 20)
  notesIn('scratch')
  notesIn('durable')
  copy()
  // The journal of a damaged file must not be taken for that of the next one.
  writeFileSync(join(left, 'sessions.db'), 'damaged'.repeat(1000))
  openCache(left, 'durable', new Date(0)).close()
  notesIn('durable')
  db.exec('ROLLBACK')
  close()
})

test('others may open it meanwhile, read and write', async () => {
  await fill('shared', (cache) => {
    const other = openCache(cache, 'durable', new Date(0))
    assert.ok((countOf(other.db) as number) > 0)
    other.db.exec("INSERT INTO notes (at_ms, kind, text) VALUES (1, 'remark', 'meanwhile')")
    other.close()
    const scratch = openCache(cache, 'scratch', new Date(0))
    assert.equal(scratch.warnings, [])
    scratch.close()
  })
})

test('one that is locked by whoever fills it is used as it is', () => {
  const cache = join(directory, 'locked')
  const { db, close } = openCache(cache, 'durable', new Date(0))
  db.pragma('journal_mode = TRUNCATE')
  db.exec('BEGIN IMMEDIATE')
  const other = openCache(cache, 'durable', new Date(0))
  assert.is(countOf(other.db), 0)
  assert.is(other.db.pragma('synchronous', { simple: true }), 2)
  db.exec('COMMIT')
  other.db.exec("INSERT INTO notes (at_ms, kind, text) VALUES (1, 'remark', 'then')")
  other.close()
  close()
})

test.after(() => rmSync(directory, { recursive: true }))

test.run()
