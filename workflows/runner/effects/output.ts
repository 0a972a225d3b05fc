import { fitted } from '../../../templates/fitted.ts'
import { shownJson, shownText } from '../../../templates/shown.ts'

/**
 * What the terminal shows: results on stdout, everything else on stderr. The only place that writes to either; nothing leaves it with a secret in it
 * or with a character that acts on a terminal.
 */
export interface Output {
  result(text: string): void
  /** A result whose lines are sentences: no wider than the terminal, where one shows it. */
  sentences(text: string): void
  /** One JSON document. */
  json(value: unknown): void
  /** What another program reads to the byte: exported decisions, a shell's script, the session's mark. */
  exact(text: string): void
  note(text: string): void
  interactive: boolean
  /** The terminal's width, where results go to one. */
  columns?: number | undefined
  /** Whether results may be coloured: a terminal shows them, and nobody asked for none. */
  coloured: boolean
  /** Where the list of steps is drawn. */
  progressStream: NodeJS.WriteStream
}

/** The width that help and tables are fitted to where there is no terminal. */
export const usualWidth = 80

export function createOutput({ stdout, stderr }: Streams = process): Output {
  const toStdout = untilClosed(stdout)
  const toStderr = untilClosed(stderr)
  const exact = (text: string) => toStdout(text.endsWith('\n') ? text : `${text}\n`)
  const coloured = stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb'
  return {
    exact,
    result: (text) => exact(shownText(text, coloured)),
    sentences: (text) => exact(shownOn(stdout, text)),
    json: (value) => exact(shownJson(value)),
    note: (text) => toStderr(`${shownOn(stderr, text)}\n`),
    progressStream: stderr,
    columns: stdout.columns,
    coloured,
    // A pseudo-terminal without a width would wrap every character.
    interactive: stderr.isTTY === true && (stderr.columns ?? 0) > 0 && !process.env.CI && process.env.TERM !== 'dumb',
  }
}

/** Sentences, no wider than a terminal. Broken only now: a secret on two lines would not be found. */
function shownOn({ columns }: NodeJS.WriteStream, text: string): string {
  return columns ? fitted(shownText(text), columns) : shownText(text)
}

type Streams = Record<'stdout' | 'stderr', NodeJS.WriteStream>

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
