import type { Bound } from './bound.ts'
import { isContent, orders } from './clauses.ts'
import type { Token } from './tokens.ts'
import { stemOf } from './vocabulary.ts'

/** What only leads up to what is said: "keep it short (at most 50 lines)", "do not create models without a description". */
export function withoutHints(tokens: Token[], bound: Bound | undefined): Token[] {
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
