import { CacheRefused } from './errors.ts'
import { type Migration, migrations } from './migrations.ts'
import type { Database } from './sqlite.ts'

const versionOf = (db: Database) => db.pragma('user_version', { simple: true }) as number

export const isNewest = (db: Database): boolean => versionOf(db) === migrations.length

/** Brings a cache to the newest schema. Throws CacheRefused where a newer version of the program wrote it. */
export function migrate(db: Database, file: string): void {
  const version = versionOf(db)
  if (version > migrations.length) {
    throw new CacheRefused(
      `${file} was written by a newer bookend (schema ${version}, this one knows ${migrations.length}): update bookend, or set cacheDir to another directory`,
    )
  }
  if (version === migrations.length) return
  // The version is read again inside the transaction: two processes may open a new file at the same moment.
  db.transaction(() => {
    for (let next = versionOf(db); next < migrations.length; next++) {
      db.exec((migrations[next] as Migration).sql)
      db.pragma(`user_version = ${next + 1}`)
    }
  }).immediate()
}

const changesOfTables = /\b(CREATE|DROP|ALTER) TABLE (\w+)(?: RENAME TO (\w+))?/g

/** A table that the newest schema has and a cache has not: what takes a damaged file apart and together again may leave one out, and SQLite finds nothing wrong. */
export function missingTable(db: Database): string | undefined {
  const tables = new Set<string>()
  for (const { sql } of migrations)
    for (const [, what, table, renamed] of sql.matchAll(changesOfTables)) {
      if (what === 'DROP' || renamed !== undefined) tables.delete(table as string)
      if (what !== 'DROP') tables.add((renamed ?? table) as string)
    }
  const there = new Set(db.prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table'").pluck().all())
  return [...tables].find((table) => !there.has(table))
}
