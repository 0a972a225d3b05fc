import type { Database } from './database.ts'
import { insert, queryValue } from './rows.ts'

/** What exports and pages were written where the user named: what differs from it now is somebody else's. */
export interface WrittenFiles {
  isOwn(file: string, sha256: string): boolean
  /** Before it is there: what a killed command left would be nobody's. What was there before is still known. */
  add(file: string, sha256: string): void
  /** It is there: what was there before is forgotten. */
  keepOnly(file: string, sha256: string): void
}

/** Files are named relative to the project. */
export const createWrittenFiles = (db: Database): WrittenFiles => ({
  isOwn: (file, sha256) =>
    queryValue(db, 'SELECT 1 FROM written_files WHERE file = ? AND sha256 = ?', file, sha256) !== undefined,
  add: (file, sha256) => void insert(db, 'OR IGNORE INTO written_files', { file, sha256 }),
  keepOnly(file, sha256) {
    db.prepare('DELETE FROM written_files WHERE file = ? AND sha256 <> ?').run(file, sha256)
  },
})
