import { writeSync } from 'node:fs'

/** The signals that interrupt, with the exit status of whom one ended. */
export const interrupting = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const
export type Interrupting = keyof typeof interrupting
const names = Object.keys(interrupting) as Interrupting[]

/** Undefined before `answerEarlySignals`, and after `leaveEarlySignals`. */
let listener: ((name: Interrupting) => void) | undefined

const message = 'interrupted before it began: nothing was changed'
const hint = 'type it again'

/** From the first moment on an INT, TERM or HUP is answered: with a line, and the document where one is asked for. Light, as it is loaded before anything else. */
export function answerEarlySignals(json: boolean): void {
  const answer = (name: Interrupting) => {
    const status = interrupting[name]
    say(2, `bookend: ${message}: ${hint}`)
    if (json) say(1, JSON.stringify({ error: { status, message, hint } }))
    process.exit(status)
  }
  listener = answer
  for (const name of names) process.on(name, answer)
}

/** Somebody else listens now. */
export function leaveEarlySignals(): void {
  if (listener) for (const name of names) process.off(name, listener)
  listener = undefined
}

/**
 * Does what may keep the thread: no listener is called then, so the system's own way to end a process is left to it. What came before is answered first, in the
 * turn that node takes for it.
 */
export async function withoutEarlySignals<Result>(work: () => Promise<Result>): Promise<Result> {
  const before = listener
  if (!before) return work()
  await new Promise((resolve) => setImmediate(resolve))
  leaveEarlySignals()
  try {
    return await work()
  } finally {
    listener = before
    if (!Object.isFrozen(process)) for (const name of names) process.on(name, before)
  }
}

/** Whoever started the command may have gone, and a pipe may be full: there is nothing left to do about either. */
function say(descriptor: number, line: string): void {
  try {
    writeSync(descriptor, `${line}\n`)
  } catch {}
}
