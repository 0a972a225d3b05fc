import { isShell } from '../../../../tasks/task.ts'

/** An open descriptor that connects a process with others. */
export interface Descriptor {
  pid: number
  fd: number
  /** As the system names it: `pipe:[4711]`, `socket:[4712]`, `/dev/pts/3`, the path of a named pipe. */
  target: string
  reads: boolean
  writes: boolean
  /** Of a terminal's controlling side: the terminal that it drives. */
  master?: string | undefined
}

/** The sockets at the other end of some, named alike. */
export type FindSocketPeers = (sockets: string[]) => string[]

/** Bookend, or a process above it. */
export interface Above {
  pid: number
  command: string
}

/** Where what a process writes goes, or where what it reads comes from. */
type Way = 'down' | 'up'

/** A descriptor, and the way it is followed. */
interface Step {
  from: Descriptor
  way: Way
}

/**
 * Who holds the other end of the standard streams of bookend and of the processes above it (`line`): whoever reads the pipe that one of them
 * writes into, writes the one that it reads, holds its socket's peer, or drives its terminal. The reader of a process above may be what shows the
 * end of the command line that bookend is in. From there it goes on: to whoever reads what the reader writes, and back to who writes what the
 * writer reads.
 */
export function streamEndsOf(line: Above[], all: Descriptor[], peersOf: FindSocketPeers): Set<number> {
  const byPid = indexBy(all, ({ pid }) => pid)
  const byTarget = indexBy(all, ({ target }) => target)
  const drivers = all.filter(({ master }) => master !== undefined)
  const found = new Map<number, Set<Way>>()
  const inLine = new Set(line.map(({ pid }) => pid))

  /** The descriptors at the other end. A terminal is one file for everybody who uses it: its users are not each other's ends. */
  const endsOf = ({ target }: Descriptor, peers: string[]): Descriptor[] => {
    if (target.startsWith('socket:')) return peers.flatMap((peer) => byTarget.get(peer) ?? [])
    if (target.startsWith('/dev/pt')) return drivers.filter(({ master }) => master === target)
    return byTarget.get(target) ?? []
  }
  /** Where the way leads on from a process that was found. */
  const stepsFrom = (pid: number, way: Way): Step[] =>
    (byPid.get(pid) ?? []).filter((from) => leadsOn(from, way)).map((from) => ({ from, way }))

  let steps = line.flatMap((above) =>
    (byPid.get(above.pid) ?? []).flatMap((from) =>
      ways.filter((way) => isStreamOf(above, from, way)).map((way) => ({ from, way })),
    ),
  )
  while (steps.length > 0) {
    const next: Step[] = []
    const sockets = [...new Set(steps.map(({ from }) => from.target).filter((target) => target.startsWith('socket:')))]
    const peers = sockets.length > 0 ? peersOf(sockets) : []
    for (const { from, way } of steps) {
      for (const end of endsOf(from, peers)) {
        const isOther = isPipe(end.target) ? goes(end, way === 'down' ? 'up' : 'down') : true
        const before = found.get(end.pid) ?? new Set()
        if (!isOther || end.pid === from.pid || inLine.has(end.pid) || before.has(way)) continue
        found.set(end.pid, before.add(way))
        next.push(...stepsFrom(end.pid, way))
      }
    }
    steps = next
  }
  return new Set(found.keys())
}

const ways = ['down', 'up'] as const

export const goes = ({ reads, writes }: Descriptor, way: Way): boolean => (way === 'down' ? writes : reads)

/** Sorted by something, so that each end is found without going through all of them. */
export function indexBy<K>(all: Descriptor[], keyOf: (descriptor: Descriptor) => K): Map<K, Descriptor[]> {
  const index = new Map<K, Descriptor[]>()
  for (const each of all) {
    const same = index.get(keyOf(each))
    if (same) same.push(each)
    else index.set(keyOf(each), [each])
  }
  return index
}

const isStandard = ({ fd }: Descriptor): boolean => fd <= 2

export const isPipe = (target: string): boolean => !/^(socket:|\/dev\/pt)/.test(target)

/**
 * While a function or a block of a shell has its output redirected, the shell's own is at another descriptor. What a shell reads beside its standard input is not
 * followed: what the agent hands down to everything that it starts would lead to everything.
 */
const isStreamOf = ({ command }: Above, descriptor: Descriptor, way: Way): boolean =>
  isStandard(descriptor) ? goes(descriptor, way) : isShell(command) && leadsOn(descriptor, way)

/** `tee >(grep …)` writes into a pipe beside its standard streams. */
const leadsOn = (descriptor: Descriptor, way: Way): boolean =>
  goes(descriptor, way) && (isStandard(descriptor) || (way === 'down' && isPipe(descriptor.target)))

/** A process and those above it, but for the first of all, which is above everybody. */
export function lineAbove(pid: number, read: (pid: number) => (Above & { parent: number }) | undefined): Above[] {
  const line: Above[] = []
  const isNew = (one: Above) => !line.some((known) => known.pid === one.pid)
  for (let one = read(pid); one && one.pid > 1 && isNew(one); one = read(one.parent)) line.push(one)
  return line
}
