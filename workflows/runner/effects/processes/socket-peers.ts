import type { FindSocketPeers } from './stream-ends.ts'

/**
 * The other ends of local sockets, as `ss` reports them. /proc does not; without `ss`, the neighbours in number are taken for them: both ends of a pair
 * are made by one call, and whoever is protected in vain is only left alone.
 */
export const socketPeers: FindSocketPeers = (sockets) => {
  const numbers = new Set(sockets.map((name) => Number(/\d+/.exec(name)?.[0])))
  const table = socketTable()
  const peers =
    table === undefined ? [...numbers].flatMap((number) => [number - 1, number + 1]) : socketPeersIn(table, numbers)
  return peers.map((number) => `socket:[${number}]`)
}

function socketTable(): string | undefined {
  try {
    const { execFileSync } = process.getBuiltinModule('node:child_process')
    return execFileSync('ss', ['-xnH'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 2 ** 26 })
  } catch {
    return undefined
  }
}

/** A line ends with the address and the number of either side: `… * 48213 * 48214`. */
export function socketPeersIn(table: string, numbers: Set<number>): number[] {
  return table.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/)
    return numbers.has(Number(fields.at(-3))) ? [Number(fields.at(-1))] : []
  })
}
