/** So much of the end of a text that is too long comes with its beginning. */
const tailBytes = 256

const [backslash, letterU] = [0x5c, 0x75]

/** The text between two bytes, without its quotes; a longer one without its middle. */
export function textBetween(bytes: Buffer, from: number, to: number, isEscaped: boolean, longest: number): string {
  if (to - from <= longest) return decoded(bytes, from, to, isEscaped)
  let head = from + longest
  while (head > from && !isBetween(bytes, head)) head--
  let tail = Math.max(head, to - tailBytes)
  while (tail < to && !isBetween(bytes, tail)) tail++
  return `${decoded(bytes, from, head, isEscaped)}\n${decoded(bytes, tail, to, isEscaped)}`
}

export function decoded(bytes: Buffer, from: number, to: number, isEscaped: boolean): string {
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

  /** Whether it begins with some characters that have no other spelling. */
  begins(words: string): boolean {
    return this.bytes.toString('latin1', this.from, Math.min(this.to, this.from + words.length)) === words
  }

  text(): string {
    return textBetween(this.bytes, this.from, this.to, this.isEscaped, this.longest)
  }
}
