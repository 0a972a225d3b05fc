import { isUtf8 } from 'node:buffer'

/**
 * Names of files are bytes, and need not be text. As a string, each byte that is not UTF-8 is a half of a surrogate pair (U+DC80 to U+DCFF), which no text has:
 * such a name survives JSON and comparisons, and `forSystem` gives the bytes again.
 */
export function nameOf(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString()
  let name = ''
  for (let at = 0; at < bytes.length; ) {
    const character = bytes.subarray(at, at + lengthOf(bytes[at] as number))
    const whole = isUtf8(character)
    name += whole ? character.toString() : String.fromCharCode(0xdc00 + (bytes[at] as number))
    at += whole ? character.length : 1
  }
  return name
}

/** How many bytes a character has that begins with this one. */
const lengthOf = (byte: number): number => (byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4)

const escaped = /([\uDC80-\uDCFF])/u

/** A path as the system takes it. */
export function forSystem(path: string): string | Buffer {
  if (!escaped.test(path)) return path
  const parts = path
    .split(escaped)
    .map((part, at) => (at % 2 ? Buffer.of(part.charCodeAt(0) & 0xff) : Buffer.from(part)))
  return Buffer.concat(parts)
}

/** A path as whoever takes all bytes for text has it, git's output and a typed argument among them: several paths may look like it. */
export const asText = (path: string): string => forSystem(path).toString()

/** What such readers have in the place of a byte that is not text. */
const replaced = '\uFFFD'

/** Whether a name was read as text, and may not be one. */
export const isDoubtful = (name: string): boolean => name.includes(replaced)
