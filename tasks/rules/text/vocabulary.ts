import { stemmer } from 'stemmer'
import { splitWords } from '../wording.ts'
import type { Glossary } from './glossary.ts'
import { bentPlurals } from './nouns.ts'
import { hiddenBaseOf } from './verbs.ts'

/** The glossary made ready for comparing: phrases by their stems. */
export interface Vocabulary {
  /** Rows of phrases by the stem that they begin with, the longest first: the stems, and the stems that stand for them. */
  phrases: Map<string, { stems: string[]; meaning: string[] }[]>
  /** Of each stem the rows of alternatives that it is in, with its place. */
  alternatives: Rows
  /** The same of opposites: with one of two ruled out, the other is asked for. */
  opposites: Rows
  /** All stems of alternatives. */
  choices: Set<string>
}

/** Abbreviations whose last letter is no ending. */
const abbreviations = 'https css dns tls aws ios js ts rss os cors sms gps ms cms dbms kms sass less'.split(' ')

const stems = new Map<string, string>([
  ...abbreviations.map((word): [string, string] => [word, word]),
  // An exception is an error more often than a limit, and "except" is always one.
  ['exception', 'exception'],
  ['exceptions', 'exception'],
  ...[...bentPlurals].map(([one, several]): [string, string] => [several, stemmer(one)]),
  // A package of that name is no use of anything.
  ...['util', 'utils'].map((word): [string, string] => [word, 'utils']),
])

/** Words in -ly that are no adverbs of an adjective. */
const notManners = new Set(
  'apply reply supply multiply comply rely imply assembly family anomaly early daily weekly monthly quarterly yearly hourly nightly only likely friendly costly timely italy july'.split(
    ' ',
  ),
)

/** "Pushes directly" are direct pushes. */
function mannerOf(word: string): string | undefined {
  const [, adjective = ''] = /^([a-z]{4,})ly$/.exec(word) ?? []
  return adjective === '' || notManners.has(word) ? undefined : adjective.replace(/i$/, 'y').replace(/(?<=ic)al$/, '')
}

/** The stem of a word, of what hides its verb that of the verb; British endings as American ones, so that both spellings are one word. */
export function stemOf(word: string): string {
  const known = stems.get(word)
  if (known !== undefined) return known
  const stem = stemmer(
    (hiddenBaseOf(word) ?? mannerOf(word) ?? word)
      .replace(/is(e|es|ed|ing|ation|ations)$/, (ending, _, at: number) => (at > 3 ? `iz${ending.slice(2)}` : ending))
      .replace(/(?<=\p{L}{3})our(s|ed|ing)?$/u, 'or$1')
      // The stemmer takes their end for the one of "agreed".
      .replace(/(?<=^(?:ex|pro|suc)ceed)s?$/, 'ed'),
  )
  // What is asked for is bounded by the texts' words; a log full of unique words must not fill the memory.
  if (stems.size < 100_000) stems.set(word, stem)
  return stem
}

const stemsOf = (phrase: string): string[] => splitWords(phrase).map(stemOf)

export function createVocabulary(...glossaries: Partial<Glossary>[]): Vocabulary {
  const vocabulary: Vocabulary = {
    phrases: new Map(),
    alternatives: new Map(),
    opposites: new Map(),
    choices: new Set(),
  }
  for (const { synonyms = [], alternatives = [], opposites = [] } of glossaries) {
    const begun = new Set<string>()
    for (const [first, ...others] of synonyms) {
      const meaning = stemsOf(first as string)
      for (const other of others) {
        const phrase = stemsOf(other)
        const [begin] = phrase
        if (begin === undefined || phrase.join() === meaning.join()) continue
        const rows = vocabulary.phrases.get(begin) ?? []
        rows.push({ stems: phrase, meaning })
        vocabulary.phrases.set(begin, rows)
        begun.add(begin)
      }
    }
    for (const begin of begun) vocabulary.phrases.get(begin)?.sort((a, b) => b.stems.length - a.stems.length)
    addRows(vocabulary, vocabulary.alternatives, [...alternatives, ...opposites])
    addRows(vocabulary, vocabulary.opposites, opposites)
  }
  return vocabulary
}

type Rows = Map<string, { row: number; choice: number }[]>

function addRows(vocabulary: Vocabulary, rows: Rows, added: string[][]): void {
  const before = rows.size
  for (const [index, row] of added.entries()) {
    const choices = row.map((phrase) => meaningOf(vocabulary, stemsOf(phrase)))
    const [first = []] = choices
    const common = first.filter((stem) => choices.every((choice) => choice.includes(stem)))
    for (const [choice, all] of choices.entries()) {
      for (const stem of all) vocabulary.choices.add(stem)
      // Two texts that both speak of a case differ in "upper" and "lower" only.
      for (const key of new Set([all, all.filter((stem) => !common.includes(stem))].map((stems) => stems.join(' ')))) {
        const known = rows.get(key) ?? []
        known.push({ row: before * 1_000 + index, choice })
        rows.set(key, known)
      }
    }
  }
}

/** Stems with every phrase of the glossary replaced by what it means. */
export function meaningOf({ phrases }: Vocabulary, words: string[]): string[] {
  const result: string[] = []
  for (let at = 0; at < words.length; ) {
    const rows = phrases.get(words[at] as string) ?? []
    const phrase = rows.find(({ stems }) => stems.every((stem, index) => words[at + index] === stem))
    if (phrase) result.push(...phrase.meaning)
    else result.push(words[at] as string)
    at += phrase?.stems.length ?? 1
  }
  return result
}

const impliedIn = new WeakMap<Vocabulary, { stems: string[]; meaning: string[] }[]>()

/** The words without what others among them say already, in whatever order: of "the changelog was not updated" the changelog is left. */
export function withoutImplied(vocabulary: Vocabulary, words: Iterable<string>): Set<string> {
  let rows = impliedIn.get(vocabulary)
  if (!rows) {
    rows = [...vocabulary.phrases.values()]
      .flat()
      .filter(({ stems, meaning }) => stems.length > meaning.length && meaning.every((stem) => stems.includes(stem)))
    impliedIn.set(vocabulary, rows)
  }
  const left = new Set(words)
  for (const { stems, meaning } of rows)
    if (stems.every((stem) => left.has(stem))) for (const stem of stems) if (!meaning.includes(stem)) left.delete(stem)
  return left
}

/** What names the rows of alternatives of which one is chosen by nothing but these words. */
export const choiceRowsOf = ({ alternatives }: Vocabulary, words: string[]): string[] =>
  (alternatives.get(words.join(' ')) ?? []).map(({ row }) => `choice ${row}`)

/** Whether two phrases, as stems, are choices of which only one can apply. */
export const excludeEachOther = (vocabulary: Vocabulary, a: string[], b: string[]): boolean =>
  areChoices(vocabulary, vocabulary.alternatives, a, b)

/** Whether of two phrases, as stems, one is the other's absence. */
export const areOpposites = (vocabulary: Vocabulary, a: string[], b: string[]): boolean =>
  areChoices(vocabulary, vocabulary.opposites, a, b)

function areChoices({ choices }: Vocabulary, rows: Rows, a: string[], b: string[]): boolean {
  // Joining the words of each pair of rules would take longest of all.
  if (!a.every((stem) => choices.has(stem)) || !b.every((stem) => choices.has(stem))) return false
  const [left, right] = [rows.get(a.join(' ')) ?? [], rows.get(b.join(' ')) ?? []]
  return left.some(({ row, choice }) => right.some((other) => other.row === row && other.choice !== choice))
}
