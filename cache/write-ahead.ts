import { codeOf } from './errors.ts'
import type { Database } from './sqlite.ts'

/**
 * Readers and one writer at once. Where another process fills the cache just now it is not there to be had: then the cache is used as it is, and
 * each waits for the other.
 */
export function useWriteAheadLog(db: Database): void {
  try {
    db.pragma('journal_mode = WAL')
  } catch (error) {
    if (!/^SQLITE_(BUSY|LOCKED)/.test(codeOf(error))) throw error
  }
  // With the log a commit survives the end of the process at once; the end of the machine may cost the last of them, never the file.
  db.pragma(`synchronous = ${db.pragma('journal_mode', { simple: true }) === 'wal' ? 'NORMAL' : 'FULL'}`)
}

/**
 * For filling a cache that has nothing yet: with the log every page is written twice, and without it once, since pages that were not there before
 * need no copy for taking a batch back. Returns what brings the log back.
 */
export function fillWithoutLog(db: Database): () => void {
  try {
    db.pragma('journal_mode = TRUNCATE')
  } catch (error) {
    if (!/^SQLITE_(BUSY|LOCKED)/.test(codeOf(error))) throw error
  }
  db.pragma('synchronous = FULL')
  return () => useWriteAheadLog(db)
}
