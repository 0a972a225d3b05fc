import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import process from 'node:process'
import { migrations } from './migrations.ts'
import type { Database } from './sqlite.ts'

/** What is used here of Node's own module for SQLite. */
interface NodeSqlite {
  DatabaseSync: new (file: string, options: { readOnly: boolean }) => NodeDatabase
}
interface NodeDatabase {
  prepare(query: string): { all(...values: unknown[]): Record<string, unknown>[] }
  close(): void
}

/**
 * A cache whose own module cannot be loaded, for the one command that must get on without it. What Node's own module can read of it is there (from
 * Node 22.13 on, and only where this version wrote the file), else it reads as empty. Every write throws `why`.
 */
export function unloadedDatabase(file: string, why: Error): Database {
  const source = existsSync(file) ? openWithNode(file) : undefined
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

function openWithNode(file: string): NodeDatabase | undefined {
  const { emitWarning } = process
  try {
    // That the module is experimental is of no use to whoever reads this command's output.
    process.emitWarning = () => undefined
    const { DatabaseSync } = createRequire(import.meta.url)('node:sqlite') as NodeSqlite
    const database = new DatabaseSync(file, { readOnly: true })
    const [version] = database.prepare('PRAGMA user_version').all()
    if (version?.user_version === migrations.length) return database
    database.close()
    return undefined
  } catch {
    return undefined // an older Node, or a file that cannot be read: both are named already, by what cannot be loaded
  } finally {
    process.emitWarning = emitWarning
  }
}
