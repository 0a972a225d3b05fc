import { type Descriptor, type FindSocketPeers, goes, indexBy, isPipe } from './stream-ends.ts'

/** Two processes talk where one feeds the other's standard input and reads its standard output. */
const input = 0
const output = 1
type Stream = typeof input | typeof output

/** Who is at the other end of a standard stream of a process. */
export type HoldersOf = (pid: number, stream: Stream) => number[]

/**
 * Of some processes, who talks with each: a server of an agent's (MCP, a language's) has the agent at the other end of both streams, at whatever descriptors of the
 * agent's. Others of these processes may be between (`tee in | server | grep …`): the way leads through them. What is only read, as a command in the background is,
 * talks with nobody.
 */
export function partnersOf(pids: number[], holdersOf: HoldersOf): Map<number, number[]> {
  const asked = new Set(pids)
  const reachedFrom = (pid: number, stream: Stream): Set<number> => {
    const found = new Set([pid])
    // Iterating over a set includes what is added in the meantime.
    for (const one of found) if (asked.has(one)) for (const holder of holdersOf(one, stream)) found.add(holder)
    found.delete(pid)
    return found
  }
  return new Map(
    pids.flatMap((pid): [number, number[]][] => {
      const readers = reachedFrom(pid, output)
      const both = [...reachedFrom(pid, input)].filter((holder) => readers.has(holder))
      return both.length > 0 ? [[pid, both]] : []
    }),
  )
}

/**
 * Whether something comes in, or goes out, by a descriptor: by the standard one of that way, or by a pipe that a program opened as a file. A socket at another one is a
 * connection of the program's own, the standard error carries no answers, and a terminal is everybody's.
 */
const isStream = (descriptor: Descriptor, stream: Stream): boolean => {
  const { fd, target } = descriptor
  const isOne = fd === stream ? !target.startsWith('/dev/') : fd > 2 && isPipe(target)
  return isOne && goes(descriptor, stream === input ? 'up' : 'down')
}

/** Whether something comes in and something goes out: only such a process can talk with another. */
export const mayTalk = (descriptors: Descriptor[]): boolean =>
  ([input, output] as const).every((stream) => descriptors.some((one) => isStream(one, stream)))

/** The other ends among all descriptors of the system. */
export function holdersAmong(all: Descriptor[], peersOf: FindSocketPeers): HoldersOf {
  const byPid = indexBy(all, ({ pid }) => pid)
  const byTarget = indexBy(all, ({ target }) => target)
  const known = new Map<string, number[]>()
  const holdersOf = (target: string, stream: Stream): number[] => {
    const key = `${stream} ${target}`
    const holders =
      known.get(key) ??
      (target.startsWith('socket:')
        ? peersOf([target]).flatMap((peer) => byTarget.get(peer) ?? [])
        : (byTarget.get(target) ?? []).filter((other) => goes(other, stream === input ? 'down' : 'up'))
      ).map((other) => other.pid)
    known.set(key, holders)
    return holders
  }
  return (pid, stream) =>
    (byPid.get(pid) ?? [])
      .filter((descriptor) => isStream(descriptor, stream))
      .flatMap(({ target }) => holdersOf(target, stream))
}

/** A local socket that has a name: its path, and whether it is the one that waits for connections. */
export interface LocalSocket {
  path: string
  listens: boolean
}

/** The named local sockets of /proc/net/unix, as descriptors name them. A connection that was accepted has the name of the socket that accepted it. */
export function localSocketsIn(text: string): Map<string, LocalSocket> {
  const acceptsConnections = 0x10000
  return new Map(
    text.split('\n').flatMap((line): [string, LocalSocket][] => {
      const [, , , flags = '', , , inode, path] = line.trim().split(/\s+/)
      return path === undefined || path === 'Path'
        ? []
        : [[`socket:[${inode}]`, { path, listens: (Number.parseInt(flags, 16) & acceptsConnections) !== 0 }]]
    }),
  )
}

/** The connections that a terminal multiplexer accepted: it drives terminals, and waits for clients on a local socket of its own. */
export function acceptedOf(descriptors: Descriptor[], socketsOf: () => Map<string, LocalSocket>): string[] {
  if (!descriptors.some(({ master }) => master !== undefined)) return []
  const sockets = socketsOf()
  const own = descriptors.flatMap(({ target }) => {
    const socket = sockets.get(target)
    return socket ? [{ target, ...socket }] : []
  })
  const served = new Set(own.filter(({ listens }) => listens).map(({ path }) => path))
  return own.filter(({ listens, path }) => !listens && served.has(path)).map(({ target }) => target)
}

/** Who is attached to each multiplexer, by the connections that it accepted. */
export function clientsOf(
  accepted: Map<number, string[]>,
  all: Descriptor[],
  peersOf: FindSocketPeers,
): Map<number, number[]> {
  const byTarget = indexBy(all, ({ target }) => target)
  return new Map(
    [...accepted].flatMap(([pid, sockets]): [number, number[]][] => {
      const clients = peersOf(sockets)
        .flatMap((peer) => byTarget.get(peer) ?? [])
        .map((end) => end.pid)
      const others = clients.filter((client) => client !== pid)
      return others.length > 0 ? [[pid, others]] : []
    }),
  )
}
