import { clip } from '../../templates/render.ts'
import { plural } from '../../templates/words.ts'
import { defineTask, degraded, type Ending, type Reason, skipped } from '../task.ts'
import { countTests, oneOf, ranAny, type TestCounts } from '../test-counts.ts'

/** Threshold `testsMs`: how long the tests may take. */
const defaults = { testsMs: 600_000 }
/** Of the output, so many lines are kept for the summary: what failed may be repeated behind it. */
const keptLines = 5000
const keptCharacters = 500

export interface TestRun {
  command: string
  /** Its exit status; null where it was ended by a signal or by the time limit. */
  exit: number | null
  counts?: TestCounts
}

/** Runs the tests that the configuration names; they pass where the command ends well, some ran, and no test of its summary failed. */
export const runTests = defineTask({
  id: 'startup/tests',
  title: 'Run the tests of the framework',
  check: 'tests',
  block: (tests: TestRun) => ({ tests }),
  show: describeRun,
  brief: describeRun,
  async run({ config, shell, clock, progress, log }) {
    const { tests: command, thresholds } = config
    if (!command) return skipped({ reason: 'not-configured', key: 'tests' })
    const { testsMs } = { ...defaults, ...thresholds }
    const lines: string[] = []
    const started = clock.elapsed()
    const onLine = (line: string) => {
      progress(line)
      log.detail(line)
      lines.push(line.slice(0, keptCharacters))
      if (lines.length > 2 * keptLines) lines.splice(0, keptLines)
    }
    const { exit } = await shell.line(command, { timeoutMs: testsMs, onLine })
    const counts = countTests(lines)
    const run: TestRun = { command, exit: exit ?? null, ...(counts && { counts }) }
    if (exit === 0 && counts && ranAny(lines) === false) return noneRan(run, counts)
    if (exit === 0 && !counts?.failed) return run
    return degraded(run, whyFailed(run, lines.at(-1) ?? '', clock.elapsed() - started >= testsMs ? testsMs : undefined))
  },
})

/** Where no test ran nothing was tested: all were left out, or none was found, which is as good as a failure. */
function noneRan(run: TestRun, counts: TestCounts): Ending<TestRun> {
  const detail = `no test ran (${describeCounts(counts)})`
  if (counts.skipped > 0) return skipped({ reason: 'nothing-there', detail }, run)
  return degraded(run, { reason: 'check-failed', detail, fix: `run ${run.command} to see` })
}

function describeCounts({ passed, failed, skipped, unit, runner }: TestCounts): string {
  return `${plural(passed, oneOf(unit))} passed, ${failed} failed, ${skipped} skipped (${runner})`
}

function describeRun({ command, exit, counts }: TestRun): string {
  const ended = exit === null ? 'was ended before its time' : `ended with ${exit}`
  return counts ? `${describeCounts(counts)}: ${command}` : `${command} ${ended}; its summary says no counts`
}

/** The words of a failed run: what failed, or how the command ended and what it said last. */
function whyFailed({ command, exit, counts }: TestRun, lastLine: string, limitMs: number | undefined): Reason {
  const fix = `run ${command} to see`
  if (limitMs !== undefined) return { reason: 'check-failed', detail: `no end within ${limitMs / 1000} s`, fix }
  const ended = exit === 0 ? '' : exit === null ? '; it was killed' : `; it ended with ${exit}`
  const said = counts
    ? describeCounts(counts)
    : `no counts; it ${lastLine ? `said last: ${clip(lastLine, 120)}` : 'printed nothing'}`
  return { reason: 'check-failed', detail: `${said}${ended}`, fix }
}
