import { closeSync, readSync } from 'node:fs'
import { sha256 } from './json.ts'
import { openRegular } from './regular-file.ts'

/** One line of a file, or what was made of it; `offset` is where it begins, `end` where the next one does. */
export interface Line<Text = string> {
  text: Text
  offset: number
  end: number
  /** False for a last line without its line feed: it may still be being written. */
  terminated: boolean
}

/** Small enough to be still in the processor's cache when its lines are looked through. */
const chunkBytes = 2 ** 18
/** Chunks that no reader is using: a directory of many files is read with one of them, and not with one a file until memory is tidied up. */
const spareChunks: Buffer[] = []
/** No decision is this long; a file without line feeds must not fill the memory. */
export const longestLine = 16 * 2 ** 20

export const utf8 = (bytes: Buffer): string => bytes.toString('utf8')

/**
 * The lines of a file from an offset on, with a memory of one chunk and one line. A line over 16 MiB comes cut off at that length.
 * `decode`: how a line's bytes become its text; they are only there while it runs.
 */
export function* linesFrom<Text>(path: string, start: number, decode: (bytes: Buffer) => Text): Generator<Line<Text>> {
  const { fd } = openRegular(path)
  const chunk = spareChunks.pop() ?? Buffer.allocUnsafeSlow(chunkBytes)
  try {
    const splitter = splitLines(start, decode)
    let position = start
    for (;;) {
      const read = readSync(fd, chunk, 0, chunkBytes, position)
      if (read === 0) break
      yield* splitter.linesOf(chunk, read)
      position += read
    }
    yield* splitter.rest()
  } finally {
    spareChunks.push(chunk)
    closeSync(fd)
  }
}

/** Cuts bytes that come in chunks into lines; a chunk may be filled again once its lines were taken. */
export function splitLines<Text>(start: number, decode: (bytes: Buffer) => Text) {
  let pending: Buffer[] = []
  let held = 0
  let begin = start
  let position = start
  return {
    /** The lines that end in the first `read` bytes of a chunk. */
    *linesOf(chunk: Buffer, read: number): Generator<Line<Text>> {
      let from = 0
      for (let feed = chunk.indexOf(10, 0); feed !== -1 && feed < read; feed = chunk.indexOf(10, from)) {
        const end = position + feed + 1
        const text =
          held === 0
            ? decode(chunk.subarray(from, feed))
            : decode(Buffer.concat([...pending, chunk.subarray(from, feed)]))
        yield { text, offset: begin, end, terminated: true }
        pending = []
        held = 0
        begin = end
        from = feed + 1
      }
      if (from < read && held < longestLine) {
        pending.push(Buffer.from(chunk.subarray(from, read)))
        held += read - from
      }
      position += read
    },
    /** The last line, where it has no line feed. */
    *rest(): Generator<Line<Text>> {
      if (position > begin)
        yield { text: decode(Buffer.concat(pending)), offset: begin, end: position, terminated: false }
    },
  }
}

const probeBytes = 1024

/** A hash of the first and the last bytes of the first `length` bytes of a file; undefined where the file is shorter than that. */
export function fingerprint(path: string, length: number): string | undefined {
  const { fd, stat } = openRegular(path)
  try {
    if (stat.size < length) return undefined
    const size = Math.min(probeBytes, length)
    const bytes = Buffer.alloc(size * 2)
    readSync(fd, bytes, 0, size, 0)
    readSync(fd, bytes, size, size, length - size)
    return sha256(bytes.toString('latin1'))
  } finally {
    closeSync(fd)
  }
}
