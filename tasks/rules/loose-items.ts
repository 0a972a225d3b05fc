import { verbOf } from './text/verbs.ts'

/** "`src/`: the sources", "tests/unit.ts — the tests", "[Style](style.md): how we write": what is somewhere, and no rule. */
const listing =
  /^\s*(?:`[^`\s]*[/.][^`\s]*`|[\w@.*-]*\/[\w@./*-]*|[\w@*-]+\.[a-z]{1,5})\s*(?:[:–—]|-{1,2}\s|#|$)|^\s*\[[^\]]+\]\([^)]*\)\s*(?:[:–—.]|-\s|$)|^\s*<?https?:\/\//i
const said =
  /\b(?:is|are|be|must|should|shall|may|can|need|needs|has|have|always|never|not|no|only|at (?:most|least)|immer|nie|niemals|nicht|kein\w*|nur|muss|müssen|soll\w*|darf|dürfen|verwende\w*|nutze\w*|benutze\w*|schreibe\w*|mindestens|höchstens)\b|n['’]t\b/i

/** What a command is said with where no blanks are between words. */
const saidUnspaced =
  /不|禁止|必须|必須|必ず|应该?|應該?|请|請|避免|确保|確保|总是|始终|務必|务必|只|仅|僅|最多|至少|使用|ください|こと|ない|べき|のみ|避け|使う/
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u

/** "src/ holds the code", "api: REST server": a part of the project, and what it is. */
const part = /^\s*(?:(?:[\w@.-]+\/)+[\w@.-]*\s|[a-z][\w-]*:\s+(?=(\S+)))/
/** "Added in 2.0: parser", "1.4.0 - fixes": what has changed. */
const change =
  /^\s*(?:(?:added|changed|fixed|removed|deprecated|improved|updated|bumped|dropped|released)(?![\w-])|v?\d+\.\d+(?:\.\d+)?(?:\s*[:–—-]|\s*\()|\d{4}-\d\d-\d\d\b)/i

let segmenter: Intl.Segmenter | undefined
/** The words of a text, where nothing separates them as a dictionary does. */
function wordsOf(text: string): string[] {
  if (!unspaced.test(text)) return text.split(/\s+/)
  segmenter ??= new Intl.Segmenter('zh', { granularity: 'word' })
  return [...segmenter.segment(text)].flatMap(({ segment, isWordLike }) => (isWordLike ? segment : []))
}

/** Whether an item of a file without headings is a rule: such files are nothing but rules, or a list of files and links, of parts, of changes, or of what something is made with. */
export function isLooseRule(text: string): boolean {
  if (listing.test(text)) return false
  if (said.test(text) || saidUnspaced.test(text)) return true
  const [, first] = part.exec(text) ?? [undefined, undefined]
  if (change.test(text) || (part.test(text) && verbOf(first ?? '')?.form !== 'base')) return false
  const words = wordsOf(text)
  return words.length > 3 || words.some((word) => verbOf(word.replace(/[^\p{L}'-]/gu, '')) !== undefined)
}
