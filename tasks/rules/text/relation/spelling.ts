import type { Statement } from '../statement.ts'

/** The statement with words that are mistyped ones of the other in the other's spelling; undefined where there is none. */
export function spelledLike(
  statement: Statement,
  { words }: Statement,
  own: string[],
  others: string[],
): Statement | undefined {
  if (words.length === others.length) return undefined
  // Nearly all pairs end here.
  if (!own.some((word) => others.some((other) => isMistyped(word, other)))) return undefined
  const spelling = new Map<string, string>()
  for (const word of own) {
    const meant = others.find((other) => isMistyped(word, other))
    if (meant) spelling.set(word, meant)
  }
  const of = (word: string) => spelling.get(word) ?? word
  const all = (list: Set<string>) => new Set([...list].map(of))
  const { order } = statement
  return {
    ...statement,
    tokens: statement.tokens.map((token) => ({ ...token, stem: of(token.stem) })),
    words: statement.words.map(of),
    signs: new Map([...statement.signs].map(([word, sign]) => [of(word), sign])),
    ...(order && { order: { ...order, first: all(order.first), second: all(order.second) } }),
  }
}

/**
 * One letter doubled, or of a long word one left out or two exchanged. Not the first, and no letter for another: "contract" and "contact",
 * "private" and "primate" are words.
 */
function isMistyped(a: string, b: string): boolean {
  // Nearly all words end here: it is asked for each word of each pair of rules.
  if (a.charCodeAt(0) !== b.charCodeAt(0)) return false
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  if (long.length - short.length > 1 || short.length < 4) return false
  let at = 1
  while (at < short.length && short[at] === long[at]) at++
  if (a === b || /\d/.test(long)) return false
  if (short.length === long.length)
    return short.length >= 8 && `${short[at + 1]}${short[at]}${short.slice(at + 2)}` === long.slice(at)
  if (short.slice(at) !== long.slice(at + 1)) return false
  return short.length >= 8 || long[at] === long[at - 1]
}
