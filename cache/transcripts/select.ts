import type { Parse } from './parsed.ts'
import type { Stops } from './stops.ts'
import { decoded, LateText, textBetween } from './text-between.ts'

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

const longestText = 4096

const [quote, backslash, comma, colon, minus, dot] = [0x22, 0x5c, 0x2c, 0x3a, 0x2d, 0x2e]
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d]
const [plus, zero, letterE, letterU] = [0x2b, 0x30, 0x65, 0x75]

const tableOf = (characters: string): Uint8Array => {
  const table = new Uint8Array(256)
  for (const each of characters) table[each.charCodeAt(0)] = 1
  return table
}
/** Without the line feed, which is behind each line and nowhere in it. */
const spaces = tableOf(' \t\r')
const digits = tableOf('0123456789')
const hexDigits = tableOf('0123456789abcdefABCDEF')
const escapes = tableOf('"\\/bfnrt')
const literals = new Map<number, { rest: Uint8Array; value: boolean | null }>(
  [['true', true] as const, ['false', false] as const, ['null', null] as const].map(([text, value]) => [
    text.charCodeAt(0),
    { rest: new Uint8Array(Buffer.from(text.slice(1))), value },
  ]),
)

/** Not an error with a stack: lines that are cut off or damaged are common. */
const refused = Symbol('refused')

/** What is wanted of a value, so that a name is looked up without making a text of it. */
interface Part {
  byLength: (Member[] | undefined)[]
  byName: Map<string, Member>
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
    byName: new Map(all.map((member) => [member.name, member])),
    items: items && partOf(items),
    hasMembers: all.length > 0,
  }
}

/**
 * A reader that makes values only of what is wanted and passes over the rest, from stop to stop. All of a line is checked: it accepts what
 * `JSON.parse` accepts of the same text, and of a name that comes twice the last value counts, as there.
 */
export function createSelect(wanted: Wanted): Parse {
  // Made with the first line: a process that reads none does without it.
  let root: Part | undefined
  // Where reading is goes from function to function and back: kept here, it would be written to memory with every byte.
  let bytes: Buffer = Buffer.alloc(1)
  let stops: Stops = new Int32Array(1)
  /** Whether the text that was passed over last has escapes. */
  let escaped = false
  /** The value that was read last, and the member whose name was. */
  let made: unknown
  let member: Member | undefined

  const fail = (): never => {
    throw refused
  }
  const passSpace = (from: number): number => {
    let at = from
    while (spaces[bytes[at] as number] === 1) at++
    return at
  }

  /** From behind a text's opening quote to behind the closing one. */
  function passText(from: number): number {
    const map = stops
    const line = bytes
    escaped = false
    let at = from
    for (;;) {
      let word = at >> 5
      let bits = (map[word] as number) >>> (at & 31)
      if (bits === 0) {
        // There is one: the line feed behind the line.
        do bits = map[++word] as number
        while (bits === 0)
        at = word << 5
      }
      at += 31 - Math.clz32(bits & -bits)
      const byte = line[at++]
      if (byte === quote) return at
      if (byte !== backslash) fail()
      escaped = true
      at = escapes[line[at] as number] === 1 ? at + 1 : passUnicode(at)
    }
  }
  function passUnicode(from: number): number {
    if (bytes[from] !== letterU) fail()
    for (let at = from + 1; at < from + 5; at++) if (hexDigits[bytes[at] as number] === 0) fail()
    return from + 5
  }

  function passDigits(from: number): number {
    let at = from
    while (digits[bytes[at] as number] === 1) at++
    return at > from ? at : fail()
  }
  function passNumber(from: number): number {
    let at = bytes[from] === minus ? from + 1 : from
    at = bytes[at] === zero ? at + 1 : passDigits(at)
    if (bytes[at] === dot) at = passDigits(at + 1)
    if (((bytes[at] as number) | 0x20) !== letterE) return at
    at++
    return passDigits(bytes[at] === plus || bytes[at] === minus ? at + 1 : at)
  }
  function literal(from: number): number {
    const known = literals.get(bytes[from] as number) ?? fail()
    if (!isAt(from + 1, known.rest)) fail()
    made = known.value
    return from + 1 + known.rest.length
  }
  function isAt(from: number, name: Uint8Array): boolean {
    for (let index = 0; index < name.length; index++) if (bytes[from + index] !== name[index]) return false
    return true
  }

  /** Passes over a value without going deeper into the stack than it is, however deep the value is. */
  const open: number[] = []
  function pass(from: number): number {
    let at = from
    const bottom = open.length
    for (;;) {
      at = passSpace(at)
      const byte = bytes[at] as number
      if (byte === quote) at = passText(at + 1)
      else if (byte === openBrace || byte === openBracket) {
        const close = byte + 2
        at = passSpace(at + 1)
        if (bytes[at] !== close) {
          open.push(close)
          if (close === closeBrace) at = passName(at)
          continue
        }
        at++
      } else if (byte === minus || digits[byte] === 1) at = passNumber(at)
      else at = literal(at)
      // Closes what ends here.
      for (;;) {
        if (open.length === bottom) return at
        at = passSpace(at)
        const next = bytes[at++]
        if (next === comma) break
        if (next !== open.pop()) fail()
      }
      if (open[open.length - 1] === closeBrace) at = passName(passSpace(at))
    }
  }
  function passName(from: number): number {
    if (bytes[from] !== quote) fail()
    const at = passSpace(passText(from + 1))
    return bytes[at] === colon ? at + 1 : fail()
  }

  function text(from: number, { longest, late, last }: Part): number {
    const behind = passText(from)
    const to = behind - 1
    if (last !== undefined && last.bytes.length === to - from && isAt(from, last.bytes)) made = last.text
    else if (late) made = new LateText(bytes, from, to, escaped, longest)
    else {
      const said = textBetween(bytes, from, to, escaped, longest)
      if (last !== undefined && to - from <= longest) {
        // In place: a view of the line's bytes would cost more than copying the few of them.
        if (last.bytes.length !== to - from) last.bytes = new Uint8Array(to - from)
        for (let index = 0; index < to - from; index++) last.bytes[index] = bytes[from + index] as number
        last.text = said
      }
      made = said
    }
    return behind
  }

  function number(from: number): number {
    // Most are counts.
    let small = 0
    let at = from
    while (digits[bytes[at] as number] === 1 && at - from < 9) small = small * 10 + (bytes[at++] as number) - zero
    const next = bytes[at] as number
    if (at > from && digits[next] === 0 && next !== dot && (next | 0x20) !== letterE)
      if (bytes[from] !== zero || at === from + 1) {
        made = small
        return at
      }
    at = passNumber(from)
    made = Number(bytes.toString('latin1', from, at))
    return at
  }

  /** Reads a name and its colon: `member` is what is wanted of its value, if anything is. */
  function readName(from: number, of: Part): number {
    if (bytes[from] !== quote) fail()
    let at = passText(from + 1)
    const length = at - from - 2
    member = undefined
    if (escaped) member = of.byName.get(decoded(bytes, from + 1, at - 1, true))
    else if (length < of.byLength.length) member = memberAt(from + 1, of.byLength[length])
    at = passSpace(at)
    return bytes[at] === colon ? at + 1 : fail()
  }

  function memberAt(from: number, same: Member[] | undefined): Member | undefined {
    if (same !== undefined)
      for (let index = 0; index < same.length; index++) {
        const each = same[index] as Member
        if (isAt(from, each.bytes)) return each
      }
    return undefined
  }

  /** These make what is wanted of the value that begins here, and return where it ends. */
  function value(from: number, part: Part): number {
    const at = passSpace(from)
    const byte = bytes[at] as number
    if (byte === quote) return text(at + 1, part)
    if (byte === openBrace) {
      if (part.hasMembers) return object(at + 1, part)
      const behind = pass(at)
      made = {}
      return behind
    }
    if (byte === openBracket) {
      if (part.items) return array(at + 1, part.items)
      const behind = pass(at)
      made = []
      return behind
    }
    return byte === minus || digits[byte] === 1 ? number(at) : literal(at)
  }
  function object(from: number, part: Part): number {
    const result: Record<string, unknown> = {}
    let at = passSpace(from)
    if (bytes[at] === closeBrace) at++
    else
      for (;;) {
        at = readName(at, part)
        if (member === undefined) at = pass(at)
        else {
          const { name, part: of } = member
          at = value(at, of)
          result[name] = made
        }
        at = passSpace(at)
        const byte = bytes[at++]
        if (byte === closeBrace) break
        if (byte !== comma) fail()
        at = passSpace(at)
      }
    made = result
    return at
  }
  function array(from: number, part: Part): number {
    const result: unknown[] = []
    let at = passSpace(from)
    if (bytes[at] === closeBracket) at++
    else
      for (;;) {
        at = value(at, part)
        result.push(made)
        at = passSpace(at)
        const byte = bytes[at++]
        if (byte === closeBracket) break
        if (byte !== comma) fail()
      }
    made = result
    return at
  }

  return (page, from, to) => {
    bytes = page.bytes
    stops = page.stops(to)
    if (open.length > 0) open.length = 0
    try {
      root ??= partOf(wanted)
      const at = passSpace(value(from, root))
      return at === to ? { value: made } : undefined
    } catch (error) {
      if (error !== refused) throw error
      return undefined
    }
  }
}
