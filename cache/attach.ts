import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Database, openSqlite } from './sqlite.ts'

export const cacheFile = 'sessions.db'

/**
 * Opens the cache that is there for something that must not take long: nothing is made, checked, migrated or set aside, no module of the
 * schema is loaded, and a write that another process keeps waiting gives up after `waitMs`. Undefined where there is no cache, or one from
 * before what hooks read. Throws where it is damaged.
 */
export function attachCache(directory: string, waitMs: number): Database | undefined {
  const file = join(directory, cacheFile)
  if (!existsSync(file)) return undefined
  const db = openSqlite(file, { timeout: waitMs, fileMustExist: true })
  try {
    // The schema only grows: what has the newest of the columns that hooks need has everything that they read and write.
    const known = db.prepare("SELECT count(*) FROM pragma_table_info('notes') WHERE name = 'closed_ms'").pluck()
    if (known.get() === 1) {
      db.pragma('synchronous = NORMAL')
      return db
    }
    db.close()
    return undefined
  } catch (error) {
    db.close()
    throw error
  }
}
