import { once } from '../once.ts'
import type { Range } from './ranges.ts'

const preset = '@secretlint/secretlint-rule-preset-recommend'
/** A comment in a log must not be able to turn the rules off. */
const leftOut = { id: '@secretlint/secretlint-rule-filter-comments', disabled: true }

/** Times, dates and numbers of sessions, and names and paths of short words: the longest words of most texts, and in no form that the scanner knows. */
const time = /^\d{4}-\d\d-\d\d(?:T[\d:.]+Z?|-\d{3})?$/
const plain = once(
  () =>
    /^[^\p{L}\p{N}]*(?:(?:[A-Z]?[a-z]{1,11}(?:[A-Z][a-z]{2,11})*|\d{1,4})(?:[./_-]{1,2}|(?=[^\p{L}\p{N}]*$)))+[^\p{L}\p{N}]*$/u,
)
const longestPlain = 120

const longestTime = 32
/** Whether a text is a time or a date and nothing else, as most of a report's values are that need no look. */
export const isTime = (text: string): boolean => text.length <= longestTime && time.test(text)

/** Every form that the scanner knows is a word of at least so many characters, and not of letters alone: plain sentences need no scan. */
const mayHoldSecret = (text: string): boolean => text.match(/\S{12,}/g)?.some(mayBeSecret) ?? false

function mayBeSecret(word: string): boolean {
  const bare = word.replace(/[.,;:!?)]+$/, '')
  if (!/[^\p{L}]/u.test(bare) || time.test(bare)) return false
  return word.length > longestPlain || !plain().test(word)
}

const longestPiece = { plain: 131_072, dense: 16_384 }
/** A secret over the end of a piece is whole in the next one: none that only the scanner knows is longer. */
const overlap = 1024

/**
 * A text in pieces that the scanner may be given: it compares each of its findings with all others, so a document's time grows with their square.
 * Where many secrets are known already, pieces are short.
 */
export function piecesOf(text: string, kind: keyof typeof longestPiece): Piece[] {
  const longest = longestPiece[kind]
  const pieces: Piece[] = []
  for (let from = 0; from === 0 || from + overlap < text.length; from += longest - overlap)
    pieces.push({ from, text: text.slice(from, from + longest) })
  return pieces
}

interface Piece {
  from: number
  text: string
}

/** What secretlint's recommended rules find in each of the texts. Short ones are scanned as one document: each has its own cost. */
export async function scanTexts(texts: string[], kind: keyof typeof longestPiece = 'plain'): Promise<Range[][]> {
  const found: Range[][] = texts.map(() => [])
  const places = [...texts.keys()].filter((place) => mayHoldSecret(texts[place] as string))
  if (places.length === 0) return found
  // 27 ms, so only commands that show foreign text pay for it.
  const { lintSource } = await import('@secretlint/core')
  const { creator } = await import('@secretlint/secretlint-rule-preset-recommend')
  const joint = places.map((place) => (texts[place] as string).replaceAll('\u0000', ' ')).join('\n\u0000\n')
  const ranges: Range[] = []
  for (const piece of piecesOf(joint, kind)) {
    const { messages } = await lintSource({
      source: { content: piece.text, filePath: 'report.txt', ext: '.txt', contentType: 'text' },
      options: { config: { rules: [{ id: preset, rule: creator, rules: [leftOut] }] }, noPhysicFilePath: true },
    })
    for (const { range } of messages) ranges.push([range[0] + piece.from, range[1] + piece.from])
  }
  ranges.sort((a, b) => a[0] - b[0])
  let start = 0
  let next = 0
  for (const place of places) {
    const end = start + (texts[place] as string).length
    for (; next < ranges.length && (ranges[next]?.[0] as number) < end; next++) {
      const [from, to] = ranges[next] as readonly [number, number]
      if (from >= start) found[place]?.push([from - start, Math.min(to, end) - start])
    }
    start = end + 3
  }
  return found
}
