/** What the terminal shows: results on stdout, everything else on stderr. The only place that writes to either. */
export interface Output {
  result(text: string): void
  note(text: string): void
  interactive: boolean
  /** The terminal's width, where results go to one. */
  columns?: number | undefined
  /** Whether results may be coloured: a terminal shows them, and nobody asked for none. */
  coloured: boolean
  /** Where the list of steps is drawn. */
  progressStream: NodeJS.WriteStream
}

export function createOutput(): Output {
  const toStdout = untilClosed(process.stdout)
  const toStderr = untilClosed(process.stderr)
  return {
    result: (text) => toStdout(text.endsWith('\n') ? text : `${text}\n`),
    note: (text) => toStderr(`${text}\n`),
    progressStream: process.stderr,
    columns: process.stdout.columns,
    coloured: process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb',
    // A pseudo-terminal without a width would wrap every character.
    interactive:
      process.stderr.isTTY === true &&
      (process.stderr.columns ?? 0) > 0 &&
      !process.env.CI &&
      process.env.TERM !== 'dumb',
  }
}

/**
 * Writes to a stream as long as somebody takes what is written: `bookend init | head -1` ends its reader's interest, and none of the work.
 * The listener also covers what others write to the stream.
 */
function untilClosed(stream: NodeJS.WriteStream): (text: string) => void {
  let closed = false
  // As it is now: code of the project's may not reach it later.
  const write = stream.write.bind(stream)
  stream.on('error', () => {
    closed = true
  })
  return (text) => {
    if (closed) return
    try {
      write(text)
    } catch {
      closed = true // a file or a terminal is written at once, and throws
    }
  }
}
