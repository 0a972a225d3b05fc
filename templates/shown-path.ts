import { redactLine } from './redact.ts'

/** What cannot be seen in a list, or ends its line, a byte that is not text, and what the escapes begin with. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\\]|^\s|\s$/gu
const short: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' }

/** A path as it is listed: on one line, and names that differ look different. */
export const listedPath = (path: string): string => path.replace(invisible, (one) => short[one] ?? escapeOf(one))

/** `\x1b`, `\u{200b}`; of a byte that is not text, which a name holds as half a character, the byte. */
function escapeOf(character: string): string {
  const point = character.codePointAt(0) ?? 0
  const value = point >= 0xdc80 && point <= 0xdcff ? point - 0xdc00 : point
  const digits = value.toString(16)
  return value <= 0xff ? `\\x${digits.padStart(2, '0')}` : `\\u{${digits}}`
}

/** A document has room for so many characters of a path; systems allow thousands. */
const longest = 200

/** A path of at most so many characters: its end says what it is, so the middle goes. Half of a secret is not known any more, so secrets go first. */
export function shortPath(path: string, characters = longest): string {
  if (path.length <= characters) return path
  const points = [...redactLine(path)]
  if (points.length <= characters) return points.join('')
  const front = Math.floor((characters - 1) / 2)
  return `${points.slice(0, front).join('')}…${points.slice(front + 1 - characters).join('')}`
}

/** A path as documents and summaries show it. */
export const shownPath = (path: string, characters?: number): string => listedPath(shortPath(path, characters))
