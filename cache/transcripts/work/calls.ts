import { stripVTControlCharacters } from 'node:util'
import { dialectOf } from '../dialects.ts'
import { keyOf } from '../key.ts'
import type { LinePlace, LineReader } from '../lines-at.ts'
import type { Row } from '../part.ts'
import { projectPath } from '../project-path.ts'
import { subjectOf } from '../recorder.ts'
import type { BadResult } from '../results.ts'
import { quoted, type Scene } from './scene.ts'

export const longestError = 160

/** What a call is about, with its arguments where texts may be quoted and its transcript is still there. */
export function commandOf(scene: Scene, { key, call }: Pick<BadResult, 'key' | 'call'>): string {
  if (!call || !scene.texts || call.about !== 'command') return call?.head ?? ''
  const line = scene.lines.at(call)
  const found = line && callsIn(line).find(({ id }) => keyOf(id) === key)
  if (!found) return call.head
  const shown = found.command === undefined ? found : { ...found, command: scene.withoutSecrets(found.command) }
  return subjectOf(shown, (path) => projectPath(path, undefined, scene.roots)).text || call.head
}

const callsIn = ({ agent, value }: NonNullable<ReturnType<LineReader['at']>>) =>
  dialectOf(agent).reader('', {})(value).calls

/** What a result says: the text of the call's result in its line. */
export function outputOf({ lines }: Scene, { key, transcript, position }: Pick<BadResult, 'key'> & LinePlace): string {
  const line = lines.at({ transcript, position })
  if (!line) return ''
  const { quotes, reader } = dialectOf(line.agent)
  const id = reader('', {})(line.value).results.find((result) => keyOf(result.id) === key)?.id
  return id === undefined ? '' : quotes.result(line.value, id)
}

/** Results in the window of calls that a test picks, where these are in the same transcript. */
export function resultsWithCalls(
  { excerpt }: Scene,
  test: (call: Row<'calls'>) => boolean,
): { result: Row<'results'>; call: Row<'calls'> }[] {
  const calls = excerpt.callsWhere(test)
  const found: { result: Row<'results'>; call: Row<'calls'> }[] = []
  for (const result of excerpt.results(calls)) {
    const call = calls.get(result.key)?.find(({ transcript }) => transcript === result.transcript)
    if (call && call.at < excerpt.window.to) found.push({ result, call })
  }
  return found
}

/** How programs begin the line that names an error: what was wrong before which test failed, and that before what only passes on that something did. */
const namesError: RegExp[][] = [
  [
    // git, compilers with a place before it, package managers
    /^(?:[^\s:]+[:(][\d:,]+\)?:\s+|[\w.-]+:\s+)?(?:fatal )?(?:error(?:\[\w+\]|\s+[A-Z]+\d+)?|fatal|panic):/i,
    /^! \[(?:remote )?rejected\]/,
    /^ERROR in\b/,
    // assertions: pytest, Jest, Go, PHPUnit, RSpec
    /^E {2,}\S/,
    /^expect\(.*\)\.\S/,
    /^[^\s:]+_test\.go:\d+: \S/,
    /^Failed asserting that /,
    /^Failure\/Error: /,
    // what was thrown; linters
    /^(?:Uncaught )?[\w.$]*(?:Error|Exception)(?: \[\w+\])?(?::|$)/,
    /^thread '.*' panicked at/,
    /^\d+:\d+\s+error\b/,
  ],
  [/^(?:--- )?FAIL(?:ED)?\b/],
  [/^(?:npm )?ERR!|^npm error\b/, /^make(?:\[\d+\])?: \*\*\*/],
]
/** As long as a line is looked at. */
const longestLine = 500
const tracebackHead = /^Traceback \(most recent call last\):/

/** The line that says what a traceback of Python's is about: the first one behind the last of them that is not indented. */
function endOfTraceback(lines: string[]): string | undefined {
  const head = lines.findLastIndex((line) => tracebackHead.test(line))
  return head === -1 ? undefined : lines.slice(head + 1).find((line) => /^\S/.test(line))
}

/** The line that names the cause of the error in what a failed command printed, else the first that says something. */
export function causeLine(scene: Scene, text: string): string {
  const lines = stripVTControlCharacters(text).split('\n')
  const trimmed = lines.map((line) => line.trim().slice(0, longestLine))
  const named = namesError
    .map((forms) => trimmed.filter((line) => forms.some((form) => form.test(line))))
    // One that ends with a colon only announces what comes.
    .map((found) => found.find((line) => !line.endsWith(':')) ?? found[0])
    .find((line) => line !== undefined)
  const telling = endOfTraceback(lines) ?? named
  return telling === undefined ? firstLine(scene, text) : quoted(scene, telling, longestError)
}

/** Lines that say nothing of what went wrong: rulers, headings between them, a test runner's row of dots, and the path of a file by itself. */
const empty =
  /^(?:[=_*~-]{3,}(?: .* [=_*~-]{3,})?|[.FEsxX]+(?:\s*\[\s*\d+\s?%\])?|(?:\/|[A-Za-z]:\\)[^:]+\.\w+|(?:[\w.@-]+[\\/])+[\w.@-]+\.\w+)$/
/** What a package manager says of what it is about to run. */
const banner = /^(?:> \S+@\d\S* .*\n(?:> .*\n)?|\$ .*\n)/

/** The first line, whatever it says, without how the process ended. */
export const errorLine = (scene: Scene, text: string): string =>
  quoted(scene, outputAlone(text).split('\n')[0] ?? '', longestError)

const outputAlone = (text: string): string =>
  text.replace(/^\s*(?:<tool_use_error>)?\s*(?:Exit code \d+)?\s*/, '').replace('</tool_use_error>', '')

/** The first line that says something, without how the process ended. */
export function firstLine(scene: Scene, text: string): string {
  const output = outputAlone(text)
  const telling = output
    .replace(banner, '')
    .split('\n')
    .map((line) => line.trim())
  const said = telling.find((line) => line !== '' && !empty.test(line)) ?? output.trim().split('\n')[0]
  return quoted(scene, said ?? '', longestError)
}
