import { stripVTControlCharacters } from 'node:util'
import { commandName, hidesAny, hidesExit, type Whereabouts } from '../command.ts'
import { type BadResult, commandAt } from '../results.ts'
import { echoedBy, saidByEcho, shows, showsAll } from '../seen-output.ts'
import { countsOf, isOpen, noneRunOf, outputOf } from './calls.ts'
import { namesAnError } from './cause.ts'
import { goneTests } from './gone-tests.ts'
import type { Run } from './runs.ts'
import type { Scene } from './scene.ts'
import { announcesMore, isSilent, saysSuccess } from './success.ts'
import { isAsking, isCheck, isOfGit, isOtherCheck, isSilentCheck } from './worst-first.ts'

const asksForExit = /\$\?|PIPESTATUS|pipestatus/g
const echoed = /\b(?:exit|rc|ret|status|code)\w*\W{0,3}(\d{1,3})\s*$/gim

/** Whether what a command echoed of exit codes says that it ended well; undefined where it echoed none. */
export function saidToEndWell(command: string, output: string): boolean | undefined {
  const asked = command.match(asksForExit)?.length ?? 0
  const codes = asked === 0 ? [] : [...output.matchAll(echoed)].slice(-asked)
  return codes.length === 0 ? undefined : codes.every(([, code]) => Number(code) === 0)
}

/**
 * Whether a command that is called so, and ends as something else does, passed, by what it printed; undefined where that says neither. What checks
 * something says what it finds: where all of it would be seen, nothing is good news.
 */
export function passedByOutput(
  { countTests }: Pick<Scene, 'countTests'>,
  command: string,
  name: string,
  output: string,
): boolean | undefined {
  const said = saidToEndWell(command, output)
  if (said !== undefined) return said
  const lines = output.split('\n')
  const echoes = echoedBy(command)
  if (echoes.at(-1) === '$?' && /(?:^|\n)[1-9]\d{0,2}\s*$/.test(output)) return undefined
  const own = lines.filter((line) => !echoes.includes(line.trim()))
  const printed = own.join('\n')
  const counts = countTests(own)
  if (counts && counts.failed > 0) return false
  if (counts && counts.passed > 0)
    return namesAnError(printed) || isHalfASummary(name, own) || announcesMore(own) ? undefined : true
  const { well, badly } = saidByEcho(command)
  const prints = (texts: string[]) => lines.some((line) => texts.includes(line.trim()))
  if (prints(badly) || namesAnError(printed)) return false
  if (prints(well) || saysSuccess(printed)) return true
  return isSilent(output) && isSilentCheck(name) && showsAll(command, linesIn(output)) ? true : undefined
}

const linesIn = (output: string): number => (output === '' ? 0 : output.replace(/\n$/, '').split('\n').length)

/** Playwright says what failed above what passed: where nothing stands above its summary, that may have been cut off. */
const isHalfASummary = (name: string, lines: string[]): boolean =>
  /\bplaywright\b/.test(name) &&
  /^\d+ (?:passed|flaky|skipped|did not run)\b/.test(lines.find((line) => line.trim() !== '')?.trim() ?? '')

/** Whether a run says that it ran nothing of what it was to: that it ended well says nothing then. What git did it did, whatever its hooks found to do. */
export function ranNone(scene: Scene, run: Run): boolean {
  const none = noneRunOf(scene, run.result)
  if (none === undefined) return false
  const given = commandAt(scene, run.call)
  const name = given ? commandName(given.command, given).text : ''
  return !isOfGit(name) && (none === 'nothing' || !isOtherCheck(name))
}

/** What is counted as failed beside the test around which it did. */
const besideTests = /"(?:before|after) (?:each|all)" hook|\bat teardown of\b/

/**
 * Whether a run counts fewer as passed than ran in a failed one: what failed may be among those that it skips, expects to fail, or does not have any more; a test that is not in the
 * work tree either is not missed.
 */
export function passesFewer(scene: Scene, failure: BadResult, run: Run): boolean {
  const before = countsOf(scene, failure)
  const then = before && countsOf(scene, run.result)
  const failed = outputOf(scene, failure)
  if (!before || !then || before.failed === 0 || besideTests.test(failed)) return false
  const ran = before.passed + before.failed
  if (then.passed >= ran) return false
  // What is skipped now may be what failed, under another name.
  return then.skipped > before.skipped || then.passed < ran - goneTests(scene, failure, failed, before.failed)
}

/**
 * Whether a command that ended well failed all the same. Of what is no check a line that names an error may be what it was to
 * show, and a search may end as it likes.
 */
export function failedByOutput(command: string, at: Whereabouts, output: string): boolean {
  if (!hidesExit(command)) return false
  const name = commandName(command, at).text
  if (isAsking(name)) return false
  const said = saidToEndWell(command, output)
  return said === undefined ? isCheck(name) && namesAnError(output) : !said
}

/** How linters, compilers, builds and migrations sum up by themselves that they failed: no test that passes prints that beside its own summary. */
const summaryOfFailing =
  /^\s*(?:✖ \d+ problems? \([1-9]\d* errors?|Found [1-9]\d* errors?\b(?!.*\b0 remaining)|svelte-check found [1-9]\d* errors?|.*\berror TS\d+: \S|error(?:\[E\d+\]: |: could not compile )|\[warn\] Code style issues found|[1-9]\d* issues?:$|.*\b[1-9]\d* offenses? detected|(?:\[INFO\] )?BUILD FAIL(?:URE|ED)\b|FAILURE: Build failed|make(?:\[\d+\])?: \*\*\*|(?:rake|rails) aborted!|Error: P\d{4}\b)/m

/** Whether another command of a line than the one whose tests passed says that it failed. */
export const failedBeside = (command: string, output: () => string): boolean =>
  hidesAny(command) && summaryOfFailing.test(stripVTControlCharacters(output()))

/** How a client says that it left out some of what was printed, and where all of it is. */
const leftOut =
  /<persisted-output>|^\s*(?:\.{3}|…)? ?\[?(?:\d+ (?:characters|lines|chars|tokens) (?:were )?truncated|Truncated\b)/im

/** What runs the same in each of a repository's packages, and how those of Go, Cargo, .NET, pnpm, Mix and Swift sum up one of them. */
const runsSeverally = /(?:^| )(?:-ws|-r|--recursive|--workspaces?|workspaces|lerna)(?: |$)/
const summaryOfOne =
  /^(?:ok\s+\S+\s+(?:[\d.]+s|\(cached\))|test result: |Passed!\s+- |\S+ test: |==> \S+$|\S+ +Test run with \d(?![\s\S]*^\*\* TEST SUCCEEDED))/m

/** Whether some of what a command printed is not in its output, and may have named an error. */
function isCut(command: string, name: string, output: string): boolean {
  const printed = linesIn(output)
  if (leftOut.test(output) || !shows('end', command, printed)) return true
  // Where a run has one summary, it stands at the end.
  return !shows('beginning', command, printed) && (runsSeverally.test(name) || summaryOfOne.test(output))
}

/** Whether it was seen that a run passed, or that it did not; undefined where neither was. */
export function seenToPass(scene: Scene, run: Run): boolean | undefined {
  const { result, call } = run
  if (call.about !== 'command') return true
  if (isOpen(scene, result)) return undefined
  const given = commandAt(scene, call)
  if (!given) return true
  const { command } = given
  const output = outputOf(scene, result)
  if (ranNone(scene, run)) return undefined
  if (!hidesExit(command)) return true
  const name = commandName(command, given).text
  const passed = passedByOutput(scene, command, name, output)
  return passed && (result.secondary === 2 || isCut(command, name, output)) ? undefined : passed
}
