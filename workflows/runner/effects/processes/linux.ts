import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { prefixOf } from '../../../../cache/prefix.ts'
import { carriedOnMs } from '../../../../cache/window.ts'
import type { MarkVariables, ProcessInfo } from '../../../../tasks/task.ts'
import { attempt, descriptorsAt } from './descriptors.ts'
import { acceptedOf, clientsOf, holdersAmong, localSocketsIn, mayTalk, partnersOf } from './partners.ts'
import { markNames, type ProcessReader } from './reader.ts'
import { createSocketPeers } from './socket-peers.ts'
import { lineAbove, streamEndsOf } from './stream-ends.ts'

/** Clock ticks a second, as /proc counts them: USER_HZ, 100 on every architecture that Node runs on. */
const ticksPerSecond = 100

/** The pid namespace that a machine starts with, in which every process has a number (PROC_PID_INIT_INO). */
const outermost = 'pid:[4026531836]'

/** The flag of a part of the kernel (PF_KTHREAD): a machine has dozens or hundreds of them, and none is anybody's. */
const kernelThread = 0x200000

/**
 * Reads processes from a /proc file system (`root` is another directory in tests). What vanishes while it is read is left out.
 * Environment and working directory are read where the system lets this user: of his own processes, and root of all.
 */
export function linuxReader(root = '/proc'): ProcessReader {
  const text = (...path: string[]) => attempt(() => readFileSync(`${root}/${path.join('/')}`, 'utf8'))
  const bootId = text('sys/kernel/random/boot_id')?.trim() ?? ''
  const uptime = Number(text('uptime')?.split(' ')[0] ?? 0)
  const bootedAt = Date.now() - uptime * 1000

  const pids = () =>
    readdirSync(root)
      .filter((name) => /^\d+$/.test(name))
      .map(Number)

  const read = (pid: number): ProcessInfo | undefined => {
    const stat = text(String(pid), 'stat')
    if (!stat) return undefined
    // The command is in brackets and may hold brackets and blanks itself: count behind the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [state, parent, group, terminalSession] = fields
    if (state === 'Z' || state === 'X' || (Number(fields[6]) & kernelThread) !== 0) return undefined
    const owner = attempt(() => statSync(`${root}/${pid}`).uid)
    if (owner === undefined) return undefined
    const ticks = Number(fields[19])
    const workingDirectory = attempt(() => readlinkSync(`${root}/${pid}/cwd`))
    const environment = attempt(() => marksIn(readFileSync(`${root}/${pid}/environ`, 'utf8')))
    return {
      pid,
      parent: Number(parent),
      group: Number(group),
      terminalSession: Number(terminalSession),
      user: owner,
      start: `${bootId} ${ticks}`,
      startedAt: Math.round(bootedAt + (ticks * 1000) / ticksPerSecond),
      command: commandOf(text(String(pid), 'cmdline'), stat),
      memory: Number(fields[21]) * pageBytes,
      ...(workingDirectory !== undefined && { workingDirectory }),
      ...(environment !== undefined && { environment }),
      ...(state === 'T' && { stopped: true as const }),
    }
  }

  /** A field of a process, or thread, that is a number of one. */
  const statusOf = (pid: number, name: 'TracerPid' | 'Tgid') =>
    Number(new RegExp(`^${name}:\\t(\\d+)$`, 'm').exec(text(String(pid), 'status') ?? '')?.[1] ?? 0)

  /** What the open descriptors of every process but this one lead to, as /proc names it. */
  function* openDescriptors(): Generator<[pid: number, target: string]> {
    for (const pid of pids()) {
      if (pid === process.pid) continue
      for (const fd of attempt(() => readdirSync(`${root}/${pid}/fd`)) ?? []) {
        const target = attempt(() => readlinkSync(`${root}/${pid}/fd/${fd}`))
        if (target !== undefined) yield [pid, target]
      }
    }
  }

  const descriptorsOf = (pid: number) => descriptorsAt(root, pid)
  const namespaceOf = (pid: number | 'self') => attempt(() => readlinkSync(`${root}/${pid}/ns/pid`))

  /** The numbers of a process in the namespaces below this one; undefined where the system does not say, none of one that is gone. */
  const numbersWithin = (pid: number): number[] | undefined => {
    const status = text(String(pid), 'status')
    if (status === undefined) return []
    return /^NSpid:\t\d+(.*)$/m.exec(status)?.[1]?.trim().split(/\s+/).map(Number)
  }

  const peers = createSocketPeers()
  const localSockets = () => localSocketsIn(text('net/unix') ?? '')

  return {
    unanswered: peers.unanswered,
    namespace: () => namespaceOf('self'),
    mayHide({ pid, startedAt }) {
      if (startedAt < Math.max(bootedAt, Date.now() - carriedOnMs)) return false
      // Seen from outside, each process has its numbers in all namespaces that it is in, and everybody may read them.
      return namespaceOf('self') !== outermost || pids().some((seen) => numbersWithin(seen)?.includes(pid) ?? true)
    },
    // One that another pid namespace sees has other numbers than signals take.
    unreadable: () =>
      attempt(() => readlinkSync(`${root}/self`)) === String(process.pid)
        ? undefined
        : '/proc does not show this process',
    async streamEnds() {
      return streamEndsOf(lineAbove(process.pid, read), pids().flatMap(descriptorsOf), peers.look())
    },
    async partners(asked) {
      const talking = asked.filter((pid) => mayTalk(descriptorsOf(pid)))
      const accepted = new Map(
        asked.flatMap((pid): [number, string[]][] => {
          const sockets = acceptedOf(descriptorsOf(pid), localSockets)
          return sockets.length > 0 ? [[pid, sockets]] : []
        }),
      )
      if (talking.length + accepted.size === 0) return new Map()
      const [all, peersOf] = [pids().flatMap(descriptorsOf), peers.look()]
      return new Map([...partnersOf(talking, holdersAmong(all, peersOf)), ...clientsOf(accepted, all, peersOf)])
    },
    // It is a thread that traces; processes have the number of their first one.
    tracerOf(pid) {
      const thread = statusOf(pid, 'TracerPid')
      return thread === 0 ? undefined : statusOf(thread, 'Tgid') || thread
    },
    list: async (except) => pids().flatMap((pid) => (except?.has(pid) ? [] : (read(pid) ?? []))),
    read,
    async listeners(ports) {
      const wanted = new Set(ports)
      const sockets = new Map<string, number>()
      for (const table of ['net/tcp', 'net/tcp6']) {
        for (const [port, inode] of listeningSockets(text(table) ?? ''))
          if (wanted.has(port)) sockets.set(`socket:[${inode}]`, port)
      }
      const found = new Map<number, number[]>()
      if (sockets.size === 0) return found
      for (const [pid, target] of openDescriptors()) {
        const port = sockets.get(target)
        if (port !== undefined) found.set(pid, [...new Set([...(found.get(pid) ?? []), port])])
      }
      return found
    },
    async openPaths(below) {
      const paths = new Set<string>()
      const add = (path: string | undefined) =>
        path?.startsWith(prefixOf(below)) && paths.add(path.replace(/ \(deleted\)$/, ''))
      for (const [, target] of openDescriptors()) add(target)
      for (const pid of pids()) {
        if (pid === process.pid) continue
        for (const link of ['cwd', 'exe']) add(attempt(() => readlinkSync(`${root}/${pid}/${link}`)))
      }
      return paths
    },
  }
}

/** /proc counts resident pages; they have 4 KiB but on a few systems, where the figure is the page count's and only shown. */
const pageBytes = 4096

function commandOf(cmdline: string | undefined, stat: string): string {
  const words = (cmdline ?? '').split('\0').filter((word) => word !== '')
  return words.length > 0 ? words.join(' ') : `[${stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))}]`
}

/** The variables that matter, out of an environment as /proc has it; whole values, the first of each name. */
export function marksIn(environ: string): MarkVariables {
  const marks: MarkVariables = {}
  for (const variable of environ.split('\0')) {
    const name = [...markNames, 'PWD' as const].find((candidate) => variable.startsWith(`${candidate}=`))
    if (name) marks[name] ??= variable.slice(name.length + 1)
  }
  return marks
}

/** State 0A of /proc/net/tcp: listening. */
function listeningSockets(table: string): [port: number, inode: string][] {
  return table.split('\n').flatMap((line): [number, string][] => {
    const fields = line.trim().split(/\s+/)
    const port = Number.parseInt(fields[1]?.split(':').at(-1) ?? '', 16)
    return fields[3] === '0A' && fields[9] !== undefined ? [[port, fields[9]]] : []
  })
}
