import * as assert from 'uvu/assert'
import type { TestRun } from '../cache/transcripts/work/last-tests.ts'
import { describeAgent } from '../tasks/analysis/agent/describe.ts'
import { saidOfTests } from '../tasks/analysis/agent/tests-in-words.ts'
import { asks, codexLine, meta, rollout, shell, turn } from './support/codex.ts'
import {
  answer,
  type Counted,
  bash as callOf,
  envelope,
  mainTranscript as main,
  prompt,
  result,
  second,
  transcriptSuite,
  use,
} from './support/transcripts.ts'

const test = transcriptSuite('commands by what they printed, and what was typed meanwhile')

let calls = 0
const bash = (seconds: number, command: string, output: string, line: object = {}) =>
  callOf(seconds, `toolu_${++calls}`, command, output, line)

test('what else a line ran says that it failed, beside tests that passed', async ({ home }) => {
  const passed = ' Tests  9 passed (9)'
  const lint = "/w/a.ts\n  3:1  error  'x' is not defined\n\n✖ 1 problem (1 error, 0 warnings)\n"
  const fails: [line: string, printed: string][] = [
    ['npm run lint; npm test', lint],
    ['npm run lint\nnpm run test:unit', lint],
    ['npm run lint:css 2>&1 | tail -20; npm test 2>&1 | tail -20', lint],
    ['npm run build; npm test', 'src/a.ts(3,5): error TS2322: bad\n'],
    ['npx prisma migrate deploy; npm test', "Error: P1001: Can't reach database server\n"],
    ['ruff check .; pytest', 'a.py:1:1: F401\nFound 2 errors.\n'],
  ]
  const none: [line: string, printed: string][] = [
    ['npm test -- a', lint],
    ['npm run types && npm test -- b', lint],
    ['npm run style; npm test -- c', 'Error: connection refused\n✖ 3 problems (0 errors, 3 warnings)\n'],
    ['ruff check --fix .; pytest b', 'Found 2 errors (2 fixed, 0 remaining).\n'],
  ]
  home.write(
    main,
    [...fails, ...none].flatMap(([line, printed], at) => bash(at, line, printed + passed)),
  )
  const { failing } = (await home.read()) as Counted
  assert.equal(
    failing.map(({ command }) => command.replaceAll('; ', '\n')).toSorted(),
    fails.map(([line]) => line.replaceAll(/ 2>&1 \| tail -20/g, '').replaceAll('; ', '\n')).toSorted(),
  )
  // And it has passed when the same is run again and nobody says so.
  home.append(
    main,
    fails.flatMap(([line], at) => bash(20 + at, line, passed)),
  )
  const later = ((await home.read()) as Counted).failing.filter(({ passedLater }) => !passedLater)
  assert.equal(
    later.map(({ command }) => command),
    [],
  )
})

test('what was installed first stays, so that the rest has passed', async ({ home }) => {
  home.write(main, [
    ...bash(1, 'python -m pytest tests/ -q', 'Exit code 2'),
    ...bash(2, 'pip install foo && python -m pytest tests/ -q', '5 passed in 0.10s'),
    ...bash(3, 'npm run build', 'Exit code 2'),
    ...bash(4, 'pip install --target /tmp/x foo && npm run build', 'built'),
  ])
  const { failing } = (await home.read()) as Counted
  assert.equal(
    failing.map(({ command, passedLater }) => [command, passedLater]),
    [
      ['npm run build', false],
      ['python -m pytest tests/ -q', true],
    ],
  )
})

test('what stands between commands is shown as it was typed', async ({ home }) => {
  const lines: [typed: string, shown: string][] = [
    ['git stash && npm test; git stash pop', 'git stash && npm test; git stash pop'],
    ['npm run e2e || npm run e2e:retry', 'npm run e2e || npm run e2e:retry'],
    ['npm run lint\nnpm run types', 'npm run lint; npm run types'],
    ['make a && make b; make c && make d', 'make a && make b; … && make d'],
    ["node -e 'a(); b()' && make x", "node -e 'a(); b()' && make x"],
  ]
  home.write(
    main,
    lines.flatMap(([typed], at) => bash(at, typed, 'Exit code 2\nbad')),
  )
  const { failing } = (await home.read()) as Counted
  assert.equal(failing.map(({ command }) => command).toSorted(), lines.map(([, shown]) => shown).toSorted())
})

test('a command whose own exit is hidden is judged by what it printed', async ({ home }) => {
  const runs: [failed: string, later: string, printed: string, passes: boolean][] = [
    ['npm test', 'npm test 2>&1 | tail -5', '  41 passing (3s)\n  1 failing', false],
    ['cargo test', 'cargo test 2>&1 | tail -3', 'test result: ok. 14 passed; 0 failed; 0 ignored', true],
    [
      'make lint',
      'make lint | head -20',
      'src/a.go:3:1: exported X should have comment\nmake: *** [lint] Error 1',
      false,
    ],
    ['npm run build', 'npm run build > /tmp/b.log; tail -3 /tmp/b.log', 'error: it does not build', false],
    ['tox', 'tox; echo "exit: $?"', 'collected\nexit: 1', false],
    ['nox', 'nox; echo "exit: $?"', 'collected\nexit: 0', true],
    ['ruff check .', 'ruff check . || true', 'a.py:3:1: F401 unused', false],
    ['mypy src', 'set -o pipefail; mypy src | tail', 'src/a.py:1: note: error: none', true],
    ['cd web && tsc', '(cd web && tsc) && echo fine', 'fine', true],
    ['eslint .', 'eslint . | tail -1', '', true],
  ]
  home.write(main, [
    ...runs.flatMap(([failed], at) => bash(at + 1, failed, 'Exit code 1\nno')),
    ...runs.flatMap(([, later, printed], at) => bash(at + 101, later, printed)),
  ])
  const failing = (await home.read())?.failing ?? []
  const said = new Map(failing.map(({ command, passedLater }) => [command.replace(/ 2.*| [|].*/, ''), passedLater]))
  for (const [failed, , , passes] of runs) assert.is(said.get(failed), passes, failed)
})

test('tests that fail behind a pipe are failures, and no failure of the tool', async ({ home }) => {
  home.write(main, [
    ...bash(1, 'uv run pytest -q 2>&1 | tail -5', 'E   assert 1 == 2\nFAILED a.py::test\n1 failed, 7 passed in 3.41s'),
    ...bash(2, 'uv run pytest', 'Exit code 1\nE   assert 3 == 4\n1 failed, 7 passed in 3.41s'),
    ...bash(3, 'uv run pytest -q | tail -5', 'E   assert 5 == 6\nFAILED a.py::test\n2 failed, 6 passed in 3.41s'),
    ...bash(4, 'cat old.log', '2 failed, 6 passed in 3.41s'),
  ])
  const { failing, tools, tests } = (await home.read()) ?? {}
  assert.equal(
    failing?.map(({ command, count, lastAt, passedLater }) => [command, count, lastAt, passedLater]),
    [['uv run pytest -q', 3, second(3), false]],
  )
  assert.is(failing?.[0]?.cause ?? failing?.[0]?.error, 'a.py::test: assert 5 == 6')
  assert.is(tools?.Bash?.failures, 1)
  assert.equal(tests && [tests.passed, tests.failed], [6, 2])
})

test('however many runs of tests fail behind a pipe, each is counted', async ({ home }) => {
  const run = (at: number) => bash(at, 'npm test | tail -3', '  41 passing (3s)\n  1 failing')
  home.write(main, Array.from({ length: 230 }, (_, at) => run(at + 1)).flat())
  home.append(main, Array.from({ length: 20 }, (_, at) => bash(at + 300, `node script-${at}.js`, 'ok')).flat())
  assert.equal(
    (await home.read())?.failing.map(({ command, count }) => [command, count]),
    [['npm test', 230]],
  )
})

test('what passes as a part of a longer line has passed', async ({ home }) => {
  home.write(main, [
    ...['go build ./...', 'npm run lint', 'go vet', 'npm ci', 'make all'].flatMap((command, at) =>
      bash(at + 1, command, 'Exit code 1\nno'),
    ),
    ...bash(11, 'cd /home/me/x && go build ./... && go test ./...', 'ok'),
    ...bash(12, 'npm run lint; npm test', 'ok'),
    ...bash(13, 'go vet || make all', 'ok'),
    ...bash(14, 'npm ci && npm run build | tail', 'error: no'),
  ])
  const failing = (await home.read())?.failing ?? []
  assert.equal(Object.fromEntries(failing.map(({ command, passedLater }) => [command, passedLater])), {
    'go build ./...': true,
    'npm run lint': false,
    'go vet': false,
    'npm ci': false,
    'make all': false,
    'npm ci && npm run build': false,
  })
})

test('the line that names what was wrong is found in the words of many programs', async ({ home }) => {
  const outputs: [printed: string, cause: string][] = [
    [
      '# example.com/x/store\nstore/pg.go:151:17: undefined: pgconn\nstore/pg.go:160:9: cannot use row',
      'store/pg.go:151:17: undefined: pgconn',
    ],
    [
      'golangci-lint run ./...\napi/h.go:63:1: cyclomatic complexity 17 is high (gocyclo)\nmake: *** [Makefile:14: lint] Error 1',
      'api/h.go:63:1: cyclomatic complexity 17 is high (gocyclo)',
    ],
    [
      "running 2 tests\ntest a ... FAILED\n\nthread 'a' panicked at tests/g.rs:31:5:\nassertion `left == right` failed: 212 pixels\n  left: 212\n right: 0\n\nerror: test failed, to rerun pass `--test g`",
      "thread 'a' panicked at tests/g.rs:31:5: assertion `left == right` failed: 212 pixels; left: 212; right: 0",
    ],
    [
      ' FAIL  src/a.test.ts\n  ● adds\n\n    expect(received).toBe(expected) // Object.is equality\n\n    Expected: 29.97\n    Received: 29.96\n\n      12 | x',
      'adds: expect(received).toBe(expected); Expected: 29.97; Received: 29.96',
    ],
    [
      '==> Linting chart\n[ERROR] Chart.yaml: version is required\n\nError: 1 chart(s) linted, 1 chart(s) failed',
      '[ERROR] Chart.yaml: version is required',
    ],
    [
      'Traceback (most recent call last):\n  File "n", line 8\nnbclient.exceptions.CellExecutionError: An error occurred while executing the following cell:\n-----\nx = build()\n-----\n\nKeyError                   Traceback (most recent call last)\nCell In[4], line 1\n----> 1 x = build()\n\nKeyError: \'plan_id\'\n',
      "KeyError: 'plan_id'",
    ],
    [
      '  × No solution found when resolving dependencies:\n  ╰─▶ Because a depends on b<2',
      '× No solution found when resolving dependencies: ╰─▶ Because a depends on b<2',
    ],
    ['$ bun run x\nsrc/a.c:3:5: warning: unused\nsrc/a.c:9:5: error: expected ;', 'src/a.c:9:5: error: expected ;'],
    [
      'error: could not compile `t` (lib) due to 1 previous error',
      'error: could not compile `t` (lib) due to 1 previous error',
    ],
    [
      "error: test run failed\nthread 'tax::de' panicked at src/tax.rs:9:5:\nrate missing",
      "thread 'tax::de' panicked at src/tax.rs:9:5: rate missing",
    ],
    [
      '[ERROR] Tests run: 8, Failures: 1\n[ERROR] Failures: \n[ERROR]   CartTest.total:21 expected: <90>',
      '[ERROR] CartTest.total:21 expected: <90>',
    ],
    [
      'Failed executing DbCommand (5ms)\nNpgsql.PostgresException (0x80004005): 42P07: relation exists',
      'Npgsql.PostgresException (0x80004005): 42P07: relation exists',
    ],
    [
      'StandardError: An error has occurred, this and all later migrations canceled:\n\nPG::DuplicateColumn: ERROR:  column "a" exists',
      'PG::DuplicateColumn: ERROR: column "a" exists',
    ],
    // Of programs that nobody listed the first line that speaks of failing, and no heading.
    [
      'Determining projects to restore...\nTest run for /x/a.dll\n  Failed Shop.CartTests.Total [3 ms]\n  Error Message:\n   Values differ',
      'Failed Shop.CartTests.Total [3 ms]',
    ],
    [
      'Running 5 tests in a single process\n# Running:\n..F\n\nFailure:\nCartTest#test_total [test/cart_test.rb:9]:\nExpected: 90\n  Actual: 100',
      'Failure: CartTest#test_total [test/cart_test.rb:9]:; Expected: 90; Actual: 100',
    ],
    [
      'Installing dependencies from lock file\nYour lock file does not contain a compatible set of packages.\n  Problem 1',
      'Your lock file does not contain a compatible set of packages.',
    ],
    [
      "• Running build in 3 packages\n@x/web:build: cache miss\n@x/web:build: Failed to compile.\n@x/web:build: Type error: Property 'total' does not exist\n@x/web:build: ERROR: command finished with error: command (x) pnpm run build exited (1)",
      "@x/web:build: Type error: Property 'total' does not exist",
    ],
    [
      'Lockfile is up to date\n ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with "frozen-lockfile"',
      'ERR_PNPM_OUTDATED_LOCKFILE Cannot install with "frozen-lockfile"',
    ],
    [
      ' Container x-db-1  Creating\nError response from daemon: port is already allocated',
      'Error response from daemon: port is already allocated',
    ],
    [
      'deployment.apps/web unchanged\nError from server (Invalid): Ingress "web" is invalid',
      'Error from server (Invalid): Ingress "web" is invalid',
    ],
    [
      '[info] CartSpec:\n[info] - total *** FAILED ***\n[error] (Test / test) Tests unsuccessful',
      '[info] - total *** FAILED ***',
    ],
    ['00:01 +3 -1: Cart total [E]\n  no\n00:01 +3 -1: Some tests failed.', '00:01 +3 -1: Cart total [E]'],
    [
      'Downloading error-chain\ncopied build/fail\n.../fail/a.txt\nsrc/errors.ts is large\nUpload refused',
      'Upload refused',
    ],
    ['Checked 9 files\n0 errors found\nthe cache is gone', 'Checked 9 files'],
    ['Checked 9 files, 0 errors\nwarning: cannot find a changelog\nthe cache is gone', 'Checked 9 files, 0 errors'],
  ]
  home.write(
    main,
    outputs.flatMap(([printed], at) => bash(at + 1, `make -f m${at}`, `Exit code 2\n${printed}`)),
  )
  const failing = (await home.read())?.failing ?? []
  for (const [at, [, cause]] of outputs.entries()) {
    const found = failing.find(({ command }) => command === `make -f m${at}`)
    assert.is(found?.cause ?? found?.error, cause)
  }
})

test('what was typed while the agent worked is a request, whoever else writes into the queue', async ({ home }) => {
  const queued = (seconds: number, attachment: object) => ({
    type: 'attachment',
    attachment: { type: 'queued_command', ...attachment },
    ...envelope(seconds),
  })
  const typed = { commandMode: 'prompt', origin: { kind: 'human' } }
  home.write(main, [
    prompt(1, 'Begin.'),
    queued(2, { ...typed, prompt: 'and round to two digits', source_uuid: 'typed-1' }),
    { ...prompt(3, 'and round to two digits'), uuid: 'typed-1' },
    queued(4, { commandMode: 'prompt', prompt: [{ type: 'text', text: 'then the README' }] }),
    queued(5, { ...typed, commandMode: 'task-notification', prompt: '<task-notification>done</task-notification>' }),
    queued(6, { ...typed, origin: { kind: 'peer' }, isMeta: true, prompt: 'from another session' }),
    queued(7, { ...typed, prompt: '<agent-message from="b">hi</agent-message>' }),
    queued(8, { prompt: 'for a helper' }),
  ])
  const { turns, request } = (await home.read()) ?? {}
  assert.equal([turns, request], [3, 'then the README'])
})

test('a recap in Markdown reads as a sentence: bullets, those below them, and headings', async ({ home }) => {
  const recap = (seconds: number, content: string) => [
    { type: 'system', subtype: 'away_summary', content, ...envelope(seconds) },
  ]
  const texts: [content: string, summary: object][] = [
    [
      '**Goal**: ship the export\n**Done**:\n- parser\n  - tokens\n  - trees\n- printer\n\n**Next**:\n1. measure it\n2. write the docs',
      { goal: 'ship the export', done: 'parser: tokens, trees; printer', next: 'measure it; write the docs' },
    ],
    ['## Goal\nShip it.\n## Done\n* a\n* b\n## Next steps\n* c', { goal: 'Ship it.', done: 'a; b', next: 'c' }],
    ['Goal: x\nDone:\n  - a\n  - b\nNext: c', { goal: 'x', done: 'a, b', next: 'c' }],
    ['- Goal: x\n- Done: a, b\n- Next: c', { goal: 'x', done: 'a, b', next: 'c' }],
    ['Done: fixed a - and b. Next: c', { done: 'fixed a - and b.', next: 'c' }],
  ]
  for (const [at, [content, summary]] of texts.entries()) {
    if (at === 0) home.write(main, [])
    home.append(main, recap(at, content))
    assert.equal((await home.read())?.summary, summary)
  }
})

test('a recap says what is next in its own words, and an interruption has no reason', async ({ home }) => {
  home.write(main, [
    prompt(1),
    ...bash(2, 'make run', 'Exit code 137\nlistening on :8080\n[Request interrupted by user for tool use]', {
      toolDenialKind: 'interrupted',
    }),
    {
      type: 'system',
      subtype: 'away_summary',
      content: 'You are removing a leak. The AUC fell to 0.81. The next step is deciding whether the tolerance holds.',
      ...envelope(3),
    },
  ])
  const { refused, summary } = (await home.read()) ?? {}
  assert.equal(summary, {
    done: 'You are removing a leak. The AUC fell to 0.81.',
    next: 'deciding whether the tolerance holds.',
  })
  assert.equal(
    refused?.map(({ by, reason = '' }) => [by, reason]),
    [['interrupted', '']],
  )
})

test('Codex says in several words that a person refused', async ({ home }) => {
  const says = (seconds: number, id: string, command: string, output: string) => {
    const [call] = shell(seconds, id, command, 0, '')
    return [
      call as object,
      codexLine(seconds + 1, 'response_item', { type: 'function_call_output', call_id: id, output }),
    ]
  }
  const created = (words: string) =>
    `exec_command failed for \`/bin/bash -lc 'x'\`: CreateProcess { message: "Rejected(\\"${words}\\")" }`
  home.writeRollout(rollout(1), [
    meta(0, 1),
    turn(0),
    ...asks(1, 'Release it.'),
    ...says(2, 'c1', 'npm publish', created('rejected by user')),
    ...says(4, 'c2', 'git push', 'exec failed: Rejected("rejected by user")'),
    ...says(5, 'c6', 'rm -r x', 'execution error: command rejected by user'),
    ...says(5, 'c7', 'make x', 'command rejected by user: only CI does that'),
    ...says(6, 'c3', 'curl x', created('approval required by policy, but AskForApproval is set to Never')),
    ...says(8, 'c4', 'ls', 'failed in sandbox LinuxSeccomp with execution error: sandbox denied exec error'),
    ...says(
      10,
      'c5',
      'rg Rejected',
      'Chunk ID: 1\nWall time: 0.1 seconds\nProcess exited with code 0\nOutput:\nRejected("rejected by user")',
    ),
  ])
  const { refused, failing } = (await home.read()) ?? {}
  // The client's own words are no reason of the user's.
  assert.equal(refused?.map(({ command, by, reason }) => `${command} ${by} ${reason}`).toSorted(), [
    'curl x rule approval required by policy, but AskForApproval is set to Never',
    'git push user undefined',
    'make x user only CI does that',
    'npm publish user undefined',
    'rm -r x user undefined',
  ])
  assert.equal(
    failing?.map(({ command }) => command),
    ['ls'],
  )
})

test('people read the names of agents and counts in words', () => {
  const said = describeAgent({
    agents: ['claude-code', 'codex'],
    transcripts: 2,
    compactions: 0,
    unknownLines: 0,
    unreadable: 0,
    failing: [],
    refused: [],
    edited: [],
    unfinished: [],
    links: [],
    notRead: [],
    activeMinutes: 1,
    turns: 1,
    checkpoints: null,
    unended: 0,
    models: { m: { messages: 1, input: 0, output: 0, cacheRead: 0, cacheWrite: 0, costUsd: null } },
    context: { peak: 0, last: 0, window: null },
    tools: { Bash: { calls: 1, failures: 0, denials: 1 } },
  })
  assert.match(said, /^Claude Code and Codex: 2 transcripts, /)
  assert.match(said, /^m +1 message, tokens/m)
  assert.match(said, /^Bash +1 call +0 failed +1 refused$/m)
})

test('tests are called by what their runner counts', async ({ home }) => {
  home.write(main, [
    ...bash(
      1,
      'go test ./...',
      'ok  \texample.com/x/a\t0.2s\nFAIL\texample.com/x/b\t0.1s\nok  \texample.com/x/c\t0.3s',
    ),
  ])
  const agent = (await home.read()) as Counted
  assert.equal(agent.tests, { command: 'go test ./...', passed: 2, failed: 1, unit: 'packages', at: second(1) })
  assert.is(saidOfTests(agent.tests as TestRun), 'go test ./...: 2 packages passed, 1 failed')
})

test('a run of more tests that failed is not hidden by a later one of fewer', async ({ home }) => {
  const wide = (seconds: number, failed: number, passed = 117) =>
    bash(seconds, 'npm test', `${failed > 0 ? 'Exit code 1\n' : ''}  ${passed} passing (3s)\n  ${failed} failing`)
  home.write(main, [...wide(1, 3), ...bash(3, 'npx mocha test/a.js', '  1 passing (3ms)')])
  const before = { command: 'npm test', passed: 117, failed: 3, at: second(1) }
  const { tests } = (await home.read()) as Counted
  assert.equal(tests, { command: 'npx mocha test/a.js', passed: 1, failed: 0, at: second(3), before })
  assert.is(
    saidOfTests(tests as TestRun),
    'npx mocha test/a.js: 1 passed, 0 failed; before that npm test: 117 passed, 3 failed, and no run of as many there since',
  )

  // The same command again, or as many tests of another, is the newer word on it.
  home.append(main, [...wide(5, 0, 119), ...bash(7, 'npx mocha test/a.js', '  1 passing (3ms)')])
  assert.is(((await home.read()) as Counted).tests?.before, undefined)
  home.append(main, [...wide(9, 1), ...bash(11, 'npx mocha', '  118 passing (3s)')])
  assert.is(((await home.read()) as Counted).tests?.before, undefined)
})

const outOf: [first: string, then: string, passed: number][] = [
  ['24 tests, 1 failure', '24 tests, 0 failures, 1 excluded', 23],
  ['24 tests, 1 failure', '24 tests, 0 failures, 23 excluded', 1],
  ['24 tests, 1 failure', '24 tests, 0 failures, 1 skipped', 23],
  ['Result: 26/27 passed, 1 failed', 'Result: 26/27 passed, 1 excluded', 26],
  [
    '11 successes / 1 failure / 0 errors / 0 pending : 0.1',
    '11 successes / 0 failures / 0 errors / 1 pending : 0.1',
    11,
  ],
]
for (const [first, then, passed] of outOf)
  test(`what was left out did not pass: ${first}, then ${then}`, async ({ home }) => {
    home.write(main, [...bash(1, 'mix test', `Exit code 2\n${first}`), ...bash(3, 'mix test', then)])
    const { failing, tests } = (await home.read()) as Counted
    assert.is(failing[0]?.passedLater, false)
    assert.equal(tests, { command: 'mix test', passed, failed: 0, at: second(3) })
  })

test('a piece of TAP has no counts, and takes none from the run before it', async ({ home }) => {
  home.write(main, [
    ...bash(1, 'bats test', 'Exit code 1\n1..3\nnot ok 1 x\nok 2 y\nok 3 z'),
    ...bash(3, 'bats test | tail -2', 'ok 2 y\nok 3 z'),
  ])
  const { failing, tests } = (await home.read()) as Counted
  assert.is(failing[0]?.passedLater, false)
  assert.equal(tests, { command: 'bats test', passed: 2, failed: 1, at: second(1) })
})

test('of TAP the failed test and its error are the cause', async ({ home }) => {
  const tap = (error: string) => [
    'TAP version 13',
    'ok 1 - adds',
    'not ok 2 - subtracts',
    '  ---',
    '  duration_ms: 1.2',
    "  failureType: 'testCodeFailure'",
    ...error.split('\n').map((line) => `  ${line}`),
    "  code: 'ERR_ASSERTION'",
    '  ...',
    'not ok 3 - todo # TODO later',
    '# tests 3',
    '# pass 1',
    '# fail 1',
  ]
  const outputs: [lines: string[], cause: string][] = [
    [
      tap('error: |-\n  Expected values to be strictly equal:\n  \n  3 !== 4\n'),
      'not ok 2 - subtracts: Expected values to be strictly equal: 3 !== 4',
    ],
    [tap("error: 'no such thing'"), 'not ok 2 - subtracts: no such thing'],
    [['ok 1 a', 'not ok 2 b', '1..2', '# fail  1'], 'not ok 2 b'],
  ]
  for (const [index, [lines, cause]] of outputs.entries()) {
    home.write(`-home-me-x/tap${index}.jsonl`, bash(index * 2, `node t${index}.js`, `Exit code 1\n${lines.join('\n')}`))
    const { failing } = (await home.read()) as Counted
    const call = failing.find(({ command }) => command === `node t${index}.js`)
    assert.is(call?.cause ?? call?.error, cause)
  }
})

test('what is listed of many failures is the worst, and not the most frequent', async ({ home }) => {
  const others = Array.from({ length: 60 }, (_, index) =>
    [0, 1].flatMap((again) => bash(10 + index * 4 + again * 2, `cat notes/${index}.txt`, 'Exit code 1\nno such file')),
  )
  home.write(main, [...bash(1, 'npm test', 'Exit code 1\n  1 failing'), ...others.flat()])
  const { failing } = (await home.read()) as Counted
  assert.is(failing.length, 50)
  assert.is(failing[0]?.command, 'npm test')
})

test('without texts a command is named by its program and subcommand, whatever options are between them, and once', async ({
  home,
}) => {
  const denied = { toolDenialKind: 'user-rejected' }
  const heads: [command: string, head: string][] = [
    ['pnpm --filter api test', 'pnpm test'],
    ['pnpm -r --filter=./packages/* run lint --fix', 'pnpm run lint'],
    ['npm --prefix web run build', 'npm run build'],
    ['uv run --with secretlib pytest tests/x.py', 'uv run pytest'],
    ['docker --context staging ps', 'docker'],
    ['yarn --unknown word', 'yarn'],
  ]
  home.write(main, [
    ...heads.flatMap(([command], index) => bash(index * 2, command, 'Exit code 1\nbad')),
    ...bash(30, 'git push --force origin main', 'No', denied),
    ...bash(32, 'git push --force-with-lease origin main', 'No', denied),
    ...bash(34, 'go vet ./a', 'Exit code 1\nbad'),
    ...bash(36, 'go vet ./b', 'Exit code 1\nbad'),
    ...bash(38, 'go vet ./b', 'fine'),
  ])
  const { failing, refused } = (await home.read({ texts: false })) as Counted
  assert.equal(
    failing.map(({ command }) => command).toSorted(),
    [...heads.map(([, head]) => head), 'go vet'].toSorted(),
  )
  const vet = failing.find(({ command }) => command === 'go vet')
  assert.equal(vet, { tool: 'Bash', command: 'go vet', count: 2, lastAt: second(36), passedLater: false })
  assert.equal(refused, [{ tool: 'Bash', command: 'git push', by: 'user', count: 2 }])
})

test('a command whose own exit is hidden has failed where what it printed says so', async ({ home }) => {
  const runs: [command: string, printed: string, cause: string | undefined][] = [
    [
      'npm run build 2>&1 | tail -5',
      "src/a.ts(1,1): error TS2304: Cannot find name 'x'.",
      "src/a.ts(1,1): error TS2304: Cannot find name 'x'.",
    ],
    ['npm run lint || true', '3:1  error  no-undef', '3:1 error no-undef'],
    ['make all; echo EXIT=$?', 'make: *** [Makefile:3: all] Error 1\nEXIT=2', 'make: *** [Makefile:3: all] Error 1'],
    ['node a.js; echo "exit: $?"', 'status code 0\nboom\nexit: 2', 'status code 0'],
    ['tox | tail -1; echo "rc $PIPESTATUS"', 'boom\nrc 1', 'boom'],
    ['node b.js; echo "exit: $?"', 'status code 404\nexit: 0', undefined],
    ['docker logs web | tail', 'error: no such host', undefined],
    ['grep -c word a; echo "exit: $?"', '0\nexit: 1', undefined],
    ['test -f a; echo "exit: $?"', 'exit: 1', undefined],
    ['npm run build:web | tail', 'built', undefined],
    ['bats test | tail -2', 'not ok 2 y\nok 3 z', 'not ok 2 y'],
    [
      'swift test | tail -1',
      '✘ Test run with 5 tests failed after 0.001 seconds with 2 issues.',
      '✘ Test run with 5 tests failed after 0.001 seconds with 2 issues.',
    ],
    [
      'swift test --parallel | tail -3',
      '✘ Test "adds" failed after 0.001 seconds with 2 issues.\n✘ Test run with 5 tests failed after 0.001 seconds with 3 issues.',
      '✘ Test "adds" failed after 0.001 seconds with 2 issues.',
    ],
    ['mix test | tail', 'Finished in 0.1 seconds\n24 tests, 0 failures, 2 invalid', '24 tests, 0 failures, 2 invalid'],
    ['npm test --workspaces | tail', 'Tests: 1 failed, 1 total\nTests: 4 passed, 4 total', 'Tests: 1 failed, 1 total'],
    ['node --test | tail', '# pass 11\n# fail 1', '# fail 1'],
  ]
  home.write(
    main,
    runs.flatMap(([command, printed], at) => bash(at + 1, command, printed)),
  )
  const { failing, tools } = (await home.read()) as Counted
  assert.equal(
    failing.map(({ error, cause = error }) => cause).toSorted(),
    runs.flatMap(([, , cause]) => cause ?? []).toSorted(),
  )
  assert.is(tools.Bash?.failures, 0)
})

test('a command is named by what stands behind a document, and a passing line is no cause', async ({ home }) => {
  const script = "cat <<'EOF' > x.py\nimport x\nnpm test\nEOF\npython x.py"
  home.write(main, [
    ...bash(
      1,
      script,
      'Exit code 1\nTraceback (most recent call last):\n  File "x.py"\nModuleNotFoundError: No module named \'x\'',
    ),
    ...bash(3, 'npm run e2e', 'Exit code 1\n  3 passing (2s)\n  1 failing'),
    ...bash(5, 'npx vitest', 'Exit code 1\n ❯ a.test.ts\n Tests  2 failed | 2 passed (4)'),
  ])
  const { failing } = (await home.read()) as Counted
  assert.equal(
    failing.map(({ command, error, cause = error }) => [command, cause]),
    [
      ['npx vitest', 'Tests 2 failed | 2 passed (4)'],
      ['npm run e2e', '1 failing'],
      ['python x.py', "ModuleNotFoundError: No module named 'x'"],
    ],
  )
  home.append(main, bash(7, 'python x.py', 'ok'))
  assert.is(
    ((await home.read()) as Counted).failing.find(({ command }) => command === 'python x.py')?.passedLater,
    true,
  )
})

test('a search of Codex that found nothing is no failure', async ({ home }) => {
  home.writeRollout(rollout(1), [
    meta(0, 1),
    turn(1),
    ...shell(2, 'c1', 'rg word src', 1, ''),
    ...shell(5, 'c2', 'rg word src', 2, 'rg: src: No such file or directory'),
    ...shell(8, 'c3', 'npm run y', 1, ''),
    ...shell(11, 'c4', 'rg other src', 1, ''),
  ])
  const { failing } = (await home.read()) as Counted
  assert.equal(failing.map(({ command }) => command).toSorted(), ['npm run y', 'rg word src'])
})

test('a call that was cancelled because another one failed is neither a failure nor a refusal', async ({ home }) => {
  const content = '<tool_use_error>Cancelled: parallel tool call Bash(ls) errored</tool_use_error>'
  home.write(main, [
    answer(1, 'm1', {}, { content: [use('t1', 'Bash', { command: 'mv a b' })] }),
    result(2, 't1', { is_error: true, content }),
  ])
  const { failing, refused, tools } = (await home.read()) as Counted
  assert.equal([failing, refused, tools], [[], [], { Bash: { calls: 1, failures: 0, denials: 0 } }])
})

test('what git says of a commit of nothing is its cause', async ({ home }) => {
  home.write(main, [
    ...bash(1, 'git commit -m a', 'Exit code 1\nOn branch main\nnothing to commit, working tree clean'),
    ...bash(
      3,
      'git commit -m "a b" -- c',
      'Exit code 1\nOn branch main\nChanges not staged for commit:\n\tmodified: a\n\nno changes added to commit (use "git add" and/or "git commit -a")',
    ),
  ])
  const { failing } = (await home.read()) as Counted
  assert.equal(failing.map(({ cause }) => cause).toSorted(), [
    'no changes added to commit (use "git add" and/or "git commit -a")',
    'nothing to commit, working tree clean',
  ])
})

test('a search that found nothing is no failure', async ({ home }) => {
  home.write(main, [
    ...bash(1, 'grep -rn word src', 'Exit code 1'),
    ...bash(3, 'cd src && rg word', 'Exit code 1'),
    ...bash(5, 'test -f a', 'Exit code 1'),
    ...bash(7, 'git diff --exit-code', 'Exit code 1'),
    ...bash(9, 'grep word b', 'Exit code 2\ngrep: b: No such file or directory'),
    ...bash(11, 'grep -q word a && npm run x', 'Exit code 1'),
    ...bash(13, 'npm run y', 'Exit code 1'),
  ])
  for (const texts of [true, false]) {
    const { failing, tools } = (await home.read({ texts })) as Counted
    assert.is(failing.length, 3)
    assert.is(tools.Bash?.failures, 7)
  }
})

/** Questions and comparisons with what they print; whether they are failures. */
const questions: [command: string, output: string, fails: boolean][] = [
  ['diff old.txt new.txt', 'Exit code 1\n1c1\n< a\n---\n> b', false],
  ['diff old.txt gone.txt', 'Exit code 2\ndiff: gone.txt: No such file or directory', true],
  ['cmp a b', 'Exit code 1\na b differ: byte 1, line 1', false],
  ['git diff --exit-code', 'Exit code 1\n-a\n+b', false],
  ['git diff --exit-code', "Exit code 129\nerror: unknown option `exit'", true],
  ['npm run gen && git diff --exit-code', 'Exit code 1\n-a\n+b', true],
  ['grep -c foo README.md', 'Exit code 1\n0', false],
  ['grep -rc foo docs', 'Exit code 1\ndocs/a.md:0\ndocs/b.md:0', false],
  ['grep -c foo gone.md', 'Exit code 2\ngrep: gone.md: No such file or directory', true],
  ['npm outdated', 'Exit code 1\nPackage Current Wanted\nfoo 1.0.0 1.0.1', false],
  ['npm ls left-pad', 'Exit code 1\nx@1.0.0 /home/me/x\n└── (empty)', false],
  ['npm ls', 'Exit code 1\nnpm error missing: foo@1', true],
  ['git merge-base --is-ancestor main HEAD', 'Exit code 1', false],
  ['git merge-base --is-ancestor main gone', 'Exit code 128\nfatal: Not a valid object name gone', true],
  ['git ls-files --error-unmatch a', "Exit code 1\nerror: pathspec 'a' did not match any file(s) known to git", false],
  ['git config --get user.name', 'Exit code 1', false],
  ['command -v deno', 'Exit code 1', false],
  ['command deno test', 'Exit code 1\nerror: no', true],
  ['which deno', 'Exit code 1\nwhich: no deno in (/usr/bin)', false],
  ['systemctl is-active nginx', 'Exit code 3\ninactive', false],
  ['systemctl restart nginx', 'Exit code 1\nFailed to restart nginx.service', true],
  ['pip show nothing', 'Exit code 1\nWARNING: Package(s) not found: nothing', false],
]
for (const [command, output, fails] of questions)
  test(`${command}, ${JSON.stringify(output)}: ${fails ? 'a failure' : 'an answer'}`, async ({ home }) => {
    home.write(main, bash(1, command, output))
    const { failing } = (await home.read()) as Counted
    assert.is(failing.length, fails ? 1 : 0)
  })

test('variables that make a command another thing are in its name, where it fails and where it tested', async ({
  home,
}) => {
  const tests = 'Tests  1 failed | 8 passed (9)'
  home.write(main, [
    ...bash(1, 'NODE_ENV=test CI=1 npm test', `Exit code 1\n${tests}`),
    ...bash(3, 'export MODE="a b" && cd web && npm run a', 'Exit code 1\nerror: a'),
    ...bash(5, 'API_TOKEN=ghp_0123456789abcdefghijklmnopqrstuvwxyz01 npm run b', 'Exit code 1\nerror: b'),
    ...bash(7, 'npm test', 'Tests  9 passed (9)'),
    ...bash(9, 'DEBUG=1 npx vitest run', `Exit code 1\n${tests}`),
  ])
  const named = (calls: { command: string }[]) => calls.map(({ command }) => command).toSorted()
  const whole = (await home.read()) as Counted
  assert.equal(
    named(whole.failing).map((name) => name.replace(/^API_TOKEN=\S+/, 'API_TOKEN=')),
    ['API_TOKEN= npm run b', 'DEBUG=1 npx vitest run', 'NODE_ENV=test npm test', 'cd web && MODE=… npm run a'],
  )
  assert.not.match(JSON.stringify(whole.failing), /ghp_0123/)
  assert.is(whole.tests?.command, 'DEBUG=1 npx vitest run')
  // They are tests all the same, and come before the scripts.
  assert.equal(named(whole.failing.slice(0, 2)), ['DEBUG=1 npx vitest run', 'NODE_ENV=test npm test'])
  const names = (await home.read({ texts: false })) as Counted
  assert.equal(named(names.failing), ['npm run a', 'npm run b', 'npm test', 'npx vitest'])
})

const heads: [command: string, head: string][] = [
  ['docker exec acme-db psql', 'docker exec'],
  ['docker run acme', 'docker run'],
  ['kubectl exec acme', 'kubectl exec'],
  ['heroku run acme', 'heroku run'],
  ['cargo run acme', 'cargo run'],
  ['npm run lint', 'npm run lint'],
  ['pnpm exec vitest', 'pnpm exec vitest'],
  ['poetry run pytest', 'poetry run pytest'],
  ['python -m pytest', 'python -m pytest'],
]
for (const [command, head] of heads)
  test(`without texts ${command} is ${head}`, async ({ home }) => {
    home.write(main, bash(1, command, 'Exit code 1\nerror: no'))
    const { failing } = (await home.read({ texts: false })) as Counted
    assert.equal(
      failing.map((call) => call.command),
      [head],
    )
  })

test.run()
