import { setTimeout as wait } from 'node:timers/promises'
import { messageOf, UserError } from '../../../cache/errors.ts'
import { activeResources, hasAdded } from './active-resources.ts'
import { beginWithin, doWithin, KeptThread } from './begin-within.ts'
import { type BuiltInChanges, rememberBuiltIns } from './built-ins.ts'
import { redirectPrinting } from './foreign-printing.ts'
import { exitProcess, realWaysOut, waysOut } from './process-end.ts'
import { type ThreadWatch, watchThread } from './watch-thread.ts'

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
  /**
   * Does the same for code that waits for nothing, a template's. `named` is also how its stack names it. What it does wrong later is said, and is no failure: what was made of it
   * is written. Throws what it throws.
   */
  runAtOnce<Value>(named: string, work: () => Value): Value
  /** What it did wrong after it had given its value, in sentences. */
  readonly late: string[]
  /** What it changed later of what bookend runs on, in a sentence that is said: the cause of what failed unexpectedly. Undefined where it changed nothing; what it changed is as it was. */
  blame(): string | undefined
  /** Ends the watch; what was changed of the process is as it was. `status`: the command's so far, which is no success where built-ins were changed in the meantime. */
  release(status: number): void
}

/** By the clock, so it is generous: where twenty programs share a processor, one that takes half a second waits for ten. */
const usualLimitMs = 20_000
/** What waits takes no processor, so less is given to it. */
const settleMs = 5000
const settleBeats = 50

const endless = (limitMs: number) =>
  `it keeps the processor busy for more than ${limitMs / 1000} seconds: look for a loop that never ends`

class ExitRefused extends Error {}

/** Whether any foreign code was begun in this thread. */
let anyRan = false

export const isRefusedExit = (error: unknown): boolean => error instanceof ExitRefused

/** Ends the process as soon as everything that was printed is handed over; what a configuration's timer throws in these last moments is too late to matter. */
export function endWhenWritten(): void {
  for (const event of ['uncaughtException', 'unhandledRejection'])
    if (!Object.isFrozen(process)) process.on(event, () => undefined)
  const { stdout, stderr, exitCode = 0 } = process
  stdout.write('', () => stderr.write('', () => exitProcess(exitCode)))
  // The result is written: what a configuration still prints is none of it.
  if (anyRan) redirectPrinting()
}

/** Who hears what foreign code does wrong while nobody waits for its value. */
export interface ForeignCodeListeners {
  /** Of each late failure as it happens. */
  tell: (sentence: string) => void
  /** Of what failed and is not the foreign code's. */
  onBug: (error: unknown) => void
  /** Of a loop that never ends behind something that it waited for: nothing else can run on this thread any more, so this says what there is to say and ends the process. */
  onEndless: (sentence: string) => void
}

export function watchForeignCode(
  { tell, onBug, onEndless }: ForeignCodeListeners,
  limitMs: number = usualLimitMs,
): ForeignCode {
  const files = new Map<string, string>()
  const late: string[] = []
  /** What was run at once. */
  const rendered = new Set<string>()
  let isRendering = false
  const told = new Set<string>()
  let undo: (() => void) | undefined
  let loading: { named: string; putBack(): BuiltInChanges } | undefined
  let watch: ThreadWatch | undefined
  let remembered: (() => BuiltInChanges) | undefined
  /** What was changed of the built-ins while no code of the project's was run for its value. */
  let later: BuiltInChanges = {}
  const putBackEarlier = () => {
    remembered ??= rememberBuiltIns()
    later = { ...remembered(), ...later }
    return remembered
  }

  const sayChanged = (what: string): string => {
    const [named, other] = files.values()
    const sentence = `${other === undefined ? named : "code of the project's"}: it changes ${what} later, which bookend runs on`
    if (!late.includes(sentence)) {
      late.push(sentence)
      tell(sentence)
    }
    return sentence
  }

  const kept = (stack: string) => {
    // It is broken off, and what it was run for goes on.
    if (isRendering) return
    loading?.putBack()
    const named = loading?.named ?? [...files].find(([file]) => stack.includes(file))?.[1]
    if (named !== undefined) onEndless(`${named}: ${endless(limitMs)}`)
  }
  const endWatch = () => {
    watch?.release()
    watch = undefined
  }
  const failed = (error: unknown) => {
    // What is no error is foreign: bookend and its packages throw errors alone.
    const isForeign = error instanceof ExitRefused || !(error instanceof Error)
    const found = [...files].find(([file]) => stackOf(error).includes(file)) ?? (isForeign ? [...files][0] : undefined)
    if (!found) return onBug(error)
    const sentence = `${found[1]}: ${error instanceof ExitRefused ? messageOf(error) : `it throws after it was loaded (${messageOf(error)})`}`
    // A timer may say the same a thousand times.
    if (told.has(sentence)) return
    told.add(sentence)
    if (!rendered.has(found[0])) late.push(sentence)
    // While it is being loaded, it is the reason why it is refused.
    if (loading === undefined) tell(sentence)
  }

  return {
    late,
    async run(file, named, load, read) {
      anyRan = true
      undo ??= separate(failed)
      files.set(file, named)
      const giveUp = new AbortController()
      const before = activeResources()
      const putBack = putBackEarlier()
      loading = { named, putBack }
      let changes: BuiltInChanges = {}
      const check = () => {
        changes = { ...changes, ...putBack() }
        if (changes.destroyed !== undefined) throw new Error('destroyed')
      }
      let waits = true
      const work = async () => {
        const loaded = await load()
        check()
        const value = read(loaded)
        waits = false
        return value
      }
      try {
        const { rest } = await beginWithin(limitMs, work)
        // A thread of its own is only for what goes on behind a wait, or may.
        if (waits || hasAdded(before)) watch ??= watchThread(limitMs, kept)
        const value = await Promise.race([rest, tooLong(named, giveUp.signal)])
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
        if (error instanceof KeptThread) throw new UserError(`${named}: ${endless(limitMs)}`)
        if (error instanceof ExitRefused) throw new UserError(`${named}: ${messageOf(error)}`)
        // A value may run code whenever it is looked at.
        const isItsOwn = !isExpected(error) && (!(error instanceof Error) || stackOf(error).includes(file))
        throw isItsOwn ? new UserError(`${named}: it throws while it is read (${messageOf(error)})`) : error
      } finally {
        giveUp.abort()
        loading = undefined
        // Timers and servers that it leaves may still come to a loop.
        if (!hasAdded(before)) endWatch()
      }
    },
    runAtOnce(named, work) {
      anyRan = true
      undo ??= separate(failed)
      files.set(named, named)
      rendered.add(named)
      const putBack = putBackEarlier()
      const check = () => {
        const { destroyed } = putBack()
        if (destroyed !== undefined) throw new Error(`it changes ${destroyed}, which bookend runs on`)
      }
      isRendering = true
      try {
        const value = doWithin(limitMs, work)
        check()
        return value
      } catch (error) {
        check()
        throw error instanceof KeptThread ? new Error(endless(limitMs)) : error
      } finally {
        isRendering = false
        // What it leaves for later may come to a loop.
        watch ??= watchThread(limitMs, kept)
      }
    },
    blame() {
      if (remembered) putBackEarlier()
      const { destroyed, changed, inModule } = later
      const what = destroyed ?? changed ?? inModule
      return what === undefined ? undefined : sayChanged(what)
    },
    release(status) {
      endWatch()
      if (remembered) putBackEarlier()
      const { destroyed, changed } = later
      // Many a program puts something of its own in the place of what the console and the process do.
      const what = destroyed ?? (/^(console|process)\b/.test(changed ?? '') ? undefined : changed)
      if (status <= 1 && what !== undefined) sayChanged(what)
      undo?.()
    },
  }
}

const isExpected = (error: unknown): boolean =>
  error instanceof UserError || error instanceof ExitRefused || error instanceof KeptThread

/**
 * Throws where a configuration has not settled when this process has been there for five seconds: counted in beats, which come late where it shares its processor with many.
 */
async function tooLong(named: string, signal: AbortSignal): Promise<never> {
  for (let beat = 0; beat < settleBeats; beat++) await wait(settleMs / settleBeats, undefined, { signal })
  throw new UserError(
    `${named}: it does not settle within ${settleMs / 1000} seconds: look for an await that never ends`,
  )
}

const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? '') : '')

/** Takes the standard output and the process's end out of foreign code's hands; returns what undoes it. */
function separate(failed: (error: unknown) => void): () => void {
  const printAgain = redirectPrinting()
  for (const name of waysOut) {
    Reflect.set(process, name, () => {
      throw new ExitRefused(`it calls process.${name}(), which would end bookend: give a value instead`)
    })
  }
  process.on('uncaughtException', failed)
  process.on('unhandledRejection', failed)
  return () => {
    printAgain()
    if (Object.isFrozen(process)) return
    Object.assign(process, realWaysOut)
    process.off('uncaughtException', failed)
    process.off('unhandledRejection', failed)
  }
}
