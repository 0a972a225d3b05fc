import { Buffer } from 'node:buffer'
import fs from 'node:fs'
import process from 'node:process'
import { fittedTo } from '../../../templates/fitted.ts'

/** As it is now: while code of the project's runs, another one is in its place. */
const { fstatSync, writeSync } = fs
const stdout = 1

/**
 * Writes all of a text; throws where something keeps it from that. Node's streams for files drop without a word what the system did not take of a write, as of a disk
 * that gets full by it. What a pipe that is full has not taken is handed to `later`.
 */
export function writeWhole(descriptor: number, text: string, later?: (rest: Uint8Array) => void): void {
  let rest = Buffer.from(text)
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || later === undefined) throw error
    later(rest)
  }
}

/** Whether it means no more than that nobody reads on: `bookend init | head -1` ends its reader's interest, and none of the work. */
export const isReaderGone = (error: unknown): boolean =>
  /^(EPIPE|ECONNRESET|ERR_STREAM_)/.test(String((error as NodeJS.ErrnoException).code))

/** Node's module of terminals loads all its streams: it is asked of devices alone. */
const isTerminal = (descriptor: number): boolean =>
  fstatSync(descriptor).isCharacterDevice() && process.getBuiltinModule('node:tty').isatty(descriptor)

/** Writes an answer that its reader may not wait for; false where it could not be written, though somebody waits. */
export function offer(text: string): boolean {
  try {
    // Only of a terminal is the width asked: node's stream costs more than the answer.
    writeWhole(stdout, isTerminal(stdout) ? fittedTo(process.stdout, text) : text, (rest) => {
      process.stdout.on('error', () => undefined)
      process.stdout.write(rest)
    })
    return true
  } catch (error) {
    return isReaderGone(error)
  }
}
