import { closeSync, readSync } from 'node:fs'
import { type Line, longestLine } from '../lines.ts'
import { openRegular } from '../regular-file.ts'
import { Page } from './page.ts'

/** Small enough to be still in the processor's cache when its lines are looked through. */
const pageBytes = 2 ** 18
/** Pages that no reader is using: a directory of many files is read with one of them, and not with one a file until memory is tidied up. */
const spare: Page[] = []
/** A page that grew for a line is kept up to this: pictures come in several lines. */
const largestSpare = 2 ** 22
const lineFeed = 10

export interface PageLines<Text> {
  next(): Line<Text> | undefined
  /** Passes over the whole lines that are in memory if they are as a test wants them. */
  passIf(test: (page: Page, from: number, to: number) => boolean): void
  /** Where the next line begins. */
  offset(): number
  close(): void
}

/**
 * Reads the lines of a transcript from an offset on, each when it is asked for: no object is made of a line's bytes, and none is copied for it.
 * `decode`: how the bytes between two places become its text; they are only there until the next line is asked for. `tooLong`: what is said of a
 * line over 16 MiB. `firstBytes`: how much is read at first.
 */
export function openPageLines<Text>(
  path: string,
  start: number,
  { decode, tooLong }: { decode: (page: Page, from: number, to: number) => Text; tooLong: Text },
  firstBytes = pageBytes,
): PageLines<Text> {
  const { fd } = openRegular(path)
  let page = spare.pop() ?? new Page(pageBytes)
  page.keepFrom(page.filled)
  /** Where the page begins in the file. */
  let base = start
  /** Where the next line begins, in the page and in the file. */
  let at = 0
  let begin = start
  /** So far the page was searched for a line feed. */
  let searched = 0
  /** Whether the beginning of the next line is not kept. */
  let isTooLong = false
  let isAtEnd = false
  let size = firstBytes

  /** Makes room behind what is kept: the beginning of a line. */
  const makeRoom = () => {
    if (page.capacity === longestLine && at === 0 && page.filled === longestLine) {
      isTooLong = true
      at = longestLine
    }
    const isFull = at === 0 && page.filled === page.capacity
    const next = isFull ? new Page(Math.min(page.capacity * 2, longestLine)) : page
    page.keepFrom(at, next)
    page = next
    base += at
    searched = page.filled
    at = 0
  }
  const readMore = (): boolean => {
    if (isAtEnd) return false
    makeRoom()
    const most = Math.min(page.capacity - page.filled, Math.max(size, page.filled))
    const read = readSync(fd, page.bytes, page.filled, most, base + page.filled)
    page.fill(read)
    size = pageBytes
    return read > 0
  }
  const lineTo = (to: number, terminated: boolean): Line<Text> => {
    const text = isTooLong ? tooLong : decode(page, at, to)
    const line = { text, offset: begin, end: base + to + (terminated ? 1 : 0), terminated }
    begin = line.end
    at = begin - base
    searched = at
    isTooLong = false
    isAtEnd = !terminated
    return line
  }
  return {
    next() {
      for (;;) {
        const feed = page.bytes.indexOf(lineFeed, searched)
        if (feed !== -1 && feed < page.filled) return lineTo(feed, true)
        if (!readMore()) return base + page.filled > begin ? lineTo(page.filled, false) : undefined
      }
    },
    passIf(test) {
      const to = page.bytes.subarray(0, page.filled).lastIndexOf(lineFeed)
      if (isTooLong || to < at || !test(page, at, to)) return
      at = to + 1
      searched = at
      begin = base + at
    },
    offset: () => begin,
    close() {
      if (page.capacity <= largestSpare) spare.push(page)
      closeSync(fd)
    },
  }
}
