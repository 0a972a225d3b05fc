import type { Parse } from './parsed.ts'

/**
 * Which parts of a JSON value are wanted: of an object the members that are named, of an array its items. A part without names of its own is
 * wanted as far as it is a text, a number or the like; an object or array in its place comes as an empty one.
 */
export interface Wanted {
  members?: Record<string, Wanted>
  items?: Wanted
  /** A text with more bytes comes without its middle; 4096 where nothing is said. */
  longest?: number
  /** The same text is expected again and again: it is kept, and compared. */
  repeats?: boolean
  /** The text is seldom looked at: it comes as a `LateText`, which makes it when it is asked. */
  late?: boolean
}

/** A text that is made when somebody asks for it, as long as its line is there: until the next one is read. */
export class LateText {
  private readonly bytes: Buffer
  private readonly from: number
  private readonly to: number
  private readonly isEscaped: boolean
  private readonly longest: number

  constructor(bytes: Buffer, from: number, to: number, isEscaped: boolean, longest: number) {
    this.bytes = bytes
    this.from = from
    this.to = to
    this.isEscaped = isEscaped
    this.longest = longest
  }

  text(): string {
    return textBetween(this.bytes, this.from, this.to, this.isEscaped, this.longest)
  }
}

const longestText = 4096
/** So much of the end of such a text comes, too. */
const tailBytes = 256

const [quote, backslash, comma, colon, minus, dot] = [0x22, 0x5c, 0x2c, 0x3a, 0x2d, 0x2e]
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d]
const [zero, letterE, letterU] = [0x30, 0x65, 0x75]

const tableOf = (characters: string): Uint8Array => {
  const table = new Uint8Array(256)
  for (const each of characters) table[each.charCodeAt(0)] = 1
  return table
}
const spaces = tableOf(' \t\n\r')
const digits = tableOf('0123456789')
const hexDigits = tableOf('0123456789abcdefABCDEF')
const escapes = tableOf('"\\/bfnrt')
/** Where reading a text has to stop and look: its end, an escape, and control characters, which must not be in one. */
const stops = tableOf('"\\').fill(1, 0, 0x20)
const literals = new Map<number, { rest: Uint8Array; value: boolean | null }>(
  [['true', true] as const, ['false', false] as const, ['null', null] as const].map(([text, value]) => [
    text.charCodeAt(0),
    { rest: new Uint8Array(Buffer.from(text.slice(1))), value },
  ]),
)

/** So far a text is looked through byte by byte. */
const nearBytes = 24

let words: Int32Array = new Int32Array()
/** The bytes around a line as words: lines of one chunk share them. */
function wordsAround({ buffer }: Buffer): Int32Array {
  if (words.buffer !== buffer) words = new Int32Array(buffer, 0, buffer.byteLength >> 2)
  return words
}

/** Whether a byte is below 0x20, four bytes at a time: (v - 0x20…) & ~v has its sign bits where one is. */
function hasControlCharacter(bytes: Buffer): boolean {
  const around = wordsAround(bytes)
  const first = (bytes.byteOffset + 3) >> 2
  const last = Math.max(first, Math.min((bytes.byteOffset + bytes.length) >> 2, around.length))
  let found = 0
  let index = first
  for (; index + 4 <= last; index += 4) {
    const [a, b] = [around[index] as number, around[index + 1] as number]
    const [c, d] = [around[index + 2] as number, around[index + 3] as number]
    found |= ((a - 0x20202020) & ~a) | ((b - 0x20202020) & ~b) | ((c - 0x20202020) & ~c) | ((d - 0x20202020) & ~d)
  }
  for (; index < last; index++) {
    const word = around[index] as number
    found |= (word - 0x20202020) & ~word
  }
  if ((found & 0x80808080) !== 0) return true
  const before = Math.min(bytes.length, first * 4 - bytes.byteOffset)
  for (index = 0; index < before; index++) if ((bytes[index] as number) < 0x20) return true
  for (index = last * 4 - bytes.byteOffset; index < bytes.length; index++)
    if ((bytes[index] as number) < 0x20) return true
  return false
}

/** Not an error with a stack: lines that are cut off or damaged are common. */
const refused = Symbol('refused')

/** What is wanted of a value, so that a name is looked up without making a text of it. */
interface Part {
  byLength: (Member[] | undefined)[]
  byName: Map<string, Part>
  items: Part | undefined
  hasMembers: boolean
  longest: number
  late: boolean
  /** The text that was here last: most lines say the same. */
  last: { bytes: Uint8Array; text: string } | undefined
}
interface Member {
  name: string
  bytes: Uint8Array
  part: Part
}

function partOf({ members = {}, items, longest = longestText, repeats = false, late = false }: Wanted): Part {
  const all = Object.entries(members).map(([name, wanted]) => ({
    name,
    bytes: new Uint8Array(Buffer.from(name)),
    part: partOf(wanted),
  }))
  const longestName = Math.max(0, ...all.map(({ bytes }) => bytes.length))
  return {
    longest,
    late,
    last: repeats ? { bytes: new Uint8Array(), text: '' } : undefined,
    byLength: Array.from({ length: longestName + 1 }, (_, length) => {
      const same = all.filter(({ bytes }) => bytes.length === length)
      return same.length > 0 ? same : undefined
    }),
    byName: new Map(all.map(({ name, part }) => [name, part])),
    items: items && partOf(items),
    hasMembers: all.length > 0,
  }
}

/** The text between two bytes, without its quotes; a longer one without its middle. */
function textBetween(bytes: Buffer, from: number, to: number, isEscaped: boolean, longest: number): string {
  if (to - from <= longest) return decoded(bytes, from, to, isEscaped)
  let head = from + longest
  while (head > from && !isBetween(bytes, head)) head--
  let tail = Math.max(head, to - tailBytes)
  while (tail < to && !isBetween(bytes, tail)) tail++
  return `${decoded(bytes, from, head, isEscaped)}\n${decoded(bytes, tail, to, isEscaped)}`
}

function decoded(bytes: Buffer, from: number, to: number, isEscaped: boolean): string {
  const text = bytes.toString('utf8', from, to)
  return isEscaped ? (JSON.parse(`"${text}"`) as string) : text
}

/** Whether a place is not inside an escape or a character. */
function isBetween(bytes: Buffer, place: number): boolean {
  if (((bytes[place] as number) & 0xc0) === 0x80 || isEscapedAt(bytes, place)) return false
  for (let before = place - 4; before < place; before++)
    if (bytes[before] === letterU && isEscapedAt(bytes, before)) return false
  return true
}

/** Whether a byte is the one behind the backslash of an escape. */
function isEscapedAt(bytes: Buffer, place: number): boolean {
  let first = place
  while (bytes[first - 1] === backslash) first--
  return (place - first) % 2 === 1
}

/**
 * A reader that makes values only of what is wanted and passes over the rest byte by byte. All of a line is checked: it accepts what
 * `JSON.parse` accepts of the same text, and of a name that comes twice the last value counts, as there.
 */
export function createSelect(wanted: Wanted): Parse {
  const root = partOf(wanted)
  let bytes: Buffer = Buffer.alloc(0)
  let end = 0
  let at = 0
  /** Whether the text that was passed over last has escapes. */
  let escaped = false
  /** Whether a control character is in the line: then each text has to be looked through for one. */
  let hasControls = false
  /** The next backslash, where it was looked for. */
  let ahead = -1

  const fail = (): never => {
    throw refused
  }
  const passSpace = () => {
    while (at < end && spaces[bytes[at] as number] === 1) at++
  }
  const expect = (byte: number) => {
    if (bytes[at] !== byte || at >= end) fail()
    at++
  }

  /** From behind a text's opening quote to behind the closing one. */
  function passText(): void {
    escaped = false
    for (;;) {
      // Most texts are short; the system finds the ends of long ones many bytes at a time.
      const near = hasControls ? end : Math.min(end, at + nearBytes)
      while (at < near && stops[bytes[at] as number] === 0) at++
      if (at === near && near < end) at = Math.min(nextQuote(), nextBackslash())
      if (at >= end) fail()
      const byte = bytes[at++]
      if (byte === quote) return
      if (byte !== backslash) fail()
      escaped = true
      passEscape()
    }
  }
  const nextQuote = (): number => {
    const found = bytes.indexOf(quote, at)
    return found === -1 ? end : found
  }
  /** Looked for once for as long as it is ahead. */
  const nextBackslash = (): number => {
    if (ahead < at) {
      const found = bytes.indexOf(backslash, at)
      ahead = found === -1 ? end : found
    }
    return ahead
  }
  function passEscape(): void {
    if (at >= end) fail()
    const byte = bytes[at++] as number
    if (escapes[byte] === 1) return
    if (byte !== letterU || at + 4 > end) fail()
    for (const last = at + 4; at < last; at++) if (hexDigits[bytes[at] as number] === 0) fail()
  }

  function passDigits(): void {
    const first = at
    while (at < end && digits[bytes[at] as number] === 1) at++
    if (at === first) fail()
  }
  function passNumber(): void {
    if (bytes[at] === minus) at++
    if (at < end && bytes[at] === zero) at++
    else passDigits()
    if (at < end && bytes[at] === dot) {
      at++
      passDigits()
    }
    if (at < end && ((bytes[at] as number) | 0x20) === letterE) {
      at++
      if (at < end && (bytes[at] === 0x2b || bytes[at] === minus)) at++
      passDigits()
    }
  }
  function literal(byte: number): boolean | null {
    const known = literals.get(byte) ?? fail()
    at++
    if (at + known.rest.length > end || !isAt(at, known.rest)) fail()
    at += known.rest.length
    return known.value
  }

  /** Passes over a value without going deeper into the stack than it is, however deep the value is. */
  const open: number[] = []
  function pass(): void {
    const bottom = open.length
    for (;;) {
      passSpace()
      if (at >= end) fail()
      const byte = bytes[at] as number
      if (byte === openBrace || byte === openBracket) {
        at++
        passSpace()
        const close = byte + 2
        if (bytes[at] !== close || at >= end) {
          open.push(close)
          if (close === closeBrace) passName()
          continue
        }
        at++
      } else if (byte === quote) {
        at++
        passText()
      } else if (byte === minus || digits[byte] === 1) passNumber()
      else literal(byte)
      if (!passEnds(bottom)) return
    }
  }
  /** Behind a value: closes what ends there; true where another value follows. */
  function passEnds(bottom: number): boolean {
    while (open.length > bottom) {
      passSpace()
      const byte = at < end ? bytes[at] : fail()
      at++
      if (byte === comma) {
        passSpace()
        if (open.at(-1) === closeBrace) passName()
        return true
      }
      if (byte !== open.pop()) fail()
    }
    return false
  }
  function passName(): void {
    expect(quote)
    passText()
    passSpace()
    expect(colon)
  }

  function text({ longest, late, last }: Part): string | LateText {
    const from = at
    passText()
    const to = at - 1
    if (last !== undefined && last.bytes.length === to - from && isAt(from, last.bytes)) return last.text
    if (late) return new LateText(bytes, from, to, escaped, longest)
    const said = textBetween(bytes, from, to, escaped, longest)
    if (last !== undefined && to - from <= longest) {
      last.bytes = new Uint8Array(bytes.subarray(from, to))
      last.text = said
    }
    return said
  }

  function number(): number {
    const from = at
    // Most are counts.
    let small = 0
    while (at < end && digits[bytes[at] as number] === 1 && at - from < 9)
      small = small * 10 + (bytes[at++] as number) - zero
    const next = bytes[at] as number
    if (at > from && at < end && digits[next] === 0 && next !== dot && (next | 0x20) !== letterE) {
      if (bytes[from] !== zero || at === from + 1) return small
    }
    at = from
    passNumber()
    return Number(bytes.toString('latin1', from, at))
  }

  /** The part that a member's value is of, by the name that begins here; undefined where it is not wanted. */
  function memberPart(of: Part): Member | undefined {
    expect(quote)
    const from = at
    passText()
    const length = at - 1 - from
    let member: Member | undefined
    if (escaped) {
      const name = decoded(bytes, from, at - 1, true)
      const part = of.byName.get(name)
      member = part && { name, bytes: new Uint8Array(), part }
    } else {
      const same = length < of.byLength.length ? of.byLength[length] : undefined
      if (same !== undefined)
        for (const each of same)
          if (isAt(from, each.bytes)) {
            member = each
            break
          }
    }
    passSpace()
    expect(colon)
    return member
  }
  function isAt(from: number, name: Uint8Array): boolean {
    for (let index = 0; index < name.length; index++) if (bytes[from + index] !== name[index]) return false
    return true
  }

  function value(part: Part): unknown {
    passSpace()
    if (at >= end) fail()
    const byte = bytes[at] as number
    if (byte === quote) {
      at++
      return text(part)
    }
    if (byte === openBrace) {
      if (part.hasMembers) return object(part)
      pass()
      return {}
    }
    if (byte === openBracket) {
      if (part.items) return array(part.items)
      pass()
      return []
    }
    return byte === minus || digits[byte] === 1 ? number() : literal(byte)
  }
  function object(part: Part): Record<string, unknown> {
    const result: Record<string, unknown> = {}
    at++
    passSpace()
    if (at < end && bytes[at] === closeBrace) {
      at++
      return result
    }
    for (;;) {
      const member = memberPart(part)
      if (member) result[member.name] = value(member.part)
      else pass()
      passSpace()
      const byte = at < end ? bytes[at] : fail()
      at++
      if (byte === closeBrace) return result
      if (byte !== comma) fail()
      passSpace()
    }
  }
  function array(part: Part): unknown[] {
    const result: unknown[] = []
    at++
    passSpace()
    if (at < end && bytes[at] === closeBracket) {
      at++
      return result
    }
    for (;;) {
      result.push(value(part))
      passSpace()
      const byte = at < end ? bytes[at] : fail()
      at++
      if (byte === closeBracket) return result
      if (byte !== comma) fail()
    }
  }

  return (line) => {
    bytes = line
    end = line.length
    at = 0
    if (open.length > 0) open.length = 0
    ahead = -1
    hasControls = hasControlCharacter(line)
    try {
      const result = { value: value(root) }
      passSpace()
      return at === end ? result : undefined
    } catch (error) {
      if (error !== refused) throw error
      return undefined
    }
  }
}
