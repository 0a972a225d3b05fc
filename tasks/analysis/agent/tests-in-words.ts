import type { RunCounts, TestRun } from '../../../cache/transcripts/work/last-tests.ts'
import { plural } from '../../../templates/words.ts'
import { oneOf } from '../../test-counts.ts'

/** A run of tests, and an earlier one of more that failed; `shown`: how a command is shown. */
export function saidOfTests(tests: TestRun, shown: (command: string) => string = (command) => command): string {
  const said = (run: RunCounts) => `${shown(run.command)}: ${countsOf(run)}`
  const { before } = tests
  return before ? `${said(tests)}; before that ${said(before)}, and no run of as many there since` : said(tests)
}

const countsOf = ({ passed, failed, unit }: RunCounts): string =>
  `${unit === undefined ? passed : plural(passed, oneOf(unit))} passed, ${failed} failed`
