import type BetterSqlite3 from 'better-sqlite3'
import { loadNative, nativeUnavailable } from './native.ts'

export type Database = BetterSqlite3.Database

/**
 * Opens a SQLite file. The module is loaded here and not before: commands that open none start 13 ms earlier. Throws NativeUnavailable where
 * it cannot be used.
 */
export function openSqlite(file: string, options?: BetterSqlite3.Options): Database {
  const { module: Sqlite, binary } = loadNative<typeof BetterSqlite3>()
  try {
    return new Sqlite(file, binary ? { ...options, nativeBinding: binary as never } : options)
  } catch (error) {
    // Its binary is loaded with the first database.
    throw nativeUnavailable(error) ?? error
  }
}
