import type { Range } from './ranges.ts'
import { isDrawn, looksRandom } from './value.ts'

/**
 * What issuers write in front of a token: a word or two with an underscore or a hyphen behind each. Nobody's list has all of them, but no name, hash or
 * id has so many characters drawn from capitals, small letters and figures, or with even more from small letters and figures.
 */
const issued =
  /(?<![\w/+.-])(?!sha\d)(?:[a-z][a-z0-9]{1,15}|[A-Z][A-Z0-9]{1,15})(?:[_-][a-z0-9]{2,12}){0,2}[_-](?<drawn>[A-Za-z0-9]{30,255})(?:_[A-Za-z0-9]{6,64})?(?![\w/+=-])/g

/** Nothing else is looked at any further. */
const long = /[_-][A-Za-z0-9]{30}/

/** Not a hash, which has no letter behind the f. */
const isLong = (drawn: string): boolean => drawn.length >= 40 && /^[a-z0-9]+$/.test(drawn) && /[g-z]/.test(drawn)

const isToken = (drawn: string): boolean =>
  (isDrawn(drawn) && !/[a-z]{9}/.test(drawn)) || (isLong(drawn) && looksRandom(drawn))

/** Where a text has tokens of issuers that are not known by name. */
export function findIssued(text: string): Range[] {
  if (!long.test(text)) return []
  return [...text.matchAll(issued)]
    .filter(({ groups }) => isToken((groups as { drawn: string }).drawn))
    .map(({ index, 0: token }) => [index, index + token.length])
}
