import type { Move } from './move.ts'
import { isOption } from './shell-line.ts'

/** Whether a branch was deleted that is in what is checked out: by force git deletes any, and else it warns of what is only elsewhere. */
export const isKnownAsIn = ([how = '']: string[], output: string): boolean =>
  /^(?:-d|--delete)$/.test(how) && /^Deleted branch /m.test(output) && !/not yet merged to HEAD/.test(output)

/** Options of `gh pr merge` behind which a text comes. */
const valued = /^(?:-[tbFAR]|--(?:subject|body|body-file|author-email|repo|match-head-commit))$/

/**
 * Whose pull request was merged on the server, and, where its branch was deleted, what was checked out and pulled then. A number alone does not say whose
 * it is.
 */
export function mergedOnServer(texts: string[], here: string | undefined, output: string): Partial<Move> | undefined {
  const [program, what, deed, ...words] = texts
  if (program !== 'gh' || what !== 'pr' || deed !== 'merge' || words.some((word) => /^--(?:disable-)?auto$/.test(word)))
    return undefined
  const named = words.filter((word, at) => !isOption(word) && !valued.test(words[at - 1] ?? ''))
  const isLeft = words.some((word) => /^(?:--delete-branch|-[a-z]*d[a-z]*)$/.test(word))
  const isOwn = named.length === 0 || (isLeft && /^#?\d+$|:\/\//.test(named[0] ?? ''))
  const [, target = ''] = /switched to branch (\S+)/.exec(output) ?? []
  return { joins: isOwn ? [here ?? ''] : named, ...(isLeft && { target }) }
}

/** Whether what was done, the oldest first, brought what a branch held into another one. */
export function isJoined(moves: Move[], branch: string, into: string): boolean {
  // What the server did is in what is pulled then; what it does not name is what is checked out until that is left.
  const [onServer, unnamed] = [Symbol('on the server'), '']
  const holding = new Set<string | symbol | undefined>([branch])
  for (const { does, place, target, joins = [], how } of moves) {
    const joined = joins.some((each) => holding.has(each.replace(/^origin\//, '')))
    if (does === 'switch') holding.delete(unnamed)
    if (joined && does === 'send') holding.add(onServer).add(target)
    else if (joined || (how === 'pulls' && holding.has(onServer))) holding.add(place.branch)
    else if (does === 'begin' && holding.has(place.branch)) holding.add(target)
    else if (how === 'takes back' && place.branch !== branch) holding.delete(place.branch)
  }
  return holding.has(into) || holding.has(unnamed)
}
