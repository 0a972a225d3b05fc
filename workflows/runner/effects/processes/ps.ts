import { prefixOf } from '../../../../cache/prefix.ts'
import type { MarkVariables, ProcessInfo } from '../../../../tasks/task.ts'
import { ownPath } from '../own-path.ts'
import { refuseInterrupted } from '../signals.ts'
import { type HoldersOf, partnersOf } from './partners.ts'
import { markNames, type ProcessReader } from './reader.ts'
import { lineAbove } from './stream-ends.ts'

/** Runs a program and returns what it printed; '' where it fails or is not there: then there is no proof, and nothing is ended. */
export type Ask = (program: string, ...args: string[]) => string

/** Reads processes through `ps` and `lsof`, for macOS and the BSDs. `ask` is another one in tests. */
export function psReader(ask: Ask = askSystem, user = process.getuid?.() ?? -1): ProcessReader {
  const columns = 'pid=,ppid=,pgid=,uid=,rss=,state=,lstart=,command='
  const list = (): ProcessInfo[] => {
    const environments = parseCommands(ask('ps', '-axwwE', '-o', 'pid=,command='))
    const directories = parseLsof(ask('lsof', '-a', '-d', 'cwd', '-u', String(user), '-w', '-Fpn'))
    return parsePs(ask('ps', '-axww', '-o', columns)).map((info) => {
      if (info.user !== user) return info
      const workingDirectory = directories.get(info.pid)?.[0]
      return {
        ...info,
        ...(workingDirectory && { workingDirectory }),
        environment: marksBehind(info.command, environments.get(info.pid)),
      }
    })
  }
  return {
    unanswered: () => undefined,
    namespace: () => undefined,
    mayHide: () => false,
    unreadable: () =>
      parsePs(ask('ps', '-ww', '-o', columns, '-p', String(process.pid))).length === 0
        ? '`ps` does not show this process'
        : undefined,
    // It says that a process is traced, and not by whom.
    tracerOf: () => undefined,
    list: async (except) => list().filter(({ pid }) => !except?.has(pid)),
    read(pid) {
      const [info] = parsePs(ask('ps', '-ww', '-o', columns, '-p', String(pid)))
      if (!info || info.user !== user) return info
      const environments = parseCommands(ask('ps', '-wwE', '-o', 'pid=,command=', '-p', String(pid)))
      return { ...info, environment: marksBehind(info.command, environments.get(pid)) }
    },
    async listeners(ports) {
      const found = new Map<number, number[]>()
      for (const port of ports) {
        for (const pid of parseLsof(ask('lsof', '-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fp')).keys()) {
          found.set(pid, [...(found.get(pid) ?? []), port])
        }
      }
      return found
    },
    async streamEnds() {
      const byPid = new Map(parsePs(ask('ps', '-axww', '-o', columns)).map((info) => [info.pid, info]))
      const line = lineAbove(process.pid, (pid) => byPid.get(pid))
      return peersIn(ask('lsof', '-w', '-u', String(user), '-Fpfdn'), [process.pid, ...line.map(({ pid }) => pid)])
    },
    partners: async (pids) =>
      pids.length === 0 ? new Map() : partnersOf(pids, holdersIn(ask('lsof', '-w', '-u', String(user), '-Fpfdn'))),
    async openPaths(below) {
      const byProcess = parseLsof(ask('lsof', '-w', '-u', String(user), '-Fpn'))
      byProcess.delete(process.pid)
      return new Set([...byProcess.values()].flat().filter((path) => path.startsWith(prefixOf(below))))
    },
  }
}

function askSystem(program: string, ...args: string[]): string {
  try {
    const { execFileSync } = process.getBuiltinModule('node:child_process')
    return execFileSync(program, args, {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, PATH: ownPath(), LC_ALL: 'C', TZ: 'UTC' },
    })
  } catch (error) {
    refuseInterrupted(error)
    // lsof ends with 1 where anything could not be read, and prints the rest all the same.
    return String((error as { stdout?: unknown }).stdout ?? '')
  }
}

/** Lines of `ps -o pid=,ppid=,pgid=,uid=,rss=,state=,lstart=,command=`, in C locale and UTC. */
export function parsePs(text: string): ProcessInfo[] {
  return text.split('\n').flatMap((line): ProcessInfo[] => {
    const match =
      /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\w{3}\s+\w{3}\s+\d+\s+[\d:]+\s+\d{4})\s+(.*)$/.exec(line)
    if (!match) return []
    const [, pid, parent, group, user, kilobytes, state, start, command] = match as unknown as string[]
    if (state?.startsWith('Z')) return []
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        group: Number(group),
        user: Number(user),
        start: String(start).replace(/\s+/g, ' '),
        startedAt: Date.parse(`${start} UTC`),
        command: String(command),
        memory: Number(kilobytes) * 1024,
        ...(state?.startsWith('T') && { stopped: true as const }),
      },
    ]
  })
}

/** Lines of `ps -o pid=,command=`: the commands by pid; with `-E` the environment stands behind each. */
export function parseCommands(text: string): Map<number, string> {
  return new Map(
    text.split('\n').flatMap((line): [number, string][] => {
      const match = /^\s*(\d+)\s(.*)$/.exec(line)
      return match ? [[Number(match[1]), String(match[2]).trim()]] : []
    }),
  )
}

/**
 * The marks of a command with its environment behind it, as `ps -E` prints them. Only what follows the command counts: an argument
 * that looks like a mark (`grep BOOKEND_SESSION=…`) proves nothing. A mark holds no blank, so it ends where the next variable begins.
 */
export function marksBehind(command: string, withEnvironment: string | undefined): MarkVariables {
  const marks: MarkVariables = {}
  if (!withEnvironment?.startsWith(command)) return marks
  const environment = withEnvironment.slice(command.length)
  for (const [, name, value] of environment.matchAll(marking)) marks[name as keyof MarkVariables] ??= value as string
  return marks
}

const marking = new RegExp(`(?<=\\s)(${markNames.join('|')})=(\\S*)`, 'g')

/** Output of `lsof -F`: a line `pPID`, then a line `nNAME` for each of its files. */
export function parseLsof(text: string): Map<number, string[]> {
  const files = new Map<number, string[]>()
  let pid = 0
  for (const line of text.split('\n')) {
    if (line.startsWith('p')) {
      pid = Number(line.slice(1))
      files.set(pid, [])
    } else if (line.startsWith('n')) files.get(pid)?.push(line.slice(1))
  }
  return files
}

/**
 * Who holds the other end of the standard streams of bookend and those above it (`line`), and of theirs in turn, from `lsof -Fpfdn`: a pipe or socket has an address
 * as its device (`d`), and names the address of its other end (`n->0x…`). Which way it goes is not said, so both are followed.
 */
export function peersIn(text: string, line: number[]): Set<number> {
  const ends = parseEnds(text)
  const found = new Set(line)
  // Iterating over a set includes what is added in the meantime.
  for (const one of found) {
    const own = ends.filter(({ pid, fd }) => pid === one && ['0', '1', '2'].includes(fd))
    for (const end of ends) if (own.some((each) => meet(each, end))) found.add(end.pid)
  }
  for (const one of line) found.delete(one)
  return found
}

/** The other ends of standard streams, from the same output of `lsof`. */
export function holdersIn(text: string): HoldersOf {
  const ends = parseEnds(text)
  return (pid, stream) => {
    const own = ends.find((end) => end.pid === pid && end.fd === String(stream))
    return own ? ends.filter((end) => meet(own, end)).map((end) => end.pid) : []
  }
}

interface End {
  pid: number
  fd: string
  device: string
  peer: string
}

/** Whether two descriptors are the two ends of a pipe or of a pair of sockets. */
const meet = (one: End, other: End): boolean =>
  (one.peer !== '' && other.device === one.peer) || (one.device !== '' && other.peer === one.device)

function parseEnds(text: string): End[] {
  const ends: End[] = []
  let pid = 0
  for (const row of text.split('\n')) {
    const value = row.slice(1)
    const end = ends.at(-1)
    if (row.startsWith('p')) pid = Number(value)
    else if (row.startsWith('f')) ends.push({ pid, fd: value, device: '', peer: '' })
    else if (row.startsWith('d') && end) end.device = value
    else if (row.startsWith('n->') && end) end.peer = value.slice(2)
  }
  return ends
}
