import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import process from 'node:process'
import { migrations } from './migrations.ts'
import type { Database } from './sqlite.ts'

/** What is used here of Node's own module for SQLite. */
interface NodeSqlite {
  DatabaseSync: new (file: string, options: { readOnly?: boolean }) => NodeDatabase
}
interface NodeDatabase {
  prepare(query: string): { all(...values: unknown[]): Record<string, unknown>[] }
  exec(statements: string): void
  close(): void
}

/**
 * A cache whose own module cannot be loaded, for the one command that must get on without it. What Node's own module can read of it is there (from
 * Node 22.13 on, and only where this version wrote the file), else it reads as empty. Every write throws `why`.
 */
export function unloadedDatabase(file: string, why: Error): Database {
  const source = existsSync(file) ? readWithNode(file) : undefined
  let open = true
  const refuse = () => {
    throw why
  }
  const statement = (query: string, plucked = false) => {
    const rows = (values: unknown[]) => {
      const found = source?.prepare(query).all(...values) ?? []
      return plucked ? found.map((row) => Object.values(row)[0]) : found
    }
    return {
      pluck: () => statement(query, true),
      all: (...values: unknown[]) => rows(values),
      get: (...values: unknown[]) => rows(values)[0],
      iterate: (...values: unknown[]) => rows(values).values(),
      run: refuse,
    }
  }
  const database = {
    prepare: (query: string) => statement(query),
    transaction: () => Object.assign(refuse, { immediate: refuse, deferred: refuse, exclusive: refuse }),
    exec: refuse,
    pragma: () => undefined,
    close: () => {
      open = false
      source?.close()
    },
    get open() {
      return open
    },
  }
  return database as unknown as Database
}

function readWithNode(file: string): NodeDatabase | undefined {
  try {
    const database = openWithNode(file, { readOnly: true })
    const [version] = database?.prepare('PRAGMA user_version').all() ?? []
    if (version?.user_version === migrations.length) return database
    database?.close()
    return undefined
  } catch {
    return undefined // a file that cannot be read: it is named already, by what cannot be loaded
  }
}

/** A file that is opened for its lock alone; undefined with an older Node, which has no such module. Its errors have the codes of ours. */
export function lockableWithNode(file: string, timeoutMs: number): Pick<Database, 'exec' | 'close'> | undefined {
  const coded = <Result>(work: () => Result): Result => {
    try {
      return work()
    } catch (error) {
      throw Object.assign(error as Error, { code: codes[Number((error as { errcode?: number }).errcode) & 0xff] })
    }
  }
  const database = coded(() => openWithNode(file))
  if (!database) return undefined
  database.exec(`PRAGMA busy_timeout = ${timeoutMs}`)
  const lockable = {
    exec: (statements: string) => coded(() => database.exec(statements)),
    close: () => database.close(),
  }
  return lockable as unknown as Pick<Database, 'exec' | 'close'>
}

/** SQLite's own numbers of errors. */
const codes: Record<number, string> = {
  5: 'SQLITE_BUSY',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  26: 'SQLITE_NOTADB',
}

function openWithNode(file: string, options: { readOnly?: boolean } = {}): NodeDatabase | undefined {
  const { emitWarning } = process
  try {
    // That the module is experimental is of no use to whoever reads this command's output.
    process.emitWarning = () => undefined
    const sqlite = nodeSqlite()
    return sqlite && new sqlite.DatabaseSync(file, options)
  } finally {
    process.emitWarning = emitWarning
  }
}

function nodeSqlite(): NodeSqlite | undefined {
  try {
    return createRequire(import.meta.url)('node:sqlite') as NodeSqlite
  } catch {
    return undefined // an older Node
  }
}
