import { markStops, type Stops, stopsFor } from './stops.ts'

const lineFeed = 10

/** A piece of a file in memory. Behind its last byte is a line feed, in the file or not: whoever reads a line need not look where it ends. */
export class Page {
  readonly capacity: number
  readonly bytes: Buffer
  /** How many of the bytes are the file's. */
  filled = 0
  private readonly map: Stops
  private marked = 0

  constructor(capacity: number) {
    this.capacity = capacity
    this.bytes = Buffer.allocUnsafeSlow(capacity + 1)
    this.map = stopsFor(capacity + 1)
  }

  /** So many more bytes are the file's. */
  fill(more: number): void {
    // The line feed behind them is not there any more.
    this.marked = Math.min(this.marked, this.filled)
    this.filled += more
    this.bytes[this.filled] = lineFeed
  }

  /** Forgets what is before a byte, and moves the rest to the beginning of this page or of a larger one. */
  keepFrom(first: number, page: Page = this): void {
    const kept = this.filled - first
    this.bytes.copy(page.bytes, 0, first, this.filled)
    page.filled = 0
    page.marked = 0
    page.fill(kept)
  }

  /** Where reading a text has to stop, known as far as a byte. */
  stops(to: number): Stops {
    if (to >= this.marked) {
      markStops(this.bytes, this.marked, this.filled + 1, this.map)
      this.marked = this.filled + 1
    }
    return this.map
  }
}

/** A page that is one line. */
export function pageOf(line: Buffer): Page {
  const page = new Page(line.length)
  line.copy(page.bytes)
  page.fill(line.length)
  return page
}
