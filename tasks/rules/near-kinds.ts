import { deedClasses, omissions } from './text/deed-classes.ts'
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

/** What two wordings of one kind have in common, at least; and what share of the longer one that is. */
const leastShared = 3
const shareOfLonger = 0.6

/** "Countersigned" and "countersignature", "quoted" and "quotation", "rerun" and "run again": one word with another ending, or again. */
const plainStem = (stem: string): string =>
  stem.replace(/^re(?=\w{3})/, '').replace(/(?<=\w{4})(?:at|ment|ur|anc|al)$/, '')

/** A key taken apart: what it is about, by one name for each thing and class of deeds, and the marks that make a difference. */
function partsOf({ wording, example }: Kind) {
  const parts = wording.replace(/^!/, '').match(/"[^"]*"|\S+/g) ?? []
  const marks = new Map<string, string>()
  const stems: string[] = []
  for (const part of parts) {
    const [mark] = /^[<>^~"]/.exec(part) ?? []
    if (mark) marks.set(mark, `${marks.get(mark) ?? ''} ${part.slice(1)}`)
    else stems.push(part)
  }
  const isDenied = wording.startsWith('!')
  const omitted = isDenied ? [] : stems.filter((stem) => omissions.has(stem))
  if (isDenied || omitted.length > 0) marks.set('!', '')
  const said = stems.filter((stem) => !omitted.includes(stem))
  const nameOf = (stem: string) => deedClasses.get(stem) ?? plainStem(stem)
  let all: Set<string> | undefined
  return {
    marks,
    words: said.map(nameOf),
    /** What it says in the same words, and not in those of one class. */
    plain: new Set(said.map(plainStem)),
    /** Its weak words too. */
    get all() {
      all ??= new Set(tokensOf(example, fieldVocabulary).map(({ stem }) => nameOf(stem)))
      return all
    },
  }
}
type Parts = ReturnType<typeof partsOf>

/** Whether all that the shorter one says is in the longer one, which says little more. */
function isWithin(short: Parts, long: Parts): boolean {
  const [denied, marked] = [
    short.marks.has('!') ? 1 : 0,
    [...short.marks].filter(([mark, of]) => !'<!'.includes(mark) && long.marks.get(mark) === of).length,
  ]
  const same = [...short.plain].filter((stem) => long.plain.has(stem)).length + denied + marked
  return (
    same >= leastShared &&
    short.words.length + denied >= shareOfLonger * (long.words.length + denied) &&
    short.words.every((word) => long.words.includes(word) || long.all.has(word))
  )
}

const isSubset = (some: string[], all: string[]): boolean => some.every((each) => all.includes(each))

/** Whether nothing that makes a difference differs: the negation, a number or quotation; and who, whither and in which order, where both say so. */
function agree(one: Map<string, string>, other: Map<string, string>): boolean {
  return (
    ['!', '~', '"'].every((mark) => one.get(mark) === other.get(mark)) &&
    ['<', '>', '^'].every((mark) => {
      const [a, b] = [one, other].map((marks) => (marks.get(mark) ?? '').split(/[ +]/).filter(Boolean)) as [
        string[],
        string[],
      ]
      return mark === '<' ? isSubset(a, b) || isSubset(b, a) : a.length * b.length === 0 || a.join() === b.join()
    })
  )
}

/**
 * Of each kind that is too rare by itself the one that it is a wording of: every service, and every day, puts a thing in other words. A kind that
 * comes up often enough is left alone, and so is one that may be a wording of two that differ.
 */
export function findNear(kinds: Kind[], least: number): Map<string, string> {
  const near = new Map<string, string>()
  if (kinds.length > kindsCompared || kinds.every(({ occurrences }) => occurrences >= least)) return near
  const parts = kinds.map(partsOf)
  const candidates = indexWords(parts)
  const order = parts
    .map(({ words, marks }, at) => ({
      at,
      said: words.length + marks.size,
      occurrences: (kinds[at] as Kind).occurrences,
    }))
    .toSorted((a, b) => b.occurrences - a.occurrences || b.said - a.said)
  /** Of each kind that has been looked at the group that it is in: the first of it, and the marks of all. */
  const groups = new Map<number, { first: Kind; marks: Map<string, string> }>()
  for (const { at, occurrences } of order) {
    const [kind, own] = [kinds[at] as Kind, parts[at] as Parts]
    const homes = new Set(
      occurrences >= least
        ? []
        : [...candidates(own.words)].flatMap((other) => {
            const [group, theirs] = [groups.get(other), parts[other] as Parts]
            return group && agree(own.marks, group.marks) && (isWithin(own, theirs) || isWithin(theirs, own))
              ? [group]
              : []
          }),
    )
    const [home, ...others] = homes
    if (home && others.every(({ marks }) => agree(marks, home.marks))) {
      near.set(kind.wording, home.first.wording)
      for (const [mark, of] of own.marks) if ((home.marks.get(mark) ?? '') === '') home.marks.set(mark, of)
      groups.set(at, home)
    } else groups.set(at, { first: kind, marks: new Map(own.marks) })
  }
  return near
}
