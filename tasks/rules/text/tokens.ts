import { negations, weakWords } from './glossary.ts'
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
}

/** Ways of speaking that would be read the wrong way word by word. */
const turns: [RegExp, string][] = [
  [/\b(?:no|not) more than\b|\bmust(?: not|n't) exceed\b|\b(?:do not|don't|never) exceed\b/gi, 'at most'],
  [/\b(?:no|not) (?:fewer|less) than\b/gi, 'at least'],
  [/\b(?:no|not) (?:longer|larger|bigger|later|wider|higher) than\b/gi, 'at most'],
  [/\bnot only\b/gi, ''],
  [/\bnot just\b/gi, ''],
  [/\bprior to\b|\bahead of\b/gi, 'before'],
  [/\bonce you have\b|\bfollowing\b(?= the\b)/gi, 'after'],
  [/\bas well as\b/gi, 'and'],
  [/\be\.g\.|\bi\.e\.|\betc\./gi, ' '],
  [/\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)/g, ''],
]

const pieces = /[\p{L}\p{N}]+(?:\.\d[\p{L}\p{N}]*)*|[;:!?—–]|[.](?=\s|$)|[,()]|(?<=\s)-(?=\s)/gu

const numberWords = new Map(
  'zero one two three four five six seven eight nine ten eleven twelve'.split(' ').map((word, value) => [word, value]),
)
const dropped = new Set(['a', 'an', 'the', 's'])

/** Takes a text apart: identifiers into their words, articles left out, phrases of the glossary by what they mean. */
export function tokensOf(text: string, vocabulary: Vocabulary): Token[] {
  let prepared = text.normalize('NFKC')
  for (const [turn, plain] of turns) prepared = prepared.replace(turn, plain)
  prepared = prepared
    .replace(/[\p{L}\p{N}]+/gu, splitHumps)
    .toLowerCase()
    .replace(/n['’]t\b/g, ' not')
    .replace(/_/g, ' ')
  const tokens = (prepared.match(pieces) ?? []).flatMap((piece): Token[] =>
    dropped.has(piece) ? [] : [tokenOf(piece)],
  )
  return withMeanings(markClauses(tokens), vocabulary)
}

/** "noInlineStyle" is three words; "MongoDB" and "TypeScript" are names. */
function splitHumps(word: string): string {
  const parts = word.replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
  return /^\p{Lu}/u.test(word) && parts.split(' ').length <= 2 ? word : parts
}

function tokenOf(raw: string): Token {
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
    const opens =
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
    const rows = token.kind === 'word' ? (phrases.get(token.stem) ?? []) : []
    const phrase = rows.find(({ stems }) => stems.every((stem, index) => tokens[at + index]?.stem === stem))
    if (!phrase) result.push(token)
    else
      for (const stem of phrase.meaning)
        result.push({
          ...token,
          raw: stem,
          stem,
          weak: weakWords.has(stem) || (phrase.meaning.length > 1 && stem === 'us'),
          negation: false,
        })
    at += phrase?.stems.length ?? 1
  }
  return result
}
