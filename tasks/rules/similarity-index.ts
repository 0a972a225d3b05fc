import type { Subject } from './similarity.ts'

export interface SimilarityIndex {
  /** Positions of the subjects that share at least the threshold of their words with this one; those that share its rarest words first. */
  similarTo(subject: Subject): Iterable<number>
}

/**
 * Finds similar subjects without comparing every pair. Two word lists can only share a given part of their words if they share one of the
 * few rarest words of each: only lists that do are looked at (prefix filter), and of these only those that can still share enough behind
 * that word (position filter). What is found comes one by one, so that whoever has enough can stop.
 */
export function createSimilarityIndex(subjects: Subject[], threshold: number): SimilarityIndex {
  const frequency = new Map<string, number>()
  for (const { words } of subjects) for (const word of words) frequency.set(word, (frequency.get(word) ?? 0) + 1)
  // The rarest first; a word that no subject has comes before all of them.
  const byRarity = [...frequency].sort(([a, m], [b, n]) => m - n || (a < b ? -1 : 1))
  const rank = new Map(byRarity.map(([word], index) => [word, index + 1]))
  const ranked = (words: string[]) => Int32Array.from(words, (word) => rank.get(word) ?? 0).sort()
  const lists = subjects.map(({ words }) => ranked(words))
  const prefixes = new Map<number, { list: number; position: number }[]>()
  for (const [list, ranks] of lists.entries()) {
    for (let position = 0; position < prefixLength(ranks.length, threshold); position++) {
      const word = ranks[position] as number
      const postings = prefixes.get(word)
      if (postings) postings.push({ list, position })
      else prefixes.set(word, [{ list, position }])
    }
  }
  const seenBy = new Int32Array(lists.length)
  let search = 0
  return {
    *similarTo({ words }) {
      const ranks = ranked(words)
      const self = ++search
      for (let position = 0; position < prefixLength(ranks.length, threshold); position++) {
        for (const posting of prefixes.get(ranks[position] as number) ?? []) {
          if (seenBy[posting.list] === self) continue
          seenBy[posting.list] = self
          const other = lists[posting.list] as Int32Array
          const needed = sharedNeeded(ranks.length, other.length, threshold)
          // It is the first word that both share, so what stands from here on is all that they can share.
          const possible = Math.min(ranks.length - position, other.length - posting.position)
          if (possible >= needed && shared(ranks, other) >= needed) yield posting.list
        }
      }
    },
  }
}

// A hair below, so that a share that is the threshold exactly is not lost to rounding.
const tolerance = 1e-9
const sharedNeeded = (a: number, b: number, threshold: number) =>
  Math.max(1, Math.ceil((threshold / (1 + threshold)) * (a + b) - tolerance))
const prefixLength = (length: number, threshold: number) =>
  Math.min(length, length - Math.ceil(threshold * length - tolerance) + 1)

function shared(a: Int32Array, b: Int32Array): number {
  let count = 0
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const left = a[i] as number
    const right = b[j] as number
    if (left === right && left !== 0) count++
    if (left <= right) i++
    if (right <= left) j++
  }
  return count
}
