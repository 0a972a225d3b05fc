import { stripVTControlCharacters } from 'node:util'

/** Of how many parts not all did, or what did not, or not yet. */
const partly =
  /\b(\d+)(?: of |\/| successful, )(?!\1\b)\d+\b|\b(?:not|never|until|unless|if|partially|0 successful(?:ly)?|[1-9]\d* (?:errors?|problems?|issues?|failed|failures?|warnings? and [1-9]\d* errors?))\b/i

/** How programs say that all went well, in a line of its own; marks and prefixes before it are left out. */
const namesSuccess: RegExp[] = [
  // by a word of it
  /^(?:\S+ +){0,6}\(?(?:success(?:ful(?:ly)?)?|succeeded)\b/i,
  /^(?:\S+ ){0,3}complete[!.]/i,
  /^(?:built|bundled|checked|created|done|finished|generated)\b.* in \d/i,
  /^(?:webpack|rspack)?(?: [\d.]+)? ?compiled with (?:\d+ )?warnings?\b/i,
  /^(?:All (?:\d+ )?tests|(\d+)\/\1 tests|All checks) passed\b/i,
  // by the faults that it did not find
  /\b(?:found )?(?:0|no) (?:\w+ )?(?:errors|issues|problems|warnings|offenses|hints)\b/i,
  /^All matched files use Prettier code style/,
  /^\d+ files? (?:already formatted|left unchanged|would be left unchanged)/,
  // by what is there now
  /^naming to \S/,
  /^\+ First Load JS shared by all\b/,
  /^Generated (?:static files in|Prisma Client) /,
  /^\[(\d+)\/\1\] Linking\b/,
  /^Finished `/,
  /^Built target \S/,
  /^make(?:\[\d+\])?: (?:Nothing to be done|\S+ is up to date)/,
  /^[0-9a-f]{7,}\.{2,3}[0-9a-f]{7,}\s+\S+ -> \S/,
  /^\[new (?:branch|tag)\]\s+\S+ -> \S/,
  /^\[\S+ (?:\(root-commit\) )?[0-9a-f]{7,}\] \S/,
  /^(?:(?:Everything|Already) )?up[- ]to[- ]date\b/i,
  /^(?:added|changed|removed|audited) \d+ packages?\b/,
  /^\+ (?:@[\w.-]+\/)?[\w.-]+@\d+\.\d/,
  /^No changes\. /,
]
/** What stands before it: a mark, a level, how far it is. */
const before =
  /^(?:\[(?:INFO|success|SUCCESS|\s*\d+%)\]\s*|#\d+ (?=naming )|[✓✔√⚡✨*=>ℹ-]+\s*|added \d+ packages?, and (?=audited))+/u

/** Whether a line of what a command printed says that it went well. */
export const saysSuccess = (output: string): boolean =>
  stripVTControlCharacters(output)
    .split('\n')
    .map((line) => line.trim())
    .some(
      (line) =>
        !partly.test(line) && namesSuccess.some((form) => form.test(line) || form.test(line.replace(before, ''))),
    )

/** What a package manager says of what it is about to run, and nothing else. */
const announces = /^(?:> \S+(?:@\d\S*)? .*|> .*|\$ .*)$/

/** Whether the last that a command printed is what was begun next. */
export const announcesMore = (lines: string[]): boolean =>
  announces.test(lines.findLast((line) => line.trim() !== '')?.trim() ?? '')

/** Whether a command printed nothing of its own. */
export const isSilent = (output: string): boolean =>
  output.split('\n').every((line) => line.trim() === '' || announces.test(line.trim()))
