import { findAssignments } from './assignments.ts'
import { findCallSecrets } from './calls.ts'
import { findAnswers } from './dialogues.ts'
import { findEncoded } from './encoded.ts'
import { findForms } from './forms.ts'
import { findIssued } from './issued.ts'
import { findSayings } from './languages.ts'
import { findNearby } from './nearby.ts'
import { findPairs } from './pairs.ts'
import { findPhrases } from './phrases.ts'
import { findPlaces } from './places.ts'
import { findPrivateKeys } from './private-keys.ts'
import { maskRanges, type Range } from './ranges.ts'
import { decoded, unstyled } from './reading.ts'
import { findColumns } from './tables.ts'
import { isDrawn, looksRandom } from './value.ts'
import { findVendorKeys } from './vendors.ts'

/** Those that look at every text, and those that need a long word. */
const always = [findPlaces, findAssignments, findCallSecrets, findAnswers, findSayings, findColumns, findNearby]
const forLongWords = [findPrivateKeys, findForms, findIssued, findPairs, findVendorKeys]
const longWord = /[\w+/=.~-]{11}/

/** How often what is left of a text is read again. */
const mostRounds = 3

/** A text without its secrets, and without what reads as one only where others are masked: it has nothing left to redact. */
export function withoutSecrets(text: string, ranges = findSecrets(text), rounds = mostRounds): string {
  const left = maskRanges(text, ranges)
  return left === text || rounds === 0 ? left : withoutSecrets(left, findSecrets(left), rounds - 1)
}

/** Where a text has secrets: as it is, as it reads without its colours, and with the characters that are only written out in it. */
export function findSecrets(text: string): Range[] {
  const plain = unstyled(text)
  const meant = decoded(plain?.text ?? text)
  const ranges = findIn(text)
  const quoted = quotedLines(text)
  if (quoted)
    ranges.push(...findIn(text.slice(...quoted)).map(([from, to]): Range => [from + quoted[0], to + quoted[0]]))
  if (plain) ranges.push(...findIn(plain.text).map(plain.original))
  if (meant) {
    const found = findIn(meant.text).map(meant.original)
    ranges.push(...(plain ? found.map(plain.original) : found))
  }
  return ranges
}

const longestMessage = 8192

/** The lines that a message quotes, which begin and end in lines of its own: a table's heading is one without what is in front of the quote. */
function quotedLines(text: string): Range | undefined {
  if (text.length > longestMessage || !text.includes('\n')) return undefined
  const from = text.indexOf('"') + 1
  const to = text.lastIndexOf('"')
  return from > 0 && from <= text.indexOf('\n') && to > text.lastIndexOf('\n') ? [from, to] : undefined
}

/**
 * Where a text has secrets. Every finder looks at the text as it is, so that what one finds never hides from another the name by which it
 * would be known.
 */
function findIn(text: string): Range[] {
  const isLong = longWord.test(text)
  const finders = isLong ? [...forLongWords, ...always] : always
  const ranges = [
    ...finders.flatMap((find) => find(text)),
    ...findPhrases(text),
    ...(isLong ? findEncoded(text, (meant) => findIn(meant).length > 0) : []),
  ]
    // `curl -u user:`, and what a sentence has behind it.
    .filter(([from, to]) => /[\p{L}\p{N}]/u.test(text.slice(from, to)))
    .map(([from, to]): Range => [from, wholeWord(text, from, to)])
  return overWraps(text, ranges)
}

/** A word that was drawn by chance ends at none of the signs it is drawn from: what was found as far as one goes on to the word's end. */
function wholeWord(text: string, from: number, to: number): number {
  if (text[to] !== '/' && text[to] !== '+') return to
  const rest = /[/+][A-Za-z0-9/+]{4,256}={0,2}(?![\w/+-])/y
  rest.lastIndex = to
  const word = rest.exec(text)?.[0]
  return word !== undefined && isDrawn(word.slice(1)) && isDrawn(text.slice(from, to)) ? to + word.length : to
}

const shortestWrapped = 16

/**
 * A secret that was broken at the end of a line goes on in the next, where that is one word drawn by chance to its end. In a list of tokens each would go on
 * to the last: what an earlier one went over stays as it is.
 */
function overWraps(text: string, ranges: Range[]): Range[] {
  const ends = new Map<number, number>()
  let passed = 0
  return ranges
    .toSorted(([a], [b]) => a - b)
    .map(([from, to]) => {
      const end = to - from < shortestWrapped ? to : wrappedEnd(text, to, ends)
      if (end <= passed) return [from, to]
      passed = end
      return [from, end]
    })
}

/** Where what ends here, or goes on in the next lines, ends; `known`: from where that is known already. */
function wrappedEnd(text: string, from: number, known: Map<number, number>): number {
  const next =
    /(?:\\?\r?\n[ \t]{0,64}|[ ]{1,4})([A-Za-z0-9+/=_.-]{16,256})(?=(?<whole>[ \t]{0,64}(?:[\r\n"'`]|$))|[ ])/y
  const passed = []
  let at = from
  while (!known.has(at)) {
    passed.push(at)
    next.lastIndex = at
    const found = next.exec(text)
    const word = found?.[1]
    const isRest = text[at] !== ' ' && found?.groups?.whole !== undefined ? looksRandom : isDrawn
    if (word === undefined || !/\d/.test(word) || !isRest(word)) break
    at = next.lastIndex
  }
  const end = known.get(at) ?? at
  for (const each of passed) known.set(each, end)
  return end
}
