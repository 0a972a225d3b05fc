import { once } from '../once.ts'
import type { Range } from './ranges.ts'
import { isDrawn } from './value.ts'

/** A key that is issued together with an id: the id is known by its form, and then the word beside it is the key. */
interface Pair {
  /** What every id has in it, literally: a text without it is not looked at any further. */
  holds: string[]
  /** Of the id, and of the key, or what is issued with it (the token of a session), behind and before that. */
  expressions: () => Record<'id' | 'behind' | 'before', RegExp>
  /** Whether the key is a number to the base 16, which does not look drawn by chance by itself. */
  hex?: boolean
}

const pair = (keys: string, id: string, ...holds: string[]): Pair => ({
  holds,
  expressions: once(() => ({
    id: new RegExp(`(?<![A-Za-z0-9])${id}(?![A-Za-z0-9])`, 'g'),
    behind: new RegExp(`${said}(?<key>${keys})(?![\\w/+=])`, 'dy'),
    before: new RegExp(`(?<![\\w/+=.-])(?<key>${keys})${said}$`, 'd'),
  })),
})

const pairs: Pair[] = [
  // Amazon, and the token of a session with it
  pair(
    '[A-Za-z0-9/+]{36,44}={0,2}|[A-Za-z0-9/+]{100,2048}={0,2}',
    'A(?:KIA|SIA|BIA|CCA)[A-Z0-9]{12,20}',
    'AKIA',
    'ASIA',
    'ABIA',
    'ACCA',
  ),
  pair('[A-Za-z0-9/+]{40}', 'GOOG[A-Z0-9]{16,60}', 'GOOG'), // Google's storage
  pair('[\\w-]{24}', '\\d{6,24}-[a-z0-9]{20,40}\\.apps\\.googleusercontent\\.com', '.apps.googleusercontent.com'),
  pair('[A-Za-z0-9/+]{40,44}', 'DO00[A-Z0-9]{16}', 'DO00'), // DigitalOcean's storage
  pair('[A-Za-z0-9]{30}', 'LTAI[A-Za-z0-9]{12,30}', 'LTAI'), // Alibaba
  pair('[A-Za-z0-9]{32}', 'AKID[A-Za-z0-9]{32,40}', 'AKID'), // Tencent
  pair('K00\\d[A-Za-z0-9/+]{27}', '00[0-9a-f]{10,23}', 'K00'), // Backblaze
  pair('[A-Za-z0-9]{32}', 'SK[0-9a-f]{32}', 'SK'), // Twilio
  { ...pair('[0-9a-f]{32}', 'AC[0-9a-f]{32}', 'AC'), hex: true },
]

/** What parts the halves: blanks, signs, quotes, ends of lines (written out too), and a word or two that say what comes. */
const between = '(?:[\\s:,;/|"\'`=()\\[\\]{}<>-]|\\\\[nrt"]){1,24}?'
const said = `${between}(?:(?:and|with|secret|key|token|session)${between}){0,3}?`
const longestKey = 44
/** As far back as the longest key and what parts it from the id. */
const lookedBack = longestKey + 64

/** Where a text has the other half of a pair: the key of an id that is beside it, whole. */
export function findPairs(text: string): Range[] {
  const found: Range[] = []
  for (const { holds, hex, expressions } of pairs) {
    if (!holds.some((part) => text.includes(part))) continue
    const { id, behind, before } = expressions()
    for (const { index, 0: known } of text.matchAll(id)) {
      const start = Math.max(0, index - lookedBack)
      const first = before.exec(text.slice(start, index))?.indices?.groups?.key
      const isKey = ([from, to]: Range) => hex || isDrawn(text.slice(from, to))
      if (first && isKey([start + first[0], start + first[1]])) found.push([start + first[0], start + first[1]])
      let at = index + known.length
      // The key, and the token of a session behind it.
      for (let halves = 0; halves < 2; halves++) {
        behind.lastIndex = at
        const range = behind.exec(text)?.indices?.groups?.key
        if (!range || !isKey(range)) break
        found.push(range)
        at = range[1]
      }
    }
  }
  return found
}
