import { ranAny, withoutEscapes } from './test-counts.ts'

/** How tools say in a line that they found nothing to do: what they look at had changed. */
const nothingToDo: RegExp[] = [
  // lint-staged
  /^\s*(?:→ |\[\w+\] )?No (?:staged files found|staged files match any configured task|files? to lint|matching files)\b/,
  // pre-commit, a hook a line
  /\(no files to check\)\s*Skipped$/,
  /^\s*(?:NX\s+)?No (?:projects were affected|tasks were (?:run|executed as part of this run))\b/,
  /^\s*Tasks:\s+0 successful, 0 total\b/,
]

/** How test runners say in a line that none was run there, besides a summary that counts none. */
const noTests: RegExp[] = [
  // jest, vitest, playwright, mocha, deno
  /^\s*(?:Error: )?No (?:related )?(?:tests?|test files?|test suites?|specs?|test modules?) (?:files? )?(?:were )?found\b/i,
  /^[=\s]*no tests? (?:ran|collected)\b/i,
  /^[=\s]*\d+ (?:skipped|deselected)(?:, \d+ (?:skipped|deselected|warnings?))* in [\d.]+s/,
  /^NO TESTS RAN\b/,
  // Go: a package a line
  /^(?:ok {0,2}\t.*\[no tests to run\]|\?\s+\S+\s+\[no test files\])$/,
  /^testing: warning: no tests to run$/,
  // Gradle and Maven
  /^> Task \S*:\w*[tT]est\w* (?:NO-SOURCE|SKIPPED)$/,
  /^(?:\[\w+\] )?(?:Tests are skipped\.|No tests (?:to run\.|were executed))/,
  /^(?:No tests (?:executed|run)|No test is available|No test matches)\b/i,
  // TAP
  /^1\.\.0\b/,
]

/** How tools without a summary say that they ran something. */
const someRan: RegExp[] = [/\.{3,}Passed$/, /^> Task \S*:\w*[tT]est\w*(?: UP-TO-DATE| FROM-CACHE)?$/]

export type NothingRun = 'nothing' | 'no tests'

/** Whether what a run printed says that it ran nothing at all, or none of the tests; undefined where it says nothing of it, or ran some. */
export function nothingRun(output: string[]): NothingRun | undefined {
  const lines = output.map(withoutEscapes)
  const says = (forms: RegExp[]) => (line: string) => line.length < longestLine && forms.some((form) => form.test(line))
  const others = lines.filter((line) => !says(noTests)(line))
  const ran = ranAny(others)
  if (ran || others.some(says(someRan))) return undefined
  if (lines.some(says(nothingToDo))) return 'nothing'
  return others.length < lines.length || ran === false ? 'no tests' : undefined
}

const longestLine = 300
