import { type Decision, type Normalised, normaliseDecision } from '../decision.ts'
import { isTooDeep, mayHaveHalves, tooDeep, withoutByteOrderMark, withoutHalves } from '../json.ts'
import { type Line, longestLine } from '../lines.ts'
import { mayBeExtended, plainExtended } from '../mongo/plain.ts'

/** What is in a line of a log; an empty line has nothing. */
export interface ParsedLine {
  /** Each decision with the text that it was read from: two writers at once leave two objects in one line. */
  decisions: { decision: Decision; text: string }[]
  /** Why the line, or what is left of it, is not a decision. */
  unreadable?: string
  /** Where the line is one object, which says its own time. */
  timed?: { at: number; hash: string }
  /** The line is not one object alone, and nothing of it was lost. */
  fixed: boolean
}

export function parseLine(line: Line): ParsedLine {
  if (line.text.length >= longestLine) return { decisions: [], unreadable: 'longer than 16 MiB', fixed: false }
  const text = line.offset === 0 ? withoutByteOrderMark(line.text) : line.text
  if (text.trim() === '') return { decisions: [], fixed: false }
  const whole = parseObject(text)
  if (whole !== undefined) return parsed([whole], undefined)
  const { objects, rest } = objectsIn(text)
  const notJson = line.terminated ? 'not JSON' : 'not JSON (cut off at the end of the file)'
  const { decisions, unreadable } = parsed(objects, rest || objects.length === 0 ? notJson : undefined)
  return { decisions, ...(unreadable && { unreadable }), fixed: unreadable === undefined }
}

interface Piece {
  text: string
  value: unknown
}

function parsed(pieces: Piece[], rest: string | undefined): ParsedLine {
  const decisions: ParsedLine['decisions'] = []
  let unreadable = rest
  let timed: ParsedLine['timed']
  for (const { text, value } of pieces) {
    // Two brackets a level: a shorter text cannot be too deep.
    const normal: Normalised =
      text.length > 2000 && isTooDeep(value) ? { unreadable: tooDeep } : normaliseDecision(plainValue(text, value))
    if ('decision' in normal) decisions.push({ decision: normal.decision, text })
    else {
      unreadable ??= normal.unreadable
      if (pieces.length === 1 && rest === undefined) timed = normal.timed
    }
  }
  return { decisions, ...(unreadable && { unreadable }), ...(timed && { timed }), fixed: false }
}

/** What a line was parsed to, as a store that took it has it. */
function plainValue(text: string, value: unknown): unknown {
  const plain = mayBeExtended(text) ? plainExtended(value) : value
  return mayHaveHalves(text) ? withoutHalves(plain) : plain
}

/** Whether what is parsed of a text may be another thing in a store: else it is plain as it is. */
export const mayBeChanged = (text: string): boolean => mayBeExtended(text) || mayHaveHalves(text)

/** The objects that a text begins with, NUL bytes (a crash leaves them) and space around them passed over, and what follows them. */
function objectsIn(text: string): { objects: Piece[]; rest: string } {
  const objects: Piece[] = []
  const gap = /[\s\0]*/y
  let start = 0
  for (;;) {
    gap.lastIndex = start
    gap.test(text)
    start = gap.lastIndex
    const end = endOfObject(text, start)
    const piece = end === undefined ? undefined : parseObject(text.slice(start, end))
    if (end === undefined || piece === undefined) return { objects, rest: text.slice(start) }
    objects.push(piece)
    start = end
  }
}

function parseObject(text: string): Piece | undefined {
  try {
    return { text, value: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}

const [quote, backslash, open, close] = [...'"\\{}'].map((character) => character.charCodeAt(0))

/** Where the object that begins at a place ends; undefined where none does. */
export function endOfObject(text: string, start: number): number | undefined {
  if (text.charCodeAt(start) !== open) return undefined
  let depth = 0
  let quoted = false
  for (let at = start; at < text.length; at++) {
    const character = text.charCodeAt(at)
    if (quoted) {
      if (character === backslash) at++
      else if (character === quote) quoted = false
    } else if (character === quote) quoted = true
    else if (character === open) depth++
    else if (character === close && --depth === 0) return at + 1
  }
  return undefined
}
