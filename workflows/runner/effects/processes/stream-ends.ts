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

const standardStreams = [0, 1, 2]

/**
 * Who holds the other end of a process's standard streams: who reads the pipe that it writes into, writes the one that it reads, holds its
 * socket's peer, or drives its terminal. A reader's own output is followed on, and a writer's input back, as far as the pipes go; of what drives the terminal, both.
 */
export function streamEndsOf(self: number, all: Descriptor[], peersOf: FindSocketPeers): Set<number> {
  const own = standardOf(self, all)
  const found = new Set<number>()
  const follow = (from: Descriptor[]) => {
    for (const stream of from) {
      for (const end of all) {
        const joined = end.target === stream.target && ((stream.writes && end.reads) || (stream.reads && end.writes))
        if (!joined || end.pid === self || found.has(end.pid) || !isPipe(stream.target)) continue
        found.add(end.pid)
        // Downstream its output goes on, upstream its input comes from somewhere.
        follow(standardOf(end.pid, all).filter((next) => (stream.writes ? next.writes : next.reads)))
      }
    }
  }
  follow(own)
  const sockets = own.map(({ target }) => target).filter((target) => target.startsWith('socket:'))
  const peers = new Set(sockets.length > 0 ? peersOf(sockets) : [])
  const terminals = new Set(own.map(({ target }) => target))
  for (const { pid, target, master } of all) {
    if (pid === self || found.has(pid)) continue
    const drives = master !== undefined && terminals.has(master)
    if (drives || peers.has(target)) found.add(pid)
    // `script` hands on what its terminal is shown, and what it is given itself.
    if (drives) follow(standardOf(pid, all))
  }
  return found
}

const standardOf = (process: number, all: Descriptor[]): Descriptor[] =>
  all.filter(({ pid, fd }) => pid === process && standardStreams.includes(fd))

/** A terminal is one file for everybody who uses it: its users are not each other's ends. */
const isPipe = (target: string): boolean => !/^(socket:|\/dev\/pt)/.test(target)
