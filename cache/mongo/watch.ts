/**
 * Watches that whoever was asked answers in time. `silenceMs`: between two signs of life, from the first question on; `questionMs`: from a question, or the last answer, to the next answer. A
 * string of answers has no limit.
 */
export function createWatch(silenceMs: number, questionMs: number) {
  const listeners = new Set<(error: Error) => void>()
  const fail = (message: string) => {
    const error = Object.assign(new Error(message), { name: 'SilenceError' })
    for (const listener of [...listeners]) listener(error)
  }
  const silence = createTimer(silenceMs, () => fail(`no sign of life in ${silenceMs} ms`))
  const question = createTimer(questionMs, () => fail(`no answer in ${questionMs} ms`))
  let open = 0
  return {
    asked(): void {
      open++
      silence.start()
      question.start()
    },
    /** The clocks stop, or begin anew where more was asked. */
    answered(): void {
      open = Math.max(0, open - 1)
      for (const timer of [silence, question]) {
        timer.stop()
        if (open > 0) timer.start()
      }
    },
    /** A sign of life that is not an answer: a connection is made, a heartbeat came. */
    heard(): void {
      if (silence.stop()) silence.start()
    },
    /** Runs work; rejects with a SilenceError where nothing was heard for too long, or no answer came for longer still. */
    async during<T>(work: () => Promise<T>): Promise<T> {
      let listener: (error: Error) => void = () => undefined
      const silent = new Promise<never>((_, reject) => {
        listener = reject
      })
      listeners.add(listener)
      silence.start()
      try {
        return await Promise.race([work(), silent])
      } finally {
        listeners.delete(listener)
        if (listeners.size === 0) {
          open = 0
          silence.stop()
          question.stop()
        }
      }
    },
  }
}

/** A timer that runs or does not; started while it runs, it goes on as it is. */
function createTimer(ms: number, expired: () => void) {
  let running: NodeJS.Timeout | undefined
  return {
    start() {
      running ??= setTimeout(expired, ms)
    },
    /** Returns whether it ran. */
    stop(): boolean {
      const ran = running !== undefined
      clearTimeout(running)
      running = undefined
      return ran
    },
  }
}
