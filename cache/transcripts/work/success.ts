import { stripVTControlCharacters } from 'node:util'

/** How programs say that all went well, in a line of its own; marks and prefixes before it are left out. */
const namesSuccess: RegExp[] = [
  // builds
  /^BUILD SUCCESS(?:FUL)?\b/,
  /^(?:BUILD|TEST|ARCHIVE|CLEAN) SUCCEEDED\b/,
  /^Build (?:succeeded|success)\b/i,
  /^(?:webpack \S+ )?Compiled (?:successfully|with warnings)\b/i,
  /^(?:(?:webpack|rspack)(?: [\d.]+)? compiled (?:successfully|with \d+ warnings?)|Successfully (?:built|tagged|ran|installed|compiled)|naming to) /i,
  /^(?:Application bundle generation|Bundle|Build) complete\b/i,
  /^(?:ESM|CJS|IIFE|DTS)\b.* Build success in \d/,
  /^\+ First Load JS shared by all\b/,
  /^\[build\] Complete!/,
  /^Bundled \d+ modules? in \d/,
  /^Generated (?:static files in|Prisma Client) /,
  /^NX +Successfully ran /,
  /^\[(\d+)\/\1\] Linking\b/,
  /^built in \d/i,
  /^created \S+ in \d/,
  /^Finished (?:`|dev|release|test|\w+ \[)/,
  /^Done in \d/i,
  /^Built target \S/,
  /^make(?:\[\d+\])?: (?:Nothing to be done|\S+ is up to date)/,
  /^Tasks: +(\d+) successful, \1 total\b/,
  // linters, types and formats
  /^All checks passed\b/i,
  /^Success: no issues found\b/,
  /^(?:Found )?0 (?:errors|issues|problems|warnings|offenses)\b(?!.*\b[1-9]\d* (?:errors?|problems?)\b)/i,
  /^Found 0 warnings and 0 errors\b/,
  /^No (?:\w+ )?(?:issues|errors|problems|offenses|warnings)(?: or errors)?(?: (?:were )?found)?\b/i,
  /^\d+ files? inspected, no offenses detected\b/,
  /^All matched files use Prettier code style/,
  /^\d+ files? (?:already formatted|left unchanged|would be left unchanged)/,
  /^Checked \d+ files? in \S+?\. No fixes applied/,
  /^All (?:\d+ )?tests passed\b/i,
  // git, packages, deployments
  /^[0-9a-f]{7,}\.{2,3}[0-9a-f]{7,}\s+\S+ -> \S/,
  /^\[new (?:branch|tag)\]\s+\S+ -> \S/,
  /^\[\S+ (?:\(root-commit\) )?[0-9a-f]{7,}\] \S/,
  /^(?:Everything|Already) up[- ]to[- ]date\b/i,
  /^(?:added|changed|removed|audited) \d+ packages?\b/,
  /^up to date\b/,
  /^\+ (?:@[\w.-]+\/)?[\w.-]+@\d+\.\d/,
  /^Apply complete!/,
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
    .some((line) => namesSuccess.some((form) => form.test(line) || form.test(line.replace(before, ''))))

/** What a package manager says of what it is about to run, and nothing else. */
const announces = /^(?:> \S+(?:@\d\S*)? .*|> .*|\$ .*)$/

/** Whether the last that a command printed is what was begun next. */
export const announcesMore = (lines: string[]): boolean =>
  announces.test(lines.findLast((line) => line.trim() !== '')?.trim() ?? '')

/** Whether a command printed nothing of its own. */
export const isSilent = (output: string): boolean =>
  output.split('\n').every((line) => line.trim() === '' || announces.test(line.trim()))
