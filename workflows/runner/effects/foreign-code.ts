import { setTimeout as wait } from 'node:timers/promises'
import { messageOf, UserError } from '../../../cache/errors.ts'
import { beginWithin, KeptThread } from './begin-within.ts'
import { type BuiltInChanges, rememberBuiltIns } from './built-ins.ts'

/** Code of the project's that runs in this process: what it does besides giving a value is kept from the command's results. */
export interface ForeignCode {
  /**
   * Runs code for its value. What it prints goes to the standard error, its `process.exit()` is refused, the built-ins are as they were. Throws UserError where it
   * throws, exits, throws a moment later, destroys a built-in, or takes longer than the limit. `named`: how the file is called in a message. `read`: what is made
   * of its value, which may run more of it.
   */
  run<Value>(
    file: string,
    named: string,
    load: () => Promise<unknown>,
    read: (loaded: unknown) => Value,
  ): Promise<Value>
  /** What it did wrong after it had given its value, in sentences. */
  readonly late: string[]
  /** Ends the watch; what was changed of the process is as it was. */
  release(): void
}

/** By the clock, so it is generous: where twenty programs share a processor, one that takes half a second waits for ten. */
const limitMs = 20_000

const endless = `it keeps the processor busy for more than ${limitMs / 1000} seconds: look for a loop that never ends`

class ExitRefused extends Error {}

export const isRefusedExit = (error: unknown): boolean => error instanceof ExitRefused

/** The ways out of the process that code has, as they are now: foreign code is refused them, and may make of them what it likes. */
const waysOut = ['exit', 'reallyExit', 'abort'] as const
type WaysOut = Record<(typeof waysOut)[number], (status?: number | string) => never>
const { exit, reallyExit, abort } = process as unknown as WaysOut

export function exitProcess(status?: number): never {
  // Node's own last steps write to it.
  if (Object.isFrozen(process)) return reallyExit(status ?? process.exitCode)
  Reflect.set(process, 'reallyExit', reallyExit)
  return status === undefined ? exit.call(process) : exit.call(process, status)
}

/** Ends the process as soon as everything that was printed is handed over; what a configuration's timer throws in these last moments is too late to matter. */
export function endWhenWritten(): void {
  for (const event of ['uncaughtException', 'unhandledRejection'])
    if (!Object.isFrozen(process)) process.on(event, () => undefined)
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
    // A timer may say the same a thousand times.
    if (late.includes(sentence)) return
    late.push(sentence)
    // While it is being loaded, it is the reason why it is refused.
    if (!loading) tell(sentence)
  }

  return {
    late,
    async run(file, named, load, read) {
      undo ??= separate(failed)
      files.set(file, named)
      const giveUp = new AbortController()
      loading = true
      const putBack = rememberBuiltIns()
      let changes: BuiltInChanges = {}
      const check = () => {
        changes = { ...changes, ...putBack() }
        if (changes.destroyed !== undefined) throw new Error('destroyed')
      }
      const work = async () => {
        const loaded = await load()
        check()
        return read(loaded)
      }
      try {
        const begun = beginWithin(limitMs, work)
        const value = await Promise.race([begun, tooLong(named, giveUp.signal)])
        // A promise that was left alone, or a timer of no time, throws now and not in the middle of the work.
        await wait(1)
        check()
        if (late.length > 0) throw new UserError(late.join('\n'))
        return value
      } catch (error) {
        changes = { ...changes, ...putBack() }
        // Whatever else failed may have failed because of that.
        const { destroyed = isExpected(error) ? undefined : changes.changed } = changes
        if (destroyed !== undefined) throw new UserError(`${named}: it changes ${destroyed}, which bookend runs on`)
        if (error instanceof KeptThread) throw new UserError(`${named}: ${endless}`)
        throw error instanceof ExitRefused ? new UserError(`${named}: ${messageOf(error)}`) : error
      } finally {
        giveUp.abort()
        loading = false
      }
    },
    release: () => undo?.(),
  }
}

const isExpected = (error: unknown): boolean =>
  error instanceof UserError || error instanceof ExitRefused || error instanceof KeptThread

async function tooLong(named: string, signal: AbortSignal): Promise<never> {
  await wait(limitMs, undefined, { signal })
  throw new UserError(
    `${named}: it does not settle within ${limitMs / 1000} seconds: look for an await that never ends`,
  )
}

const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? '') : '')

/** Takes the standard output and the process's end out of foreign code's hands; returns what undoes it. */
function separate(failed: (error: unknown) => void): () => void {
  const { stdout } = process
  const { write } = stdout
  stdout.write = process.stderr.write.bind(process.stderr)
  for (const name of waysOut) {
    Reflect.set(process, name, () => {
      throw new ExitRefused(`it calls process.${name}(), which would end bookend: give a value instead`)
    })
  }
  process.on('uncaughtException', failed)
  process.on('unhandledRejection', failed)
  return () => {
    if (Object.isFrozen(process)) return
    Reflect.set(stdout, 'write', write)
    Object.assign(process, { exit, reallyExit, abort })
    process.off('uncaughtException', failed)
    process.off('unhandledRejection', failed)
  }
}
