/** Shorter lines are not worth looking through. */
const shortLine = 64 * 1024
/** Nothing that is counted is in a longer string: no name, id or path, and of a refusal or a to-do only the beginning is looked at. */
const longestString = 4096

const quote = 34
const backslash = 92
const letterU = 117

/**
 * The text of a line of JSON; of a long line with its long strings cut off, so that it is JSON still. Pictures, files and outputs are in
 * such lines, of which nothing is needed: a line of 16 MB would take its size four times over.
 */
export function shortened(bytes: Buffer): string {
  if (bytes.length <= shortLine) return bytes.toString('utf8')
  let text = ''
  let kept = 0
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== quote) continue
    const cut = endOfString(bytes, at + 1, at + 1 + longestString)
    const end = endOfString(bytes, cut, bytes.length)
    // What has no end, or ends where it would be cut, stays as it is.
    if (end < bytes.length && end > cut) {
      text += bytes.toString('utf8', kept, cut)
      kept = end
    }
    at = end
  }
  return text + bytes.toString('utf8', kept)
}

/** Where a string ends, or else the first place from `limit` on that is not inside an escape or a character. */
function endOfString(bytes: Buffer, start: number, limit: number): number {
  let at = start
  while (at < bytes.length && bytes[at] !== quote) {
    if (at >= limit && !isContinuation(bytes[at] as number)) return at
    at += bytes[at] === backslash ? (bytes[at + 1] === letterU ? 6 : 2) : 1
  }
  return at
}

/** A byte inside a character of UTF-8. */
const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80
