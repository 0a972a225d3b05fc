import { Interrupted } from '../../../cache/errors.ts'
import { type Interrupting, interrupting } from './early-signals.ts'
import { exitProcess } from './process-end.ts'

/** The first INT, TERM or HUP aborts, so that everything can clean up; a second one ends the process at once. */
export interface Interruption {
  signal: AbortSignal
  /** 130 for INT, 143 for TERM, 129 for HUP; undefined where nothing interrupted. */
  exitStatus(): number | undefined
  release(): void
}

export function listenForSignals(): Interruption {
  const controller = new AbortController()
  let status: number | undefined
  const on = (name: Interrupting) => () => {
    if (status !== undefined) {
      // The kernel and the shell both say that a terminal was closed: that is one interruption.
      if (name === 'SIGHUP') return
      showCursor()
      exitProcess(interrupting[name])
    }
    status = interrupting[name]
    controller.abort(new Interrupted(status))
  }
  const handlers = (Object.keys(interrupting) as Interrupting[]).map((name) => [name, on(name)] as const)
  for (const [name, handler] of handlers) process.on(name, handler)
  return {
    signal: controller.signal,
    exitStatus: () => status,
    release: () => {
      for (const [name, handler] of handlers) process.off(name, handler)
      if (status !== undefined) showCursor()
    },
  }
}

/** Ctrl-C in a terminal ends the programs that bookend waits for, too: what they printed by then is not an answer. Throws Interrupted where an error is of that. */
export function refuseInterrupted(error: unknown): void {
  const { signal } = error as { signal?: NodeJS.Signals | null }
  if (signal && Object.hasOwn(interrupting, signal)) throw new Interrupted(interrupting[signal as Interrupting])
}

function showCursor(): void {
  if (process.stderr.isTTY) process.stderr.write('\u001b[?25h')
}
