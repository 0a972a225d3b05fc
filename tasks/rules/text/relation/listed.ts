import { isContent, partsOf } from '../clauses.ts'
import type { Statement } from '../statement.ts'
import type { Token } from '../tokens.ts'

/**
 * Whether the large statement has the small one as a clause or as members of its list, so that keeping the large one keeps the small one. What
 * qualifies the small one's own words ("… to main", "… in tests") makes it another rule.
 */
export function isListed(small: Statement, large: Statement): boolean {
  if (isChoiceOf(large)) return false
  const parts = partsOf(large.tokens)
    .map((part) => part.filter(isContent).map(({ stem }: Token) => stem))
    .filter((part) => part.length > 0)
  if (parts.length < 2) return false
  const own = (part: string[]) => part.filter((stem) => small.signs.has(stem))
  if (parts.some((part) => own(part).length === part.length && new Set(part).size === small.words.length)) return true
  if (small.words.length < 2) return false
  if (isMember(small, partsOf(large.tokens))) return true
  return parts.every((part, index) => {
    const shared = own(part)
    if (shared.length === 0 || shared.length === part.length) return true
    // The head of a list: its verb or subject, with another member of the list.
    return index === 0 && new Set(shared).size < small.words.length
  })
}

/** "Use tabs or spaces" demands neither. */
const isChoiceOf = ({ tokens, negations, order }: Statement): boolean =>
  negations === 0 &&
  !order &&
  tokens.some(({ raw }) => raw === 'or') &&
  !tokens.some(({ raw }) => raw === 'when' || raw === 'if')

const beginsTail = new Set(['in', 'into', 'on', 'from', 'to', 'for', 'with', 'of', 'at'])

/** Whether the small statement is a member of a list with what all members share: the verb before it and the place behind it. */
function isMember(small: Statement, parts: Token[][]): boolean {
  const stems = (tokens: Token[]) => tokens.filter(isContent).map(({ stem }) => stem)
  const [first, last] = [parts[0] as Token[], parts.at(-1) as Token[]]
  const tailAt = last.findIndex(({ raw }) => beginsTail.has(raw))
  const tail = tailAt < 0 ? [] : stems(last.slice(tailAt))
  const says = (words: string[]) =>
    new Set(words).size === small.words.length && words.every((word) => small.signs.has(word))
  return parts.some((part, index) => {
    const own = stems(part)
    const heads = index === 0 ? [[]] : stems(first).map((_, end, head) => head.slice(0, end))
    const tails = index === parts.length - 1 ? [[]] : [[], tail]
    return own.length > 0 && heads.some((head) => tails.some((end) => says([...head, ...own, ...end])))
  })
}
