/** What the terminal shows: results on stdout, everything else on stderr. The only place that writes to either. */
export interface Output {
  result(text: string): void
  note(text: string): void
  interactive: boolean
  /** Whether results may be coloured: a terminal shows them, and nobody asked for none. */
  coloured: boolean
  /** Where the list of steps is drawn. */
  progressStream: NodeJS.WriteStream
}

export function createOutput(): Output {
  return {
    result: (text) => void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`),
    note: (text) => void process.stderr.write(`${text}\n`),
    progressStream: process.stderr,
    coloured: process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb',
    // A pseudo-terminal without a width would wrap every character.
    interactive:
      process.stderr.isTTY === true &&
      (process.stderr.columns ?? 0) > 0 &&
      !process.env.CI &&
      process.env.TERM !== 'dumb',
  }
}
