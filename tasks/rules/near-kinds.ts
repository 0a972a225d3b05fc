import { isMisspelling } from './misspelling.ts'
import { fieldVocabulary } from './text/field-vocabulary.ts'
import { isCommon, isKnown, mayMeanTheSame } from './text/meanings.ts'
import { type Token, tokensOf } from './text/tokens.ts'
import { stemOf } from './text/vocabulary.ts'
import { indexWords } from './word-index.ts'

/** A kind of violation by its key, and a text of it as it was logged. */
interface Kind {
  wording: string
  example: string
  occurrences: number
}

/** Kinds among which near ones are looked for: a log full of unique texts is not searched for what they share. */
const kindsCompared = 2_000

/** What two wordings of one kind have in common, at least, where one says more than the other; and what share of the longer one that is. */
const leastShared = 3
const shareOfLonger = 0.6
/** And how much of it in the same words. */
const leastInSameWords = 2

/** "Rerun" is "run again". */
const plainStem = (stem: string): string => stem.replace(/^re(?=\w{3})/, '')

/** Deeds that leave something undone: the same as that it is not there. */
const omissions = new Set('skip omit absent forget overlook neglect miss lack'.split(' ').map(stemOf))

/** What a word denies by its own form: "unavailable", "unsigned". */
function deniedBy(stem: string): string | undefined {
  const [, rest] = /^un(.{4,})$/.exec(stem) ?? []
  return rest !== undefined && isKnown(rest) ? rest : undefined
}

/** Before something is there it is done without it; but what was done before it may be told without that. */
const early = 'early'

/** A key taken apart: what it is about, and the marks that make a difference. */
function partsOf({ wording, example }: Kind) {
  const marks = new Map<string, string>()
  const stems: string[] = []
  const isDenied = wording.startsWith('!')
  for (const part of wording.replace(/^!/, '').match(/"[^"]*"|\S+/g) ?? []) {
    const [mark] = /^[<>^~"]/.exec(part) ?? []
    const without = isDenied ? undefined : deniedBy(part)
    const isOmission = !isDenied && omissions.has(part)
    if (mark) marks.set(mark, `${marks.get(mark) ?? ''} ${part.slice(1)}`)
    else if (!isOmission) stems.push(without ?? part)
    if (isOmission || without !== undefined) marks.set('!', '')
  }
  if (isDenied) marks.set('!', '')
  else if (!marks.has('!') && marks.has('^') && /\b(?:before|prior to|ahead of)\b/i.test(example)) marks.set('!', early)
  let tokens: Token[] | undefined
  let all: Set<string> | undefined
  const inText = () => (tokens ??= tokensOf(example, fieldVocabulary))
  return {
    marks,
    words: stems.map((stem) => ({ stem, plain: plainStem(stem) })),
    /** Its weak words too. */
    get all() {
      all ??= new Set(inText().map(({ stem }) => plainStem(stem)))
      return all
    },
    /** A word as it is written. */
    asWritten: (word: string): string => inText().find(({ stem }) => stem === word)?.raw ?? word,
  }
}
type Parts = ReturnType<typeof partsOf>
type Word = Parts['words'][number]

/** Takes out of both lists what they have in common, and returns how many words that are. */
function takeOut(ours: Word[], theirs: Word[], are: (one: Word, other: Word) => boolean): number {
  let taken = 0
  for (let at = ours.length - 1; at >= 0; at--) {
    const like = theirs.findIndex((other) => are(ours[at] as Word, other))
    if (like < 0) continue
    ours.splice(at, 1)
    theirs.splice(like, 1)
    taken++
  }
  return taken
}

/** Takes "hostname" out of the one list and "host" and "name" out of the other. */
function takeCompounds(wholes: Word[], parts: Word[]): number {
  if (parts.length < 2) return 0
  return takeOut(wholes, [...parts], ({ stem }, first) => {
    const second = stem.startsWith(first.stem)
      ? parts.find((part) => part !== first && `${first.stem}${part.stem}`.startsWith(stem))
      : undefined
    if (second) for (const part of [first, second]) parts.splice(parts.indexOf(part), 1)
    return second !== undefined
  })
}

/**
 * Whether two wordings say the same, but for what tells little and, unless it is to be `exactly` the same, for what one of them says beyond the
 * other.
 */
function sayTheSame(one: Parts, other: Parts, exactly: boolean): boolean {
  const [ours, theirs] = [[...one.words], [...other.words]]
  const said = takeOut(ours, theirs, (a, b) => a.plain === b.plain)
  const marks = [...one.marks].filter(([mark, of]) =>
    mark === '!' ? other.marks.has(mark) : mark !== '<' && other.marks.get(mark) === of,
  ).length
  const longer = Math.max(one.words.length, other.words.length) + marks
  // Where most words are others it may be about another thing: what they mean is not looked up.
  if (said < leastInSameWords || 2 * said + marks < shareOfLonger * longer) return false
  const meant =
    takeOut(ours, theirs, (a, b) => mayMeanTheSame(a.stem, b.stem)) +
    takeCompounds(ours, theirs) +
    takeCompounds(theirs, ours) +
    takeOut(ours, theirs, (a, b) => isMisspelling(one.asWritten(a.stem), other.asWritten(b.stem)))
  const isTold = ({ stem, plain }: Word, { all }: Parts) => all.has(plain) || isCommon(stem)
  const isOneMore = !ours.every((word) => isTold(word, other))
  const isOtherMore = !theirs.every((word) => isTold(word, one))
  const shared = said + meant + marks
  if (exactly ? isOneMore || isOtherMore : isOneMore && isOtherMore) return false
  return shared >= (isOneMore || isOtherMore ? Math.max(leastShared, shareOfLonger * longer) : 2)
}

const isSubset = (some: string[], all: string[]): boolean => some.every((each) => all.includes(each))

/** What a mark says of what: "more-weight" of the weight, "staging-production" of the way, "1" of the order. */
function saidOf(entry: string): [string, string] {
  const [, side, name] = /^(after|before|until|at|more|less|in|out)-(.*)$/.exec(entry) ?? []
  return side === undefined
    ? [entry.includes('-') ? 'way' : /^[12]$/.test(entry) ? 'order' : 'side', entry]
    : [name as string, side]
}
function goOtherWays(one: string[], other: string[]): boolean {
  const said = new Map(one.map(saidOf))
  return other.map(saidOf).some(([of, way]) => (said.get(of) ?? way) !== way)
}

/** Whether nothing that makes a difference differs: the negation, a number or quotation; and who, whither and in which order, where both say so. */
function agree(one: Map<string, string>, other: Map<string, string>): boolean {
  const [doers, places, ways] = ['<', '>', '^'].map((mark) =>
    [one, other].map((marks) => (marks.get(mark) ?? '').split(/[ +]/).filter(Boolean)),
  ) as [string[], string[]][] as [[string[], string[]], [string[], string[]], [string[], string[]]]
  return (
    ['~', '"'].every((mark) => one.get(mark) === other.get(mark)) &&
    (one.get('!') === other.get('!') || one.get('!') === early || other.get('!') === early) &&
    (isSubset(...doers) || isSubset(doers[1], doers[0])) &&
    (places[0].length * places[1].length === 0 || places[0].join() === places[1].join()) &&
    !goOtherWays(...ways)
  )
}

const haveSameMarks = (one: Map<string, string>, other: Map<string, string>): boolean =>
  one.size === other.size && [...one].every(([mark, of]) => other.get(mark) === of)

/** What was open in a group's marks is as the kind that joins it has it. */
function addMarks(known: Map<string, string>, own: Map<string, string>): void {
  if (known.get('!') === early) known.delete('!')
  else if (own.get('!') === early) own.delete('!')
  for (const [mark, of] of own) if ((known.get(mark) ?? '') === '') known.set(mark, of)
}

/**
 * Of each kind the one that it is a wording of: every service, and every day, puts a thing in other words. A kind that comes up often enough by
 * itself is one only of what says neither more nor less; one that may be a wording of two that differ is left alone.
 */
export function findNear(kinds: Kind[], least: number): Map<string, string> {
  const near = new Map<string, string>()
  if (kinds.length > kindsCompared) return near
  const parts = kinds.map(partsOf)
  const { candidates } = indexWords(parts.map(({ words }) => ({ words: words.map(({ plain }) => plain) })))
  const order = parts
    .map(({ words, marks }, at) => ({
      at,
      said: words.length + marks.size,
      unknown: words.filter(({ stem }) => !isKnown(stem)).length,
      occurrences: (kinds[at] as Kind).occurrences,
    }))
    .toSorted((a, b) => b.occurrences - a.occurrences || b.said - a.said || a.unknown - b.unknown)
  /** Of each kind that has been looked at the group that it is in: the first of it, and the marks of all. */
  const groups = new Map<number, { first: Kind; marks: Map<string, string> }>()
  for (const { at, occurrences } of order) {
    const [kind, own] = [kinds[at] as Kind, parts[at] as Parts]
    const isOften = occurrences >= least
    const alike = isOften ? haveSameMarks : agree
    const homes = new Set(
      [...candidates(own.words.map(({ plain }) => plain))].flatMap((other) => {
        const group = groups.get(other)
        return group && alike(own.marks, group.marks) && sayTheSame(own, parts[other] as Parts, isOften) ? [group] : []
      }),
    )
    const [home, ...others] = homes
    if (home && others.every(({ marks }) => agree(marks, home.marks))) {
      near.set(kind.wording, home.first.wording)
      addMarks(home.marks, own.marks)
      groups.set(at, home)
    } else groups.set(at, { first: kind, marks: new Map(own.marks) })
  }
  return near
}
