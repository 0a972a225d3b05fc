import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { longestLine } from '../cache/lines.ts'
import type { Page } from '../cache/transcripts/page.ts'
import { openPageLines, type PageLines } from '../cache/transcripts/page-lines.ts'
import { markBytes, markStops, stopsFor } from '../cache/transcripts/stops.ts'
import { randomRuns } from './support/random-runs.ts'

const test = suite('the lines of a transcript, page by page')

const directory = mkdtempSync(join(tmpdir(), 'bookend-page-lines-'))
test.after(() => rmSync(directory, { recursive: true }))
const path = join(directory, 'lines.jsonl')

/** The bytes of a line, of which each stop is where the map has one. */
function decode(page: Page, from: number, to: number): string {
  const stops = page.stops(to)
  for (let at = from; at <= to; at++) {
    const byte = page.bytes[at] as number
    const marked = ((stops[at >> 5] as number) >>> (at & 31)) & 1
    if (marked !== Number(byte < 0x20 || byte === 0x22 || byte === 0x5c)) throw new Error(`${at} of ${to}`)
  }
  return page.bytes.toString('latin1', from, to)
}
const open = (start: number, firstBytes?: number) =>
  openPageLines(path, start, { decode, tooLong: 'too long' }, firstBytes)

function all<Text>(lines: PageLines<Text>) {
  const found = []
  for (let line = lines.next(); line; line = lines.next()) found.push(line)
  lines.close()
  return found
}

test('are what is between the line feeds, however long they are and wherever reading begins', () => {
  const line = fc
    .tuple(fc.constantFrom(0, 0, 1, 31, 32, 700, 70_000, 262_143, 262_144, 300_000, 600_000), fc.string())
    .map(([length, text]) => `${text.replaceAll('\n', '')}${'x"\\y'.repeat(length / 4)}`)
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), fc.boolean(), fc.nat(12), (texts, ends, skipped) => {
      const bytes = Buffer.from(texts.map((text) => `${text}\n`).join('') + (ends ? '' : 'rest'))
      writeFileSync(path, bytes)
      const start = texts.slice(0, skipped).reduce((sum, text) => sum + Buffer.byteLength(text) + 1, 0)
      const found = all(open(start, 1000))
      assert.equal(
        found.map(({ text }) => text),
        [...texts.slice(skipped).map((text) => Buffer.from(text).toString('latin1')), ...(ends ? [] : ['rest'])],
      )
      for (const { text, offset, end, terminated } of found)
        assert.is(bytes.toString('latin1', offset, end), terminated ? `${text}\n` : text)
    }),
    { numRuns: randomRuns(60) },
  )
})

test('of one that is too long nothing is kept, and the next is found', () => {
  writeFileSync(path, 'first\n')
  truncateSync(path, longestLine + 6)
  writeFileSync(path, '\nlast', { flag: 'a' })
  assert.equal(
    all(open(0)).map(({ text, offset, end }) => [text, offset, end]),
    [
      ['first', 0, 6],
      ['too long', 6, longestLine + 7],
      ['last', longestLine + 7, longestLine + 11],
    ],
  )
  writeFileSync(path, Buffer.alloc(longestLine - 1, 'x'))
  assert.equal(
    all(open(0)).map(({ text, terminated }) => [text.length, terminated]),
    [[longestLine - 1, false]],
  )
})

test('those in memory are passed over together, if they are as wanted', () => {
  writeFileSync(path, 'a\nb\nc\nd')
  const lines = open(0)
  lines.next()
  lines.passIf(() => false)
  assert.is(lines.offset(), 2)
  lines.passIf((page, from, to) => page.bytes.toString('latin1', from, to) === 'b\nc')
  assert.is(lines.offset(), 6)
  assert.equal(
    all(lines).map(({ text }) => text),
    ['d'],
  )
})

test('vectors and single bytes give one map of where a text has to be looked at', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(140_000), fc.nat(140_000), (piece, length, from) => {
      const bytes = Buffer.alloc(length, piece.length > 0 ? Buffer.from(piece) : 'x')
      const [one, other] = [stopsFor(length), stopsFor(length)]
      markStops(bytes, Math.min(from, length), length, one)
      markBytes(bytes, 32 * Math.floor(Math.min(from, length) / 32), length, other)
      assert.equal(one, other)
    }),
    { numRuns: randomRuns(60) },
  )
})

test.run()
