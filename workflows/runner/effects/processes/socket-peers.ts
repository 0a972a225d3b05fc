import { ownPath } from '../own-path.ts'
import type { FindSocketPeers } from './stream-ends.ts'

const answerWithinMs = 2000

/**
 * The other ends of local sockets, as one answer of `ss` reports them, which is asked for when the first socket is. /proc does not. Without that answer, or for what is not
 * in it (it may have been cut), the neighbours in number are taken for them: both ends of a pair are made by one call, and whoever is protected in vain is only left alone.
 */
export function socketPeers(ask: () => string = askSystem): FindSocketPeers {
  let table: Map<number, number> | undefined
  return (sockets) => {
    table ??= tableOf(ask)
    return sockets
      .map((name) => Number(/\d+/.exec(name)?.[0]))
      .flatMap((number) => table?.get(number) ?? [number - 1, number + 1])
      .map((number) => `socket:[${number}]`)
  }
}

function askSystem(): string {
  const { execFileSync } = process.getBuiltinModule('node:child_process')
  const stdio = ['ignore', 'pipe', 'ignore'] as const
  return execFileSync('ss', ['-xnH'], {
    encoding: 'utf8',
    stdio: [...stdio],
    maxBuffer: 2 ** 26,
    timeout: answerWithinMs,
    killSignal: 'SIGKILL',
    env: { ...process.env, PATH: ownPath() },
  })
}

/** A line ends with the address and the number of either side: `… * 48213 * 48214`. */
function tableOf(ask: () => string): Map<number, number> {
  try {
    return new Map(
      ask()
        .split('\n')
        .map((line) => line.trim().split(/\s+/))
        .map((fields) => [Number(fields.at(-3)), Number(fields.at(-1))]),
    )
  } catch {
    return new Map()
  }
}
