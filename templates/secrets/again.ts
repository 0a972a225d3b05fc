import { once } from '../once.ts'

/** How many times a value may follow itself: a bound, so that no text takes more steps than its length allows. */
const mostInARow = 4

/** A value, by what every form of it has in small letters, and where it is said again. */
export interface Again {
  holds: string[]
  pattern: () => RegExp
}

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
