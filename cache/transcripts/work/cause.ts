import { stripVTControlCharacters } from 'node:util'
import { failedTest, namesTest } from './failed-test.ts'
import { quoted, type Scene } from './scene.ts'
import { failureInTap } from './tap.ts'

export const longestError = 160

const thrown = /^(?:Uncaught )?[\w.$]*(?:Error|Exception)(?: \[\w+\]| \(0x\w+\))?(?::|$)/
/** A place in a file: `src/a.go:3:1: exported X should have a comment`. What only warns is none, nor is a frame of a traceback. */
const placed = /^[^\s:]+\.\w+:\d+(?::\d+)?:? (?!(?:warning|note|info|hint|remark)\b|in \S+$)\S/i
/** Errors that only pass on that something failed: what it was stands before them. */
const passesOn =
  /\berror: (?:an error has occurred|test (?:run )?failed|could not compile|aborting due to|process completed|command failed|\d+ \S+ linted)|\berror: .*\b(?:exited with (?:code|status)|exit (?:code|status) \d)/i

/** How programs begin the line that names an error: what was wrong before where it was, that before which test failed, and that before what passes it on. */
const namesError: RegExp[][] = [
  // what git could not put together, before what it calls an error
  [/^CONFLICT \(/],
  [
    // git, compilers with a place before it, package managers
    /^(?:[^\s:]+[:(][\d:,]+\)?:\s+|[\w.:-]+:\s+)?(?:fatal |type )?(?:error(?:\[\w+\]|\s+[A-Z]+\d+)?|fatal|panic):/i,
    /^\[(?:ERROR|FATAL)\]\s+(?!\w+ ?: *$|Tests run:|Found \d)\S/,
    /^! \[(?:remote )?rejected\]/,
    /^ERROR in\b/,
    /^no(?:thing| changes) (?:added )?to commit\b/,
    // assertions: pytest, Jest, Go, PHPUnit, RSpec
    /^E {2,}\S/,
    /^expect\(.*\)\.\S/,
    /^[^\s:]+_test\.go:\d+: \S/,
    /^Failed asserting that /,
    /^Failure\/Error: /,
    // what was thrown; linters
    thrown,
    /^thread '.*' panicked at/,
    /^\d+:\d+\s+error\b/,
  ],
  [placed],
  [
    /^(?:--- )?FAIL(?:ED)?\b/,
    /^\(fail\) \S/,
    /^\d+:\d\d \+.*: .* \[E\]$/,
    /^\S+ Test (?!run with ).* failed after [\d.]+ seconds\b/,
  ],
  // how many tests did, where no line says which: Swift Testing, node:test, ExUnit, Mocha, Vitest, Jest, pytest, Cargo
  [
    /^\S+ Test run with \d+ tests?\b.* failed after /,
    /^[#ℹ] fail [1-9]/,
    /^\d+ tests?, .*\b[1-9]\d* invalid\b/,
    /^(?:(?:Tests?|Test Suites|Test Files):?\s+)?[1-9]\d* (?:failing|failed|fail)\b/,
    /^test result: FAILED\b/,
  ],
  [/^(?:npm )?ERR!|^npm error\b/, /^make(?:\[\d+\])?: \*\*\*/],
  // what was wrong with a run all of whose tests passed, or that left some out
  [/^Jest: .*\bcoverage threshold\b.* not met\b/, /^[1-9]\d* (?:did not run|interrupted)$/],
  [passesOn],
]
/** What a runner of several packages puts before each of their lines. */
const ofPackage = /^@?[\w./-]+:[a-z][\w:.-]*: (?=\S)/
/** Words of failing, in any program's line that is neither what it was asked to do, nor a test that passed, nor a count alone, nor what only warns. */
const failing =
  /(?<![-./])\b(?:errors?|fail(?:s|ed|ures?)?|aborted|denied|refused|rejected|invalid|missing|not found|no such|unable to|timed out|(?:can|could|does|did|is) ?not|(?:can|could|does|did|is)n't|can't|already (?:exists|in use|allocated))\b(?![-./]\w|\/)|\bERR_|[✗✖×⨯]/i
const notFailing =
  /^(?:[>$#] |ok\b|-* ?pass(?:ed)?\b|[✓✔√]|\d+ \w+$)|\bok$|\b(?:0|no) (?:errors|fail)|\bwarn(?:ing)?\b/i
const speaksOfFailing = (line: string): boolean => failing.test(line) && !notFailing.test(line)

/** As long as a line is looked at. */
const longestLine = 500
const tracebackHead = /(?:^|^[\w.]+\s+)Traceback \(most recent call last\):?/

/** The line that says what a traceback of Python's is about: the first one behind the last of them that is not indented. */
function endOfTraceback(lines: string[]): string | undefined {
  const head = lines.findLastIndex((line) => tracebackHead.test(line))
  if (head === -1) return undefined
  const behind = lines.slice(head + 1).filter((line) => /^\S/.test(line))
  // A notebook's shows the cells between the head and what was thrown.
  return lines[head]?.startsWith('Traceback') ? behind[0] : (behind.findLast((line) => thrown.test(line)) ?? behind[0])
}

/** Of what a failed command printed the first line, whatever it says, and the one that names the cause of the error, where that is another. */
export function errorOf(scene: Scene, text: string): { error: string; cause?: string } {
  const [first, telling] = [outputAlone(text).split('\n')[0]?.trim() ?? '', causeIn(text).trim()]
  const error = quoted(scene, first, longestError)
  const cause = first === telling ? error : quoted(scene, telling, longestError)
  return cause === error ? { error } : { error, cause }
}

/** The line that names the cause of the error in what a failed command printed, else the first that says something. */
function causeIn(text: string): string {
  const lines = stripVTControlCharacters(outputAlone(text)).split('\n')
  const trimmed = lines.map((line) => line.trim().slice(0, longestLine))
  const telling =
    endOfTraceback(lines) ??
    failureInTap(trimmed) ??
    namedIn(trimmed) ??
    trimmed.find(speaksOfFailing) ??
    firstTelling(text)
  const said = withWhatFollows(telling, trimmed)
  const test = namesTest(telling) ? undefined : failedTest(telling.trim().slice(0, longestLine), trimmed)
  return test === undefined ? said : `${test}: ${said.replace(/^E +/, '')}`
}

/** Whether a line of what a command printed names an error, or says which test failed. */
export function namesAnError(text: string): boolean {
  const lines = stripVTControlCharacters(text)
    .split('\n')
    .map((line) => line.trim().slice(0, longestLine))
  return (namedIn(lines) ?? failureInTap(lines)) !== undefined
}

function namedIn(lines: string[]): string | undefined {
  for (const forms of namesError) {
    const found = lines.filter(
      (line) =>
        forms.some((form) => form.test(line.replace(ofPackage, ''))) && (forms[0] === passesOn || !passesOn.test(line)),
    )
    // One that ends with a colon only announces what comes.
    const line = found.find((each) => !each.endsWith(':')) ?? found[0]
    if (line !== undefined) return line
  }
  return undefined
}

/** What an assertion expected and got, in lines behind it. */
const compared = /^(?:Expected|Received|Actual|left|right)\b[^:]{0,40}:\s*\S/

/** A line with what it announces, and with what was expected and received where the lines behind it say so. */
function withWhatFollows(line: string, lines: string[]): string {
  const at = lines.indexOf(line.trim().slice(0, longestLine))
  const behind = lines.slice(at + 1, at + 8).filter((each) => each !== '' && !empty.test(each))
  const announced = line.endsWith(':') ? (behind[0] ?? '') : ''
  const values = behind.filter((each) => each !== announced && compared.test(each)).slice(0, 2)
  const said = [line.replace(/\s+\/\/ .*$/, (comment) => (values.length > 0 ? '' : comment)), announced]
  return [said.filter(Boolean).join(' '), ...values].join('; ')
}

/** Lines that say nothing of what went wrong: rulers, headings between them, a test runner's row of dots, a package of Go's, and the path of a file by itself. */
const empty =
  /^(?:[=_*~-]{3,}(?: .* [=_*~-]{3,})?|[.FEsxX]+(?:\s*\[\s*\d+\s?%\])?|# [\w.-]+(?:\/[\w.-]+)+|(?:\/|[A-Za-z]:\\)[^:]+\.\w+|(?:[\w.@-]+[\\/])+[\w.@-]+\.\w+)$/
/** What a package manager says of what it is about to run. */
const banner = /^(?:> \S+@\d\S* .*\n(?:> .*\n)?|\$ .*\n)/

const outputAlone = (text: string): string =>
  text.replace(/^\s*(?:<tool_use_error>)?\s*(?:Exit code \d+)?\s*/, '').replace('</tool_use_error>', '')

/** The first line that says something, without how the process ended. */
export const firstLine = (scene: Scene, text: string): string => quoted(scene, firstTelling(text), longestError)

function firstTelling(text: string): string {
  const output = outputAlone(text)
  const telling = output
    .replace(banner, '')
    .split('\n')
    .map((line) => line.trim())
  return telling.find((line) => line !== '' && !empty.test(line)) ?? output.trim().split('\n')[0] ?? ''
}
