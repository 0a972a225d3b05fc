import { Buffer } from 'node:buffer'
import { closeSync, constants as fsConstants, fstatSync, openSync, readSync } from 'node:fs'
import type { Environment } from '../../../cache/environment.ts'
import { elapsedMs } from './clock.ts'

/** What an agent sends is small; its last message is the longest part of it. */
const limits = { ms: 2000, bytes: 16 * 2 ** 20 }

/**
 * The standard input whole, as text: what came until it ended or was a whole object, at the latest after two seconds; of more than 16 MB, nothing. Where all
 * of it is there already, which is the usual case, Node's streams are not loaded for it: they take a third of the time that Node itself takes to start.
 */
export async function readInput(environment: Environment): Promise<string> {
  const chunks: Buffer[] = []
  // The agent names its project to what it calls, and to nothing that is typed in a shell of its own; and it always writes what happened.
  const ends = Boolean(environment.CLAUDE_PROJECT_DIR)
  if (!readAtOnce(chunks, ends)) await readOn(chunks)
  const all = Buffer.concat(chunks)
  return all.length > limits.bytes ? '' : all.toString('utf8')
}

/**
 * Adds what can be read without waiting for somebody who may never write; returns whether that is all. `ends`: whoever is at the other end says what it has
 * to say, so that it can be waited for.
 */
function readAtOnce(chunks: Buffer[], ends: boolean): boolean {
  let descriptor: number | undefined
  try {
    descriptor = readable(ends)
    if (descriptor === undefined) return false
    const until = elapsedMs() + limits.ms
    for (let bytes = 0; bytes <= limits.bytes; ) {
      const chunk = Buffer.allocUnsafe(2 ** 16)
      const read = descriptor === stdin && ends ? readUntil(until, chunk) : readSync(descriptor, chunk)
      if (read === 0) break
      bytes += read
      chunks.push(chunk.subarray(0, read))
      if (isWhole(chunks)) break
    }
    return true
  } catch {
    return false // nothing more yet (EAGAIN), or nothing that can be read like this
  } finally {
    if (descriptor !== undefined && descriptor !== stdin) closeSync(descriptor)
  }
}

/** Whether what came is a whole object: then it is all that an agent says, whether or not it has closed its end. */
function isWhole(chunks: readonly Buffer[]): boolean {
  if (!chunks.at(-1)?.toString('latin1').trimEnd().endsWith('}')) return false
  try {
    return Boolean(JSON.parse(Buffer.concat(chunks).toString('utf8')))
  } catch {
    return false
  }
}

const stdin = 0

/** Reads what is there, or comes before a time; nothing where nothing came. */
function readUntil(until: number, chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(stdin, chunk)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      if (elapsedMs() >= until) return 0
      Atomics.wait(pause, 0, 0, pollMs)
    }
  }
}
const pause = new Int32Array(new SharedArrayBuffer(4))
const pollMs = 2

/**
 * Makes reading a socket return at once where there is nothing to read: nobody may ever write to it or close it. Node does this to a stream's socket, and loads its streams for it; what
 * they do it with is asked directly. Returns whether it did.
 */
function neverWaits(): boolean {
  try {
    const binding = Reflect.get(process, 'binding') as (name: 'pipe_wrap') => { Pipe: new (type: number) => Handle }
    const { Pipe } = binding.call(process, 'pipe_wrap')
    const handle = new Pipe(0)
    const failed = handle.open(stdin)
    handle.unref()
    return !failed
  } catch {
    return false
  }
}
interface Handle {
  open(descriptor: number): number | undefined
  unref(): void
}

/** A file can be read to its end, and a socket as long as it takes; Linux gives a pipe once more, so that reading it waits for nobody. */
function readable(ends: boolean): number | undefined {
  const input = fstatSync(stdin)
  if (input.isFile() || (ends && input.isSocket() && neverWaits())) return stdin
  if (!input.isFIFO() || process.platform !== 'linux') return undefined
  return openSync('/proc/self/fd/0', fsConstants.O_RDONLY | fsConstants.O_NONBLOCK)
}

/** Adds the rest as it comes. */
async function readOn(chunks: Buffer[]): Promise<void> {
  const { stdin } = process
  const giveUp = setTimeout(() => stdin.destroy(), limits.ms)
  let bytes = 0
  try {
    for await (const chunk of stdin as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes > limits.bytes || isWhole(chunks)) return
    }
  } catch {
    // An input that was cut off is all there is.
  } finally {
    clearTimeout(giveUp)
  }
}
