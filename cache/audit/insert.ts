import type { Database } from '../database.ts'
import { contentHash, contextOf, type Decision, hashOfContent } from '../decision.ts'
import { linesFrom, utf8 } from '../lines.ts'
import { prepared } from '../sqlite.ts'
import { createExtractor } from './extract.ts'
import type { FormedDecision } from './line-forms.ts'
import { parseLine } from './parse-line.ts'

const sources = prepared((db) => ({
  add: db.prepare("INSERT INTO sources (path, offset, lines, fingerprint) VALUES (?, 0, 0, '') ON CONFLICT DO NOTHING"),
  find: db.prepare('SELECT id FROM sources WHERE path = ?').pluck(),
}))

/** The number of a source of decisions, by its name: a file, a store, or an agent's session. */
export function sourceCalled(db: Database, name: string): number {
  const { add, find } = sources(db)
  add.run(name)
  return find.get(name) as number
}

/** Everything that decisions were read of, by its name: a file's is its path, in the project from its root. */
export const sourceNames = (db: Database): string[] =>
  db.prepare('SELECT path FROM sources ORDER BY path').pluck().all() as string[]

/** Writes decisions with all that is extracted from them; false where one of this hash and number is known already. */
export function decisionWriter(db: Database) {
  const insert = db.prepare(
    `INSERT INTO decisions (hash, number, at_ms, session, service, action, verdict, document, source, line, profile, stored)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (at_ms, hash, number) DO NOTHING`,
  )
  const hasStores = db.prepare('SELECT 1 FROM source_spans LIMIT 1').get() !== undefined
  const share = db.prepare(
    'UPDATE decisions SET stored = NULL WHERE at_ms = ? AND hash = ? AND number = ? AND source <> ? AND stored IS NOT NULL',
  )
  const addViolation = db.prepare(
    'INSERT INTO violations (decision, position, at_ms, key, rule, context) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const extract = createExtractor(db)

  return (
    source: number,
    decision: Decision,
    hash: string,
    number: number,
    line: number,
    form?: FormedDecision,
    stored: string | null = null,
  ): boolean => {
    const { at, session, service, action, verdict, rules, violations, metadata, extra } = decision
    const document = form?.document ?? JSON.stringify({ rules, violations, metadata, extra })
    const profile = extract.profile(decision)
    const row = insert.run(hash, number, at, session, service, action, verdict, document, source, line, profile, stored)
    if (row.changes === 0) {
      if (hasStores) share.run(at, hash, number, source)
      return false
    }
    extract.numbers(row.lastInsertRowid, decision)
    if (verdict === 'block' && violations.length > 0) {
      const context = contextOf(decision)
      for (const [position, violation] of violations.entries()) {
        addViolation.run(row.lastInsertRowid, position, at, violation.key, violation.ruleId ?? null, context)
      }
    }
    return true
  }
}

/**
 * Inserts decisions under their content hash and their number among equals *in this file*: the second of two equal lines is a decision of
 * its own, the same line read again (or found in another file too) is not. Almost every line is new, so the insert itself finds out; only
 * a collision asks for the number of equal lines before it, kept in a temporary table so that memory stays bounded.
 */
export function decisionInserter(db: Database, path: string, source: { id: number; offset: number }) {
  const write = decisionWriter(db)
  const first = db.prepare('SELECT id FROM decisions WHERE at_ms = ? AND hash = ? AND number = 0').pluck()
  const passStart = source.offset
  const newestBefore = (db.prepare('SELECT MAX(id) FROM decisions').pluck().get() as number | null) ?? 0
  let seen: ReturnType<typeof equalLines> | undefined

  return (decision: Decision, line: number, form?: FormedDecision): boolean => {
    const hash = form ? hashOfContent(form.content) : contentHash(decision)
    if (write(source.id, decision, hash, 0, line, form)) return true
    seen ??= equalLines(db, path, passStart)
    const insertedInThisPass = (first.get(decision.at, hash) as number) > newestBefore
    const number = seen.next(hash, insertedInThisPass ? 1 : 0)
    return number > 0 && write(source.id, decision, hash, number, line, form)
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
    for (const line of linesFrom(path, 0, utf8)) {
      if (line.offset >= passStart) break
      for (const { decision } of parseLine(line).decisions) {
        const hash = contentHash(decision)
        put.run(hash, ((get.get(hash) as number | undefined) ?? 0) + 1)
      }
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
