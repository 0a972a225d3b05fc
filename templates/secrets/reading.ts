import { once } from '../once.ts'
import type { Range } from './ranges.ts'

const esc = '\u001b'
const bell = '\u0007'
/** The escape sequences' beginning in one character. */
const control = '\u009b'

/**
 * What colours text or is not seen in it: escape sequences, also written out (`\u001b[31m`, `\e[31m`) and as they are left where control characters
 * became blanks (` [31m`), and invisible characters. Within a secret, or between it and its name, it would hide it.
 */
const styling = once(
  () =>
    new RegExp(
      [
        // A terminal's title or link.
        String.raw`${esc}\][^${bell}${esc}]{0,2048}(?:${bell}|${esc}\\)`,
        String.raw`(?:[${esc}${control} ]|\\(?:u001b|x1b|e|033))?\[\d{1,3}(?:;\d{1,3}){0,5}m`,
        String.raw`(?:${esc}\[|${control})[0-?]{0,32}[ -/]{0,4}[@-~]`,
        `${esc}.?`,
        String.raw`(?![\n\r\t])[\p{Cc}\p{Cf}]`,
      ].join('|'),
      'giu',
    ),
)
/** What is in all of that: most texts have none of it. */
const unusual = /[^\n\r\t -Z\]-~]/

/**
 * What is written in the place of a character: percent-encoded in a URL, by its number as JSON and Go do, as HTML's ampersand; and a line of a shell that
 * goes on in the next one; and the name of a secret with two letters the wrong way round, one too few or one twice (`passwrod`, `kye`).
 */
const written = /%(?:25)?([0-7][0-9a-f])|\\(?:u00|x)([0-7][0-9a-f])|&(?:amp|#38);|\\\r?\n[ \t]*/gi

/** A text as it reads, and where its characters are in the text as it is. */
interface Reading {
  text: string
  original(range: Range): Range
}

/** The text without what styles it; undefined where nothing does. */
export const unstyled = (text: string): Reading | undefined =>
  unusual.test(text) ? readAs(text, styling(), () => '') : undefined

const misspelt = once(() => {
  const wrong = new Map<string, string>([['kye', 'key']])
  for (const right of ['password', 'passwort', 'passphrase', 'credentials', 'secret', 'token'])
    for (let at = 0; at < right.length - 1; at++) {
      const [before, one, other, behind] = [right.slice(0, at), right[at], right[at + 1], right.slice(at + 2)]
      const forms = [
        `${other}${one}${behind}`,
        `${one}${one}${other}${behind}`,
        `${at === 0 ? one : ''}${other}${behind}`,
      ]
      for (const form of forms) wrong.set(before + form, right)
    }
  for (const right of [...wrong.values(), 'passwd']) wrong.delete(right)
  return wrong
})
const meant = once(
  () => new RegExp(`(?<![a-z])(?:${[...misspelt().keys()].join('|')})(?![a-z])|${written.source}`, 'gi'),
)

/** The text with what is meant by that; undefined where nothing is written so. */
export const decoded = (text: string): Reading | undefined =>
  readAs(text, meant(), (found, percent?: string, number?: string) => {
    if (found.startsWith('&')) return '&'
    const code = percent ?? number
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16))
    return misspelt().get(found.toLowerCase()) ?? ''
  })

/** A piece of a reading: as many characters in the original, or one that is written out there. */
interface Part {
  at: number
  from: number
  /** Characters in the original. */
  length: number
  asItIs: boolean
}

/** The text with every match replaced by what it means: one character or none. */
function readAs(text: string, pattern: RegExp, meaning: (...match: string[]) => string): Reading | undefined {
  const parts: Part[] = []
  let plain = ''
  let from = 0
  const read = (to: number, meant: string, asItIs: boolean) => {
    if (meant !== '') parts.push({ at: plain.length, from, length: to - from, asItIs })
    plain += meant
    from = to
  }
  for (const found of text.matchAll(pattern)) {
    read(found.index, text.slice(from, found.index), true)
    read(found.index + found[0].length, meaning(...found), false)
  }
  if (from === 0) return undefined
  read(text.length, text.slice(from), true)
  const partAt = (place: number) => parts[lastAtOrBefore(parts, place)] as Part
  return {
    text: plain,
    original([start, end]) {
      const first = partAt(start)
      const last = partAt(end - 1)
      return [
        first.from + (first.asItIs ? start - first.at : 0),
        last.from + (last.asItIs ? end - last.at : last.length),
      ]
    },
  }
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
