import { isObject } from '../json.ts'
import type { Page } from './page.ts'

/** A line as it was understood: the object in it, as far as its dialect needs that, or why there is none. */
export type Parsed = Record<string, unknown> | 'blank' | 'unreadable'

/** Reads the value of a line that is between two bytes of a page; undefined where it is not JSON. */
export type Parse = (page: Page, from: number, to: number) => { value: unknown } | undefined

/** A parser of the lines of a file, one after the other; the first one of a file may begin with a byte order mark. */
export function lineParser(parse: Parse, isBeginning: boolean): (page: Page, from: number, to: number) => Parsed {
  let isFirst = isBeginning
  return (page, from, to) => {
    const first = isFirst && hasMark(page.bytes, from) ? from + byteOrderMark.length : from
    isFirst = false
    const value = parse(page, first, to)?.value
    if (isObject(value)) return value
    return value === undefined && isBlank(page.bytes, first, to) ? 'blank' : 'unreadable'
  }
}

const byteOrderMark = [0xef, 0xbb, 0xbf]
const hasMark = (bytes: Buffer, from: number): boolean =>
  byteOrderMark.every((byte, index) => bytes[from + index] === byte)
const longestBlank = 4096
const isBlank = (bytes: Buffer, from: number, to: number): boolean =>
  to - from < longestBlank && bytes.toString('utf8', from, to).trim() === ''

export function parseJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}
