import { constants } from 'node:os'

/** An error whose message is for the user: it says what is wrong and what to do next. Everything else that is thrown is a bug and shows its stack. */
export class UserError extends Error {
  // A field each: a configuration may have frozen what would have to be written to.
  override readonly name = 'UserError'
  /** The exit status of the command: 2 wrong input, 3 blocked, 4 could not write. */
  readonly exit: 2 | 3 | 4

  constructor(message: string, exit: 2 | 3 | 4 = 2) {
    super(message)
    this.exit = exit
  }
}

/** A signal came: no fault of anybody's, so there is neither a stack nor advice. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  /** The exit status of the command: 130, 143 or 129. */
  readonly exit: number

  constructor(exit: number, message = 'interrupted') {
    super(message)
    this.exit = exit
  }
}

/** A cache that must not be opened, or not by this version. What closes a session goes on without it. */
export class CacheRefused extends UserError {}

/** A store that does not answer, or does not let us in. Neither text holds credentials. */
export class StoreUnavailable extends Error {
  override readonly name: string = 'StoreUnavailable'
  readonly url: string
  readonly detail: string
  /** Something was to be written, and is kept in the cache until the next run. */
  readonly waits: boolean

  constructor(url: string, detail: string, waits = false) {
    super(`${url} does not answer: ${detail}`)
    this.url = url
    this.detail = detail
    this.waits = waits
  }

  /** The same, of a step whose writing waits; `more`: what of it was done. */
  waiting(more = ''): StoreUnavailable {
    return new StoreUnavailable(this.url, this.detail + more, true)
  }
}

/** `code` of a refusal at the door: the server speaks only an older protocol than the driver. */
export const serverTooOld = 'IncompatibleServerVersion'

/** What lets one in that is refused at the door, by the code of the refusal. */
export const toBeLetIn = (code: string): string =>
  code === serverTooOld
    ? 'upgrade the server to 4.4 or later'
    : 'correct the user name and the password in the URL, or leave them out where the server has no users'

/** A store that answered, and refused: everything that a server says no to is its own affair, never a bug. */
export class StoreRefused extends StoreUnavailable {
  override readonly name = 'StoreRefused'
  /** The server's own name for why, or its number. */
  readonly code: string
  /** It does not let us in: whatever else it is asked, the answer is the same. */
  readonly atDoor: boolean

  constructor(url: string, code: string, detail: string, atDoor = false, waits = false) {
    super(url, detail, waits)
    this.atDoor = atDoor
    this.message = `${url} refused (${code}): ${detail}${atDoor ? `; ${toBeLetIn(code)}` : ''}`
    this.code = code
  }

  override waiting(more = ''): StoreRefused {
    return new StoreRefused(this.url, this.code, this.detail + more, this.atDoor, true)
  }
}

/** A store whose answers ended before all was read that it counts, and no error said so. */
export class StoreCutShort extends StoreUnavailable {
  override readonly name = 'StoreCutShort'

  constructor(url: string, read: number, more: number) {
    super(url, `of its documents it counts ${read + more} and gave ${read}`)
    this.message = `${url} gave less than it has: ${this.detail}`
  }
}

/** The message of anything that was thrown, on one line. */
export function messageOf(error: unknown): string {
  return textOf(error).replace(/\s+/g, ' ').trim()
}

function textOf(error: unknown): string {
  try {
    if (!(error instanceof Error)) return String(error)
    if (error.message !== '') return error.message
    // Several at once, as Promise.any has them, say nothing by themselves.
    return error instanceof AggregateError ? error.errors.map(messageOf).join('; ') : error.name
  } catch {
    // Foreign code may throw what has no words, or throws again when it is asked.
    return 'it throws something that cannot be shown'
  }
}

/** The `code` of a system or SQLite error, or ''. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  // Node has no name for some errors of the system, that of a used-up quota among them: depending on the call it says so in one of two ways.
  if (!/^UNKNOWN$|^Unknown system error/.test(code)) return code
  const { errno } = error as { errno?: unknown }
  return typeof errno === 'number' ? (nameOf(-errno) ?? code) : code
}

/** Whether the system refused something, whatever it was: its codes begin with an E. */
export const isSystemError = (error: unknown): boolean => /^E[A-Z]+$/.test(codeOf(error))

/** Whether an error of SQLite says that another process has the cache locked. */
export const isLocked = (error: unknown): boolean => /^SQLITE_(BUSY|LOCKED)/.test(codeOf(error))

const nameOf = (number: number): string | undefined =>
  Object.entries(constants.errno).find(([, value]) => value === number)?.[0]

/** For the end of a `switch` over a union: a missing case is a compile error. */
export function unreachable(value: never): never {
  throw new Error(`unexpected ${JSON.stringify(value)}`)
}

/** Whether an error means that the cache file itself is damaged. */
export function isCorrupt(error: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error))
}

/** Whether an error means that a cache cannot be written where it is. */
export function isUnwritable(error: unknown): boolean {
  return /^(EACCES|EPERM|EROFS|ENOTDIR|EEXIST|EIO|ENOSPC|EDQUOT|EFBIG|SQLITE_CANTOPEN|SQLITE_READONLY|SQLITE_FULL|SQLITE_IOERR)/.test(
    codeOf(error),
  )
}
