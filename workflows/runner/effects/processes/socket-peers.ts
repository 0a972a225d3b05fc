import { codeOf } from '../../../../cache/errors.ts'
import { ownPath } from '../own-path.ts'
import { refuseInterrupted } from '../signals.ts'
import type { FindSocketPeers } from './stream-ends.ts'

const answerWithinMs = 2000

/** Finds other ends of local sockets. */
export interface SocketPeers {
  /** A look at them as they are when the first socket is asked for. */
  look(): FindSocketPeers
  /** The program that is there and did not answer as a whole; it is not asked again. */
  unanswered(): string | undefined
}

/**
 * The other ends of local sockets, as one answer of `ss` reports them: /proc does not. Without that answer, or for what is not in it, the neighbours in number are taken for
 * them: both ends of a pair are made by one call, and whoever is protected in vain is only left alone.
 */
export function createSocketPeers(ask: () => string = askSystem): SocketPeers {
  let unanswered: string | undefined
  const answer = (): string => {
    if (unanswered !== undefined) return ''
    try {
      const text = ask()
      if (text !== '' && !text.endsWith('\n')) unanswered = 'ss'
      return text
    } catch (error) {
      refuseInterrupted(error)
      // Where it is not installed, neighbours are all there is.
      if (codeOf(error) !== 'ENOENT') unanswered = 'ss'
      return ''
    }
  }
  return {
    look() {
      let table: Map<number, number> | undefined
      return (sockets) => {
        table ??= tableOf(answer())
        return sockets
          .map((name) => Number(/\d+/.exec(name)?.[0]))
          .flatMap((number) => table?.get(number) ?? [number - 1, number + 1])
          .map((number) => `socket:[${number}]`)
      }
    },
    unanswered: () => unanswered,
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
function tableOf(answer: string): Map<number, number> {
  return new Map(
    answer
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .map((fields) => [Number(fields.at(-3)), Number(fields.at(-1))]),
  )
}
