import type BetterSqlite3 from 'better-sqlite3'
import { isLocked } from './errors.ts'
import { loadNative, nativeUnavailable } from './native.ts'

export type Database = BetterSqlite3.Database
type Statement = BetterSqlite3.Statement<unknown[]>

/**
 * Opens a SQLite file, or the bytes of one. The module is loaded here and not before: commands that open none start 13 ms earlier. Throws NativeUnavailable where
 * it cannot be used.
 */
export function openSqlite(file: string | Buffer, options?: BetterSqlite3.Options): Database {
  const { module: Sqlite, binary } = loadNative<typeof BetterSqlite3>()
  try {
    return new Sqlite(file, binary ? { ...options, nativeBinding: binary as never } : options)
  } catch (error) {
    // Its binary is loaded with the first database.
    throw nativeUnavailable(error) ?? error
  }
}

/** Statements that are prepared once for each database, and not once for each file that is read into it. */
export function prepared<Statements>(prepare: (db: Database) => Statements): (db: Database) => Statements {
  const known = new WeakMap<Database, Statements>()
  return (db) => {
    const statements = known.get(db) ?? prepare(db)
    known.set(db, statements)
    return statements
  }
}

/** What it replaces or takes away is overwritten in the file, not only given up: SQLite leaves the bytes where they are. */
export function withoutTraces(db: Database, work: () => void): void {
  db.pragma('secure_delete = ON')
  try {
    work()
  } finally {
    db.pragma('secure_delete = OFF')
  }
}

/** More than bookend has itself: lists of parameters make others. */
const mostKept = 500
const keptStatements = prepared(() => ({ rows: new Map<string, Statement>(), values: new Map<string, Statement>() }))

function kept(statements: Map<string, Statement>, sql: string, prepare: () => Statement): Statement {
  const known = statements.get(sql)
  if (known) return known
  if (statements.size >= mostKept) statements.clear()
  const statement = prepare()
  statements.set(sql, statement)
  return statement
}

/** A statement for whole answers, which each database prepares once: that takes longer than most answers do. It is not for going through rows, which keeps it busy. */
export const statementOf = (db: Database, sql: string): Statement =>
  kept(keptStatements(db).rows, sql, () => db.prepare(sql))

/** The same for the first column alone. */
export const valuesOf = (db: Database, sql: string): Statement =>
  kept(keptStatements(db).values, sql, () => db.prepare(sql).pluck())

/** Another kind of journal is not to be had while another process fills the cache: then it is used as it is, and each waits for the other. */
function setJournal(db: Database, mode: 'WAL' | 'TRUNCATE'): void {
  try {
    db.pragma(`journal_mode = ${mode}`)
  } catch (error) {
    if (!isLocked(error)) throw error
  }
}

/** Readers and one writer at once. */
export function useWriteAheadLog(db: Database): void {
  setJournal(db, 'WAL')
  // With the log a commit survives the end of the process at once; the end of the machine may cost the last of them, never the file.
  db.pragma(`synchronous = ${db.pragma('journal_mode', { simple: true }) === 'wal' ? 'NORMAL' : 'FULL'}`)
}

/**
 * For filling a cache that has nothing yet: with the log every page is written twice, and without it once, since pages that were not there before
 * need no copy for taking a batch back. Returns what brings the log back.
 */
export function fillWithoutLog(db: Database): () => void {
  setJournal(db, 'TRUNCATE')
  db.pragma('synchronous = FULL')
  return () => useWriteAheadLog(db)
}

/** Of the pages that were read or written SQLite keeps 16 MB by itself: of what is gone through once, a sixteenth of that does as well. */
export function withFewPages<Result>(db: Database, work: () => Result): Result {
  const usual = db.pragma('cache_size', { simple: true })
  db.pragma('cache_size = -1000')
  try {
    return work()
  } finally {
    db.pragma(`cache_size = ${usual}`)
  }
}

/**
 * Work on a batch as one transaction, without SQLite's own check of references: each row of a batch names rows that the code has just written or
 * read, and to look every one of them up again takes a third of the time of writing.
 */
export function batchTransaction<Batch, Result>(
  db: Database,
  work: (batch: Batch) => Result,
): (batch: Batch) => Result {
  const transaction = db.transaction(work)
  return (batch) => {
    db.pragma('foreign_keys = OFF')
    try {
      return transaction.immediate(batch)
    } finally {
      db.pragma('foreign_keys = ON')
    }
  }
}
