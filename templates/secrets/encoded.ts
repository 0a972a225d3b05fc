import type { Range } from './ranges.ts'

const code = /(?<![\w+/=.-])[A-Za-z0-9+/_-]{16,32768}={0,2}(?![\w+/=-])/g
/** How much of a code says whether it is one. */
const beginning = 24
const isText = (bytes: string): boolean => !/[^\x20-\x7e\r\n\t]/.test(bytes)
/** As HTTP has a user and a password. */
const login = /^[\w.@+-]{1,64}:(?![/\d]{2})[\x21-\x7e]{4,256}$/

const meaning = (part: string): string => Buffer.from(part, 'base64').toString('latin1')

/** Where a text has secrets in base 64: a user with a password, or any text that `isSecret` finds one in. */
export function findEncoded(text: string, isSecret: (meant: string) => boolean): Range[] {
  const found: Range[] = []
  for (const { index, 0: word } of text.matchAll(code)) {
    if (!isText(meaning(word.slice(0, beginning)))) continue
    const meant = meaning(word)
    if (login.test(meant) || isSecret(meant)) found.push([index, index + word.length])
  }
  return found
}
