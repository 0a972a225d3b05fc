import { fstatSync } from 'node:fs'
import { fittedTo } from '../../../templates/fitted.ts'
import { shownJson, shownText } from '../../../templates/shown.ts'
import { isReaderGone, writeWhole } from './write-whole.ts'

/**
 * What the terminal shows: results on stdout, everything else on stderr. The only place that writes to either; nothing leaves it with a secret in it
 * or with a character that acts on a terminal.
 */
export interface Output {
  /** No line is wider than the terminal, where one shows it. */
  result(text: string): void
  /** One JSON document. */
  json(value: unknown): void
  /** What another program reads to the byte: exported decisions, a shell's script, the session's mark. */
  exact(text: string): void
  note(text: string): void
  /** Whether somebody has taken every result so far. */
  taken(): Promise<boolean>
  /** What kept a result from being written, other than that nobody reads on. */
  failure(): unknown
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
  const results = untilClosed(stdout)
  const notes = untilClosed(stderr)
  const exact = (text: string) => results.write(text.endsWith('\n') ? text : `${text}\n`)
  const coloured = stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb'
  return {
    exact,
    result: (text) => exact(shownOn(stdout, text, coloured)),
    json: (value) => exact(shownJson(value)),
    note: (text) => notes.write(`${shownOn(stderr, text)}\n`),
    taken: results.taken,
    failure: results.failure,
    progressStream: stderr,
    columns: stdout.columns,
    coloured,
    // A pseudo-terminal without a width would wrap every character.
    interactive: stderr.isTTY === true && (stderr.columns ?? 0) > 0 && !process.env.CI && process.env.TERM !== 'dumb',
  }
}

/** Lines that are no wider than a terminal. Broken only now: a secret on two lines would not be found. */
const shownOn = (stream: NodeJS.WriteStream, text: string, coloured = false): string =>
  fittedTo(stream, shownText(text, coloured))

type Streams = Record<'stdout' | 'stderr', NodeJS.WriteStream>

/**
 * Writes to a stream as long as it takes what is written: a reader that has gone, or a disk that is full, ends none of the work.
 * The listener also covers what others write to the stream.
 */
function untilClosed(stream: NodeJS.WriteStream) {
  let closed = false
  let failure: unknown
  const close = (error: unknown) => {
    // A terminal that was closed answers with an error of its own.
    if (!closed && !stream.isTTY && !isReaderGone(error)) failure = error
    closed = true
  }
  // As it is now: code of the project's may not reach it later.
  const write = writerOf(stream)
  stream.on('error', close)
  return {
    failure: () => failure,
    write(text: string) {
      if (closed) return
      try {
        write(text)
      } catch (error) {
        close(error) // a file or a terminal is written at once, and throws
      }
    },
    async taken() {
      if (!closed) await new Promise<unknown>((resolve) => stream.write('', resolve))
      return !closed
    },
  }
}

function writerOf(stream: NodeJS.WriteStream & { fd?: number }): (text: string) => void {
  const { fd, isTTY } = stream
  if (fd === undefined || isTTY) return stream.write.bind(stream)
  const kind = fstatSync(fd)
  return kind.isFile() || kind.isCharacterDevice() ? (text) => writeWhole(fd, text) : stream.write.bind(stream)
}
