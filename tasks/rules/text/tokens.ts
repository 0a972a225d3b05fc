import { negations, weakWords } from './glossary.ts'
import { plainWords } from './turns.ts'
import { verbOf } from './verbs.ts'
import { stemOf, type Vocabulary } from './vocabulary.ts'

/** A piece of a sentence, as far as comparing needs it. */
export interface Token {
  /** A word, a number or a boundary between clauses or parts. */
  kind: 'word' | 'number' | 'clause' | 'part'
  /** The word as written, in lower case. */
  raw: string
  stem: string
  /** Says nothing about the subject. */
  weak: boolean
  negation: boolean
  /** Denied by its own form: "unsigned" of what is signed. */
  inverse?: boolean
}

const pieces = /[\p{L}\p{N}]+(?:\.\d[\p{L}\p{N}]*)*|[;:!?—–]|[.](?=\s|$)|[,()]|(?<=\s)-(?=\s)/gu

const numberWords = new Map<string, number>([
  ...'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
    .split(' ')
    .map((word, value): [string, number] => [word, value]),
  ...'twenty thirty forty fifty sixty seventy eighty ninety'
    .split(' ')
    .map((word, value): [string, number] => [word, 20 + value * 10]),
])
const dropped = new Set(['a', 'an', 'the', 's'])

/** Takes a text apart: identifiers into their words, articles left out, phrases of the glossary by what they mean. */
export function tokensOf(text: string, vocabulary: Vocabulary): Token[] {
  const plain = plainWords(markLiterals(withoutSort(withoutMarks(text.normalize('NFKC').trim()))))
  // Few texts have a hump, and looking at each word takes longest.
  const prepared = hump.test(plain) ? plain.replace(/[\p{L}\p{N}]+/gu, splitHumps) : plain
  const raw = prepared.toLowerCase().replace(/_/g, ' ').match(pieces) ?? []
  const tokens = raw.flatMap((piece, index): Token[] => {
    if (labelledNouns.has(raw[index - 1] ?? '') && isLabel(raw, index))
      return [{ ...tokenOf(piece), kind: 'word', stem: `${labelled}${piece}`, weak: false }]
    if (dropped.has(piece)) return []
    const denied = /^un|less$/.test(piece) ? deniedBy(piece) : undefined
    if (denied === undefined) return [tokenOf(piece)]
    // "The backups are unencrypted" denies; "unsigned images" are images of another kind.
    const said = copulas.has(raw[index - 1] ?? '') || copulas.has(raw[index - 2] ?? '')
    return said ? [tokenOf('not'), tokenOf(denied)] : [{ ...tokenOf(denied), inverse: true }]
  })
  return inOneUnit(withMeanings(markClauses(tokens), vocabulary))
}

/** Units by the one that they are counted in. */
const units = new Map<string, [unit: string, times: number]>(
  Object.entries({
    microsecond: ['second', 1e-6],
    millisecond: ['second', 0.001],
    minute: ['second', 60],
    hour: ['second', 3_600],
    day: ['second', 86_400],
    week: ['second', 604_800],
    year: ['month', 12],
    kilobyte: ['byte', 1e3],
    kb: ['byte', 1e3],
    megabyte: ['byte', 1e6],
    mb: ['byte', 1e6],
    gigabyte: ['byte', 1e9],
    gb: ['byte', 1e9],
  } satisfies Record<string, [string, number]>).map(([unit, [one, times]]) => [stemOf(unit), [stemOf(one), times]]),
)

/** Two weeks are fourteen days: what is compared is the same amount, what is shown stays as it was written. */
function inOneUnit(tokens: Token[]): Token[] {
  return tokens.map((token, index) => {
    const [before, after] = [tokens[index - 1], tokens[index + 1]]
    const own = before?.kind === 'number' ? units.get(token.stem) : undefined
    if (own) return { ...token, stem: own[0] }
    const counted = token.kind === 'number' && after ? units.get(after.stem) : undefined
    return counted ? { ...token, stem: String(Number((Number(token.stem) * counted[1]).toPrecision(12))) } : token
  })
}

const copulas = new Set('is are be being stay stays remain remains was were'.split(' '))
/** Words in -less that deny nothing. */
const lessAsName = new Set(
  'unless regardless nonetheless nevertheless serverless wireless seamless headless needless endless useless'.split(
    ' ',
  ),
)

/** What a word denies by its own form: "unencrypted", "blameless". */
function deniedBy(piece: string): string | undefined {
  const [, undone] = /^un(?!der|i[a-z]*ed$)([a-z]{4,})$/.exec(piece) ?? []
  if (undone) {
    const isParticiple = /(?:ed|en)$/.test(undone) || verbOf(undone)?.form === 'participle'
    // "Unlocked" is what somebody did; "unused" says little of what is used.
    return isParticiple && !verbOf(piece) && !weakWords.has(undone) ? undone : undefined
  }
  const [, without] = /^([a-z]{4,})less$/.exec(piece) ?? []
  return without && !lessAsName.has(piece) ? without : undefined
}

/** What a stem begins with that is the number or letter of a thing: "article 6", "option B". */
export const labelled = '#'

/** Nouns whose number or letter is their name: with another one it is another thing, and not another amount of it. */
const labelledNouns = new Set(
  [
    'article section chapter clause paragraph principle rule step phase stage rfc cve iso issue ticket annex appendix item question region zone tier level',
    'option group plan category class team room track schedule sensor drug device node host worker motor channel patient player ward bed batch slot cohort lane gate',
  ].flatMap((line) => line.split(' ').flatMap((noun) => [noun, `${noun}s`])),
)

function isLabel(pieces: string[], index: number): boolean {
  const [piece = '', next] = pieces.slice(index, index + 2)
  // "a" behind such a noun is an article where a noun follows.
  return (
    /^\d+(?:\.\d+)*$/.test(piece) ||
    // "The team's approval".
    (/^[a-rt-z]$/.test(piece) && (piece !== 'a' || next === undefined || /^\W|^(?:of|is|are|must|and|or)$/.test(next)))
  )
}

// A letter that no word has: what is quoted as code is meant literally, even if it is a small word elsewhere.
const literal = 'ˋ'

/** What punctuates code and names ends no clause: `:latest`, `!important`, `call()`, CHANGELOG.md; nor does the full stop at the end. */
const withoutMarks = (text: string): string =>
  text
    .replace(/[.;!\s]+$/, '')
    .replace(/`([^`\n]+)`/g, (_, code: string) => `\`${code.replace(/[;:!?,()—–]|\.(?=[\s."']|$)/g, ' ').trim()}\``)
    .replace(/(?<=[\p{L}\p{N}_)])(?<!\b[ei])\.(?=\p{L})/gu, ' ')

/** What a name in code is of says nothing more: "`.env` files", "the `any` type". */
const withoutSort = (text: string): string =>
  text.replace(/(`[^`\n\s]+`)\s+(?:files?|types?|keywords?|attributes?|statements?|blocks?)\b(?!\s+`)/gi, '$1')

/** `any` in code is a thing; any in a sentence is hardly a word. */
function markLiterals(text: string): string {
  return text.replace(/([`"])([a-z]+)\1/gi, (match, _mark, word: string) =>
    weakWords.has(word.toLowerCase()) || negations.has(word.toLowerCase()) ? `\`${literal}${word}\`` : match,
  )
}

const hump = /[\p{Ll}\p{N}]\p{Lu}/u

/** "noInlineStyle" is three words; "MongoDB" and "TypeScript" are names. */
function splitHumps(word: string): string {
  // gRPC, iOS and mTLS are names too.
  if (/^\p{Ll}\p{Lu}/u.test(word)) return word
  const parts = word.replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
  return /^\p{Lu}/u.test(word) && parts.split(' ').length <= 2 ? word : parts
}

const known = new Map<string, Readonly<Token>>()

/** The token of a piece, whatever stands around it: one object for all texts, never changed. */
function tokenOf(raw: string): Token {
  let token = known.get(raw)
  if (!token) {
    token = tokenAlone(raw)
    // A log full of unique words must not fill the memory.
    if (known.size < 20_000) known.set(raw, token)
  }
  return token
}

function tokenAlone(raw: string): Token {
  const plain = { raw, stem: raw, weak: false, negation: false }
  if (/^[;:!?.—–-]$/.test(raw)) return { ...plain, kind: 'clause' }
  if (/^[,()]$/.test(raw)) return { ...plain, kind: 'part' }
  const value = numberWords.get(raw)
  // "one" is nearly always a pronoun or an article.
  if (value !== undefined && value > 1) return { ...plain, kind: 'number', stem: String(value) }
  if (/^\d+(?:\.\d+)*$/.test(raw)) return { ...plain, kind: 'number' }
  const negation = negations.has(raw)
  return { kind: 'word', raw, stem: stemOf(raw), weak: !negation && weakWords.has(raw), negation }
}

const joints = new Set(['and', 'or', 'but'])
/** Words that begin a clause of their own behind a comma. */
const openers = new Set('as because so which unless always use ask prefer since where'.split(' '))

/** A negation behind a comma, an "and" or a "but" begins a clause: what stands before it is not meant. */
function markClauses(tokens: Token[]): Token[] {
  return tokens.map((token, index) => {
    const joins = token.kind === 'part' ? token.raw === ',' : joints.has(token.raw)
    if (token.kind === 'word' && !joints.has(token.raw)) return token
    if (!joins) return token
    const next = tokens.slice(index + 1, index + 4)
    const until = next.findIndex(({ kind }) => kind !== 'word')
    const near = until < 0 ? next : next.slice(0, until)
    // "… and is never edited", but not "names and addresses are never stored".
    const negated = near.findIndex(({ negation }) => negation)
    // "a, not b, for c": the second comma ends what is not meant.
    const denied =
      token.raw === ',' &&
      /^(?:not|never)$/.test(tokens[tokens.findLastIndex(({ raw }, at) => at < index && raw === ',') + 1]?.raw ?? '')
    const opens =
      (denied && index > 0 && tokens.slice(0, index).some(({ raw }) => raw === ',')) ||
      token.raw === 'but' ||
      (negated >= 0 && near.slice(0, negated).every(({ weak }) => weak)) ||
      (token.raw === ',' && openers.has(near[0]?.raw ?? ''))
    return { ...token, kind: opens ? 'clause' : 'part' }
  })
}

function withMeanings(tokens: Token[], { phrases }: Vocabulary): Token[] {
  const result: Token[] = []
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at] as Token
    const rows = token.kind === 'word' || token.kind === 'number' ? (phrases.get(token.stem) ?? []) : []
    const phrase = rows.find(({ stems }) => stems.every((stem, index) => tokens[at + index]?.stem === stem))
    if (!phrase) result.push(token)
    else
      for (const stem of phrase.meaning)
        result.push({
          ...token,
          // "Once a day" begins with a number and is a word.
          kind: 'word',
          raw: phrase.stems.length + phrase.meaning.length === 2 ? token.raw : stem,
          stem,
          weak: weakWords.has(stem) || (phrase.meaning.length > 1 && stem === 'us'),
          negation: false,
        })
    at += phrase?.stems.length ?? 1
  }
  return result
}
