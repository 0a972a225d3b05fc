import type { Database } from './database.ts'
import { insert, query } from './rows.ts'

/** Who holds the lock: a pid is reused, a pid with its start time is one process. */
export interface LockHolder {
  pid: number
  /** The start of the process as the system reports it; only compared, never read. */
  processStart: string
  command: string
  takenAt: number
}

export type LockResult = { taken: true; stale?: LockHolder } | { taken: false; holder: LockHolder }

/**
 * Takes the project's run lock. A lock whose process is gone is taken over in the same transaction and returned as `stale`.
 * `lives` says whether a holder's process still runs.
 */
export function takeLock(db: Database, self: LockHolder, lives: (holder: LockHolder) => boolean): LockResult {
  const take = db.transaction((): LockResult => {
    const holder = lockHolder(db)
    if (holder && lives(holder)) return { taken: false, holder }
    const { pid, processStart, command, takenAt } = self
    insert(db, 'OR REPLACE INTO run_lock', { only: 1, pid, process_start: processStart, command, taken_ms: takenAt })
    return holder ? { taken: true, stale: holder } : { taken: true }
  })
  return take.immediate()
}

/** Who took the lock and has not given it back; he may be gone. */
export const lockHolder = (db: Database): LockHolder | undefined =>
  query<LockHolder>(db, 'SELECT pid, process_start AS processStart, command, taken_ms AS takenAt FROM run_lock').get()

/** Gives the lock back, if this process still holds it. */
export function releaseLock(db: Database, self: LockHolder): void {
  db.prepare('DELETE FROM run_lock WHERE pid = ? AND process_start = ?').run(self.pid, self.processStart)
}
