import type { Root } from 'mdast'

/** A part of a Markdown text that nothing before it reaches into. */
export interface Piece {
  text: string
  /** Where it begins in the text, in characters and in lines, both counted from 0. */
  from: number
  line: number
  /** What it is, or what a parser made of it. */
  content: Plain | Root
}

/** What no parser is needed for: one heading, or one item of one paragraph, or neither, with nothing but paragraphs behind it. */
export type Plain =
  | { type: 'plain item'; from: number; to: number; lines: number }
  | { type: 'plain heading'; depth: number; words: string }
  | { type: 'paragraphs' }

const words = String.raw`(?:[\p{L}"'($]|\x60{1,2}[^\x60\s]|\*{1,2}[\p{L}\x60])`
const item = new RegExp(String.raw`^(?:[-*+]|\d{1,9}[.)]) (?=${words})(?=.*\p{L})`, 'u')
const heading = /^(#{1,6}) (?=\p{L})/u
const paragraph = new RegExp(String.raw`^[ \t]*(?=${words})(?=.*\p{L})`, 'u')
const blank = /^[ \t]*$/

/**
 * A text in pieces. A bullet or a heading without an indent closes whatever is open before it, save code and HTML, so that a parser finds in
 * each piece what it finds there in the whole text. The definition of a link holds for all of a text, which is one piece then.
 */
export async function* piecesOf(text: string): AsyncGenerator<Piece> {
  const lines = linesOf(text)
  const mayDefine = /^[ \t>*+\-\d.)]*\[/m.test(text) && text.includes(']:')
  const starts = mayDefine ? [0] : startsOf(lines)
  const textOf = (first: number, behind: number): string =>
    text.slice(lines[starts[first] as number]?.from, lines[starts[behind] ?? lines.length]?.from)
  for (let first = 0, behind = 1; first < starts.length; first = behind, behind++) {
    const line = starts[first] as number
    const place = { from: lines[line]?.from ?? 0, line }
    const plain = plainly(textOf(first, behind))
    if (plain) {
      yield { ...place, text: textOf(first, behind), content: plain }
      continue
    }
    // 56 ms, and only a project that keeps its rules in Markdown pays for it.
    const { fromMarkdown } = await import('mdast-util-from-markdown')
    let root = fromMarkdown(textOf(first, behind))
    // Twice as much each time: a long listing is not read again for each of its lines.
    while (behind < starts.length && mayBeOpen(root)) {
      behind = Math.min(starts.length, first + 2 * (behind - first))
      root = fromMarkdown(textOf(first, behind))
    }
    yield { ...place, text: textOf(first, behind), content: root }
  }
}

const mayBeOpen = ({ children }: Root): boolean => ['code', 'html'].includes(children.at(-1)?.type ?? '')

interface Line {
  text: string
  from: number
}

function linesOf(text: string): Line[] {
  const lines: Line[] = []
  let from = 0
  for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/g)) {
    lines.push({ text: text.slice(from, index), from })
    from = index + end.length
  }
  return [...lines, { text: text.slice(from), from }]
}

function startsOf(lines: Line[]): number[] {
  const starts = [0]
  // A numbered item may only interrupt a paragraph as another item of the same list.
  let list: string | undefined
  for (const [index, { text }] of lines.entries()) {
    const [marker] = item.exec(text) ?? []
    const numbers = marker && /\d/.test(marker) ? marker.at(-2) : undefined
    const begins = numbers ? list === numbers || blank.test(lines[index - 1]?.text ?? '') : marker || heading.test(text)
    if (begins && index > 0) starts.push(index)
    if (begins || !paragraph.test(text)) list = begins ? numbers : undefined
  }
  return starts
}

function plainly(text: string): Plain | undefined {
  const [first, ...others] = linesOf(text)
  // A comment could be one that bookend's own paragraph is known by.
  if (!first || text.includes('<!--')) return undefined
  const [marker] = item.exec(first.text) ?? []
  const [, hashes] = heading.exec(first.text) ?? []
  const begins = marker || hashes || blank.test(first.text) || (paragraph.test(first.text) && /^\S/.test(first.text))
  if (!begins) return undefined
  let isWithin = !hashes && !blank.test(first.text)
  let isFirst = isWithin
  let last = first
  let lines = 1
  for (const line of others) {
    if (blank.test(line.text)) isWithin = isFirst = false
    // An indent is of no account within a paragraph only.
    else if (!paragraph.test(line.text) || (!isWithin && /^\s/.test(line.text))) return undefined
    else {
      isWithin = true
      if (isFirst) [last, lines] = [line, lines + 1]
    }
  }
  if (hashes) return { type: 'plain heading', depth: hashes.length, words: first.text }
  if (!marker) return { type: 'paragraphs' }
  const [from, to] = [marker.length, last.from + last.text.length]
  return isSaid(text.slice(from, to)) ? { type: 'plain item', from, to, lines } : undefined
}

/** Whether there are words for certain that are neither code nor a link: those before or behind all that could mark such. */
const isSaid = (text: string): boolean => /^[^`<![*_\\&]*?\p{L}{2}/u.test(text) || /\p{L}{2}[^`>\])*_;\\]*$/u.test(text)
