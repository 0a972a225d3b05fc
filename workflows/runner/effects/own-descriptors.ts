import { lstatSync, readdirSync, readlinkSync } from 'node:fs'

const open = '/proc/self/fd'

/**
 * Whether Node runs on a descriptor: nobody else is given an event loop's poll and event, or a pipe of which this process has both ends. Without one the process aborts at some
 * later moment, and says nothing. Where there is no /proc, none is known.
 */
export function isNodesOwn(fd: unknown): boolean {
  const target = targetOf(fd)
  if (target === undefined) return false
  if (target.startsWith('anon_inode:')) return true
  if (!target.startsWith('pipe:')) return false
  const isReader = reads(fd)
  return readdirSync(open).some((other) => targetOf(other) === target && reads(other) !== isReader)
}

function targetOf(fd: unknown): string | undefined {
  try {
    return readlinkSync(`${open}/${fd}`)
  } catch {
    return undefined
  }
}

/** The link's own permissions say how the descriptor was opened. */
const reads = (fd: unknown): boolean => (lstatSync(`${open}/${fd}`).mode & 0o400) !== 0
