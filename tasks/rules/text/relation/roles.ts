import { isContent } from '../clauses.ts'
import type { Statement } from '../statement.ts'
import type { Token } from '../tokens.ts'
import { verbOf } from '../verbs.ts'

export const being = /^(?:is|are|be|was|were|been|being|gets?)$/

export const placing = new Set(
  'in into inside from to on onto under against with without by for of at over than through via behind per within between'.split(
    ' ',
  ),
)

export const isAdverb = ({ raw }: Token): boolean => /..ly$/.test(raw)
export const isSaid = (token: Token): boolean => token.kind === 'number' || (isContent(token) && !isAdverb(token))

/** What may stand between "is" and what is done. */
const isBetween = (token: Token): boolean =>
  token.negation || isAdverb(token) || /^(?:always|also|only|ever|first|then)$/.test(token.raw)

/** Whether the one named before it does it, or the one named behind a "by"; undefined where it is done to something by nobody who is named. */
export function doerOf({ tokens }: Pick<Statement, 'tokens'>, at: number): 'before' | 'behind' | undefined {
  const before = tokens.slice(0, at).findLast((token) => !isBetween(token))
  const passive = being.test(before?.raw ?? '')
  if (!passive) return 'before'
  const behind = tokens.slice(at + 1)
  const end = behind.findIndex(({ kind }) => kind === 'clause' || kind === 'part')
  return (end < 0 ? behind : behind.slice(0, end)).some(({ raw }) => raw === 'by') ? 'behind' : undefined
}

/** What stands before and behind a word of its clause. */
export function sidesOf({ tokens }: Pick<Statement, 'tokens'>, at: number): [string[], string[]] {
  const isEnd = ({ kind, raw }: Token) => kind === 'clause' || raw === ','
  const begin = tokens.findLastIndex((token, index) => index < at && isEnd(token)) + 1
  const end = tokens.findIndex((token, index) => index > at && isEnd(token))
  const said = (part: Token[]) => part.filter(isSaid).map(({ stem }) => stem)
  const sides: [string[], string[]] = [
    said(tokens.slice(begin, at)),
    said(tokens.slice(at + 1, end < 0 ? undefined : end)),
  ]
  // "No database calls in the page": the page is what calls.
  const isNoun = tokens[begin]?.raw === 'no' && /s$/.test(tokens[at]?.raw ?? '') && tokens[at + 1]?.raw === 'in'
  return isNoun ? [sides[1], sides[0]] : sides
}

const isPast = (raw: string): boolean => {
  const form = verbOf(raw)?.form
  return form === 'past' || form === 'participle' || /[a-z]{2}ed$/.test(raw)
}

/** What may stand in front of a verb that is not bent: "nurses must not overrule", "nurses never overrule". */
const isLeading = (token: Token): boolean =>
  isBetween(token) || /^(?:must|may|should|shall|can|could|will|do|does|did|has|have|had)$/.test(token.raw)

/**
 * Who does it, of what names the one who does it and what it is done to: "doctor overruled nurse", "nurse overruled by doctor". Of a deed whose
 * doer is not named it is nobody.
 */
export function doersIn(statement: Pick<Statement, 'tokens'>): string[] {
  const { tokens } = statement
  for (const [at, { kind, raw }] of tokens.entries()) {
    const form = verbOf(raw)?.form
    const past = isPast(raw)
    if (kind !== 'word' || at === 0) continue
    if (past && tokens[at + 1]?.raw === 'by') return thingsAtStart(tokens.slice(at + 2))
    const before = tokens.slice(0, at).findLast((token) => !isLeading(token))
    const isLet = tokens.slice(0, at - 1).some((token) => token.raw === 'let')
    if (!(past || form === 'third' || (form === 'base' && (isLet || before !== tokens[at - 1])))) continue
    const next = tokens[at + 1]
    if (!next || !isContent(next) || isAdverb(next) || next.inverse || !before || !isContent(before)) continue
    if (doerOf(statement, at) === 'before') return sidesOf(statement, at)[0]
  }
  return []
}

/** Whether two statements name each other's doer, and not the same. */
export function haveOtherDoers(
  a: Pick<Statement, 'tokens' | 'words'>,
  b: Pick<Statement, 'tokens' | 'words'>,
): boolean {
  const [doers, others] = [doersIn(a), doersIn(b)]
  return (
    doers.length > 0 &&
    others.length > 0 &&
    !doers.some((stem) => others.includes(stem)) &&
    doers.every((stem) => b.words.includes(stem)) &&
    others.every((stem) => a.words.includes(stem))
  )
}

/** The things that come first, up to whatever follows them. */
function thingsAtStart(tokens: Token[]): string[] {
  const end = tokens.findIndex((token) => !isSaid(token))
  return (end < 0 ? tokens : tokens.slice(0, end)).map(({ stem }) => stem)
}
