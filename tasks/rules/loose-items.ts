import { verbOf } from './text/verbs.ts'

/** "`src/`: the sources", "tests/unit.ts — the tests", "[Style](style.md): how we write": what is somewhere, and no rule. */
const listing =
  /^\s*(?:`[^`\s]*[/.][^`\s]*`|[\w@.*-]*\/[\w@./*-]*|[\w@*-]+\.[a-z]{1,5})\s*(?:[:–—]|-{1,2}\s|#|$)|^\s*\[[^\]]+\]\([^)]*\)\s*(?:[:–—.]|-\s|$)|^\s*<?https?:\/\//i
const said =
  /\b(?:is|are|be|must|should|shall|may|can|need|needs|has|have|always|never|not|no|only|at (?:most|least)|immer|nie|niemals|nicht|kein\w*|nur|muss|müssen|soll\w*|darf|dürfen|verwende\w*|nutze\w*|benutze\w*|schreibe\w*|mindestens|höchstens)\b|n['’]t\b/i

/** Whether an item of a file without headings is a rule: such files are nothing but rules, or a list of files and links, or of what something is made with. */
export function isLooseRule(text: string): boolean {
  const words = text.split(/\s+/)
  if (listing.test(text)) return false
  return (
    said.test(text) || words.length > 3 || words.some((word) => verbOf(word.replace(/[^\p{L}'-]/gu, '')) !== undefined)
  )
}
