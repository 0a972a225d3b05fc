import { isObject } from '../json.ts'
import { longestLine } from '../lines.ts'

/** A line as it was understood: the object in it, as far as its dialect needs that, or why there is none. */
export type Parsed = Record<string, unknown> | 'blank' | 'unreadable'

/** Reads a line's value; undefined where it is not JSON. */
export type Parse = (line: Buffer) => { value: unknown } | undefined

/** A parser of the lines of a file, one after the other; the first one of a file may begin with a byte order mark. */
export function lineParser(parse: Parse, isBeginning: boolean): (line: Buffer) => Parsed {
  let isFirst = isBeginning
  return (line) => {
    const bytes = isFirst && line.length > 2 && line.readUIntBE(0, 3) === byteOrderMark ? line.subarray(3) : line
    isFirst = false
    const value = bytes.length < longestLine ? parse(bytes)?.value : undefined
    if (isObject(value)) return value
    return value === undefined && isBlank(bytes) ? 'blank' : 'unreadable'
  }
}

const byteOrderMark = 0xefbbbf
const longestBlank = 4096
const isBlank = (bytes: Buffer): boolean =>
  bytes.length === 0 || (bytes.length < longestBlank && bytes.toString('utf8').trim() === '')

export function parseJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}
