import type { Token } from './tokens.ts'

/** What is done first, and what after it: words about their order, and none about their subject. */
export const orders = new Set(['before', 'after'])

export const isContent = ({ kind, weak, negation, raw }: Token): boolean =>
  kind === 'word' && !weak && !negation && !orders.has(raw)

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
