import { fieldVocabulary } from './text/field-vocabulary.ts'
import { tokensOf } from './text/tokens.ts'
import { indexWords } from './word-index.ts'

/** A kind of violation by its key, and a text of it as it was logged. */
interface Kind {
  wording: string
  example: string
  occurrences: number
}

/** Kinds among which near ones are looked for: a log full of unique texts is not searched for what they share. */
const kindsCompared = 2_000

/** What one wording says and the other leaves out, at most, and what both say, at least. */
const mostLeftOut = 2
const leastShared = 3

/** A key taken apart: its words, and each of the marks behind them by what it begins with. */
function partsOf({ wording, example }: Kind) {
  const denied = wording.startsWith('!')
  const parts = wording.slice(denied ? 1 : 0).match(/"[^"]*"|\S+/g) ?? []
  const marks = new Map<string, string[]>()
  for (const part of parts) {
    const [mark = ''] = /^[<>^~"]/.exec(part) ?? []
    if (mark !== '') marks.set(mark, [...(marks.get(mark) ?? []), part])
  }
  const words = parts.filter((part) => !/^[<>^~"]/.test(part))
  return { denied, marks, words, said: new Set(tokensOf(example, fieldVocabulary).map(({ stem }) => stem)) }
}
type Parts = ReturnType<typeof partsOf>

/** "Countersigned" and "countersignature", "rerun" and "run again": one word with another ending, or again. */
const areOneWord = (a: string, b: string): boolean => {
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  return long === short || (short.length >= 6 && long.startsWith(short)) || (short.length >= 3 && long === `re${short}`)
}

/** Whether all that one wording says is in the other one, which says little more: no other thing, place, number, order or doer. */
function isWithin(small: Parts, large: Parts): boolean {
  const isSaid = (word: string) => large.said.has(word) || [...large.said].some((other) => areOneWord(word, other))
  const marked = [...small.marks].filter(([mark, of]) => mark !== '<' && large.marks.get(mark)?.join() === of.join())
  return (
    small.words.length + marked.length >= leastShared &&
    large.words.length - small.words.length <= mostLeftOut &&
    small.words.every(isSaid)
  )
}

function agree(a: Parts, b: Parts): boolean {
  const marked = (parts: Parts, mark: string) => (parts.marks.get(mark) ?? []).join(' ')
  if (a.denied !== b.denied || ['~', '"'].some((mark) => marked(a, mark) !== marked(b, mark))) return false
  return ['<', '>', '^'].every((mark) => {
    const [one, other] = [marked(a, mark), marked(b, mark)]
    return (
      one === '' ||
      other === '' ||
      one === other ||
      (mark === '<' && (one.includes(other.slice(1)) || other.includes(one.slice(1))))
    )
  })
}

/**
 * Of each kind that is too rare by itself the one that it is a wording of: every service, and every day, puts a thing in a few words more or less.
 * A kind that comes up often enough is left alone.
 */
export function findNear(kinds: Kind[], least: number): Map<string, string> {
  const near = new Map<string, string>()
  const rare = kinds.filter(({ occurrences }) => occurrences < least)
  if (rare.length === 0 || kinds.length > kindsCompared) return near
  const parts = kinds.map(partsOf)
  const candidates = indexWords(parts)
  const order = kinds
    .map((_, at) => at)
    .toSorted(
      (a, b) =>
        (kinds[b] as Kind).occurrences - (kinds[a] as Kind).occurrences ||
        (parts[b] as Parts).words.length - (parts[a] as Parts).words.length,
    )
  const rank = new Map(order.map((at, index) => [at, index]))
  for (const at of order.toReversed()) {
    const [kind, own] = [kinds[at] as Kind, parts[at] as Parts]
    if (kind.occurrences >= least) continue
    const home = [...candidates(own.words)]
      .filter((other) => (rank.get(other) as number) < (rank.get(at) as number))
      .toSorted((a, b) => (rank.get(a) as number) - (rank.get(b) as number))
      .find((other) => {
        const theirs = parts[other] as Parts
        return agree(own, theirs) && (isWithin(own, theirs) || isWithin(theirs, own))
      })
    if (home !== undefined) near.set(kind.wording, (kinds[home] as Kind).wording)
  }
  return near
}
