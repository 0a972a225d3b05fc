/** Watches that whoever was asked answers in time. */
export interface Watch {
  asked(): void
  /** The clock stops, or begins anew where more was asked. */
  answered(): void
  /** A sign of life while nothing is asked yet: a connection is being made, step by step. */
  connecting(): void
  /** Runs work; rejects with a SilenceError where nothing was heard for too long. */
  during<T>(work: () => Promise<T>): Promise<T>
}

/** Silence counts from the last sign of life, or from the first question without an answer; a string of answers has no limit. */
export function createWatch(timeoutMs: number): Watch {
  const listeners = new Set<(error: Error) => void>()
  let open = 0
  let timer: NodeJS.Timeout | undefined
  const stop = () => {
    clearTimeout(timer)
    timer = undefined
  }
  const start = () => {
    timer ??= setTimeout(() => {
      const error = Object.assign(new Error(`no answer in ${timeoutMs} ms`), { name: 'SilenceError' })
      for (const listener of [...listeners]) listener(error)
    }, timeoutMs)
  }
  return {
    asked() {
      open++
      start()
    },
    answered() {
      open = Math.max(0, open - 1)
      stop()
      if (open > 0) start()
    },
    connecting() {
      if (open > 0 || timer === undefined) return
      stop()
      start()
    },
    async during(work) {
      let listener: (error: Error) => void = () => undefined
      const silence = new Promise<never>((_, reject) => {
        listener = reject
      })
      listeners.add(listener)
      start()
      try {
        return await Promise.race([work(), silence])
      } finally {
        listeners.delete(listener)
        if (listeners.size === 0) {
          open = 0
          stop()
        }
      }
    },
  }
}
