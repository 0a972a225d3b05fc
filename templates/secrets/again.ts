import { once } from '../once.ts'
import type { Range } from './ranges.ts'
import { isStrong, isWeak } from './shapes.ts'

/** How many times a value may follow itself: a bound, so that no text takes more steps than its length allows. */
const mostInARow = 4

/** A value, by what every form of it has in small letters, and where it is said again. */
export interface Again {
  holds: string[]
  pattern: () => RegExp
}

/** Whether a secret is one wherever else it is said: it can be nothing but a password, or it was given to a command and is no word. */
export function isOneElsewhere(text: string, [from, to]: Range): boolean {
  const value = text.slice(from, to)
  return (
    isStrong(value) ||
    isWeak(value) ||
    (isTelling(value) && given.test(text.slice(Math.max(0, from - longestGiven), from)))
  )
}

const longestGiven = 160
/** The option, setting or address that a value is given in: `--password=`, `-u admin:`, `"-p", "`, `PGPASSWORD=`, `postgres://app:`. */
const given =
  /(?:^|[\s"'`([,;|&])(?:--?[A-Za-z][\w-]{0,64}(?:["']?,?[ ]{0,4}|=)["']?(?:[^\s"':]{1,64}:)?|[A-Z][A-Z\d_]{2,64}=["']?|[a-z+]{2,16}:\/\/[^\s:@/]{0,64}:)$/

/** Neither short, nor a word or two or a date, as any text may have them. */
export const isTelling = (value: string): boolean =>
  value.length >= 6 &&
  !/\s/.test(value) &&
  !/^(?:\p{Lu}?\p{Ll}{1,11}|\p{Lu}{1,11})(?:[-_.]\p{L}{1,11})?$|^(?:19|20)\d\d-?[01]\d-?\d\d$/u.test(value)

/**
 * Where a value is said again: as it is or in other capitals, percent-encoded (twice, too), by the numbers of its characters, escaped, as HTML has it, in
 * base 64 by itself, and several times in a row. A letter or a figure beside it makes another word of it.
 */
export function againOf(value: string): Again {
  const encoded = [value, `${value}\n`].map(inBase64)
  const longest = value.split(/[^A-Za-z0-9]+/).reduce((best, run) => (run.length > best.length ? run : best), '')
  return {
    holds: [longest, (encoded[0] as string).slice(0, -2)].map((part) => part.toLowerCase()),
    pattern: once(() => {
      const forms = [[...value].map(written).join(''), ...encoded.map((one) => `${literally(one)}={0,2}`)]
      return new RegExp(
        `(?<=^|[^A-Za-z0-9]|%[\\da-f]{2}|\\\\[nrt])(?:${forms.join('|')}){1,${mostInARow}}(?![A-Za-z0-9])`,
        'gi',
      )
    }),
  }
}

/** The last characters of a code count only where nothing follows them. */
const inBase64 = (bytes: string): string => Buffer.from(bytes).toString('base64').replace(/=+$/, '')

/** The ways in which one character may be written. */
function written(character: string): string {
  if (/[a-z0-9]/i.test(character)) return character
  const number = character.charCodeAt(0)
  const parted = character.normalize('NFD')
  return `(?:${[
    `\\\\{0,4}${literally(character)}`,
    ...(parted === character ? [] : [parted]),
    [...Buffer.from(character)].map((byte) => `%(?:25){0,2}${byte.toString(16).padStart(2, '0')}`).join(''),
    `\\\\{1,4}u${number.toString(16).padStart(4, '0')}`,
    `&#(?:0{0,4}${number}|x0{0,4}${number.toString(16)});`,
  ].join('|')})`
}

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
