import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { countTests } from '../tasks/test-counts.ts'
import { createProject } from './support/project.ts'

const test = suite('counts of tests')

type Counted = [runner: string, passed: number, failed: number, skipped: number]
const outputs: [what: string, output: string, counted: Counted | undefined][] = [
  [
    'node:test',
    'ℹ tests 4\nℹ suites 1\nℹ pass 2\nℹ fail 1\nℹ cancelled 0\nℹ skipped 1\nℹ todo 0\nℹ duration_ms 61.2\n\n✖ failing tests:\n\ntest at a.js:3',
    ['node:test', 2, 1, 1],
  ],
  ['node:test as TAP', '1..3\n# tests 3\n# suites 0\n# pass 3\n# fail 0\n# cancelled 0\n# skipped 0', ['TAP', 3, 0, 0]],
  ['tape', 'ok 1 a\nnot ok 2 b\n\n1..2\n# tests 2\n# pass  1\n# fail  1\n', ['TAP', 1, 1, 0]],
  ['TAP without a summary', 'TAP version 13\nok 1 - a\n    not ok 1 - nested\nnot ok 2 - b\n1..2', ['TAP', 1, 1, 0]],
  ['uvu', '\n  Total:     5\n  Passed:    4\n  Skipped:   2\n  Duration:  8.12ms\n', ['uvu', 4, 1, 2]],
  [
    'uvu in colour',
    '\u001b[1m  Total:     2\u001b[22m\n\u001b[32m  Passed:    2\u001b[39m\n  Skipped:   0',
    ['uvu', 2, 0, 0],
  ],
  [
    'jest',
    'Test Suites: 1 failed, 2 passed, 3 total\nTests:       2 failed, 1 skipped, 12 passed, 15 total\nSnapshots:   0 total\nTime:        1.2 s\nRan all test suites.',
    ['jest', 12, 2, 1],
  ],
  ['jest, all well', 'Tests:       7 passed, 7 total', ['jest', 7, 0, 0]],
  [
    'vitest',
    ' Test Files  1 failed | 2 passed (3)\n      Tests  1 failed | 20 passed | 3 skipped (24)\n   Duration  1.01s',
    ['vitest', 20, 1, 3],
  ],
  ['vitest, all well', '      Tests  20 passed (20)', ['vitest', 20, 0, 0]],
  [
    'mocha',
    '\n  12 passing (35ms)\n  2 pending\n  1 failing\n\n  1) a suite\n       a test:\n     Error',
    ['mocha', 12, 1, 2],
  ],
  ['mocha, a second run', `  3 passing (1ms)\n  1 failing\n${'\n'.repeat(20)}  4 passing (1ms)\n`, ['mocha', 7, 1, 0]],
  ['ava', '\n  ─\n\n  3 tests passed\n', ['ava', 3, 0, 0]],
  ['ava, one failed', '\n  1 test failed\n  1 uncaught exception\n', ['ava', 0, 2, 0]],
  ['tap', '# { total: 9, pass: 7, fail: 2 }\n# time=12.3ms', ['tap', 7, 2, 0]],
  ['pytest', '=========== 1 failed, 2 passed, 1 skipped, 3 warnings in 0.12s ===========', ['pytest', 2, 1, 1]],
  ['pytest -q', '2 passed in 0.01s', ['pytest', 2, 0, 0]],
  ['pytest with an error', '= 1 passed, 1 error in 0.05s =', ['pytest', 1, 1, 0]],
  ['unittest', 'Ran 5 tests in 0.001s\n\nFAILED (failures=1, errors=1, skipped=1)', ['unittest', 2, 2, 1]],
  ['unittest, all well', 'Ran 5 tests in 0.001s\n\nOK', ['unittest', 5, 0, 0]],
  [
    'cargo, two crates',
    'test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n\ntest result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured',
    ['cargo', 5, 1, 1],
  ],
  ['cargo nextest', '     Summary [   0.012s] 3 tests run: 2 passed, 1 failed, 0 skipped', ['cargo', 2, 1, 0]],
  [
    'go, packages',
    'ok  \texample.org/a\t0.003s\n--- FAIL: TestB (0.00s)\n    b_test.go:5: no\nFAIL\nFAIL\texample.org/b\t0.002s\nFAIL',
    ['go', 1, 1, 0],
  ],
  [
    'go -v',
    '=== RUN   TestA\n--- PASS: TestA (0.00s)\n--- FAIL: TestB (0.00s)\n--- SKIP: TestC (0.00s)\nFAIL\nFAIL\texample.org/a\t0.003s',
    ['go', 1, 1, 1],
  ],
  ['bun', ' 3 pass\n 1 fail\n 4 expect() calls\nRan 4 tests across 1 files.', ['bun', 3, 1, 0]],
  ['deno', 'FAILED | 2 passed | 1 failed (5ms)', ['deno', 2, 1, 0]],
  ['playwright', '  1 failed\n    [chromium] › a.spec.ts\n  2 passed (3.2s)', ['playwright', 2, 1, 0]],
  ['rspec', '10 examples, 1 failure, 2 pending', ['rspec', 7, 1, 2]],
  ['phpunit', 'Tests: 5, Assertions: 9, Errors: 1, Failures: 1.', ['phpunit', 3, 2, 0]],
  ['maven', '[ERROR] Tests run: 5, Failures: 1, Errors: 1, Skipped: 1', ['maven', 2, 2, 1]],
  [
    'dotnet, two projects',
    'Passed!  - Failed:     0, Passed:     3, Skipped:     0, Total:     3\nFailed!  - Failed:     1, Passed:     2, Skipped:     1, Total:     4',
    ['dotnet', 5, 1, 1],
  ],
  ['minitest', '6 runs, 9 assertions, 1 failures, 1 errors, 1 skips', ['minitest', 3, 2, 1]],
  ['pest', '  Tests:    1 failed, 2 skipped, 11 passed (30 assertions)', ['pest', 11, 1, 2]],
  ['XCTest', '\t Executed 4 tests, with 1 test skipped and 1 failure (0 unexpected) in 0.004', ['XCTest', 2, 1, 1]],
  ['flutter, one failed', '00:01 +3 ~1 -1: Some tests failed.', ['flutter', 3, 1, 1]],
  ['flutter', '00:00 +1: adds\n00:01 +4: All tests passed!', ['flutter', 4, 0, 0]],
  ['ScalaTest', '[info] Tests: succeeded 3, failed 1, canceled 0, ignored 2, pending 0', ['ScalaTest', 3, 1, 2]],
  ['sbt', '[error] Failed: Total 4, Failed 1, Errors 1, Passed 2', ['sbt', 2, 2, 0]],
  ['its own words', '12 passed, 0 failed, 1 skipped', ['its own words', 12, 0, 1]],
  // What is marked as not there yet, or as expected to fail, neither failed nor passed.
  ['jest with todo', 'Tests:       1 skipped, 2 todo, 3 passed, 6 total', ['jest', 3, 0, 3]],
  ['vitest with todo', '      Tests  11 passed | 1 skipped | 1 todo (13)', ['vitest', 11, 0, 2]],
  ['pytest with xfail', '1 failed, 11 passed, 1 skipped, 2 xfailed, 1 xpassed in 1s', ['pytest', 11, 1, 3]],
  ['unittest', 'Ran 5 tests in 0.001s\n\nOK (skipped=1, expected failures=2)', ['unittest', 2, 0, 3]],
  ['node:test with todo', '# tests 4\n# pass 3\n# fail 0\n# cancelled 0\n# skipped 0\n# todo 1', ['TAP', 3, 0, 1]],
  ['phpunit', 'Tests: 12, Assertions: 20, Skipped: 1, Incomplete: 2.', ['phpunit', 9, 0, 3]],
  ['bun with todo', ' 3 pass\n 1 todo\n 0 fail\nRan 4 tests across 1 files.', ['bun', 3, 0, 1]],
  ['pest with todo', '  Tests:    2 skipped, 1 todo, 11 passed (30 assertions)', ['pest', 11, 0, 3]],
  ['ava with todo', '\n  3 tests passed\n  1 known failure\n  2 tests todo\n', ['ava', 3, 0, 3]],
  ['Windows line ends', 'Tests:       7 passed, 7 total\r\n', ['jest', 7, 0, 0]],
  ['two runners', '  3 passing (1ms)\n\nTests:       1 failed, 1 total', ['jest and mocha', 3, 1, 0]],
  [
    'jest, two packages',
    '> a@1\nTests: 1 failed, 3 passed, 4 total\n> b@1\nTests: 4 passed, 4 total',
    ['jest', 7, 1, 0],
  ],
  ['pytest, twice', '1 failed, 3 passed in 0.2s\n4 passed in 0.1s', ['pytest', 7, 1, 0]],
  ['unittest, twice', 'Ran 5 tests in 0.1s\n\nFAILED (failures=1)\nRan 2 tests in 0.1s\n\nOK', ['unittest', 6, 1, 0]],
  ['rspec, twice', '3 examples, 1 failure\n9 examples, 0 failures', ['rspec', 11, 1, 0]],
  ['melos', '[a]: 00:02 +11 -1: Some tests failed.\n[b]: 00:02 +4: All tests passed!', ['flutter', 15, 1, 0]],
  [
    'pnpm -r',
    'packages/a test:   3 passing (1ms)\npackages/b test: Tests:  4 passed, 4 total',
    ['jest and mocha', 7, 0, 0],
  ],
  // What is in a bigger one is not counted twice.
  [
    'maven, two classes and two modules',
    '[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.05 s -- in a.ATest\n[ERROR] Tests run: 2, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 0.05 s <<< FAILURE! -- in a.BTest\n[ERROR] Tests run: 5, Failures: 1, Errors: 0, Skipped: 0\n[INFO] Tests run: 5, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.05 s - in b.CTest\n[INFO] Tests run: 5, Failures: 0, Errors: 0, Skipped: 0',
    ['maven', 9, 1, 0],
  ],
  [
    'maven, one class alone',
    '[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.05 s -- in a.ATest',
    ['maven', 3, 0, 0],
  ],
  [
    'XCTest, suites of two targets',
    ['A', 'x.xctest', 'All tests', 'B', 'y.xctest', 'Selected tests']
      .map(
        (name) =>
          `Test Suite '${name}' passed at 2026-11-28 10:00:00.000.\n\t Executed 2 tests, with 0 failures (0 unexpected) in 0.1 (0.1) seconds`,
      )
      .join('\n'),
    ['XCTest', 4, 0, 0],
  ],
  [
    'sbt around ScalaTest',
    '[info] Tests: succeeded 3, failed 0, canceled 0, ignored 0, pending 0\n[info] Passed: Total 3, Failed 0, Errors 0, Passed 3',
    ['sbt', 3, 0, 0],
  ],
  [
    'cabal around hspec',
    '14 examples, 0 failures\n1 of 1 test suites (1 of 1 test cases) passed.',
    ['rspec', 14, 0, 0],
  ],
  ['cabal', '1 of 2 test suites (1 of 2 test cases) failed.', ['cabal', 1, 1, 0]],
  [
    'go -v, packages and tests',
    '--- PASS: TestA (0.00s)\nok  \tx/a\t0.1s\n--- FAIL: TestB (0.00s)\nFAIL\tx/b\t0.1s',
    ['go', 1, 1, 0],
  ],
  // What was left out did not pass.
  ['ExUnit', '24 tests, 1 failure', ['ExUnit', 23, 1, 0]],
  ['ExUnit, excluded', '3 tests, 0 failures, 2 excluded', ['ExUnit', 1, 0, 2]],
  ['ExUnit, invalid', '24 tests, 0 failures, 2 invalid', ['ExUnit', 22, 2, 0]],
  [
    'ExUnit, all',
    '2 doctests, 1 property, 24 tests, 1 failure, 3 excluded, 4 invalid, 5 skipped',
    ['ExUnit', 14, 5, 8],
  ],
  ['ExUnit, doctests alone', '2 doctests, 0 failures', ['ExUnit', 2, 0, 0]],
  ['ExUnit, an umbrella', '==> clock\n24 tests, 1 failure\n==> web\n8 tests, 0 failures', ['ExUnit', 31, 1, 0]],
  ['ExUnit, newer', 'Result: 26/27 passed, 1 excluded', ['ExUnit', 26, 0, 1]],
  ['ExUnit, newer, failed', 'Result: 25/27 passed, 1 failed, 1 excluded', ['ExUnit', 25, 1, 1]],
  ['ExUnit, newer, all well', 'Result: 3/3 passed', ['ExUnit', 3, 0, 0]],
  // Newer packages have both.
  [
    'Swift Testing beside XCTest',
    "Test Suite 'All tests' passed at 2026-11-28 10:00:00.001.\n\t Executed 0 tests, with 0 failures (0 unexpected) in 0.000 (0.001) seconds\n◇ Test run started.\n✔ Test run with 5 tests passed after 0.001 seconds.",
    ['Swift Testing', 5, 0, 0],
  ],
  [
    'Swift Testing, failed',
    '\t Executed 7 tests, with 0 failures (0 unexpected) in 0.1 (0.1) seconds\n✘ Test "adds" recorded an issue at A.swift:8:5: Expectation failed\n✘ Test "adds" failed after 0.001 seconds with 2 issues.\n➜ Test later() skipped: "not yet"\n✘ Suite "A" failed after 0.001 seconds with 2 issues.\n✘ Test run with 5 tests in 1 suite failed after 0.001 seconds with 2 issues.',
    ['XCTest and Swift Testing', 10, 1, 1],
  ],
  [
    'Swift Testing, which failed not seen',
    '\t Executed 7 tests, with 0 failures (0 unexpected) in 0.1 (0.1) seconds\n✘ Test run with 5 tests failed after 0.001 seconds with 2 issues.',
    undefined,
  ],
  // A piece of TAP is not the run.
  ['TAP in pieces', 'ok 2 y\nok 3 z', undefined],
  ['TAP, fewer than planned', '1..3\nnot ok 1 x\nok 2 y', undefined],
  ['TAP in pieces beside jest', 'ok 2 y\nTests: 4 passed, 4 total', ['jest', 4, 0, 0]],
  ['bats', '1..4\nok 1 x\nok 2 y # skip not here\nnot ok 3 z # TODO later\nnot ok 4 w', ['TAP', 1, 1, 2]],
  ['busted', '11 successes / 1 failure / 2 errors / 1 pending : 0.1 seconds', ['busted', 11, 3, 1]],
  ['gleam', '7 passed, no failures', ['gleam', 7, 0, 0]],
  ['flutter, one skipped', '00:02 +11 ~1: All other tests passed!', ['flutter', 11, 0, 1]],
  ['nothing known', 'all good\n', undefined],
  ['no output', '', undefined],
]
for (const [what, output, counted] of outputs) {
  test(what, () => {
    const counts = countTests(output.split('\n'))
    assert.equal(counts && [counts.runner, counts.passed, counts.failed, counts.skipped], counted)
  })
}

test('a line made to be slow is not read', () => {
  countTests([`Tests: ${'1 failed '.repeat(1e5)}`, `${'1 '.repeat(140)}`])
})

interface Report {
  outcome: string
  checks: { id: string; verdict: string; reason?: string }[]
  tests?: { exit: number | null; counts?: { passed: number; failed: number } }
}
const runs: [what: string, command: string, verdict: string, says: RegExp][] = [
  [
    'pass',
    "printf '3 passed, 0 failed, 0 skipped\\n'",
    'PASS',
    /^3 tests passed, 0 failed, 0 skipped \(its own words\): printf/,
  ],
  [
    'fail',
    "echo 'Tests:       1 failed, 2 passed, 3 total' >&2; exit 1",
    'FAIL',
    /^2 tests passed, 1 failed, 0 skipped \(jest\); it ended with 1: run /,
  ],
  ['fail and hide it', "echo '  1 failing'; true", 'FAIL', /^0 tests passed, 1 failed/],
  ['pass without a summary', 'true', 'PASS', /^true ended with 0; its summary says no counts$/],
  ['fail without a summary', 'echo boom; exit 3', 'FAIL', /^no counts; it said last: boom; it ended with 3: run /],
  ['fail without a word', 'false', 'FAIL', /^no counts; it printed nothing; it ended with 1: run false to see$/],
  ['do not end', 'echo waiting; sleep 60', 'FAIL', /^no end within 0\.5 s: run /],
  [
    'are none',
    "printf 'Ran 0 tests in 0.000s\n\nOK\n'",
    'FAIL',
    /^no test ran \(0 tests passed, .* \(unittest\)\): run /,
  ],
  ['are none by two summaries', "printf '# tests 0\n# pass 0\n# fail 0\n'", 'FAIL', /^no test ran \(0 tests passed/],
  [
    'are none in the last of two summaries',
    "printf 'test result: ok. 4 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n\ntest result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n'",
    'PASS',
    /passed/,
  ],
  [
    'are all skipped',
    "printf 'Ran 2 tests in 0.000s\n\nOK (skipped=2)\n'",
    'SKIPPED',
    /^no test ran \(0 tests passed, 0 failed, 2 skipped \(unittest\)\)/,
  ],
  ['are not there', 'no-such-command-at-all', 'FAIL', /it ended with 127/],
]
for (const [what, command, verdict, says] of runs) {
  test(`tests that ${what}: ${verdict}`, () => {
    const project = createProject()
    const thresholds = what === 'do not end' ? { testsMs: 500 } : {}
    project.write('session.config.ts', `export default ${JSON.stringify({ tests: command, thresholds })}\n`)
    const report = project.json<Report>(['init'])
    const check = report.checks.find(({ id }) => id === 'tests')
    assert.is(check?.verdict, verdict)
    assert.match(check?.reason ?? '', says)
    assert.is(report.outcome, verdict === 'FAIL' ? 'failed' : 'ok')
    assert.is(project.bookend(['init', '--quiet']).status, verdict === 'FAIL' ? 4 : 0)
    project.remove()
  })
}

test.run()
