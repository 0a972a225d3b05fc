import { asText } from '../../../cache/file-name.ts'
import { oneLine } from '../../../templates/render.ts'
import { shownText } from '../../../templates/shown.ts'

/** What cannot be seen in a list, or ends its line, a byte that is not text, and what the escapes begin with. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\\]|^\s|\s$/gu
const short: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' }

/** A path as it is listed: names that differ look different. */
export const listedPath = (path: string): string => path.replace(invisible, (one) => short[one] ?? escapeOf(one))

/** `\x1b`, `\u{200b}`; of a byte that is not text, which a name holds as half a character, the byte. */
function escapeOf(character: string): string {
  const point = character.codePointAt(0) ?? 0
  const value = point >= 0xdc80 && point <= 0xdcff ? point - 0xdc00 : point
  const digits = value.toString(16)
  return value <= 0xff ? `\\x${digits.padStart(2, '0')}` : `\\u{${digits}}`
}

/**
 * The ways in which whoever types a path may have read it: as it is listed, or as a program shows it that takes bytes for text and line breaks for blanks. Of a name with a
 * secret in it, nothing else is known to whoever reads the list.
 */
export const readings = (path: string): string[] =>
  [listedPath(path), path, oneLine(path)].map((read) => asText(shownText(read)))
