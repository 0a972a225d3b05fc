import { lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import type { Descriptor } from './stream-ends.ts'

/**
 * The open descriptors of a process of a /proc file system, but for what connects with nobody. How one was opened, and whether a path is a named pipe, is
 * looked up when it is asked for: hardly any of a machine's descriptors leads where bookend's own do.
 */
export function descriptorsAt(root: string, pid: number): Descriptor[] {
  const directory = `${root}/${pid}/fd`
  return (attempt(() => readdirSync(directory)) ?? []).flatMap((fd): Descriptor[] => {
    const path = `${directory}/${fd}`
    const target = attempt(() => readlinkSync(path))
    if (target === undefined || !mayConnect(target)) return []
    // The link's own permissions say how the descriptor was opened.
    let mode: number | undefined
    const opened = (bit: number) => {
      mode ??= isConnection(target, path) ? (attempt(() => lstatSync(path).mode) ?? 0) : 0
      return (mode & bit) !== 0
    }
    return [
      {
        pid,
        fd: Number(fd),
        target,
        get reads() {
          return opened(0o400)
        },
        get writes() {
          return opened(0o200)
        },
        get master() {
          if (!target.endsWith('ptmx')) return undefined
          const info = attempt(() => readFileSync(`${root}/${pid}/fdinfo/${fd}`, 'utf8')) ?? ''
          const terminal = /^tty-index:\s*(\d+)$/m.exec(info)?.[1]
          return terminal === undefined ? undefined : `/dev/pts/${terminal}`
        },
      },
    ]
  })
}

/** Almost everything that is open is one of a few files, and one is open everywhere. */
const mayConnect = (target: string): boolean =>
  target.startsWith('/') ? target !== '/dev/null' : /^(pipe|socket):/.test(target)

/** Whether somebody else may hold the other end of it. A named pipe bears its path. */
function isConnection(target: string, path: string): boolean {
  if (/^(pipe|socket):|^\/dev\/(pts\/\d+|ptmx|pts\/ptmx)$/.test(target)) return true
  return attempt(() => statSync(path).isFIFO()) === true
}

/** What cannot be read is gone, or somebody else's: both are usual and neither is an error. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
