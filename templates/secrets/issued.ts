import type { Range } from './ranges.ts'
import { isDrawn } from './value.ts'

/**
 * What issuers write in front of a token: a word or two with an underscore behind each. Nobody's list has all of them, but no name, hash or id goes on
 * with so many characters drawn from capitals, small letters and figures.
 */
const issued =
  /(?<![\w/+.-])[a-z][a-z0-9]{1,15}(?:_[a-z0-9]{2,12}){0,2}_(?<drawn>[A-Za-z0-9]{30,255})(?:_[A-Za-z0-9]{6,64})?(?![\w-])/g

/** Nothing else is looked at any further. */
const long = /_[A-Za-z0-9]{30}/

/** Where a text has tokens of issuers that are not known by name. */
export function findIssued(text: string): Range[] {
  if (!long.test(text)) return []
  return [...text.matchAll(issued)]
    .filter(({ groups }) => isDrawn((groups as { drawn: string }).drawn))
    .map(({ index, 0: token }) => [index, index + token.length])
}
