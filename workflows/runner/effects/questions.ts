import { createInterface } from 'node:readline/promises'

/** Asks on the terminal: questions on stderr, answers from stdin. */
export interface Questions {
  /** The answer; undefined where the input has ended or the run was interrupted. */
  ask(question: string): Promise<string | undefined>
  close(): void
}

/** Undefined where nobody could answer: stdin or stderr is not a terminal. */
export function openQuestions(signal: AbortSignal): Questions | undefined {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined
  // Not as a terminal of readline's own: so Ctrl-C stays the signal that everything else listens for.
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false })
  const ended = new AbortController()
  lines.once('close', () => ended.abort())
  return {
    async ask(question) {
      try {
        return await lines.question(question, { signal: AbortSignal.any([signal, ended.signal]) })
      } catch (error) {
        if (signal.aborted || ended.signal.aborted) return undefined
        throw error
      }
    },
    close: () => lines.close(),
  }
}
