import { setTimeout as wait } from 'node:timers/promises'
import { messageOf, UserError } from '../../../cache/errors.ts'

/** Code of the project's that runs in this process: what it does besides giving a value is kept from the command's results. */
export interface ForeignCode {
  /**
   * Runs code for its value. What it prints goes to the standard error, its `process.exit()` is refused. Throws UserError where it throws, exits, throws
   * a moment later, or takes longer than the limit. `named`: how the file is called in a message.
   */
  run<Value>(file: string, named: string, work: () => Promise<Value>): Promise<Value>
  /** What it did wrong after it had given its value, in sentences. */
  readonly late: string[]
  /** Ends the watch; what was changed of the process is as it was. */
  release(): void
}

const limitMs = 5000

class ExitRefused extends Error {}

export const isRefusedExit = (error: unknown): boolean => error instanceof ExitRefused

/** Ends the process, whatever foreign code has made of `process.exit`. */
export const exitProcess = process.exit.bind(process)

/** Ends the process as soon as everything that was printed is handed over; what a configuration's timer throws in these last moments is too late to matter. */
export function endWhenWritten(): void {
  for (const event of ['uncaughtException', 'unhandledRejection']) process.on(event, () => undefined)
  process.stdout.write('', () => process.stderr.write('', () => exitProcess()))
}

/** `tell` hears of each late failure as it happens; what is not the foreign code's is handed to `onBug`. */
export function watchForeignCode(tell: (sentence: string) => void, onBug: (error: unknown) => void): ForeignCode {
  const files = new Map<string, string>()
  const late: string[] = []
  let undo: (() => void) | undefined
  let loading = false

  const failed = (error: unknown) => {
    const found = [...files].find(([file]) => error instanceof ExitRefused || stackOf(error).includes(file))
    if (!found) return onBug(error)
    const sentence = `${found[1]}: ${error instanceof ExitRefused ? messageOf(error) : `it throws after it was loaded (${messageOf(error)})`}`
    late.push(sentence)
    // While it is being loaded, it is the reason why it is refused.
    if (!loading) tell(sentence)
  }

  return {
    late,
    async run(file, named, work) {
      undo ??= separate(failed)
      files.set(file, named)
      const giveUp = new AbortController()
      loading = true
      try {
        const value = await Promise.race([work(), tooLong(named, giveUp.signal)])
        // A promise that was left alone, or a timer of no time, throws now and not in the middle of the work.
        await wait(1)
        if (late.length > 0) throw new UserError(late.join('\n'))
        return value
      } catch (error) {
        throw error instanceof ExitRefused ? new UserError(`${named}: ${messageOf(error)}`) : error
      } finally {
        giveUp.abort()
        loading = false
      }
    },
    release: () => undo?.(),
  }
}

async function tooLong(named: string, signal: AbortSignal): Promise<never> {
  await wait(limitMs, undefined, { signal })
  throw new UserError(
    `${named}: it does not settle within ${limitMs / 1000} seconds: look for an await that never ends`,
  )
}

const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? '') : '')

/** Takes the standard output and the process's end out of foreign code's hands; returns what undoes it. */
function separate(failed: (error: unknown) => void): () => void {
  const { exit, stdout } = process
  const { write } = stdout
  stdout.write = process.stderr.write.bind(process.stderr)
  process.exit = () => {
    throw new ExitRefused('it calls process.exit(), which would end bookend: give a value instead')
  }
  process.on('uncaughtException', failed)
  process.on('unhandledRejection', failed)
  return () => {
    stdout.write = write
    process.exit = exit
    process.off('uncaughtException', failed)
    process.off('unhandledRejection', failed)
  }
}
