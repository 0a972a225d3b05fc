import { type Bound, boundOf } from './bound.ts'
import { clausesOf, isContent } from './clauses.ts'
import { type Directions, directionsOf, withPlainSides } from './directions.ts'
import { fieldVocabulary } from './field-vocabulary.ts'
import { fromGerman } from './german.ts'
import { withoutHints } from './hints.ts'
import { signsOf } from './polarity.ts'
import { isOrder, type Order, orderOf, turnOrder } from './precedence.ts'
import { frameOf, quotedIn } from './quoted.ts'
import { reservationsOf, strictnessOf } from './reservations.ts'
import { sentencesOf } from './sentences.ts'
import { type Token, tokensOf } from './tokens.ts'
import { type Tool, toolOf } from './tool.ts'
import type { Vocabulary } from './vocabulary.ts'

/** What a rule says, as far as two rules are compared by it. */
export interface Statement {
  tokens: Token[]
  /** The stems that it is about, in the order in which they first stand, each once. */
  words: string[]
  /** Of each of these whether it is wanted. */
  signs: Map<string, number>
  /** Whether it says what not to do and nothing else: a limit or an order that it sets is one of what is left alone. */
  bans: boolean
  /** How many negations it holds. */
  negations: number
  numbers: string[]
  /** Its numbers as they are written. */
  amounts: string[]
  /** What it counts, and what it speaks of one of. */
  counted: Set<string>
  single: Set<string>
  /** What it speaks of several of. */
  many: Set<string>
  bound?: Bound
  order?: Order
  /** The words that put something in order, whether or not it is plain what. */
  sequence: string
  /** Whether it demands something: two negations in another statement may say the same. */
  obliges: boolean
  /** Whether it is limited: only, except, unless. */
  limited: boolean
  /** Small words that turn what is done round: up, down, on, off, across. */
  particles: Set<string>
  /** Whether its number is a span after something. */
  delayed: boolean
  /** Words that it denies by their own form: "unsigned". */
  inverse: Set<string>
  /** What it quotes, as it is written. */
  quoted: string[]
  /** What is left of it without that, where it quotes two things. */
  frame: string
  /** What something is to be done with. */
  tool?: Tool
  /** Kinds of words that take a part of it back. */
  reservations: string[]
  directions: Directions
  strictness?: 'must' | 'should'
  /** Its sentences, where it has several of which each says something by itself. */
  sentences: Statement[]
}

export function statementOf(written: string, vocabulary: Vocabulary = fieldVocabulary): Statement {
  const text = withPlainSides(fromGerman(written))
  const sentences = sentencesOf(text).map((sentence) => sentenceOf(sentence, vocabulary))
  return { ...sentenceOf(text, vocabulary), sentences }
}

function sentenceOf(text: string, vocabulary: Vocabulary): Statement {
  const taken = tokensOf(text, vocabulary)
  const raw = taken.map((token) => token.raw).join(' ')
  const isNumber = ({ kind }: Token) => kind === 'number'
  const bound = taken.some(isNumber) ? boundOf(raw) : undefined
  const tokens = withoutHints(turnOrder(taken), bound)
  const content = tokens.filter(isContent)
  const counting = tokens.filter(isNumber)
  const order = orderOf(tokens)
  const tool = toolOf(text, vocabulary)
  const quoted = quotedIn(text)
  const strictness = strictnessOf(text)
  const inverse = content.filter((token) => token.inverse).map(({ stem }) => stem)
  return {
    tokens,
    words: [...new Set(content.map(({ stem }) => stem))],
    signs: signsOf(tokens),
    bans: clausesOf(taken).length === 1 && ruling.test(text),
    negations: tokens.filter(({ negation, raw: word, inverse: denied }) => denied || (negation && word !== 'nor'))
      .length,
    numbers: [...new Set(counting.map(({ stem }) => stem))].sort(),
    amounts: [...new Set(counting.map((token) => token.raw))].sort(),
    counted: behind(tokens, isNumber),
    single: behind(tokens, (token) => token.raw === 'one' || token.raw === 'single'),
    many: behind(tokens, ({ raw: word }) => /^(?:several|multiple|many)$/.test(word)),
    ...(bound && { bound }),
    ...(order && { order }),
    // What "before" with nothing but pronouns behind it puts in order goes without saying.
    sequence: order?.implied
      ? ''
      : tokens.flatMap((token, index) => (isOrder(tokens, index) ? [token.raw] : [])).join(' '),
    obliges: obliging.test(raw),
    limited: /\b(?:only(?!(?: \S+){0,3} after\b)|except|unless|exception)\b/.test(
      tokens.map((token) => token.raw).join(' '),
    ),
    particles: new Set(tokens.flatMap(({ raw }, index) => (isParticle(raw, tokens[index + 1]) ? [raw] : []))),
    delayed: tokens.some((token, index) => token.raw === 'after' && tokens[index + 1]?.kind === 'number'),
    inverse: new Set(inverse),
    quoted,
    frame: quoted.length === 2 ? frameOf(text) : '',
    ...(tool && { tool }),
    reservations: reservationsOf(text),
    directions: directionsOf(
      text,
      taken.some(({ negation, raw: word }) => negation && !/^(?:without|outside)$/.test(word)),
    ),
    ...(strictness && { strictness }),
    sentences: [],
  }
}

/** A negation of the deed itself, not of one of two things: "use tabs, not spaces". */
const ruling =
  /^\W*(?:please\s+)?(?:never|no|not|don['’]?t|avoid|stop|nobody|none)\b|\b(?:must|may|should|shall|can|do|does|is|are|be|will)\s*(?:not|never|n['’]t|no)\b/i

/** "On" and "in" are prepositions nearly always; what holds across packages does not hold within one. */
const particles = new Set(['off', 'up', 'down', 'out', 'across', 'between'])

/** "Up to three" is a limit. */
const isParticle = (raw: string, next: Token | undefined): boolean =>
  particles.has(raw) && !(raw === 'up' && (next?.raw === 'to' || next?.kind === 'number'))

const obliging =
  /\b(?:must|need|needs|require|requires|required|only|ask|get|obtain|always|shall|should|every|each|all|has|have)\b/

/** The stems right behind tokens of a kind. */
const behind = (tokens: Token[], is: (token: Token) => boolean): Set<string> =>
  new Set(tokens.flatMap((token, index) => (is(token) && tokens[index + 1] ? [(tokens[index + 1] as Token).stem] : [])))
