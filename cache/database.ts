import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFile } from './attach.ts'
import { renewDerived } from './audit/derived.ts'
import { copyAll, keepPrivate, makeScratch, moveAll, prepareDirectory } from './cache-files.ts'
import { codeOf, isCorrupt, isLocked, isUnwritable, messageOf } from './errors.ts'
import { NativeUnavailable } from './native.ts'
import { isNewest, migrate, missingTable } from './schema.ts'
import { type Database, openSqlite, useWriteAheadLog } from './sqlite.ts'
import { takeOver } from './take-over.ts'
import { unloadedDatabase } from './unloaded.ts'

export type { Database } from './sqlite.ts'

/** An open cache, and what there is to say about how it was opened. */
export interface Cache {
  db: Database
  /** Of a copy, the file that it is one of. */
  file: string
  /** Sentences for the user: a corrupt file was set aside, the directory cannot be written. */
  warnings: string[]
  /** Why what is written here will not last, where that is so and was not asked for. */
  unsaved?: string
  /** Whether nothing of the file could be had. */
  isEmpty?: true
  /** What was wrong with the file, where it was damaged; the warnings say what became of it. */
  damage?: string
  /** Whether the file is there no more, or another one: what is written now is lost when the process ends. */
  isGone(): boolean
  /** Where the module itself cannot be loaded: only what can be read without it is there. */
  unloaded?: Error
  close(): void
}

/**
 * A file up to this size is checked whole when it is opened, at 15 ms a megabyte; one that was not closed in order, up to the second size (while
 * it is open, also here, what is beside it is empty). A larger one shows its damage where it is read.
 */
const checkedBytes = { closed: 2 ** 20, interrupted: 32 * 2 ** 20 }

/**
 * Opens `sessions.db` in a directory: the only place that does.
 * `durable`: the file itself, made where it is missing. `scratch`: a copy in a temporary directory (for dry runs: the original and
 * everything beside it stay as they are, byte for byte). `existing`: the file where there is one, else an empty cache in memory. `kept`: the same, for what
 * will be written. `look`: the same, but of a file that is not as this version has it a copy is brought up to date.
 * A damaged file is kept under another name, and what can be read of it is in the new one (`durable`), or in the copy; `existing` leaves it as it is and
 * throws SQLite's error. Of one that cannot be written `existing` and `look` have a copy. Throws CacheRefused where a newer version of the
 * program wrote the file.
 */
export function openCache(
  directory: string,
  mode: 'durable' | 'scratch' | 'existing' | 'kept' | 'look',
  now: Date,
): Cache {
  const file = join(directory, cacheFile)
  const lasts = mode === 'durable' || mode === 'kept'
  if (mode === 'scratch') return openScratch(directory, undefined)
  if (mode !== 'durable' && !existsSync(file)) return opened(openSqlite(':memory:'), file)
  const open = () => {
    prepareDirectory(directory)
    const cache = openFile(file, mode === 'look' ? refuseOutdated : opened)
    if (lasts) refuseReadOnly(cache)
    return cache
  }
  try {
    return twice(open)
  } catch (error) {
    if (isCorrupt(error) && mode === 'durable') return replaceDamaged(file, messageOf(error), now)
    if (error === outdated) return openScratch(directory, undefined)
    if (isUnwritable(error) && !lasts)
      return openScratch(directory, `${directory} cannot be written (${codeOf(error)})`)
    throw error
  }
}

/**
 * What can be had of a cache that `openCache` could not open, for a command that must get on without one: a copy, else an empty one in memory;
 * where the module itself is missing, what Node can read. `why` says what is wrong, and that nothing written here will last.
 */
export function salvageCache(directory: string, error: unknown, why: string): Cache {
  const file = join(directory, cacheFile)
  if (error instanceof NativeUnavailable) {
    const db = unloadedDatabase(file, error)
    return { db, file, warnings: [], unsaved: why, unloaded: error, isGone: () => false, close: () => db.close() }
  }
  try {
    return openScratch(directory, why)
  } catch {
    // The copy's own trouble is the same one, or follows from it.
    return emptyCache(directory, why)
  }
}

/** An empty cache in memory; nothing in the directory is looked at. Where the module itself is missing, what can be had without it. */
export function emptyCache(directory: string, why: string): Cache {
  try {
    return { ...opened(openSqlite(':memory:'), join(directory, cacheFile)), unsaved: why, isEmpty: true }
  } catch (error) {
    if (!(error instanceof NativeUnavailable)) throw error
    return salvageCache(directory, error, why)
  }
}

/** How long a statement waits for another process to unlock the cache, in milliseconds: at first, and after one has waited in vain. */
const lockWaitMs = { first: 5000, further: 100 }

/** Where an error says that a cache is locked, nothing waits that long again: a run of fifty writes would take minutes. */
export function waitLessIfLocked(db: Database, error: unknown): void {
  if (isLocked(error)) db.pragma(`busy_timeout = ${lockWaitMs.further}`)
}

/** Does something again that the disk reported an error of: a network's does so for a moment, and a whole run without its cache is the price. */
export function twice<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (!/^(EIO|SQLITE_IOERR|SQLITE_CANTOPEN|SQLITE_READONLY)/.test(codeOf(error))) throw error
    return work()
  }
}

/** SQLite opens a file that cannot be opened for writing for reading, without a word. */
function refuseReadOnly({ db, close }: Cache): void {
  db.pragma('busy_timeout = 0')
  try {
    db.exec('DELETE FROM sessions WHERE 0')
  } catch (error) {
    // Somebody who writes now is waited for where there is something to write.
    if (!/^SQLITE_READONLY/.test(codeOf(error))) return
    close()
    throw error
  } finally {
    if (db.open) db.pragma(`busy_timeout = ${lockWaitMs.first}`)
  }
}

function openScratch(directory: string, unsaved: string | undefined): Cache {
  const original = join(directory, cacheFile)
  try {
    return openCopied(original, unsaved)
  } catch (error) {
    if (!isUnwritable(error)) throw error
    return { ...openInMemory(original, error), ...(unsaved && { unsaved }) }
  }
}

/** A copy for which no disk has room. What is not in the file yet (SQLite's log) would be missing: then there is none. */
function openInMemory(original: string, error: unknown): Cache {
  if (isInterrupted(original)) throw error
  const bytes = existsSync(original) ? readFileSync(original) : Buffer.alloc(0)
  if (bytes.length === 0) return opened(openSqlite(':memory:'), original)
  // Without its log: a copy in memory has none.
  bytes.fill(1, 18, 20)
  return opened(openSqlite(bytes), original)
}

/** Whether a file is in use, or was not closed in order: there is more of it beside it. */
const isInterrupted = (file: string): boolean =>
  ['-wal', '-journal'].some((name) => (statSync(file + name, { throwIfNoEntry: false })?.size ?? 0) > 0)

function openCopied(original: string, unsaved: string | undefined): Cache {
  const { file, remove } = makeScratch()
  try {
    copyAll(original, file)
    const cache = openCopy(file, original)
    const close = () => {
      cache.close()
      remove()
    }
    return { ...cache, file: original, ...(unsaved && { unsaved }), close }
  } catch (error) {
    remove()
    throw error
  }
}

function openCopy(file: string, original: string): Cache {
  try {
    return openFile(file, (db) => opened(db, file, original))
  } catch (error) {
    if (!isCorrupt(error)) throw error
    const damage = messageOf(error)
    const { cache, taken } = beginAnew(file, `${file}.damaged`)
    const sentence = `${original} is damaged (${damage}); a run that writes will keep it under another name and take over ${taken}`
    return { ...cache, damage, warnings: [sentence] }
  }
}

function openFile(file: string, take = opened): Cache {
  keepPrivate(file)
  const isLeft = isInterrupted(file)
  const db = openSqlite(file, { timeout: lockWaitMs.first })
  try {
    if (statSync(file).size <= checkedBytes[isLeft ? 'interrupted' : 'closed']) {
      const verdict = db.pragma('quick_check(1)', { simple: true })
      if (verdict !== 'ok') throw damaged(String(verdict))
    }
    return take(db, file)
  } catch (error) {
    db.close()
    throw error
  }
}

/** `named`: the file in a message. */
function opened(db: Database, file: string, named = file): Cache {
  useWriteAheadLog(db)
  migrate(db, named)
  refuseIncomplete(db)
  renewDerived(db)
  return cacheOf(db, file)
}

function refuseIncomplete(db: Database): void {
  const missing = missingTable(db)
  if (missing !== undefined) throw damaged(`it has no table ${missing}`)
}

const damaged = (what: string): Error => Object.assign(new Error(what), { code: 'SQLITE_CORRUPT' })

const outdated = new Error('another version wrote the cache')

function refuseOutdated(db: Database, file: string): Cache {
  if (!isNewest(db)) throw outdated
  refuseIncomplete(db)
  return cacheOf(db, file)
}

function cacheOf(db: Database, file: string): Cache {
  const before = identityOf(file)
  return { db, file, warnings: [], isGone: () => identityOf(file) !== before, close: () => db.close() }
}

/** Which file is at a path: where its directory was moved away, another one may have been begun there. */
function identityOf(file: string): string | undefined {
  if (!existsSync(file)) return undefined
  const { dev, ino } = statSync(file)
  return `${dev}:${ino}`
}

/** What a whole check finds wrong with a cache, however large it is; undefined where nothing is. */
export function damageOf(db: Database): string | undefined {
  try {
    const verdict = db.pragma('integrity_check(1)', { simple: true })
    return verdict === 'ok' ? undefined : String(verdict)
  } catch (error) {
    if (isCorrupt(error)) return messageOf(error)
    throw error
  }
}

/** The same of a file that is not open here. */
export function damageIn(file: string): string | undefined {
  let db: Database | undefined
  try {
    db = openSqlite(file, { timeout: lockWaitMs.first, fileMustExist: true })
    return damageOf(db)
  } catch (error) {
    if (isCorrupt(error)) return messageOf(error)
    throw error
  } finally {
    db?.close()
  }
}

/** Keeps a damaged file under another name, and begins a new one with what can be read of it. */
export function replaceDamaged(file: string, damage: string, now: Date): Cache {
  const aside = `${file}.corrupt-${now.toISOString().replace(/[:.]/g, '-')}`
  const { cache, taken } = beginAnew(file, aside)
  const sentence = `${file} was damaged (${damage}); it is kept as ${aside}, and a new one was begun with ${taken} of it`
  return { ...cache, damage, warnings: [sentence] }
}

function beginAnew(file: string, aside: string): { cache: Cache; taken: string } {
  moveAll(file, aside)
  const cache = openFile(file)
  const { notes, sessions } = takeOver(aside, cache.db)
  const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`
  return { cache, taken: `${counted(notes, 'note')} and ${counted(sessions, 'session')}` }
}
