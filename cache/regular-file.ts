import { constants, type Stats } from 'node:fs'
import { codeOf } from './errors.ts'
import { fs } from './file-functions.ts'
import { forSystem } from './file-name.ts'

/** A file that is there and cannot be read, or is something else than a file. */
export class Unreadable extends Error {
  readonly code = 'EUNREADABLE'
  /** As the user knows it. */
  readonly path: string
  /** Why: `it is a named pipe`, or the system's code. */
  readonly detail: string

  constructor(path: string, detail: string) {
    super(`${path} cannot be read (${detail})`)
    this.name = 'Unreadable'
    this.path = path
    this.detail = detail
  }
}

export interface Reading {
  /** What the file is called in a message; its path unless told otherwise. */
  named?: string
  /** False: the path's last part must be the file itself, and no symbolic link. */
  follow?: boolean
}

/** No file that is read as a whole is this long; a device or a runaway log must not fill the memory. */
const longestText = 128 * 2 ** 20

/** No such file, or a file where a directory would have to be: there is nothing behind it. */
export function isAbsent(error: unknown): boolean {
  return /^(ENOENT|ENOTDIR)$/.test(codeOf(error))
}

/** Why a file cannot be read: in words, else the system's code. */
export function readingProblem(error: unknown): string {
  return error instanceof Unreadable ? error.detail : codeOf(error)
}

/**
 * Opens a file for reading: the only way in which anything of the user's is opened. A named pipe would hold whoever opens it until somebody writes,
 * and a device never ends, so only a regular file is opened. Throws Unreadable; where there is no such file, the system's error.
 */
export function openRegular(path: string, { named = path, follow = true }: Reading = {}): { fd: number; stat: Stats } {
  let fd: number
  try {
    fd = fs.openSync(forSystem(path), constants.O_RDONLY | constants.O_NONBLOCK | (follow ? 0 : constants.O_NOFOLLOW))
  } catch (error) {
    if (isAbsent(error)) throw error
    throw new Unreadable(named, refusals[codeOf(error)] ?? codeOf(error))
  }
  const stat = fs.fstatSync(fd)
  if (stat.isFile()) return { fd, stat }
  fs.closeSync(fd)
  throw new Unreadable(named, kindOf(stat))
}

const refusals: Record<string, string> = {
  ELOOP: 'it is a symbolic link, or one that leads in a circle',
  ENXIO: 'it is a socket or a device',
  EISDIR: 'it is a directory',
}

/** What something is that is no regular file, in words. */
export function kindOf(stat: Stats): string {
  if (stat.isDirectory()) return 'it is a directory'
  return stat.isFIFO() ? 'it is a named pipe' : 'it is a socket or a device'
}

/** The text of a file; undefined where there is none. Throws Unreadable. */
export function readRegular(path: string, reading: Reading = {}): string | undefined {
  let opened: ReturnType<typeof openRegular>
  try {
    opened = openRegular(path, reading)
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
  const { named = path } = reading
  try {
    if (opened.stat.size > longestText) throw new Unreadable(named, `it is larger than ${longestText / 2 ** 20} MiB`)
    return fs.readFileSync(opened.fd, 'utf8')
  } catch (error) {
    throw error instanceof Unreadable ? error : new Unreadable(named, codeOf(error))
  } finally {
    fs.closeSync(opened.fd)
  }
}
