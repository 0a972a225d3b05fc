import { exitProcess } from './foreign-code.ts'

/** The first INT or TERM aborts, so that everything can clean up; a second one ends the process at once. */
export interface Interruption {
  signal: AbortSignal
  /** 130 for INT, 143 for TERM; undefined where nothing interrupted. */
  exitStatus(): number | undefined
  release(): void
}

const statuses = { SIGINT: 130, SIGTERM: 143 } as const

export function listenForSignals(): Interruption {
  const controller = new AbortController()
  let status: number | undefined
  const on = (name: keyof typeof statuses) => () => {
    if (status !== undefined) {
      showCursor()
      exitProcess(statuses[name])
    }
    status = statuses[name]
    controller.abort(new Error('interrupted'))
  }
  const handlers = { SIGINT: on('SIGINT'), SIGTERM: on('SIGTERM') }
  for (const [name, handler] of Object.entries(handlers)) process.on(name, handler)
  return {
    signal: controller.signal,
    exitStatus: () => status,
    release: () => {
      for (const [name, handler] of Object.entries(handlers)) process.off(name, handler)
      if (status !== undefined) showCursor()
    },
  }
}

function showCursor(): void {
  if (process.stderr.isTTY) process.stderr.write('\u001b[?25h')
}
