import { codeOf } from './errors.ts'

/** What a machine or a user can cause: nobody's bug. It is said in a sentence, and what can be done without it is done. */
export interface Condition {
  /** What is wrong, as the middle of a sentence: `the disk is full (ENOSPC)`. */
  what: string
  /** What to do next. */
  fix: string
  /** The file or directory that it happened to, where that is known. */
  path?: string
}

/** Every condition: the codes of SQLite (all that begin so) and of the system that mean it, what it is, and what to do. */
const conditions: [codes: RegExp, what: string, fix: string][] = [
  [/^(SQLITE_BUSY|SQLITE_LOCKED)/, 'the cache is locked by another process', 'wait until that has ended'],
  [/^(SQLITE_PROTOCOL)/, 'the cache cannot be locked where it is', 'set cacheDir to a directory on a local disk'],
  // SQLite extends the file of its shared memory before it writes anything.
  [
    /^(SQLITE_FULL|SQLITE_IOERR_SHMSIZE|ENOSPC)/,
    'the disk is full',
    'make room on it (df, and df -i for too many files)',
  ],
  [/^EDQUOT/, 'the disk quota is used up', 'make room'],
  [
    /^(EFBIG|SQLITE_NOLFS)/,
    'a file may not become that large',
    'raise the limit (ulimit -f), or use another file system',
  ],
  [/^(SQLITE_IOERR|EIO|ESTALE|ENODEV|ENXIO|ENOTCONN|EREMOTEIO)/, 'the disk reported an error', 'check the disk'],
  [/^(SQLITE_CORRUPT|SQLITE_NOTADB)/, 'the cache is damaged', 'the next init keeps it aside and begins a new one'],
  [/^(SQLITE_NOMEM|ENOMEM)/, 'there is no memory left', 'end other programs'],
  [/^(EMFILE|ENFILE)/, 'too many files are open', 'end other programs, or raise the limit (ulimit -n)'],
  [/^E2BIG/, 'the arguments or the environment are too long', 'make them shorter'],
  [/^(EAGAIN|EWOULDBLOCK|ENOBUFS)/, 'the system has no process or buffer left', 'end other programs'],
  [
    /^(SQLITE_READONLY|SQLITE_CANTOPEN|SQLITE_PERM)/,
    'the cache cannot be written',
    'make its directory writable, or set cacheDir to another one',
  ],
  [/^(EACCES|EPERM)/, 'there is no permission', 'change the permissions'],
  [/^EROFS/, 'the file system is read-only', 'use a place that can be written'],
  [/^ENOTDIR/, 'a directory on the way to it is a file', 'move that file elsewhere'],
  [/^EISDIR/, 'it is a directory', 'move it elsewhere'],
  [/^ENOTEMPTY/, 'a directory is not empty', 'look into it'],
  [/^EEXIST/, 'something of that name is there already', 'move it elsewhere'],
  [/^ENOENT/, 'it is not there', 'look whether something removed it, or a link leads to nothing'],
  [/^ELOOP/, 'symbolic links lead in a circle, or one is in the place of a file', 'replace the link'],
  [/^ENAMETOOLONG/, 'the name is too long', 'use a shorter one'],
  [/^(EBUSY|ETXTBSY)/, 'it is in use', 'wait until it is free'],
  [/^EMLINK/, 'it has as many links as the file system takes', 'remove some'],
  [/^ENOLCK/, 'the file system has no lock left', 'use a local disk'],
  [/^EXDEV/, 'it is on another file system', 'use one file system'],
  [/^(ENOTSUP|EOPNOTSUPP|ENOSYS|EINVAL)/, 'the file system cannot do that', 'use another file system'],
  [
    /^EUNWRITTEN/,
    'it does not hold what was written',
    'look for another program, or code of the project, that changes it',
  ],
  [/^(EREFUSED|EUNREADABLE)/, '', 'look at the path'],
]

/** What a code of the system says, and what to do about it; undefined where it is no code of the table. */
export function meaningOf(code: string): { what: string; fix: string } | undefined {
  const [, what = '', fix = ''] = conditions.find(([codes]) => codes.test(code)) ?? []
  return what === '' ? undefined : { what, fix }
}

/** Why a file that the user named could not be written, and what to do next. */
export function whyUnwritten(file: string, error: unknown): string {
  const code = codeOf(error)
  const meaning = code === 'ENOENT' ? { what: 'its directory is not there', fix: 'make that first' } : meaningOf(code)
  return `${file} cannot be written (${meaning ? `${meaning.what}, ${code}): ${meaning.fix}` : `${code})`}`
}

/** What an error means where the machine or the user caused it; undefined where it is a bug, or a store's. Why so: docs/decisions.md, 44. */
export function conditionOf(error: unknown): Condition | undefined {
  const code = codeOf(error)
  const row = conditions.find(([codes]) => codes.test(code))
  if (!row) return undefined
  const [, what, fix] = row
  const path = (error as { path?: unknown }).path
  const named = typeof path === 'string' && path !== '' ? { path } : {}
  // A refusal of bookend's own says what it refuses.
  if (what === '') return { what: (error as Error).message, fix }
  return { what: `${what} (${code})`, fix, ...named }
}

/** Codes of what is in the machine and not in the file: the same can be done once it is over. Node says ENOENT of a directory that it could not make. */
const passing = /^(ENOSPC|EDQUOT|EIO|ESTALE|ENODEV|ENXIO|ENOMEM|EMFILE|ENFILE|EAGAIN|EWOULDBLOCK|ENOENT)$/

export const isPassing = (error: unknown): boolean => passing.test(codeOf(error))

/** A condition as a sentence. */
export function describeCondition({ what, fix, path }: Condition): string {
  return `${path === undefined ? '' : `${path}: `}${what}: ${fix}`
}
