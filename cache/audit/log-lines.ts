import { closeSync, readSync } from 'node:fs'
import { createRequire } from 'node:module'
import { messageOf } from '../errors.ts'
import { type Line, linesFrom, splitLines, utf8 } from '../lines.ts'
import { openRegular, Unreadable } from '../regular-file.ts'

/** Whether a log is one that was rotated and compressed. */
export const isCompressed = (path: string): boolean => path.endsWith('.gz')

/** The lines of a log, compressed or not, from an offset on; of a compressed one that is its beginning. */
export function linesIn(path: string, start: number): Iterable<Line> | AsyncIterable<Line> {
  return isCompressed(path) ? linesOfCompressed(path) : linesFrom(path, start, utf8)
}

/** Throws Unreadable where the file is damaged or cut off, behind the lines that could be read. */
export async function* linesOfCompressed(path: string): AsyncGenerator<Line> {
  const splitter = splitLines(0, utf8)
  let damage: unknown
  try {
    for await (const chunk of expanded(path)) yield* splitter.linesOf(chunk, chunk.length)
  } catch (error) {
    damage = error
  }
  yield* splitter.rest()
  if (damage !== undefined) throw damage
}

const mostBytesAtOnce = 4096
const leastBytesAtOnce = 16
/** What is in the piece with the damage is lost: it must be a small part of the file. */
const pieces = 256

/** What a gzip file holds, piece by piece. */
async function* expanded(path: string): AsyncGenerator<Buffer> {
  const { fd, stat } = openRegular(path)
  // Loaded for a compressed log alone.
  const { createGunzip } = createRequire(import.meta.url)('node:zlib') as typeof import('node:zlib')
  const gunzip = createGunzip()
  try {
    let chunks: Buffer[] = []
    // Flowing: a stream that waits to be read would never be done with its piece.
    gunzip.on('data', (chunk: Buffer) => chunks.push(chunk))
    const step = (start: (done: () => void) => void): Promise<void> =>
      new Promise((resolve, reject) => {
        const failed = (error: Error) => reject(new Unreadable(path, `it is damaged: ${messageOf(error)}`))
        gunzip.once('error', failed)
        start(() => {
          gunzip.off('error', failed)
          resolve()
        })
      })
    const bytesAtOnce = Math.min(mostBytesAtOnce, Math.max(leastBytesAtOnce, Math.ceil(stat.size / pieces)))
    for (;;) {
      const piece = Buffer.alloc(bytesAtOnce)
      const read = readSync(fd, piece, 0, bytesAtOnce, null)
      if (read === 0) break
      await step((done) => gunzip.write(piece.subarray(0, read), done))
      yield* chunks
      chunks = []
    }
    await step((done) => gunzip.once('end', done).end())
    yield* chunks
  } finally {
    gunzip.destroy()
    closeSync(fd)
  }
}
