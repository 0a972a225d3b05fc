import { verbOf } from './text/verbs.ts'

/** "`src/`: the sources", "tests/unit.ts — the tests", "[Style](style.md): how we write": what is somewhere, and no rule. */
const listing =
  /^\s*(?:`[^`\s]*[/.][^`\s]*`|[\w@.*-]*\/[\w@./*-]*|[\w@*-]+\.[a-z]{1,5})\s*(?:[:–—]|-{1,2}\s|#|$)|^\s*\[[^\]]+\]\([^)]*\)\s*(?:[:–—.]|-\s|$)|^\s*<?https?:\/\//i
const said =
  /\b(?:is|are|be|must|should|shall|may|can|need|needs|has|have|always|never|not|no|only|at (?:most|least)|immer|nie|niemals|nicht|kein\w*|nur|muss|müssen|soll\w*|darf|dürfen|verwende\w*|nutze\w*|benutze\w*|schreibe\w*|mindestens|höchstens)\b|n['’]t\b/i

/** Letters and digits only: as a heading names what a table of contents points to. */
const bare = (text: string): string =>
  text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/**
 * Whether an item that no heading stands above is a rule: short files are nothing but rules, and what longer ones begin with is often their table of
 * contents, where what is, or what they are made with.
 */
export function isLooseRule(text: string, headings: Set<string>): boolean {
  const words = text.split(/\s+/)
  if (listing.test(text) || headings.has(bare(text.replace(/^[\d.]+\s+/, '')))) return false
  return (
    said.test(text) || words.length > 3 || words.some((word) => verbOf(word.replace(/[^\p{L}'-]/gu, '')) !== undefined)
  )
}

export const namesOfHeadings = (text: string): Set<string> =>
  new Set(
    [
      ...text.replace(/^\uFEFF/, '').matchAll(/^ {0,3}#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*$|^(\S.*)\r?\n(?:=+|-+)[ \t]*$/gm),
    ].map(([, hashed, under]) => bare((hashed ?? under ?? '').replace(/^[\d.]+\s+/, ''))),
  )
