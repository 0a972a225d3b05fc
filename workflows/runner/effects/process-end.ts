import fs from 'node:fs'
import { devNull } from 'node:os'

/** As they are now: what foreign code is given does not close a standard stream. */
const { closeSync, openSync, writeSync } = fs
const { stringify } = JSON

/** The ways out of the process that code has, as they are now: foreign code is refused them, and may make of them what it likes. */
export const waysOut = ['exit', 'reallyExit', 'abort'] as const
type WaysOut = Record<(typeof waysOut)[number], (status?: number | string) => never>
const { exit, reallyExit, abort } = process as unknown as WaysOut
export const realWaysOut: WaysOut = { exit, reallyExit, abort }

/** Ends the process with a status that is decided: whatever a configuration's listeners of the exit do, another status or a failure does not come of it. */
export function exitProcess(status: number | string = process.exitCode ?? 0): never {
  // Node's own last steps write to it.
  if (Object.isFrozen(process)) return reallyExit(status)
  Reflect.set(process, 'reallyExit', () => reallyExit.call(process, status))
  try {
    return exit.call(process, status)
  } finally {
    reallyExit.call(process, status)
  }
}

/**
 * Ends the process from the middle of code that never ends, with what it has written so far. Node says on the standard error that it waits for the inspector, through which
 * this is called; that is for nobody to read.
 */
export function exitAtOnce(status: number): never {
  closeSync(2)
  openSync(devNull, 'w') // is given the lowest number that is free
  return reallyExit.call(process, status)
}

/** Who waits for code that may never answer: each is told where nothing is left that could. */
const waiting = new Set<(error: Error) => void>()

/** Settles as the work does. Throws where the work waits for what never comes: nothing is left in the process that could bring it. */
export async function orNothingLeft<Value>(work: Promise<Value>): Promise<Value> {
  let giveUp: (error: Error) => void = () => undefined
  const never = new Promise<never>((_, reject) => {
    giveUp = reject
  })
  waiting.add(giveUp)
  try {
    return await Promise.race([work, never])
  } finally {
    waiting.delete(giveUp)
  }
}

export class NothingLeft extends Error {}

const message = 'it stopped before its end: nothing was left to wait for'
const hint = 'look in session.config and the templates for what changes built-ins, and run it again'

/**
 * Where nothing is left that could run on and there is no answer yet, code of the project's broke what the answer waits for (a promise's `then`): that is no success.
 * Returns what is to be called when there is an answer.
 */
export function refuseEarlyEnd(json: boolean): () => void {
  const refuse = () => {
    writeSync(2, `bookend: ${message}: ${hint}\n`)
    if (json) writeSync(1, `${stringify({ error: { status: 2, message, hint } })}\n`)
    reallyExit.call(process, 2)
  }
  let isAnswered = false
  process.on('beforeExit', () => {
    if (isAnswered) return
    if (waiting.size === 0) refuse()
    for (const giveUp of waiting) giveUp(new NothingLeft('it waits for something that never comes'))
    // What goes on from there may come to nothing again: then this is asked once more.
    setImmediate(() => undefined)
  })
  return () => {
    isAnswered = true
  }
}
