import { fieldVocabulary } from './field-vocabulary.ts'
import { frameOf, quotedIn } from './quoted.ts'
import { sentencesOf } from './sentences.ts'
import { type Token, tokensOf } from './tokens.ts'
import { type Tool, toolOf } from './tool.ts'
import { verbOf } from './verbs.ts'
import { stemOf, type Vocabulary } from './vocabulary.ts'

/** What a rule says, as far as two rules are compared by it. */
export interface Statement {
  tokens: Token[]
  /** The stems that it is about, in the order in which they first stand, each once. */
  words: string[]
  /** Of each of these whether it is wanted (1), ruled out (-1), or both in different clauses (0). */
  signs: Map<string, number>
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
  /** Whether its number is the least or the most that is allowed. */
  bound?: 'least' | 'most'
  /** What is to be done first, and what after it, where it says so. */
  order?: { first: Set<string>; second: Set<string>; implied?: boolean }
  /** The words that put something in order, whether or not it is plain what. */
  sequence: string
  /** Whether it demands something: two negations in another statement may say the same. */
  obliges: boolean
  /** Whether it is limited: only, except, unless. */
  limited: boolean
  /** Small words that turn what is done round: up, down, on, off. */
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
  /** Its sentences, where it has several of which each says something by itself. */
  sentences: Statement[]
}

export function statementOf(text: string, vocabulary: Vocabulary = fieldVocabulary): Statement {
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
  const inverse = content.filter((token) => token.inverse).map(({ stem }) => stem)
  return {
    tokens,
    words: [...new Set(content.map(({ stem }) => stem))],
    signs: signsOf(tokens),
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
    sentences: [],
  }
}

/** "On" and "in" are prepositions nearly always. */
const particles = new Set(['off', 'up', 'down', 'out'])

/** "Up to three" is a limit. */
const isParticle = (raw: string, next: Token | undefined): boolean =>
  particles.has(raw) && !(raw === 'up' && (next?.raw === 'to' || next?.kind === 'number'))

const obliging =
  /\b(?:must|need|needs|require|requires|required|only|ask|get|obtain|always|shall|should|every|each|all|has|have)\b/

/** The stems right behind tokens of a kind. */
const behind = (tokens: Token[], is: (token: Token) => boolean): Set<string> =>
  new Set(tokens.flatMap((token, index) => (is(token) && tokens[index + 1] ? [(tokens[index + 1] as Token).stem] : [])))

/** What only leads up to what is said: "keep it short (at most 50 lines)", "do not create models without a description". */
function withoutHints(tokens: Token[], bound: Statement['bound']): Token[] {
  const doubled = tokens.filter(({ negation }) => negation).length === 2 && tokens.some(({ raw }) => raw === 'without')
  const first = tokens.findIndex((token) => isContent(token))
  const spelt = tokens.some(({ stem }) => spellings.has(stem))
  return tokens.map((token, index) => {
    const hint =
      (spelt && token.stem === 'name') ||
      isMarking(tokens, index) ||
      (made.has(token.stem) && token.raw.endsWith('ing') && orders.has(tokens[index - 1]?.raw ?? '')) ||
      (bound === 'most' && token.stem === 'short') ||
      (bound === 'least' && /^(?:version|support)s?$/.test(token.raw)) ||
      isPlacing(tokens, index) ||
      (doubled && index === first && made.has(token.stem) && tokens[index - 1]?.negation)
    if (isLevel(tokens, index)) return { ...token, weak: false }
    return hint ? { ...token, weak: true } : token
  })
}

/** "Store secrets in the vault", "secrets are stored in the vault": where they live. "Do not store them" is about storing. */
function isPlacing(tokens: Token[], index: number): boolean {
  if (tokens[index]?.stem !== stored) return false
  const begin = tokens.findLastIndex(({ kind }, at) => at < index && kind === 'clause')
  const end = tokens.findIndex(({ kind }, at) => at > index && kind === 'clause')
  const denied = tokens.slice(begin + 1, index).some(({ negation }) => negation)
  return !denied && tokens.slice(index, end < 0 ? undefined : end).some(({ raw }) => /^(?:in|under|as)$/.test(raw))
}

const stored = stemOf('store')

/** A "major change" is any; a major version is not a minor one. */
const isLevel = (tokens: Token[], index: number): boolean =>
  /^(?:major|minor)$/.test(tokens[index]?.raw ?? '') &&
  /^(?:version|release|update|upgrade)s?$/.test(tokens[index + 1]?.raw ?? '')

/** How names are spelt: a rule that has one of these is about names. */
const spellings = new Set('camelcase snakecase kebabcase pascalcase'.split(' ').map(stemOf))

/** "Mark them volatile", "they are declared volatile": they are volatile. */
function isMarking(tokens: Token[], index: number): boolean {
  if (!marking.test(tokens[index]?.raw ?? '')) return false
  const before = tokens.slice(0, index)
  const [last] = before.slice(-1)
  return before.every((token) => token.kind === 'word' && !isContent(token)) || /^(?:is|are|be)$/.test(last?.raw ?? '')
}

const marking = /^(?:mark|declar|express)(?:e?s|e|ed)?$/

/** Deeds without which there would be no thing. */
const made = new Set('create introduce ship submit start launch issue'.split(' ').map(stemOf))

const orders = new Set(['before', 'after'])

export const isContent = ({ kind, weak, negation, raw }: Token): boolean =>
  kind === 'word' && !weak && !negation && !orders.has(raw)

/** Words behind which the unwanted one of two follows: "prefer a over b", "a instead of b", "a rather than b". */
function turnsAt(tokens: Token[], index: number, prefers: boolean): boolean {
  const [word, next] = [tokens[index]?.raw, tokens[index + 1]?.raw]
  return (
    (word === 'instead' && next === 'of') ||
    (word === 'rather' && next === 'than') ||
    (prefers && (word === 'over' || word === 'to'))
  )
}

/** Behind the unwanted one of two: what both are for, and where. */
const endsUnwanted = new Set(['in', 'for', 'when', 'if', 'where'])

function signsOf(tokens: Token[]): Map<string, number> {
  const signs = new Map<string, Set<number>>()
  const add = (stem: string, sign: number) => signs.set(stem, (signs.get(stem) ?? new Set()).add(sign))
  let subject: Token[] = []
  let before: Token[] = []
  for (const clause of clausesOf(tokens)) {
    const denied = clause.filter(({ negation, raw }) => negation && raw !== 'nor').length % 2 === 1
    // "Do not deploy untested code" wants tests before the deployment.
    const dissolved = denied && clause.some(({ inverse }) => inverse)
    const negative = denied && !dissolved
    const prefers = clause.some(({ raw }) => /^(?:prefer|favou?r)/.test(raw))
    let sign = negative ? -1 : 1
    let turned = false
    const begin = clause.findIndex((token) => !isContent(token))
    // "Generated code goes there and is never edited": the second clause is about the subject of the first. ", not records" has one of its own, and in
    // "split by a, not by b" the first one is what is to be done.
    if (begin === 0 && !(clause[0]?.negation && hasComplement(clause.slice(1), subject, before)))
      for (const { stem } of subject) add(stem, sign)
    else subject = clause.slice(0, Math.max(0, begin))
    for (const [index, token] of clause.entries()) {
      if (turnsAt(clause, index, prefers)) {
        sign = -sign
        turned = true
      } else if (turned && endsUnwanted.has(token.raw)) {
        sign = -sign
        turned = false
      }
      if (isContent(token)) add(token.stem, token.inverse && !dissolved ? -sign : sign)
    }
    before = clause
  }
  return new Map([...signs].map(([word, all]) => [word, [...all].reduce((sum, sign) => sum + sign, 0)]))
}

const complementing = new Set('by in into on with over to from at via through as under'.split(' '))

/** Whether nothing but a thing is left of a sentence, "records", or of one that begins with a deed how or where it is not to be done. */
function hasComplement(rest: Token[], subject: Token[], before: Token[]): boolean {
  const [first, second] = rest
  if (!first || !second) return first !== undefined && isContent(first)
  const isDeed = subject.length === 1 && verbOf(subject[0]?.raw ?? '')?.form === 'base'
  // "To a file, not to the console".
  const isPlace = first.raw !== 'in' && before.some(({ raw }) => raw === first.raw)
  if (complementing.has(first.raw)) return (isDeed || isPlace) && isContent(second) && rest.length === 2
  return isContent(first) && rest.length === 2
}

const turning = new Set(['before', 'unless', 'until', 'till'])

/**
 * "Do not release before the approval", "unless it is approved" and "only after the approval" say what comes first, and rule nothing out.
 */
function turnOrder(tokens: Token[]): Token[] {
  const at = tokens.findIndex(({ raw }, index) => turning.has(raw) && (raw !== 'before' || isOrder(tokens, index)))
  if (at < 0 || tokens.some((_, index) => index < at && isOrder(tokens, index))) return tokens
  const isUnless = tokens[at]?.raw !== 'before'
  const end = isUnless && tokens[at]?.kind === 'clause' ? at - 1 : at
  const begin = tokens.findLastIndex(({ kind }, index) => index < end && kind === 'clause') + 1
  const negated = tokens.flatMap(({ negation }, index) => (negation && index >= begin && index < at ? [index] : []))
  const deed = tokens.slice(begin, at).some((token) => isContent(token))
  if (negated.length !== 1 || !deed || tokens.some(({ raw }) => raw === 'without')) return tokens
  return tokens.map((token, index) => {
    if (index === negated[0]) return { ...token, negation: false, weak: true }
    return index === at ? { ...token, raw: 'after', stem: 'after', weak: true } : token
  })
}

export function clausesOf(tokens: Token[]): Token[][] {
  return split(tokens, ({ kind }) => kind === 'clause')
}

/** The parts of a statement: its clauses, and in them the members of lists. */
export function partsOf(tokens: Token[]): Token[][] {
  return split(tokens, ({ kind }) => kind === 'clause' || kind === 'part')
}

function split(tokens: Token[], isBoundary: (token: Token) => boolean): Token[][] {
  const parts: Token[][] = [[]]
  for (const token of tokens) {
    if (isBoundary(token)) parts.push([])
    else parts.at(-1)?.push(token)
  }
  return parts.filter((part) => part.length > 0)
}

const least = /\b(?:at least|minimum|or more|more than|above|over)\b/
const most = /\b(?:at most|maximum|or less|or fewer|less than|fewer than|under|below|up to|limited to|within|limit)\b/

function boundOf(raw: string): Statement['bound'] {
  const [low, high] = [least.test(raw), most.test(raw)]
  return low === high ? undefined : low ? 'least' : 'most'
}

/** Behind a "before" or an "after" a number is a span of time and puts nothing in order. */
const isOrder = (tokens: Token[], index: number): boolean =>
  orders.has(tokens[index]?.raw ?? '') && tokens[index + 1]?.kind !== 'number'

/** What a "before" or an "after" puts in order. */
function orderOf(tokens: Token[]): Statement['order'] {
  const at = tokens.findIndex((_, index) => isOrder(tokens, index))
  if (at < 0) return withoutOrder(tokens) ?? demandedOrder(tokens) ?? deniedOrder(tokens)
  const begins = at === 0 || tokens[at - 1]?.kind === 'clause'
  const end = begins ? tokens.findIndex(({ raw }, index) => index > at && raw === ',') : -1
  // "Before a, b" or "b before a".
  const condition = stemsIn(begins ? tokens.slice(at + 1, end < 0 ? at + 1 : end) : tokens.slice(at + 1))
  const deed = stemsIn(begins ? tokens.slice(end < 0 ? tokens.length : end) : tokens.slice(0, at))
  if (condition.size === 0 || deed.size === 0) return undefined
  if (tokens[at]?.raw === 'after') return { first: condition, second: deed }
  const behind = tokens.slice(at + 1)
  const pronoun = !begins && behind.some(({ raw }) => /^(?:them|it|that|this)$/.test(raw))
  if (!pronoun) return { first: deed, second: condition }
  // "Review migrations before merging them": before migrations are merged.
  const things = stemsIn(tokens.slice(tokens.findIndex(isContent) + 1, at).filter(isContent))
  if (behind.some(isContent)) return { first: deed, second: new Set([...condition, ...things]) }
  return { first: deed, second: things.size > 0 ? things : condition, implied: true }
}

function stemsIn(part: Token[]): Set<string> {
  const content = part.filter(isContent)
  // "before use": a word that says little elsewhere is all that there is.
  const words = content.length > 0 ? content : part.filter(({ kind, negation }) => kind === 'word' && !negation)
  return new Set(words.map(({ stem }) => stem))
}

const asked = new Set('approval review consent permission confirmation authorization'.split(' ').map(stemOf))

/** "Do not delete without asking": what is not to be missing comes first. */
function withoutOrder(tokens: Token[]): Statement['order'] {
  const at = tokens.findIndex(({ raw }) => raw === 'without')
  if (at < 0 || tokens.some(({ kind }) => kind === 'clause')) return undefined
  const [deed, condition] = [tokens.slice(0, at), tokens.slice(at + 1)]
  const isDeed = /ing$/.test(condition[0]?.raw ?? '')
  const named = condition.find((token) => isContent(token))
  if (!isDeed && !(named && isAskedFor(condition, named))) return undefined
  const [first, second] = [stemsIn(condition), stemsIn(deed)]
  return first.size === 0 || !deed.some(isContent) ? undefined : { first, second, implied: true }
}

/** "Approval", "the board's approval", "an approval by the board", but not "an approval number". */
function isAskedFor(condition: Token[], named: Token): boolean {
  const at = condition.findIndex(({ stem }) => asked.has(stem))
  const next = condition[at + 1]
  if (condition.length <= 2) return asked.has(named.stem)
  return at >= 0 && at <= 3 && condition.length <= 7 && (!next || /^(?:from|by|of)$/.test(next.raw))
}

const demanding = /^(?:require|requires|need|needs|demand|demands)$/

/** "A change requires an approval", "get an approval for a change": what is asked for comes first. */
function demandedOrder(tokens: Token[]): Statement['order'] {
  if (tokens.some(({ kind, negation }) => kind === 'clause' || negation)) return undefined
  const named = tokens.findIndex(({ stem }) => asked.has(stem))
  if (named < 0) return undefined
  const at = tokens.findIndex(({ raw }) => demanding.test(raw))
  const purpose = tokens.findIndex(({ raw }, index) => index > named && (raw === 'for' || raw === 'to'))
  const [condition, deed] =
    at >= 0 && at < named
      ? [tokens.slice(at), tokens.slice(0, at)]
      : purpose >= 0 && tokens.slice(0, named).every((token) => !isContent(token))
        ? [tokens.slice(0, purpose), tokens.slice(purpose)]
        : [[], []]
  if (!deed.some(isContent)) return undefined
  return { first: stemsIn(condition), second: stemsIn(deed), implied: true }
}

/** "Do not deploy untested code": what is denied by its form is to be done before. */
function deniedOrder(tokens: Token[]): Statement['order'] {
  const denied = tokens.filter(({ inverse }) => inverse)
  if (denied.length !== 1 || tokens.filter(({ negation }) => negation).length !== 1) return undefined
  const deed = tokens.filter((token) => isContent(token) && !token.inverse)
  if (tokens.some(({ kind }) => kind === 'clause') || deed.length < 2) return undefined
  return { first: stemsIn(denied), second: stemsIn(deed), implied: true }
}
