import type { Descriptor, FindSocketPeers } from './stream-ends.ts'

/** Two processes talk where one feeds the other's standard input and reads its standard output. */
const input = 0
const output = 1

/**
 * Of some processes, who talks with each: a server of an agent's (MCP, a language's) has the agent at the other end of both streams, at whatever descriptors of the
 * agent's. What is only read, as a command in the background is, talks with nobody.
 */
export function partnersOf(pids: number[], all: Descriptor[], peersOf: FindSocketPeers): Map<number, number[]> {
  const asked = new Set(pids)
  const own = all.filter(({ pid, fd }) => asked.has(pid) && (fd === input || fd === output))
  const holdersOf = ({ pid, fd, target }: Descriptor): Set<number> => {
    const peers = target.startsWith('socket:') ? peersOf([target]) : undefined
    const others = all.filter((other) =>
      peers ? peers.includes(other.target) : other.target === target && (fd === input ? other.writes : other.reads),
    )
    return new Set(others.map((other) => other.pid).filter((other) => other !== pid))
  }
  return new Map(
    pids.flatMap((pid): [number, number[]][] => {
      const [first, second] = [input, output].map((fd) => own.find((one) => one.pid === pid && one.fd === fd))
      if (!first || !second) return []
      const readers = holdersOf(second)
      const both = [...holdersOf(first)].filter((holder) => readers.has(holder))
      return both.length > 0 ? [[pid, both]] : []
    }),
  )
}
