import { verbOf } from './text/verbs.ts'
import { stemOf } from './text/vocabulary.ts'

/** A kind of violation by the words of its key, and a text of it as it was logged. */
interface Kind {
  wording: string
  example: string
  occurrences: number
}

/** Kinds among which misspelt ones are looked for; a log full of unique texts is not searched for typing mistakes. */
const kindsCompared = 2_000
const shortest = 6
/** From this length on a letter may have been left out or put in. */
const long = 8

/** Of each kind that is another one with a word misspelt, that other one: "credentails" among "credentials". */
export function findMisspelt(kinds: Kind[]): Map<string, string> {
  const misspelt = new Map<string, string>()
  if (kinds.length > kindsCompared) return misspelt
  const near = new Map<string, { kind: Kind; word: string }[]>()
  for (const kind of kinds) {
    const words = kind.wording.split(' ')
    for (const [at, word] of words.entries()) {
      const key = `${words.length} ${words.toSpliced(at, 1).join(' ')}`
      const others = near.get(key)
      if (others) others.push({ kind, word })
      else near.set(key, [{ kind, word }])
    }
  }
  for (const alike of near.values()) {
    for (const { kind, word } of alike) {
      // The stem of a misspelt word tells little: its letters are put right as it was written.
      const raw =
        alike.length > 1 && word.length >= shortest ? lettersOf(kind).find((each) => stemOf(each) === word) : undefined
      if (!raw) continue
      const spellings = new Set(spellingsOf(raw).map(stemOf))
      const meant = alike.find(
        ({ kind: other, word: right }) =>
          other !== kind &&
          other.occurrences >= kind.occurrences &&
          (spellings.has(right) ||
            lacksLetter(
              raw,
              lettersOf(other).find((each) => stemOf(each) === right),
            )),
      )
      if (meant && !misspelt.has(meant.kind.wording)) misspelt.set(kind.wording, meant.kind.wording)
    }
  }
  return misspelt
}

const lettersOf = ({ example }: Kind): string[] => example.toLowerCase().match(/\p{L}+/gu) ?? []

/** Whether a long word that is not a verb's form is another one without one of its letters: "publised". */
const lacksLetter = (word: string, meant: string | undefined): boolean =>
  meant !== undefined &&
  meant.length > long &&
  meant.length === word.length + 1 &&
  meant[0] === word[0] &&
  !verbOf(word) &&
  [...meant].some((_, at) => meant.slice(0, at) + meant.slice(at + 1) === word)

/** What may have been meant: two letters exchanged, one doubled, of a long word one too many; never the first. */
function spellingsOf(word: string): string[] {
  const letters = [...word]
  return letters.flatMap((letter, at) => {
    if (at === 0) return []
    const next = letters[at + 1]
    const exchanged = next === undefined || next === letter ? [] : [letters.toSpliced(at, 2, next, letter)]
    const single = letter === letters[at - 1] || word.length > long ? [letters.toSpliced(at, 1)] : []
    return [...exchanged, ...single, letters.toSpliced(at, 0, letter)].map((spelling) => spelling.join(''))
  })
}
