import type { Range } from './ranges.ts'

const esc = '\u001b'
const bell = '\u0007'
/** The escape sequences' beginning in one character. */
const control = '\u009b'

/**
 * What colours text or is not seen in it: escape sequences, also written out (`\u001b[31m`, `\e[31m`) and as they are left where control characters
 * became blanks (` [31m`), and invisible characters. Within a secret, or between it and its name, it would hide it.
 */
const styling = new RegExp(
  [
    // A terminal's title or link.
    String.raw`${esc}\][^${bell}${esc}]{0,2048}(?:${bell}|${esc}\\)`,
    String.raw`(?:[${esc}${control} ]|\\(?:u001b|x1b|e|033))?\[\d{1,3}(?:;\d{1,3}){0,5}m`,
    String.raw`(?:${esc}\[|${control})[0-?]{0,32}[ -/]{0,4}[@-~]`,
    `${esc}.?`,
    String.raw`(?![\n\r\t])[\p{Cc}\p{Cf}]`,
  ].join('|'),
  'giu',
)

/** The text without what styles it, and how its ranges are found again; undefined where nothing does. */
export function unstyled(text: string): { text: string; original(range: Range): Range } | undefined {
  const kept: { at: number; from: number }[] = []
  let plain = ''
  let from = 0
  for (const found of text.matchAll(styling)) {
    if (found.index > from) kept.push({ at: plain.length, from })
    plain += text.slice(from, found.index)
    from = found.index + found[0].length
  }
  if (from === 0) return undefined
  kept.push({ at: plain.length, from })
  plain += text.slice(from)
  const originalOf = (place: number) => {
    const part = kept[lastAtOrBefore(kept, place)] as { at: number; from: number }
    return part.from + place - part.at
  }
  return { text: plain, original: ([start, end]) => [originalOf(start), originalOf(end - 1) + 1] }
}

function lastAtOrBefore(parts: { at: number }[], place: number): number {
  let low = 0
  let high = parts.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((parts[middle] as { at: number }).at <= place) low = middle
    else high = middle - 1
  }
  return low
}
