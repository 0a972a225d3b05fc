import type { Statement } from '../statement.ts'

/** "Anyone may change it" and "only the team may change it". */
export function isForAll(all: Statement, some: Statement, more: string[]): boolean {
  if (more.length === 0 || some.tokens[0]?.raw !== 'only' || all.negations + some.negations > 0) return false
  if (!all.tokens.some(({ raw }) => /^(?:anyone|anybody|everyone|everybody)$/.test(raw))) return false
  const who = some.tokens.slice(
    1,
    some.tokens.findIndex(({ raw }) => /^(?:may|can|must|should|is|are)$/.test(raw)),
  )
  const named = new Set(who.map(({ stem }) => stem))
  return all.words.every((word) => some.signs.has(word)) && more.every((word) => named.has(word))
}
