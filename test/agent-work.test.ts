import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { transcriptTables } from '../cache/transcripts/parts.ts'
import { type Reached, readTranscripts } from '../cache/transcripts/read.ts'
import { isCheck, worstFirst } from '../cache/transcripts/work/worst-first.ts'
import type { AgentReport } from '../tasks/analysis/agent/agent-report.ts'
import { agentRows } from '../tasks/handoff/agent-rows.ts'
import { randomRuns } from './support/random-runs.ts'
import {
  answer,
  bash,
  type Counted,
  envelope,
  mainTranscript as main,
  projectRoot,
  prompt,
  result,
  second,
  subTranscript as sub,
  transcriptSuite,
  use,
} from './support/transcripts.ts'

const test = transcriptSuite('what happened, by the transcripts')

test('failing commands are grouped by what they run, with their last error and whether they passed since', async ({
  home,
}) => {
  home.write(main, [
    ...bash(1, 't1', 'npm test -- import', 'Exit code 1\n\n1 failing: reads 3 GB'),
    ...bash(
      2,
      't2',
      `cd ${'/home/me/x'} && CI=1 timeout 90 npm test -- import 2>&1 | tail -5`,
      'Exit code 1\n2 failing: reads 4 GB',
    ),
    ...bash(3, 't3', 'npm run lint', 'Exit code 2\nsrc/a.ts:1 unused'),
    ...bash(4, 't4', 'npm test -- export', 'ok'),
    ...bash(5, 't5', 'npm run lint --silent', 'fine'),
    answer(6, 'm6', {}, { content: [use('t6', 'Edit', { file_path: '/home/me/x/src/a.ts' })] }),
    result(6, 't6', {
      is_error: true,
      content: '<tool_use_error>String to replace not found in file.</tool_use_error>',
    }),
  ])
  assert.equal((await home.read())?.failing, [
    {
      tool: 'Bash',
      command: 'npm test -- import',
      count: 2,
      lastAt: second(2),
      error: '2 failing: reads 4 GB',
      passedLater: false,
    },
    {
      tool: 'Edit',
      command: 'src/a.ts',
      count: 1,
      lastAt: second(6),
      error: 'String to replace not found in file.',
      passedLater: false,
    },
    {
      tool: 'Bash',
      command: 'npm run lint',
      count: 1,
      lastAt: second(3),
      error: 'src/a.ts:1 unused',
      passedLater: true,
    },
  ])
})

test('the same program is the same thing, whatever runs it', async ({ home }) => {
  const same: [failed: string, passed: string][] = [
    ['mypy --strict src', 'uv run mypy --strict src'],
    ['python -m pytest -q tests', 'poetry run pytest tests'],
    ['npx --yes jest src', './node_modules/.bin/jest src'],
    ['yarn tsc --noEmit', 'pnpm exec tsc --noEmit'],
    ['npm run test -- import', 'npm test -- import'],
    ['bundle exec rspec spec/a_spec.rb', 'bin/rspec spec/a_spec.rb'],
    ['pnpm lint', 'pnpm run lint'],
    ['uv run python3 -m ruff check .', 'uvx ruff check .'],
  ]
  const different: [failed: string, passed: string][] = [
    ['yarn install', 'npm install'],
    ['mypy --strict lib', 'uv run --with types-requests mypy --strict lib'],
    ['npx --yes jest@29 src', './node_modules/.bin/jest src'],
    ['python3.12 -m ruff check .', 'uvx ruff@latest check .'],
    ['uv sync', 'poetry sync'],
    ['npm run build', 'npm run lint:all'],
    ['python -m venv a', 'python a'],
    ['pnpm add jest', 'jest'],
  ]
  const pairs = [...same.map((pair) => [...pair, true] as const), ...different.map((pair) => [...pair, false] as const)]
  home.write(main, [
    ...pairs.flatMap(([failed], index) => bash(index + 1, `f${index}`, failed, 'Exit code 1\nno')),
    ...pairs.flatMap(([, passed], index) => bash(index + 101, `p${index}`, passed, 'ok')),
  ])
  const failing = (await home.read())?.failing ?? []
  const said = new Map(failing.map(({ command, passedLater }) => [command, passedLater]))
  for (const [failed, , isSame] of pairs) assert.is(said.get(failed), isSame, failed)
  assert.is(said.size, pairs.length)
})

test('what passes in the same moment passed later where its line is behind, and a path alone says nothing', async ({
  home,
}) => {
  const edit = (id: string, content: string, isError: boolean) =>
    result(1, id, { is_error: isError, content: isError ? `<tool_use_error>${content}</tool_use_error>` : content })
  const file = { file_path: '/home/me/x/a.ts' }
  const lines = [
    answer(1, 'm1', {}, { content: [use('e1', 'Edit', file), use('r1', 'Read', file), use('e2', 'Edit', file)] }),
    edit('e1', 'File has not been read yet.', true),
    edit('r1', '1 x', false),
    edit('e2', 'ok', false),
    ...bash(1, 't1', 'tsc', 'ok'),
    ...bash(1, 't2', 'tsc', 'Exit code 2\n/home/me/x/a b.ts\n  1:1  error  No unused'),
  ]
  home.write(main, lines)
  home.write('-home-me-x/fork.jsonl', lines)
  const failing = (await home.read())?.failing ?? []
  assert.equal(
    failing.map(({ command, error, cause = error, passedLater }) => [command, cause, passedLater]),
    [
      ['a.ts', 'File has not been read yet.', true],
      ['tsc', '1:1 error No unused', false],
    ].toSorted((a, b) => (failing[0]?.command === a[0] ? -1 : failing[0]?.command === b[0] ? 1 : 0)),
  )
})

test('a limit or an error in the place of the last answer is what stopped the agent', async ({ home }) => {
  const limit = "You've hit your limit · resets 3pm (UTC)"
  const error = (seconds: number, text: string, line: object = {}) =>
    answer(
      seconds,
      `e${seconds}`,
      {},
      { content: [{ type: 'text', text }], model: '<synthetic>', line: { isApiErrorMessage: true, ...line } },
    )
  const stopped = async (...lines: object[]) => {
    home.write(main, [prompt(1, 'finish the export'), answer(2, 'm1', { output: 1 }), ...lines])
    return (await home.read())?.stopped
  }
  assert.is(await stopped(), undefined)
  assert.is(await stopped(error(3, limit)), limit)
  assert.is(await stopped(error(3, limit), prompt(4, 'and now?'), error(5, 'API Error: 529')), 'API Error: 529')
  assert.is(await stopped(error(3, limit), answer(4, 'm2', { output: 1 })), undefined)
  assert.is(await stopped(error(3, limit), answer(4, 'm2', { output: 1 }, { line: { isSidechain: true } })), limit)
  assert.is(await stopped(error(3, limit, { isSidechain: true })), undefined)
  assert.is(await stopped(error(3, 'x'.repeat(200))), `${'x'.repeat(159)}…`)
  home.write(main, [prompt(1, 'a'), error(3, limit)])
  assert.is((await home.read({ texts: false }))?.stopped, 'a limit or an error of the API')
  // The answer behind it may be in the same moment, or in another transcript.
  home.write(main, [prompt(1, 'a'), error(3, limit), answer(3, 'm2', { output: 1 })])
  assert.is((await home.read())?.stopped, undefined)
  home.write(main, [prompt(1, 'a'), error(3, limit)])
  home.write('-home-me-x/s2.jsonl', [answer(9, 'm9', { output: 1 }, { line: { sessionId: 's2' } })])
  assert.is((await home.read())?.stopped, undefined)
})

/** What came behind a failed edit of a.ts, and whether it was changed with that. */
const changes: [what: string, tool: string, input: object, changed: boolean][] = [
  ['a whole new file', 'Write', { file_path: '/home/me/x/a.ts' }, true],
  ['several edits', 'MultiEdit', { file_path: '/home/me/x/a.ts' }, true],
  ['another file', 'Write', { file_path: '/home/me/x/b.ts' }, false],
  ['a look', 'Read', { file_path: '/home/me/x/a.ts' }, false],
  ['sed', 'Bash', { command: "sed -i 's/a/b/' a.ts" }, true],
  ['sed elsewhere', 'Bash', { command: "cd web && sed -i 's/a/b/' a.ts" }, false],
  ['sed without -i', 'Bash', { command: "sed 's/a/b/' a.ts" }, false],
  ['perl', 'Bash', { command: "perl -pi -e 's/a/b/' ./a.ts" }, true],
  ['a document', 'Bash', { command: 'cat > a.ts <<EOF\nx\nEOF' }, true],
  ['a redirection', 'Bash', { command: 'node gen.js > a.ts' }, true],
  ['what may not have run', 'Bash', { command: 'false && node gen.js > a.ts; true' }, false],
  ['a copy', 'Bash', { command: 'cp /tmp/a.ts a.ts' }, true],
]
for (const [what, tool, input, changed] of changes)
  test(`an edit that failed, then ${what}: ${changed ? 'changed since' : 'open'}`, async ({ home }) => {
    const file = { file_path: '/home/me/x/a.ts' }
    const none = '<tool_use_error>String to replace not found in file.</tool_use_error>'
    home.write(main, [
      answer(1, 'm1', {}, { content: [use('t1', 'Edit', file)] }),
      result(2, 't1', { is_error: true, content: none }),
      answer(3, 'm2', {}, { content: [use('t2', tool, input)] }),
      result(4, 't2', { content: 'done' }),
    ])
    const { failing } = (await home.read()) as Counted
    assert.is(failing[0]?.passedLater, changed)
  })

const interrupted = '[Request interrupted by user for tool use]'
const aborted = '<error>Command was aborted before completion</error>'
const rejection =
  "The user doesn't want to proceed with this tool use. The tool use was rejected (eg. if it was a file edit, the new_string was NOT written to the file)."
const refusals: [text: string, line: object, by: string, reason: string][] = [
  ["The user doesn't want to proceed with this tool use.", {}, 'user', ''],
  [
    `${rejection} To tell you how to proceed, the user said:\nNo force pushes.\nUse git push.\n\nNote: The user's next message may contain a correction.`,
    {},
    'user',
    'No force pushes.',
  ],
  [`${rejection} The user provided the following reason for the rejection:  not today`, {}, 'user', 'not today'],
  [`${rejection} STOP what you are doing.`, { toolDenialKind: 'user-rejected' }, 'user', ''],
  ['the user said: no', { toolDenialKind: 'user-rejected' }, 'user', 'the user said: no'],
  [
    'Permission for this action was denied by the Claude Code auto mode classifier. Reason: [Git] rewrites history. If you have other tasks, go on.',
    {},
    'classifier',
    '[Git] rewrites history. If you have other tasks, go on.',
  ],
  ['Permission to use Bash has been denied.', {}, 'rule', 'Permission to use Bash has been denied.'],
  ['no', { toolDenialKind: 'automode-blocked' }, 'classifier', 'no'],
  ['PreToolUse:Bash hook error: [node guard.js]: inst_020: no force push', {}, 'hook', 'inst_020: no force push'],
  [`Exit code 137\n${interrupted}`, {}, 'interrupted', ''],
  [`Exit code 143\ncompiling a\ncompiling b\n${interrupted}`, {}, 'interrupted', ''],
  ['no', { toolDenialKind: 'cancelled' }, 'interrupted', ''],
  [`> vitest run\n\n${aborted}`, { toolUseResult: { stdout: '', stderr: '', interrupted: true } }, 'interrupted', ''],
  [`compiling a\n${aborted}`, { toolUseResult: `Error: ${aborted}` }, 'interrupted', ''],
  ['Exit code 1\nError: nothing to do with it', { toolUseResult: { interrupted: true } }, 'interrupted', ''],
  ['Error: This operation was aborted', {}, 'interrupted', ''],
  ['MCP error -32001: AbortError: This operation was aborted', {}, 'interrupted', ''],
  ['This command requires approval', {}, 'rule', 'This command requires approval'],
  [
    'Error: This Bash command requires approval: cd with git',
    {},
    'rule',
    'This Bash command requires approval: cd with git',
  ],
]
for (const [text, line, by, reason] of refusals) {
  test(`refused by ${by}: ${text.split('\n')[0]}`, async ({ home }) => {
    home.write(main, [
      answer(1, 'm1', {}, { content: [use('t1', 'Bash', { command: 'git push --force' })] }),
      result(1, 't1', { is_error: true, content: text }, line),
    ])
    const { refused, failing } = (await home.read()) as Counted
    assert.equal(refused, [{ tool: 'Bash', command: 'git push --force', by, count: 1, ...(reason && { reason }) }])
    assert.equal(failing, [])
  })
}

const namedCauses: [output: string, cause: string][] = [
  [
    'F....s  [ 50%]\n....    [100%]\n=== FAILURES ===\n___ test_retry ___\n\nE   AssertionError: 3',
    'test_retry: AssertionError: 3',
  ],
  ['\n> app@1.2.0 test\n> vitest run\n\n RUN  v2.1\n', 'RUN v2.1'],
  ['> app@1.2.0 test\n', '> app@1.2.0 test'],
  ['$ vitest run\nerror: no such file', 'error: no such file'],
  ['..F.', '..F.'],
  ['> I am a quotation\nno', '> I am a quotation'],
  ['-----\n\u001b[31mTypeError\u001b[0m: x', 'TypeError: x'],
  [
    "To github.com:o/r.git\n ! [rejected]        main -> main (fetch first)\nerror: failed to push some refs to 'x'",
    '! [rejected] main -> main (fetch first)',
  ],
  ["To github.com:o/r.git\nerror: failed to push some refs to 'x'", "error: failed to push some refs to 'x'"],
  [
    '   Compiling app v0.1.0\nerror[E0382]: borrow of moved value: `x`\n --> src/main.rs:4:5',
    'error[E0382]: borrow of moved value: `x`',
  ],
  [
    'Traceback (most recent call last):\n  File "a.py", line 3, in <module>\n    f()\napp.NotThere: no such row\n',
    'app.NotThere: no such row',
  ],
  [
    'def test_backoff():\n    >   assert f() == 4\nE   assert 3 == 4\nFAILED test_a.py::test_backoff',
    'test_a.py::test_backoff: assert 3 == 4',
  ],
  ['test_a.py:3: in f\nFAILED test_a.py::test_backoff - x', 'FAILED test_a.py::test_backoff - x'],
  [
    "> app@1.2.0 lint\n> eslint .\n\nsrc/config.js\n  2:1  warning  y\n  3:7  error  'x' is not used",
    "3:7 error 'x' is not used",
  ],
  ['src/config.js\nsomething is wrong', 'something is wrong'],
  ['checking\nsrc/a.ts(3,1): error TS2345: no', 'src/a.ts(3,1): error TS2345: no'],
  ['cc -c a.c\na.c:3:5: error: no x', 'a.c:3:5: error: no x'],
  ['cc -c a.c\nmake: *** [a.o] Error 1', 'make: *** [a.o] Error 1'],
  ['one\n  ok logs error: x\n3 errors', 'one'],
  ['npm warn x\nnpm error code E404', 'npm error code E404'],
  [
    "nbclient.exceptions.CellExecutionError: An error occurred in the cell:\nplot(df)\nKeyError: 'tenure'",
    "KeyError: 'tenure'",
  ],
  [
    'AssertionError [ERR_ASSERTION]: Expected values to be equal:\n\n3 !== 4',
    'AssertionError [ERR_ASSERTION]: Expected values to be equal: 3 !== 4',
  ],
  [
    ' FAIL  src/a.test.ts > adds\nAssertionError: expected 3 to be 4 // Object.is equality\n ❯ src/a.test.ts:5:18',
    'adds: AssertionError: expected 3 to be 4 // Object.is equality',
  ],
  [
    'FAIL src/a.test.ts\n  ● adds\n\n    expect(received).toBe(expected) // Object.is equality\n\n    Expected: 4\n    Received: 3',
    'adds: expect(received).toBe(expected); Expected: 4; Received: 3',
  ],
  ['--- FAIL: TestAdd (0.00s)\n    add_test.go:7: got 3, want 4\nFAIL', 'TestAdd: add_test.go:7: got 3, want 4'],
  ['FAILED test_a.py::test_b\nE   assert 3 == 4', 'test_a.py::test_b: assert 3 == 4'],
  ['make: *** [Makefile:3: test] Error 1\nFAIL example.org/x', 'FAIL example.org/x'],
  [
    "npm error code ELIFECYCLE\nthread 'main' panicked at src/a.rs:3:5:\nassertion `left == right` failed",
    "thread 'main' panicked at src/a.rs:3:5: assertion `left == right` failed",
  ],
  [
    'There was 1 failure:\n\n1) AddTest::testAdd\nFailed asserting that 3 matches expected 4.',
    'AddTest::testAdd: Failed asserting that 3 matches expected 4.',
  ],
  [
    'Failures:\n\n  1) Sum adds\n     Failure/Error: expect(sum).to eq(4)\n       expected: 4',
    'Sum adds: Failure/Error: expect(sum).to eq(4)',
  ],
  [
    '=== FAILURES ===\n___ TestPay.test_a ___\nE   assert 1 == 2\n___ test_b ___\nE   assert 3 == 4\nFAILED t.py::test_b\nFAILED t.py::TestPay::test_a\n2 failed',
    't.py::TestPay::test_a: assert 1 == 2',
  ],
  [
    'FAIL: test_sum (test_a.Sums)\nTraceback (most recent call last):\n  File "test_a.py", line 3, in test_sum\nAssertionError: 3 != 4\n',
    'test_sum: AssertionError: 3 != 4',
  ],
  [
    "---- tests::adds stdout ----\nthread 'tests::adds' panicked at src/a.rs:3:5:\nassertion failed",
    "tests::adds: thread 'tests::adds' panicked at src/a.rs:3:5: assertion failed",
  ],
  ['1) Install\n2) Build\nerror: no such file', 'error: no such file'],
]
for (const [output, cause] of namedCauses)
  test(`the cause of ${JSON.stringify(output)}`, async ({ home }) => {
    home.write(main, bash(1, 't1', 'npm test', `Exit code 1\n${output}`))
    const [failing] = (await home.read())?.failing ?? []
    const [first = ''] = stripVTControlCharacters(output).trim().split('\n')
    assert.is(failing?.error, first.replace(/\s+/g, ' '))
    assert.is(failing?.cause, cause === failing?.error ? undefined : cause)
  })

test('no quoted text of the agent acts on a terminal', async ({ home }) => {
  const acts = '\u001b[31m\u001b[1merror\u001b[0m: \u202eno\u0007 such\u2028file'
  home.write(main, [prompt(1, acts), ...bash(2, 't1', 'make', `Exit code 2\n${acts}`)])
  const { request, failing } = (await home.read()) as Counted
  assert.equal(
    [request, failing[0]?.error, failing[0]?.cause],
    ['error: no such file', 'error: no such file', undefined],
  )
})

type Failing = AgentReport['failing'][number]
const failingCall = (command: string, more: Partial<Failing> = {}): Failing => ({
  tool: 'Bash',
  command,
  count: 1,
  lastAt: second(1),
  error: 'no',
  passedLater: false,
  ...more,
})
/** Where texts are left out. */
const quietly = ({ error, ...call }: Failing): Failing => call
const worst: [what: string, first: Failing, then: Failing][] = [
  ['tests before a linter', failingCall('go test ./... -race'), failingCall('golangci-lint run', { count: 9 })],
  ['a linter before a release', failingCall('ruff check src'), failingCall('deploy --token', { count: 9 })],
  ['a push before other commands', failingCall('git push'), failingCall('ssh host', { count: 9 })],
  ['a build before other commands', failingCall('npm run build:web'), failingCall('python3 -', { count: 9 })],
  ['a script by its name', failingCall('bash scripts/test.sh'), failingCall('tsc', { count: 9 })],
  ['what a runner runs', failingCall('uv run --with x pytest -q'), failingCall('uv run mypy src', { count: 9 })],
  ['the test runner of Node', failingCall('node --test a.js'), failingCall('node build.js', { count: 9 })],
  ['tests as a part', failingCall('go build ./... && go test ./...'), failingCall('go build ./...', { count: 9 })],
  ['without texts', quietly(failingCall('npx jest')), failingCall('npm run', { count: 9 })],
  ['others before own tools', failingCall('sleep 999'), failingCall('main.go', { tool: 'Edit', count: 9 })],
  [
    'not passed before passed',
    failingCall('a.go', { tool: 'Edit' }),
    failingCall('jest', { count: 9, passedLater: true }),
  ],
  ['what git ignores is no check', failingCall('npm i'), failingCall('git check-ignore a', { error: '' })],
  ['a file that is not there is no test', failingCall('ls a'), failingCall('test -f a', { count: 9, error: '' })],
  ['nothing found last', failingCall('jest', { passedLater: true }), failingCall('grep -rn TODO .', { error: '' })],
  ['a search that is an error', failingCall('grep -rn TODO b', { lastAt: second(2) }), failingCall('ls a')],
  ['nothing found without texts', quietly(failingCall('ls')), quietly(failingCall('rg', { count: 9 }))],
  ['the more frequent first', failingCall('jest a', { count: 2 }), failingCall('jest b', { lastAt: second(2) })],
  ['the later first', failingCall('jest a', { lastAt: second(2) }), failingCall('jest b')],
]
for (const [what, ...calls] of worst)
  test(`what failed, in the order in which it is needed: ${what}`, () => {
    assert.equal(worstFirst(calls.toReversed()), calls)
    assert.equal(worstFirst(calls), calls)
  })

test('a search that found nothing has no place on the first screen', () => {
  const agent = { failing: [failingCall('grep -rn TODO .', { error: '' })], refused: [] } as unknown as AgentReport
  assert.equal(agentRows(agent, { characters: 100, items: 5 }), [])
})

test("on the first screen commands that fail come before the agent's own tools", () => {
  const failing = ['Read', 'Bash', 'WebFetch', 'exec_command'].map((tool, n) => ({
    tool,
    command: `c${n}`,
    count: 9 - n,
    lastAt: second(n),
    passedLater: false,
  }))
  const [row] = agentRows({ failing, refused: [] } as unknown as AgentReport, { characters: 100, items: 5 })
  assert.equal(
    row?.items.map(({ command }) => command),
    ['c1', 'c3', 'Read c0', undefined],
  )
})

test('the last request, the title, the recap and the pull requests are quoted, each once', async ({ home }) => {
  const link = {
    type: 'pr-link',
    prNumber: 7,
    prUrl: 'https://example.org/o/r/pull/7',
    timestamp: second(3),
    sessionId: 's1',
  }
  home.write(main, [
    prompt(1, 'Find out why the importer fails'),
    { type: 'ai-title', aiTitle: 'Fix the importer', sessionId: 's1' },
    prompt(2, [
      { type: 'text', text: '<system-reminder>x</system-reminder>' },
      { type: 'text', text: 'lint is\n failing' },
    ] as never),
    ...[
      '<command-name>/clear</command-name>',
      '<local-command-stdout>ok</local-command-stdout>',
      '[Request interrupted by user]',
      '<task-notification>done</task-notification>',
    ].map((text) => prompt(3, text)),
    prompt(3, 'a hint of the client', { isMeta: true }),
    prompt(3, 'a summary', { isCompactSummary: true }),
    prompt(3, "a subagent's", { isSidechain: true }),
    prompt(3, 'a notification', { origin: { kind: 'task-notification' } }),
    link,
    link,
    {
      type: 'system',
      subtype: 'away_summary',
      content:
        'Goal: make it read 2 GB. Done: the reader, PR 7 open. Next: make the lint pass. (disable recaps in /config)',
      ...envelope(4),
    },
  ])
  const work = (await home.read()) as Counted
  assert.equal([work.title, work.request, work.turns], ['Fix the importer', 'lint is failing', 2])
  assert.equal(work.summary, {
    goal: 'make it read 2 GB.',
    done: 'the reader, PR 7 open.',
    next: 'make the lint pass.',
  })
  assert.equal(work.links, [{ kind: 'pr', url: 'https://example.org/o/r/pull/7' }])
  home.append(main, [{ type: 'custom-title', customTitle: 'importer', sessionId: 's1' }])
  assert.is((await home.read())?.title, 'importer')
  const silent = (await home.read({ texts: false })) as Counted
  assert.equal([silent.title, silent.request, silent.summary, silent.turns], [undefined, undefined, undefined, 2])
})

test('what the client and its hooks put beside the words of a person is no part of them', async ({ home }) => {
  home.write(main, [
    prompt(1, 'fix the footer\n\n<system-reminder>\nThe list is empty.\n</system-reminder>'),
    prompt(2, '<user-prompt-submit-hook>Be careful.</user-prompt-submit-hook>'),
  ])
  const first = (await home.read()) as Counted
  assert.equal([first.request, first.turns], ['fix the footer', 1])
  home.append(main, [
    prompt(3, '<system-reminder>a</system-reminder>and <b>the header</b><system-reminder>cut off'),
    prompt(4, '<system-reminder>never ends'),
  ])
  const later = (await home.read()) as Counted
  assert.equal([later.request, later.turns], ['and <b>the header</b>', 2])
})

test('with texts left out, a command is its program and subcommand, and nothing says why', async ({ home }) => {
  home.write(main, [
    ...bash(1, 't1', 'psql --password hunter2 -c "select secret"', 'Exit code 1\nno such column: secret'),
    ...bash(2, 't2', 'git push --force origin main', 'no secrets', { toolDenialKind: 'user-rejected' }),
  ])
  const { failing, refused } = (await home.read({ texts: false })) as Counted
  assert.equal(failing, [{ tool: 'Bash', command: 'psql', count: 1, lastAt: second(1), passedLater: false }])
  assert.equal(refused, [{ tool: 'Bash', command: 'git push', by: 'user', count: 1 }])
})

test('edits are those that succeeded, by file of the project; the last test run has its counts', async ({ home }) => {
  const edit = (seconds: number, id: string, path: string, ok = true) => [
    answer(seconds, `m-${id}`, {}, { content: [use(id, 'Edit', { file_path: path })] }),
    result(seconds, id, { is_error: !ok, content: ok ? 'ok' : 'not found' }),
  ]
  home.write(main, [
    ...edit(1, 't1', '/home/me/x/src/a.ts'),
    ...edit(2, 't2', 'src/a.ts'),
    ...edit(3, 't3', '/home/me/x/src/b.ts', false),
    ...edit(4, 't4', '/home/me/.claude/plans/p.md'),
    ...bash(5, 't5', 'npm test', 'Exit code 1\n  7 passing (2s)\n  2 failing'),
    ...bash(6, 't6', 'npm run build', 'built'),
    ...bash(7, 't7', 'cat old.log', '  1 passing (2s)'),
  ])
  const { edited, tests } = (await home.read()) as Counted
  assert.equal(edited, [{ path: 'src/a.ts', edits: 2 }])
  assert.equal(tests, { command: 'npm test', passed: 7, failed: 2, at: second(5) })
})

test("an API message inside a progress line counts once, also beside the subagent's own transcript", async ({
  home,
}) => {
  const inner = answer(
    2,
    'mq',
    { input: 3, output: 50, read: 9000, write: 700 },
    { model: 'claude-haiku-4-5', content: [use('tq', 'Read', {})] },
  )
  const failed = result(3, 'tq', { is_error: true, content: 'no such file' })
  const progress = (message: object) => ({
    type: 'progress',
    data: { type: 'agent_progress', agentId: 'a1', message },
    ...envelope(2),
  })
  home.write(main, [answer(1, 'm1', { input: 1 }, { content: [use('t1', 'Task')] }), progress(inner), progress(failed)])
  const expected = { messages: 1, input: 3, output: 50, cacheRead: 9000, cacheWrite: 700 }
  const check = async () => {
    const usage = (await home.read()) as Counted
    assert.equal(usage.models['claude-haiku-4-5'], expected)
    assert.equal(usage.tools.Read, { calls: 1, failures: 1, denials: 0 })
    assert.is(usage.context.peak, 1)
  }
  await check()
  home.write(sub, [inner, failed])
  await check()
  // Subagents directly below the folder of the project, whose lines name their session.
  home.write('-home-me-x/subagents/agent-b2.jsonl', [
    answer(4, 'mz', { output: 7 }, { model: 'claude-haiku-4-5', line: { isSidechain: true } }),
  ])
  assert.is((await home.read())?.models['claude-haiku-4-5']?.output, 57)
})

test("the agent's own totals are set beside what was counted for the same sessions", async ({ home }) => {
  const own = (startTime: number, outputTokens: number) => ({
    type: 'cost-state',
    sessionId: 's1',
    totalCostUSD: 0.5,
    startTime,
    modelUsage: {
      'claude-opus-5[1m]': { inputTokens: 10, outputTokens, cacheReadInputTokens: 100, cacheCreationInputTokens: 0 },
    },
  })
  const [first, later] = [1, 10].map((seconds) => Date.parse(second(seconds)))
  home.write(main, [
    answer(2, 'm1', { input: 10, output: 20, read: 100 }),
    own(first as number, 5),
    own(first as number, 20),
    answer(11, 'm2', { input: 10, output: 30, read: 100 }),
    own(later as number, 33),
  ])
  assert.equal((await home.read())?.reconciled, {
    own: { input: 20, output: 53, cacheRead: 200, cacheWrite: 0 },
    counted: { input: 20, output: 50, cacheRead: 200, cacheWrite: 0 },
  })
})

test('progress only goes forward, to all files and bytes', async ({ home }) => {
  for (const name of [main, sub, '-home-me-x/s2.jsonl'])
    home.write(name, [answer(1, `m-${name}`, { output: 1 }), prompt(2, 'x'.repeat(3000))])
  const reached: Reached[] = []
  const source = { directories: [{ agent: 'claude-code' as const, directory: home.directory }], roots: [projectRoot] }
  const read = () =>
    readTranscripts(home.cache.db, { ...source, linked: new Set() }, { progress: (each) => reached.push(each) })
  await read()
  const last = reached.at(-1) as Reached
  assert.equal([last.files, last.ofFiles, last.bytes], [3, 3, last.ofBytes])
  for (const [at, each] of reached.entries()) {
    assert.ok(each.ofFiles === 3 && each.ofBytes === last.ofBytes)
    assert.ok(at === 0 || each.bytes >= (reached[at - 1] as Reached).bytes)
  }
})

const moments = fc.integer({ min: 0, max: 30 })
const ids = fc.integer({ min: 0, max: 4 })
let uuid = 0
/** Whole lines of every sort, with times of their own; each has one identity. */
const anyLine = fc.oneof(
  fc
    .tuple(moments, ids, fc.nat(50), fc.boolean())
    .map(([at, id, output, whole]) =>
      answer(
        at,
        `m${id}`,
        { output, read: output * 3 },
        { stop: whole ? 'end_turn' : null, content: [use(`t${id}`, `Tool${id % 2}`)] },
      ),
    ),
  fc
    .tuple(moments, ids, fc.boolean())
    .map(([at, id, is_error]) => result(at, `t${id}`, { is_error, content: 'Exit code 1' })),
  fc
    .tuple(moments, ids)
    .map(([at, id]) => result(at, `t${id}`, { is_error: true }, { toolDenialKind: 'user-rejected' })),
  fc.tuple(moments, ids).map(([at, id]) => ({
    type: 'progress',
    data: { type: 'agent_progress', message: answer(at, `m${id}`, { output: 9 }) },
    ...envelope(at),
  })),
  moments.map((at) => prompt(at, 'Go on')),
  moments.map((at) => ({ type: 'system', subtype: 'compact_boundary', ...envelope(at) })),
  moments.map((at) => ({ type: 'telepathy', ...envelope(at) })),
)

test('no order of lines, no fork and no copy changes a count', async ({ home }) => {
  const countsOf = ({ transcripts: _, context: __, ...usage }: Counted) => {
    const { failing, refused, todos: ___, request: ____, answer: _____, unfinished: ______, ...rest } = usage
    return {
      ...rest,
      spend: 0,
      failing: failing.map(({ tool, count }) => [tool, count]),
      refused: refused.map(({ tool, by, count }) => [tool, by, count]),
    }
  }
  const check = fc.asyncProperty(
    fc
      .array(anyLine, { minLength: 1, maxLength: 15 })
      .chain((lines) =>
        fc.tuple(
          fc.constant(lines.map((line) => ({ ...line, uuid: `line-${++uuid}` }))),
          fc.shuffledSubarray([...lines.keys()], { minLength: lines.length, maxLength: lines.length }),
          fc.subarray([...lines.keys()]),
          fc.subarray([...lines.keys()]),
        ),
      ),
    async ([lines, order, fork, aside]) => {
      const pick = (indexes: number[]) => indexes.map((index) => lines[index] as object)
      const read = async (files: Record<string, object[]>) => {
        home.cache.db.exec([...transcriptTables, 'transcripts'].map((table) => `DELETE FROM ${table};`).join(''))
        for (const name of [main, '-home-me-x/s2.jsonl', sub]) home.write(name, files[name] ?? [])
        return countsOf((await home.read({ linked: ['s1', 's2'] })) as Counted)
      }
      const once = await read({ [main]: lines })
      assert.equal(await read({ [main]: pick(order) }), once)
      assert.equal(await read({ [main]: pick(order), '-home-me-x/s2.jsonl': pick(fork), [sub]: pick(aside) }), once)
      assert.equal(await read({ '-home-me-x/s2.jsonl': lines, [main]: pick(fork) }), once)
    },
  )
  await fc.assert(check, { numRuns: randomRuns(30) })
})

for (const [command, is] of [
  ['mix credo --strict', true],
  ['mix dialyzer', true],
  ['flutter analyze', true],
  ['composer phpstan', true],
  ['./scripts/smoke.sh', true],
  ['python manage.py check', true],
  ['php artisan test', true],
  ['terraform plan', true],
  ['terraform validate', true],
  ['swiftformat --lint .', true],
  ['nixfmt --check .', true],
  ['ansible-playbook site.yml', true],
  ['dart doc .', true],
  ['python plot.py a check', false],
  ['git checkout check', false],
  ['cat analyze', false],
  ['grep analyze x', false],
  ['mix phx.server', false],
] as const)
  test(`${command} is ${is ? 'a' : 'no'} check, whatever the language`, () => assert.is(isCheck(command), is))

test.run()
