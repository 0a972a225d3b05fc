import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { once } from '../../../templates/once.ts'

/**
 * What WordNet says of stems (.ci/build/meanings.ts): a line each, with how common it is behind it and the related stems that come later in the
 * alphabet. It is searched as it is: few words are ever asked about, and taking it apart would take longer.
 */
const table = once(() => readFileSync(fileURLToPath(new URL('meanings.txt', import.meta.url)), 'latin1'))

interface Entry {
  common: boolean
  related: Set<string>
}
const entries = new Map<string, Entry | null>()
/** A log full of unique words must not fill the memory. */
const entriesKept = 5_000

function entryOf(stem: string): Entry | null {
  let entry = entries.get(stem)
  if (entry === undefined) {
    if (entries.size >= entriesKept) entries.clear()
    entry = (/^[a-z-]+$/.test(stem) && lookUp(stem)) || null
    entries.set(stem, entry)
  }
  return entry
}

/** The lines are in the order of their stems, behind the licence, whose lines begin with a mark that comes before all letters. */
function lookUp(stem: string): Entry | undefined {
  const all = table()
  for (let from = 0, to = all.length; from < to; ) {
    const middle = (from + to) >> 1
    const begin = all.lastIndexOf('\n', middle - 1) + 1
    const end = all.indexOf('\n', begin)
    const [name = '', ...related] = all.slice(begin, end).split(' ')
    const found = name.replace('*', '')
    if (found === stem) return { common: name !== found, related: new Set(related) }
    if (found < stem) from = end + 1
    else to = begin
  }
  return undefined
}

/** Whether two stems may mean the same: synonyms in one of their frequent senses, a deed and its noun, a deed and a way of doing it. */
export const mayMeanTheSame = (one: string, other: string): boolean =>
  one < other ? (entryOf(one)?.related.has(other) ?? false) : (entryOf(other)?.related.has(one) ?? false)

/** Whether a stem is so common that it tells little. */
export const isCommon = (stem: string): boolean => entryOf(stem)?.common ?? false

export const isKnown = (stem: string): boolean => entryOf(stem) !== null
