/**
 * Where reading a text of JSON has to stop and look: its end, an escape, and control characters, which must not be in one. A bit for each byte, the
 * lowest of a word first. Most of a transcript is in long texts of which nothing is wanted: with this map they are passed over 32 bytes at a time.
 */
export type Stops = Int32Array

/** So many bytes are marked at once, and a word of the map is for so many. */
const blockBytes = 65536
const wordBytes = 32

/** Room for the map of so many bytes, and a word behind them. */
export const stopsFor = (bytes: number): Stops => new Int32Array(Math.ceil(bytes / wordBytes) + 1)

/** Marks a piece of some bytes; `from` may be any byte, and what is marked before it in the same word is right, too. */
export function markStops(bytes: Uint8Array, from: number, to: number, stops: Stops): void {
  vectors ??= startVectors() ?? 'none'
  for (let start = from - (from % wordBytes); start < to; start += blockBytes) {
    const end = Math.min(to, start + blockBytes)
    if (vectors === 'none') markBytes(bytes, start, end, stops)
    else vectors(bytes, start, end, stops)
  }
}

type Mark = (bytes: Uint8Array, start: number, end: number, stops: Stops) => void

/** What the vectors do, where there are none: without WebAssembly, as with `--jitless`. */
export function markBytes(bytes: Uint8Array, start: number, end: number, stops: Stops): void {
  for (let first = start; first < end; first += wordBytes) {
    let word = 0
    for (let at = first; at < Math.min(end, first + wordBytes); at++)
      if (isStop(bytes[at] as number)) word |= 1 << (at - first)
    stops[first / wordBytes] = word
  }
}
const isStop = (byte: number): boolean => byte < 0x20 || byte === 0x22 || byte === 0x5c

let vectors: Mark | 'none' | undefined

/**
 * `mark(end)` writes the map of the bytes from 0 to `end` behind them, at 65536: 16 bytes at a time, which JavaScript cannot. Written out, because
 * a compiler for these forty instructions would be a dependency, and a file beside the program another thing to be found.
 */
const module = Uint8Array.of(
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // a module
  ...[1, 5, 1, 0x60, 1, 0x7f, 0], // a type: (i32) -> ()
  ...[3, 2, 1, 0], // a function of that type
  ...[5, 3, 1, 0, 2], // a memory of two pages of 64 KiB
  ...[7, 17, 2, 6, 0x6d, 0x65, 0x6d, 0x6f, 0x72, 0x79, 2, 0, 4, 0x6d, 0x61, 0x72, 0x6b, 0, 0], // exports `memory` and `mark`
  ...[10, 70, 1, 68], // its code
  ...[2, 1, 0x7f, 1, 0x7b], // locals: 1, where it is (i32), and 2, the bytes there (v128)
  ...[0x03, 0x40], // loop
  ...[0x20, 1, 0x41, 3, 0x76], // at >>> 3, for the store below
  ...[0x20, 1, 0xfd, 0x00, 4, 0, 0x22, 2], // bytes = v128.load at
  ...[0x41, 0x22, 0xfd, 0x0f, 0xfd, 0x23], // i8x16.eq (i8x16.splat '"')
  ...[0x20, 2, 0x41, 0xdc, 0, 0xfd, 0x0f, 0xfd, 0x23, 0xfd, 0x50], // v128.or (i8x16.eq bytes (i8x16.splat '\'))
  ...[0x20, 2, 0x41, 0x20, 0xfd, 0x0f, 0xfd, 0x26, 0xfd, 0x50], // v128.or (i8x16.lt_u bytes (i8x16.splat ' '))
  ...[0xfd, 0x64, 0x3b, 1, 0x80, 0x80, 4], // i32.store16 offset=65536 (i8x16.bitmask)
  ...[0x20, 1, 0x41, 16, 0x6a, 0x22, 1], // at = at + 16
  ...[0x20, 0, 0x49, 0x0d, 0], // again while at < end
  ...[0x0b, 0x0b],
)

/** What is used of it: the types of Node do not have it. */
interface Assembly {
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object) => { exports: { memory: { buffer: ArrayBuffer }; mark(end: number): void } }
}

function startVectors(): Mark | undefined {
  try {
    const { Instance, Module } = (globalThis as unknown as { WebAssembly: Assembly }).WebAssembly
    const { memory, mark } = new Instance(new Module(module)).exports
    const input = new Uint8Array(memory.buffer, 0, blockBytes)
    const output = new Int32Array(memory.buffer, blockBytes, blockBytes / wordBytes)
    return (bytes, start, end, stops) => {
      const words = Math.ceil((end - start) / wordBytes)
      input.set(bytes.subarray(start, end))
      // What a former block left behind the end is no stop.
      input.fill(0x30, end - start, words * wordBytes)
      mark(words * wordBytes)
      stops.set(words === output.length ? output : output.subarray(0, words), start / wordBytes)
    }
  } catch {
    return undefined
  }
}
