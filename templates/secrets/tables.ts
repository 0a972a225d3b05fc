import { kindOfName, type NameKind } from './name.ts'
import type { Range } from './ranges.ts'
import { isSecretValue } from './value.ts'

/** What parts the cells of a line, in the order in which they are tried. */
const separators = ['|', '\t', ';', ',', '  ']
const mostColumns = 40
const longestHeading = 40
const longestLine = 4096
const hint = /pass|pwd|\bpw\b|secret|token|key|kennwort|contrase|senha/i
const lineEnd = /\r?\n|\\r?\\n|\\n/g

/** A line, or another piece of a text, and where it begins. */
interface Piece {
  from: number
  text: string
}

/** Where a text has lines of cells below a heading that says that a column holds secrets: CSV, Markdown, what is printed in columns, and SQL's VALUES. */
export function findColumns(text: string): Range[] {
  if (!hint.test(text)) return []
  return [...findInserted(text), ...findBelowHeadings(linesOf(text))]
}

function findBelowHeadings(lines: Piece[]): Range[] {
  const found: Range[] = []
  for (let place = 0; place < lines.length - 1; place++) {
    const heading = headingOf(lines[place] as Piece)
    if (!heading) continue
    let row = place + 1
    for (; row < lines.length; row++) {
      const line = lines[row] as Piece
      if (line.text.length > 2 && /^[\s|:+=-]+$/.test(line.text)) continue
      const cells = cellsOf(line, heading.separator)
      if (cells.length !== heading.columns) break
      found.push(...secretsOf(heading.secret, cells, 'loose'))
    }
    // A line that ends the table may begin the next one.
    place = row - 1
  }
  return found
}

function linesOf(text: string): Piece[] {
  const lines: Piece[] = []
  let from = 0
  for (const { index, 0: end } of text.matchAll(lineEnd)) {
    lines.push({ from, text: text.slice(from, index) })
    from = index + end.length
  }
  lines.push({ from, text: text.slice(from) })
  return lines
}

/** A column that holds secrets. */
type Column = [place: number, kind: NameKind]

interface Heading {
  separator: string
  columns: number
  secret: Column[]
}

function headingOf(line: Piece): Heading | undefined {
  if (line.text.length > longestLine || !hint.test(line.text)) return undefined
  for (const separator of separators) {
    const names = cellsOf(line, separator).map(({ text }) => text)
    // What leads to the table may be in the same line.
    names[0] = names[0]?.replace(leading, '') ?? ''
    if (separator === '|' && names[0] === '') names.shift()
    if (names.length < 2 || names.length > mostColumns || !names.every(isHeading)) continue
    const secret = columnsOf(names)
    return secret.length > 0 ? { separator, columns: names.length, secret } : undefined
  }
  return undefined
}

/** `note: user,password`: what is before the heading itself. */
const leading = /^.{0,60}[:>](?:[ ]{1,4}|$)/

const isHeading = (name: string): boolean =>
  name.length <= longestHeading && /^[\p{L}#][\p{L}\d ._/*`#()-]*$/u.test(name)

function columnsOf(names: string[]): Column[] {
  return names.flatMap((name, place): Column[] => {
    const kind = kindOfName(name)
    return kind === undefined || kind === 'strict' ? [] : [[place, kind]]
  })
}

function secretsOf(columns: Column[], cells: Piece[], manner: 'loose' | 'quoted'): Range[] {
  return columns
    .filter(([place, kind]) => isSecretValue((cells[place] as Piece).text, kind, manner))
    .map(([place]) => {
      const { from, text } = cells[place] as Piece
      return [from, from + text.length]
    })
}

const inserted =
  /\binsert\s{1,4}(?:ignore\s{1,4})?into\s{1,4}[^\s(]{1,128}\s{0,4}\((?<names>[^()]{1,1024})\)\s{0,40}values\s{0,40}(?=\()/gi
const tuple = /\((?<cells>(?:[^()'\n]|'(?:[^'\\\n]|\\.){0,512}'|\([^()\n]{0,100}\)){1,2048})\)\s{0,8},?\s{0,8}/y

/** INSERT INTO users (name, password) VALUES ('bob', 'X') */
function findInserted(text: string): Range[] {
  const found: Range[] = []
  for (const { index, 0: beginning, groups } of text.matchAll(inserted)) {
    const names = (groups as { names: string }).names.split(',').map((name) => name.replace(/[\s"`[\]]/g, ''))
    const columns = columnsOf(names)
    if (columns.length === 0) continue
    tuple.lastIndex = index + beginning.length
    for (let at = tuple.lastIndex, row = tuple.exec(text); row; at = tuple.lastIndex, row = tuple.exec(text)) {
      const cells = cellsOf({ from: at + 1, text: (row.groups as { cells: string }).cells }, ',')
      if (cells.length === names.length) found.push(...secretsOf(columns, cells, 'quoted'))
    }
  }
  return found
}

const around = ' \t\r"\'`*'

/** The cells of a line, without what is around them: blanks, quotes, and what makes them bold or code in Markdown. */
function cellsOf({ from, text }: Piece, separator: string): Piece[] {
  if (text.length > longestLine || !text.includes(separator)) return []
  const cells: Piece[] = []
  let start = 0
  const add = (end: number) => {
    let [first, last] = [start, end]
    while (first < last && around.includes(text[first] as string)) first++
    while (last > first && around.includes(text[last - 1] as string)) last--
    cells.push({ from: from + first, text: text.slice(first, last) })
  }
  let closing = ''
  let empty = true
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] as string
    if (closing !== '') {
      if (sign === closing) closing = ''
    } else if (text.startsWith(separator, at)) {
      add(at)
      while (separator.trim() === '' && text[at + 1] === separator[0]) at++
      start = at + 1
      empty = true
    } else {
      // A quote counts at the beginning of its cell.
      if (empty && (sign === '"' || sign === "'") && text.lastIndexOf(sign) > at) closing = sign
      empty &&= sign === ' '
    }
  }
  add(text.length)
  // The bars around a line of Markdown part nothing.
  if (separator === '|' && cells[0]?.text === '') cells.shift()
  if (separator === '|' && cells.at(-1)?.text === '') cells.pop()
  return cells
}
