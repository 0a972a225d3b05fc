import { constants } from 'node:fs'
import { keepPrivate } from './cache-files.ts'
import { type Cache, type Database, twice } from './database.ts'
import { isCorrupt, isLocked } from './errors.ts'
import { fs } from './file-functions.ts'
import { NativeUnavailable } from './native.ts'
import { kindOf, Unreadable } from './regular-file.ts'
import { insert, query } from './rows.ts'
import { openSqlite } from './sqlite.ts'
import { lockableWithNode } from './unloaded.ts'

/** Who holds the lock, for the words that name it. That it is held is the kernel's to say. */
export interface LockHolder {
  pid: number
  /** The start of the process as the system reports it; only compared, never read. */
  processStart: string
  command: string
  takenAt: number
}

export interface Lock {
  /** Who took it before and did not give it back: that process is gone. */
  stale?: LockHolder
  release(): void
}

/** Empty, and there for its lock alone. Nothing else may open it: a process that closes a file gives back its locks on it. */
const lockFile = (cache: string): string => `${cache}-lock`

/** Whoever only asks whether the lock is held holds it for a moment, in milliseconds. */
const askingMs = 100

/**
 * Takes the project's run lock, SQLite's exclusive one on a file beside the cache: the kernel keeps it while this process lives, and against
 * processes that are not seen from here, in a container that has the project mounted. Undefined where another process holds it, also on a file that
 * was removed since: then the row names a holder that `lives`. Where nothing can be written into the cache, the row stays as it is.
 */
export function takeLock(
  { db, file, unsaved }: Pick<Cache, 'db' | 'file' | 'unsaved'>,
  self: LockHolder,
  lives: (holder: LockHolder) => boolean = () => false,
): Lock | undefined {
  const held = twice(() => hold(lockFile(file)))
  if (!held) return undefined
  try {
    const stale = lockHolder(db)
    if (stale && lives(stale)) {
      held.close()
      return undefined
    }
    if (unsaved !== undefined) return { release: () => held.close() }
    const { pid, processStart, command, takenAt } = self
    const row = { only: 1, pid, process_start: processStart, command, taken_ms: takenAt }
    twice(() => insert(db, 'OR REPLACE INTO run_lock', row))
    return { ...(stale && { stale }), release: () => release(db, held) }
  } catch (error) {
    held.close()
    throw error
  }
}

/** Of a file with anything else in it, the rest is taken out: whoever holds the lock would have been met before that was read. */
function hold(file: string): Held | undefined {
  refuseIrregular(file)
  keepPrivate(file)
  try {
    return begin(file)
  } catch (error) {
    if (!isCorrupt(error)) throw error
  }
  empty(file)
  return begin(file)
}

/** What gives the lock back when it is closed. */
type Held = Pick<Database, 'exec' | 'close'>

function begin(file: string): Held | undefined {
  const held = open(file)
  try {
    held.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
    return held
  } catch (error) {
    held.close()
    if (isLocked(error)) return undefined
    throw Object.assign(error as Error, { path: file })
  }
}

/** Node's own module, where it has one, takes the very same lock as ours. */
function open(file: string): Held {
  try {
    return openSqlite(file, { timeout: askingMs })
  } catch (error) {
    if (!(error instanceof NativeUnavailable)) throw Object.assign(error as Error, { path: file })
    const held = lockableWithNode(file, askingMs)
    if (!held) throw error
    return held
  }
}

/** A named pipe would hold us, and what a link leads to is somebody else's. */
function refuseIrregular(file: string): void {
  const stat = fs.lstatSync(file, { throwIfNoEntry: false })
  if (stat?.isSymbolicLink()) throw notALock(file)
  if (stat && !stat.isFile()) throw new Unreadable(file, kindOf(stat))
}

const notALock = (file: string): Unreadable => new Unreadable(file, 'it is a link to something that is not a lock')

function empty(file: string): void {
  if (fs.lstatSync(file).nlink > 1) throw notALock(file)
  const fd = fs.openSync(file, constants.O_WRONLY | constants.O_NOFOLLOW)
  try {
    fs.ftruncateSync(fd)
  } finally {
    fs.closeSync(fd)
  }
}

function release(db: Database, held: Held): void {
  try {
    if (db.open) twice(() => db.prepare('DELETE FROM run_lock').run())
  } finally {
    held.close()
  }
}

/** Who took the lock and has not given it back; whether that process lives, `isHeld` says. */
export const lockHolder = (db: Database): LockHolder | undefined =>
  query<LockHolder>(db, 'SELECT pid, process_start AS processStart, command, taken_ms AS takenAt FROM run_lock').get()

/** Whether a process holds the lock of a cache, by its file. */
export function isHeld(cache: string): boolean {
  const file = lockFile(cache)
  if (!fs.lstatSync(file, { throwIfNoEntry: false })?.isFile()) return false
  const asking = openSqlite(file, { readonly: true, timeout: 0 })
  try {
    asking.pragma('schema_version')
    return false
  } catch (error) {
    if (isLocked(error)) return true
    // It was read, so nobody holds it.
    if (isCorrupt(error)) return false
    throw error
  } finally {
    asking.close()
  }
}
