import { fs } from '../../../cache/file-functions.ts'
import { isAbsent, openRegular, Unreadable } from '../../../cache/regular-file.ts'

// As they are now, like the functions for files.
const { alloc, compare, from } = Buffer
const mostBytes = 2 ** 20

/** Writes a text behind the first `at` bytes of an open file, and reads it back. Returns where it ends. `named`: the file, in an error. */
export function append(named: string, fd: number, text: string, at: number): number {
  const bytes = from(text)
  const { length } = bytes
  for (let done = 0; done < length; ) done += fs.writeSync(fd, bytes, done, length - done)
  const there = alloc(length)
  const read = fs.readSync(fd, there, 0, length, at)
  if (read !== length || compare(bytes, there) !== 0) throw unwritten(named)
  return at + length
}

/** Whether two open files hold the same. */
export function holdSame(one: number, other: number): boolean {
  // Memory that is touched for the first time costs more than what is read into it.
  const bytes = Math.min(fs.fstatSync(one).size + 1, mostBytes)
  const buffers = [alloc(bytes), alloc(bytes)] as const
  for (let at = 0; ; ) {
    const read = fs.readSync(one, buffers[0], 0, bytes, at)
    const also = fs.readSync(other, buffers[1], 0, bytes, at)
    if (read !== also || compare(buffers[0], buffers[1]) !== 0) return false
    if (read === 0) return true
    at += read
  }
}

/** Whether a regular file at a path, no link followed, holds what an open one does. */
export function isHeldAt(path: string, fd: number): boolean {
  let there: number
  try {
    there = openRegular(path, { follow: false }).fd
  } catch (error) {
    if (isAbsent(error) || error instanceof Unreadable) return false
    throw error
  }
  try {
    return holdSame(fd, there)
  } finally {
    fs.closeSync(there)
  }
}

/** What is reported as written was read back. */
export const unwritten = (path: string): Error =>
  Object.assign(new Error(`${path} does not hold what was written`), { code: 'EUNWRITTEN', path })
