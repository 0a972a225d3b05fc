import * as assert from 'uvu/assert'
import { answer, type Counted, mainTranscript as main, result, transcriptSuite, use } from './support/transcripts.ts'

const test = transcriptSuite('what counts as passed since')

let calls = 0
const bash = (seconds: number, command: string, output: string, line: object = {}, input: object = {}) => {
  const id = `toolu_${++calls}`
  return [
    answer(seconds, `m-${id}`, {}, { content: [use(id, 'Bash', { command, ...input })], line }),
    result(seconds, id, { content: output, is_error: output.startsWith('Exit code') }, line),
  ]
}
const failed = 'Exit code 1\nTests:       1 failed, 1 total'
const passed = 'Tests:       1 passed, 1 total'

type Later = [command: string, printed: string, line?: object, input?: object]
/** What fails, what runs later, and whether its success was seen. */
const pairs: [first: string, later: Later[], seen: boolean][] = [
  // The exit status is the command's own.
  ['npm run a', [['npm run a', '']], true],
  ['npm run a', [['cd /home/me/x && npm run a', '']], true],
  ['npm run a', [['timeout 60 npm run a', '']], true],
  ['npm run a', [['npm run a && echo fine', 'fine']], true],
  ['npm run a', [['set -o pipefail; npm run a | tail -5', '']], true],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
  ['npm run a', [['npm run a |& tee log; exit ${PIPESTATUS[0]}', '']], true],
  ['npm run a', [['npm run a || exit 1', '']], true],
  ['npm run a', [['npm run a || { echo bad; exit 1; }', '']], true],
  ['npm run a', [['if ! npm run a; then exit 1; fi', '']], true],
  ['npm run a', [['set -e\nnpm run a\necho done', 'done']], true],
  ['npm run a', [['OUT=$(npm run a)', '']], true],
  // It is another's, and the output says it.
  ['npm test', [['npm test 2>&1 | tail -5', '  12 passing (3s)']], true],
  ['npm test', [['(npm test) | tail -5; true', '  12 passing (3s)']], true],
  ['npm run a', [['npm run a && echo OK || echo FAIL', 'OK']], true],
  ['npm run a', [['npm run a && echo OK || echo FAIL', 'FAIL']], false],
  ['npm run a', [['npm run a && echo -e OK || echo FAIL', 'OK']], true],
  ['npm run a', [["npm run a && printf 'OK\\n' || echo FAIL", 'OK']], true],
  ['npm run a', [['npm run a; echo "exit: $?"', 'exit: 0']], true],
  ['mypy src', [['mypy src | tail -1', 'Success: no issues found in 3 source files']], true],
  ['git push', [['git push 2>&1 | tail -3', 'To github.com:a/b.git\n   1a2b3c4..5d6e7f8  main -> main']], true],
  ['npx tsc --noEmit', [['npx tsc --noEmit 2>&1 | head -20', '']], true],
  ['npm run lint', [['npm run lint || echo ""', '\n> x@1.0.0 lint\n> eslint .\n']], true],
  ['npm run lint', [['npm run lint 2>&1 | tail -5', '\n> x@1.0.0 lint\n> eslint .\n']], true],
  // It is another's, and the output says nothing.
  ['npm run a', [['timeout 5 npm run a || true', '']], false],
  ['npm run a', [['npm run a || true', 'running…\nkilled']], false],
  ['npm run a', [['npm run a 2>/dev/null | head -1', '> a']], false],
  ['npm run a', [['npm run a | grep -c foo', '0']], false],
  ['npm run a', [['npm run a; echo done', 'done']], false],
  ['npm run lint', [['npm run lint > /dev/null 2>&1 || true', '']], false],
  ['npm run lint', [['npm run lint 2>&1 | head -1', '> x@1.0.0 lint']], false],
  ['npx tsc', [['timeout 5 npx tsc | tail', '']], false],
  ['npm test', [['npm test | tail -3', '']], false],
  ['npm run a', [['! npm run a', '']], false],
  ['npm run a', [['if npm run a; then echo; fi', '']], false],
  // A line that names an error outweighs the summary.
  [
    'npx jest',
    [['npx jest | tail -3', 'Test Suites: 1 failed, 1 passed, 2 total\nTests:       4 passed, 4 total']],
    false,
  ],
  ['pytest', [['pytest | tail -2', '4 passed in 1s\nERROR: Coverage failure: total of 80 is less than 90']], false],
  ['npx vitest run', [['npx vitest run | tail -2', 'Tests  4 passed (4)\nError: Unhandled rejection']], false],
  [
    'npx jest',
    [
      [
        'npx jest | tail -2',
        'Tests: 4 passed, 4 total\nJest: "global" coverage threshold for lines (80%) not met: 70%',
      ],
    ],
    false,
  ],
  ['npx playwright test', [['npx playwright test | tail -2', '  2 did not run\n  4 passed (3s)']], false],
  // The last line of a failed run is the same.
  ['npx playwright test', [['npx playwright test | tail -1', '  4 passed (3s)']], false],
  ['npx playwright test', [['npx playwright test | tail -3', 'Running 4 tests\n\n  4 passed (3s)']], true],
  // Not all that was printed is there.
  [
    'npm test',
    [['npm test || true', '<persisted-output>\nOutput too large\n\nPreview (first 2KB):\nTests: 4 passed']],
    false,
  ],
  ['npm test', [['npm test | cat', 'Tests: 4 passed, 4 total\n\n... [30000 characters truncated] ...\n\nok']], false],
  ['npm test', [['npm test | cat', 'Tests: 4 passed, 4 total\n… 12 lines truncated …\nok']], false],
  ['npm test', [['npm test 2>&1 | head -3', '> a\n\nTests: 4 passed, 4 total']], false],
  ['npm test', [['npm test 2>&1 | head -4', '> a\n\nTests: 4 passed, 4 total']], true],
  ['npx jest', [['npx jest 2>&1 | grep "^Tests:"', 'Tests: 4 passed, 4 total']], false],
  ['npx jest', [['npx jest 2>&1 | grep -v deprecated', 'Tests: 4 passed, 4 total']], true],
  ['npm test', [['npm test | sed -n 1,9p', 'Tests: 4 passed, 4 total']], false],
  ['npx tsc --noEmit', [['npx tsc --noEmit | tail -5 > log', '']], false],
  ['npx tsc --noEmit', [['npx tsc --noEmit | pbcopy', '']], false],
  ['npx tsc --noEmit', [['npx tsc --noEmit || true', '']], true],
  ['npx tsc --noEmit', [['npx tsc --noEmit || clear', '']], false],
  ['npx tsc --noEmit', [['npx tsc --noEmit || exit 0', '']], true],
  ['npx tsc --noEmit', [['npx tsc --noEmit | tail -0', '']], false],
  ['npx tsc --noEmit', [['npx tsc --noEmit | tail -n +50', '']], false],
  ['npx tsc --noEmit', [['npx tsc --noEmit | tail -c 0', '']], false],
  ['npx tsc --noEmit', [['npx tsc --noEmit | head -n -5', '']], false],
  ['npx tsc --noEmit', [['npx tsc --noEmit | tail -n 1', '']], true],
  ['npm test', [['npm test | sed 9q', 'Tests: 4 passed, 4 total']], false],
  ['npm test', [['npm test | sed "s/x/y/"', 'Tests: 4 passed, 4 total']], true],
  // Each package has a summary of its own: those before it are cut off.
  ['go test ./...', [['go test ./... | tail -1', 'ok  \tx/z\t0.1s']], false],
  ['go test ./...', [['go test ./... | tail -2', 'ok  \tx/z\t0.1s']], true],
  ['go test ./...', [['go test ./... | tail', 'ok  \tx/z\t0.1s\n'.repeat(10)]], false],
  ['cargo test', [['cargo test 2>&1 | tail -n1', 'test result: ok. 3 passed; 0 failed; 0 ignored']], false],
  ['cargo test', [['cargo test 2>&1 | tail -n 9', 'test result: ok. 3 passed; 0 failed; 0 ignored']], true],
  ['dotnet test', [['dotnet test | tail -1', 'Passed!  - Failed:     0, Passed:     3, Skipped: 0, Total: 3']], false],
  ['npm test -ws', [['npm test -ws | tail -1', 'Tests: 4 passed, 4 total']], false],
  ['npm test --workspaces', [['npm test --workspaces | tail -4', 'Tests: 4 passed, 4 total']], true],
  ['pnpm -r build', [['pnpm -r build | tail -1', '✓ built in 1.02s']], false],
  ['yarn workspaces run test', [['yarn workspaces run test | tail -1', 'Tests: 4 passed, 4 total']], false],
  ['npm run test:all', [['npm run test:all | tail -1', 'web test: Tests: 4 passed, 4 total']], false],
  ['npm test', [['npm test | tail -1', 'Tests: 4 passed, 4 total']], true],
  // Another one was begun, and nothing is said of it.
  ['npm run a', [['npm run a 2>&1 | cat', 'Tests: 4 passed, 4 total\n\n> b\n> jest b\n']], false],
  // In a file, of which a part is looked at.
  ['npm test', [['npm test > log 2>&1; grep Tests: log', passed]], false],
  ['npm test', [['npm test > log 2>&1; sed -n 1,2p log', passed]], false],
  ['npm test', [['npm test > log 2>&1; awk NR==1 log', passed]], false],
  ['npm test', [['npm test | tee log | tail -3 > /dev/null; grep Tests: log', passed]], false],
  ['npm run build', [['npm run build > log 2>&1; head -1 log', '✓ Compiled successfully']], false],
  ['npm run build', [['npm run build > log 2>&1 || true; grep -i compiled log', '✓ Compiled successfully']], false],
  ['npm test', [['npm test > log 2>&1; tail -20 log', passed]], true],
  ['npm test', [['npm test > log 2>&1; cat log', passed]], true],
  ['npm test', [['npm test > log 2>&1; grep Tests: log', 'Tests: 1 failed']], false],
  // One summary that failed is a failed run, wherever it is.
  ['npm test -ws', [['npm test -ws', '> a\nTests: 1 failed, 3 passed, 4 total\n> b\nTests: 4 passed, 4 total']], false],
  ['mix test', [['mix test | tail -9', '==> a\n24 tests, 1 failure\n==> b\n8 tests, 0 failures']], false],
  ['mix test', [['mix test | tail -9', '==> a\n24 tests, 0 failures\n==> b\n8 tests, 0 failures']], true],
  ['mix test', [['mix test | tail -2', '==> b\n8 tests, 0 failures']], false],
  // Both kinds of tests of Swift's have a summary.
  ['swift test', [['swift test | tail -1', '✔ Test run with 5 tests passed after 0.001 seconds.']], false],
  ['swift test', [['swift test | tail -3', '✔ Test run with 5 tests passed after 0.001 seconds.']], true],
  [
    'swift test',
    [
      [
        'swift test',
        'Executed 0 tests, with 0 failures (0 unexpected) in 0.0 (0.0) seconds\n✔ Test run with 5 tests passed after 0.001 seconds.',
      ],
    ],
    true,
  ],
  [
    'xcodebuild test',
    [['xcodebuild test | tail -2', '✔ Test run with 5 tests passed after 0.001 seconds.\n** TEST SUCCEEDED **']],
    true,
  ],
  ['bats test', [['bats test | tail -1', 'ok 3 z']], false],
  // A word that anything prints is no summary.
  ['npm run a', [['npm run a | cat', 'ok']], false],
  ['npm run a', [['timeout 10 npm run a; true', 'ok']], false],
  // What was changed for this run alone.
  ['npm test', [['sed -i s/a/b/ a.test.js && npm test && git checkout -- a.test.js', passed]], false],
  ['npm test', [['sed -i s/a/b/ a.test.js; npm test; git restore a.test.js', passed]], false],
  ['npm test', [['cat > a.test.js <<EOF\nx\nEOF\nnpm test && git checkout -- a.test.js', passed]], false],
  ['npm test', [['sed -i s/a/b/ a.js && npm test', passed]], true],
  ['npm test', [['npm test && git checkout -- package-lock.json', passed]], true],
  // What a cache keeps is what passed with the same input.
  ['npx turbo test --filter=a', [['npx turbo test --filter=a', ' Tasks:    1 successful, 1 total\nFULL TURBO']], true],
  ['npx turbo test --force', [['npx turbo test', ' Tasks:    1 successful, 1 total\nFULL TURBO']], false],
  // What the line itself prints, however it ended.
  ['npm run a', [['npm run a > log 2>&1 || true; echo "Build complete"', 'Build complete']], false],
  ['npm test', [['npm test | tail -1; echo "All tests passed"', '  12 passing (3s)\nAll tests passed']], true],
  ['npm run a', [['npm run a && echo ok; echo $?', '0 errors\n1']], false],
  ['npm run a', [['npm run a && echo ok; echo $?', 'ok\n0']], true],
  // Nothing was run.
  ['pytest tests/a.py', [['pytest tests/a.py', '4 skipped in 0.01s']], false],
  ['pytest tests/a.py', [['pytest tests/a.py', '==== 3 passed, 4 skipped in 0.01s ====']], true],
  // A loop that ends only when it passed.
  ['npm run a', [['until npm run a; do sleep 1; done', 'a']], true],
  ['npm run a', [['until npm run a; do sleep 1; break; done', 'a']], false],
  ['npm run a', [['while npm run a; do sleep 1; done', 'a']], false],
  // It may never have run.
  ['npm run a', [['true || npm run a', '']], false],
  ['npm run a', [['make check || npm run a', 'ok']], false],
  ['npm run a', [['if [ -f x ]; then npm run a; fi', '']], false],
  // It was only started, or interrupted.
  ['npm run a', [['npm run a &', '[1] 123']], false],
  ['npm run a', [['nohup npm run a > o.log 2>&1 &', '']], false],
  ['npm run a', [['(npm run a > o.log 2>&1 &)', '']], false],
  ['npm run lint', [['npm run lint &', '']], false],
  [
    'npm run a',
    [['npm run a', 'Command running in background with ID: b1', { toolUseResult: { backgroundTaskId: 'b1' } }]],
    false,
  ],
  ['npm run a', [['npm run a', 'Command running in background with ID: b1', {}, { run_in_background: true }]], false],
  ['npm run a', [['npm run a', '', { toolUseResult: { interrupted: true } }]], false],
  // What cannot be told of a later run takes nothing from one that was seen.
  [
    'npm run a',
    [
      ['npm run a', ''],
      ['npm run a &', '[1] 123'],
    ],
    true,
  ],
  // As a part of a line.
  ['npm run a', [['npm ci && npm run a && npm run b', '']], true],
  ['npm run a', [['npm run a && npm run b &', '']], false],
  ['npm run a', [['npm run a && npm run b', '', { toolUseResult: { interrupted: true } }]], false],
]
for (const [first, later, seen] of pairs)
  test(`${first} ✗, then ${later.map(([command, ...how]) => `${command} ${JSON.stringify(how)}`)}: ${seen}`, async ({
    home,
  }) => {
    home.write(main, [
      ...bash(1, first, failed),
      ...later.flatMap(([command, printed, line, input], at) => bash(at * 2 + 3, command, printed, line, input)),
    ])
    const { failing } = (await home.read()) as Counted
    assert.is(failing.find(({ command }) => command === first)?.passedLater, seen)
  })

const on = (gitBranch: string) => ({ gitBranch })
/** Commands with their branch; whether the first, which failed, passed since where it still matters. */
const branches: [what: string, runs: [command: string, printed: string, line: object][], seen: boolean][] = [
  [
    'another branch',
    [
      ['npm run a', failed, on('topic')],
      ['git checkout -q main', '', on('topic')],
      ['npm run a', passed, on('main')],
    ],
    false,
  ],
  [
    'another branch, in the same line',
    [
      ['npm run a', failed, on('topic')],
      ['git checkout main && npm run a', passed, on('topic')],
    ],
    false,
  ],
  [
    'back on its branch, in the same line',
    [
      ['npm run a', failed, on('topic')],
      ['git switch topic && npm run a', passed, on('main')],
    ],
    true,
  ],
  [
    'a branch that was begun there',
    [
      ['npm run a', failed, on('main')],
      ['git checkout -b topic', '', on('main')],
      ['npm run a', passed, on('topic')],
    ],
    true,
  ],
  [
    'a branch that is begun in the same line',
    [
      ['npm run a', failed, on('main')],
      ['git switch -c topic && npm run a', passed, on('main')],
    ],
    true,
  ],
  ...(['git checkout -b topic HEAD~4', 'git switch -c topic v1', 'git branch topic HEAD~4; git checkout topic'].map(
    (begun) => [
      `a branch that is begun elsewhere: ${begun}`,
      [
        ['npm run a', failed, on('main')],
        [begun, '', on('main')],
        ['npm run a', passed, on('topic')],
      ],
      false,
    ],
  ) as typeof branches),
  ...(['git checkout -b topic HEAD', 'git switch -c topic main'].map((begun) => [
    `a branch that is begun here by name: ${begun}`,
    [
      ['npm run a', failed, on('main')],
      [begun, '', on('main')],
      ['npm run a', passed, on('topic')],
    ],
    true,
  ]) as typeof branches),
  [
    'a branch that is begun elsewhere in the same line',
    [
      ['npm run a', failed, on('main')],
      ['git switch -c topic HEAD~4 && npm run a', passed, on('main')],
    ],
    false,
  ],
  [
    'its own branch that is left then',
    [
      ['npm run a', failed, on('topic')],
      ['npm run a', passed, on('topic')],
      ['git switch main && git pull', 'Updating 1a2b3c4..5d6e7f8', on('topic')],
    ],
    true,
  ],
  [
    'a branch that was begun there and is left with what was committed',
    [
      ['npm run a', failed, on('main')],
      ['git checkout -b topic', '', on('main')],
      ['npm run a', passed, on('topic')],
      ['git commit -qam a', '', on('topic')],
      ['git switch main', '', on('topic')],
    ],
    false,
  ],
  [
    'a branch that was made there, entered and left',
    [
      ['npm run a', failed, on('main')],
      ['git branch topic && git checkout topic', '', on('main')],
      ['npm run a', passed, on('topic')],
      ['git switch main', '', on('topic')],
    ],
    false,
  ],
  [
    'another commit that is on no branch',
    [
      ['npm run a', failed, on('HEAD')],
      ['git checkout -q 5d6e7f8', '', on('HEAD')],
      ['npm run a', passed, on('HEAD')],
    ],
    false,
  ],
  [
    'a commit that is on no branch',
    [
      ['npm run a', failed, on('HEAD')],
      ['npm run a', passed, on('HEAD')],
    ],
    true,
  ],
  [
    'its own branch after another one',
    [
      ['npm run a', failed, on('topic')],
      ['npm run a', passed, on('topic')],
      ['npm run a', passed, on('main')],
    ],
    true,
  ],
  ...(
    [
      ['it was merged into', [['git merge fix', 'Updating 1a2b3c4..5d6e7f8\nFast-forward', on('main')]], true],
      ['it was merged into with a message', [['git merge --no-ff origin/fix -m "Merge it"', '', on('main')]], true],
      ['it was squashed into', [['git merge --squash fix && git commit -m a', '', on('main')]], true],
      ['it was pulled into', [['git pull origin fix', 'Updating 1a2b3c4..5d6e7f8', on('main')]], true],
      [
        'it was merged into by way of another',
        [
          ['git checkout dev && git merge fix', '', on('main')],
          ['git checkout main && git merge dev', '', on('dev')],
        ],
        true,
      ],
      [
        'it is known to be in as it could be deleted',
        [['git branch -d fix', 'Deleted branch fix (was 1a2).', on('main')]],
        true,
      ],
      [
        'it was deleted beside, whatever was in it',
        [['git branch -D fix', 'Deleted branch fix (was 1a2).', on('main')]],
        false,
      ],
      [
        'it is not known to be in although it was deleted',
        [
          [
            'git branch -d fix',
            "warning: deleting branch 'fix' that has been merged to\n 'refs/remotes/origin/fix', but not yet merged to HEAD",
            on('main'),
          ],
        ],
        false,
      ],
      ['another one was merged into', [['git merge other', 'Fast-forward', on('main')]], false],
      [
        'it was merged into, and taken out',
        [
          ['git merge fix', '', on('main')],
          ['git reset --hard HEAD~1', '', on('main')],
        ],
        false,
      ],
      [
        'it was merged into, and reverted',
        [
          ['git merge fix', '', on('main')],
          ['git revert -m 1 HEAD', '', on('main')],
        ],
        false,
      ],
      [
        'it could not be merged into',
        [['git checkout main && git merge fix', 'Exit code 1\nmerge: fix - not something we can merge', on('main')]],
        false,
      ],
      [
        'its pull request was merged into, here too',
        [
          [
            'gh pr merge --squash --delete-branch',
            '✓ Squashed and merged pull request #7\n✓ Deleted local branch fix and switched to branch main',
            on('fix'),
          ],
        ],
        true,
      ],
      [
        'the pull request of a number was merged into, here too',
        [
          [
            'gh pr merge 7 -sd',
            '✓ Squashed and merged pull request #7\n✓ Deleted local branch fix and switched to branch main',
            on('fix'),
          ],
        ],
        true,
      ],
      [
        'its pull request was merged into, and pulled',
        [
          ['gh pr merge --merge', '✓ Merged pull request #7', on('fix')],
          ['git checkout main && git pull', 'Updating 1a2..5d6', on('fix')],
        ],
        true,
      ],
      ['its pull request was merged into, and then left', [['gh pr merge -sd', '', on('fix')]], true],
      [
        'its pull request was merged into another, and then left',
        [
          ['gh pr merge -sd', '', on('fix')],
          ['git checkout main', '', on('dev')],
        ],
        false,
      ],
      [
        'a pull request of some number was merged into, and pulled',
        [
          ['gh pr merge 7', '', on('fix')],
          ['git checkout main && git pull', 'Updating 1a2..5d6', on('fix')],
        ],
        false,
      ],
      [
        'its pull request was merged into, and not pulled',
        [
          ['gh pr merge --merge', '', on('fix')],
          ['git checkout main', '', on('fix')],
        ],
        false,
      ],
      [
        'the pull request of another was merged into, and pulled',
        [
          ['gh pr merge other', '', on('fix')],
          ['git checkout main && git pull', 'Updating 1a2..5d6', on('fix')],
        ],
        false,
      ],
    ] as [string, (typeof branches)[number][1], boolean][]
  ).map(([how, between, seen]): (typeof branches)[number] => [
    `the branch that ${how}`,
    [
      ['npm run a', failed, on('fix')],
      ...between,
      ['npm run a', passed, on('main')],
      ['git switch next', '', on('main')],
    ],
    seen,
  ]),
]
for (const [what, runs, seen] of branches)
  test(`passes on ${what}: ${seen}`, async ({ home }) => {
    home.write(
      main,
      runs.flatMap(([command, printed, line], at) => bash(at * 2 + 1, command, printed, line)),
    )
    const { failing } = (await home.read()) as Counted
    assert.is(failing.find(({ command }) => command === 'npm run a')?.passedLater, seen)
  })

/** What a run prints that ended well and ran none of what it was to. */
const nothings: [command: string, printed: string][] = [
  ['npx lint-staged', '→ No staged files found.'],
  ['npx lint-staged', '→ No staged files match any configured task.'],
  ['pre-commit run', 'eslint...............(no files to check)Skipped'],
  ['npx jest -o', 'No tests found related to files changed since last commit.\nRun Jest without `-o` to run all.'],
  ['npx jest a', 'Tests:       4 skipped, 4 total\nTest Suites: 1 skipped, 0 of 1 total'],
  ['npx jest --passWithNoTests', 'No tests found, exiting with code 0'],
  ['npx vitest run --changed', 'No test files found, exiting with code 0'],
  ['npx nx affected -t test', ' NX   No tasks were run'],
  ['npx turbo run build', ' No tasks were executed as part of this run.\n Tasks:    0 successful, 0 total'],
  ['cargo test foo', 'running 0 tests\n\ntest result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 4 filtered out'],
  ['go test -run TestX ./a', 'ok  \texample.com/a\t0.01s [no tests to run]'],
  ['go test ./a', '?   \texample.com/a\t[no test files]'],
  ['npx mocha a', '\n  0 passing (1ms)\n'],
  ['node --test a', '# tests 0\n# suites 0\n# pass 0\n# fail 0\n# cancelled 0\n# skipped 0\n# todo 0'],
  ['node --test a', 'ℹ tests 1\nℹ suites 0\nℹ pass 0\nℹ fail 0\nℹ cancelled 0\nℹ skipped 1\nℹ todo 0'],
  ['node --test a', 'ok 1 - a # SKIP\n1..1\n# tests 1\n# pass 0\n# fail 0\n# cancelled 0\n# skipped 1'],
  ['python -m unittest a', 'Ran 0 tests in 0.000s\n\nOK'],
  ['python -m unittest a', 'Ran 0 tests in 0.000s\n\nNO TESTS RAN'],
  ['python manage.py test a', 'Ran 4 tests in 0.000s\n\nOK (skipped=4)'],
  ['./gradlew test', '> Task :test NO-SOURCE\nBUILD SUCCESSFUL in 1s'],
  ['mvn test', '[INFO] Tests are skipped.\n[INFO] BUILD SUCCESS'],
  ['bundle exec rspec', '0 examples, 0 failures'],
  ['bundle exec rspec a', '4 examples, 0 failures, 4 pending'],
  ['bun test', ' 0 pass\n 4 skip\n 0 fail'],
  ['npm run a', '  0 passing (1ms)'],
]
/** Where something was run beside it, or the line is for something else. */
const somethings: typeof nothings = [
  ['pre-commit run', 'eslint.....................................Passed\nshell....(no files to check)Skipped'],
  ['npx jest a', 'Tests:       3 skipped, 1 passed, 4 total'],
  ['cargo test', 'test result: ok. 3 passed; 0 failed; 0 ignored\n\ntest result: ok. 0 passed; 0 failed; 0 ignored'],
  ['go test ./...', 'ok  \tx/a\t0.01s\n?   \tx/b\t[no test files]'],
  ['go test ./...', 'ok  \tx/a\t0.01s\nok  \tx/b\t0.01s [no tests to run]'],
  ['npx mocha a', '\n  3 passing (1ms)\n  1 pending'],
  ['npm test -ws', '  3 passing (1ms)\n\n> b\n> mocha\n\n  0 passing (1ms)'],
  [
    'mvn test',
    '[INFO] Tests run: 4, Failures: 0, Errors: 0, Skipped: 0\n[INFO] No tests to run.\n[INFO] BUILD SUCCESS',
  ],
  ['./gradlew test', '> Task :a:test NO-SOURCE\n> Task :b:test\nBUILD SUCCESSFUL in 1s'],
  ['./gradlew build', '> Task :test NO-SOURCE\nBUILD SUCCESSFUL in 1s'],
  ['./gradlew test', '> Task :test UP-TO-DATE\nBUILD SUCCESSFUL in 1s'],
  ['python manage.py test a', 'Ran 4 tests in 0.000s\n\nOK (skipped=3)'],
  ['git commit -m a', '→ No staged files match any configured task.\n[main 1a2b3c4] a\n 1 file changed'],
  ['npm run build', 'No tests found, exiting with code 0'],
  ['set -o pipefail; npm test | tail -3', '# cancelled 0\n# skipped 0\n# todo 0'],
]
for (const [command, printed] of [...nothings, ...somethings]) {
  const seen = somethings.some((each) => each[0] === command && each[1] === printed)
  test(`${command} ✗, then ${JSON.stringify(printed)}: ${seen}`, async ({ home }) => {
    home.write(main, [...bash(1, command, 'Exit code 1\nno'), ...bash(3, command, printed)])
    const { failing } = (await home.read()) as Counted
    assert.equal(
      failing.map(({ passedLater }) => passedLater),
      [seen],
    )
  })
}

test('what the usual builds say of success is seen behind a pipe', async ({ home }) => {
  const said = [
    '✓ built in 1.02s',
    'webpack 5.90.0 compiled successfully in 312 ms',
    'Rspack compiled with 2 warnings in 123 ms',
    '⚡ Done in 45ms',
    'ESM ⚡️ Build success in 23ms\nDTS dist/index.d.ts 120 B',
    ' ✓ Compiled successfully',
    '+ First Load JS shared by all            87 kB\n\n○  (Static)  prerendered as static content',
    'created dist/bundle.js in 1.2s',
    '✨ Built in 1.2s\n\ndist/index.html    300 B    120ms',
    'Compiled with warnings.\n\n[eslint] unused',
    '✨ Build complete!',
    'Application bundle generation complete. [2.345 seconds]\n\nOutput location: /x/dist',
    '[build] Complete!',
    'Bundled 12 modules in 23ms\n\n  index.js  12 KB',
    'Successfully compiled 12 files with Babel (300ms).',
    '[SUCCESS] Generated static files in "build".',
    ' NX   Successfully ran target build for 3 projects (5s)',
    ' Tasks:    3 successful, 3 total',
    '    Finished `dev` profile [unoptimized + debuginfo] target(s) in 1.2s',
    'BUILD SUCCESSFUL in 12s\n7 actionable tasks: 7 executed',
    '[INFO] BUILD SUCCESS\n[INFO] Total time:  2.1 s',
    '[100%] Built target app',
    '[12/12] Linking CXX executable app',
    'Build succeeded.\n    0 Warning(s)\n    0 Error(s)',
    'Build complete! (1.23s)',
    '#8 naming to docker.io/library/x:latest done\n#8 DONE 0.1s',
    'Bundle complete! 12 Gemfile dependencies, 40 gems now installed.',
    '✔ Generated Prisma Client (v5.1.0) to ./node_modules/@prisma/client in 50ms',
    'No hints',
    '3/3 tests passed',
    'Analysis took 0.1 seconds\n25 mods/funs, found no issues.',
    'All tests successful.\nFiles=3, Tests=12',
    'Total errors: 0\ndone (passed successfully)',
    '** BUILD SUCCEEDED **',
    'Success! The configuration is valid.',
    'Apply complete! Resources: 1 added, 0 changed, 0 destroyed.',
    'The command completed successfully.',
    'Checked 12 files in 9ms. No fixes applied.',
  ]
  const unsaid = [
    'zork: bundle written',
    '[11/12] Linking CXX executable app',
    'gcc -o a a.c',
    'Building for production...',
    ' Tasks:    2 successful, 3 total',
    '2 of 3 builds succeeded',
    '2/3 tests passed',
    'The deployment was not successful',
    '25 mods/funs, found 3 issues.',
    'Build incomplete.',
    'Retry until successful',
    'Checked 12 files in 9ms. Found 2 problems.',
    'Compiled 3 files, 0 successfully',
  ]
  home.write(
    main,
    [...said, ...unsaid].flatMap((printed, at) => [
      ...bash(at * 4 + 1, `npm run b${at}`, 'Exit code 1\nno'),
      ...bash(at * 4 + 3, `npm run b${at} 2>&1 | tail -20`, printed),
    ]),
  )
  const { failing } = (await home.read()) as Counted
  const open = failing
    .filter(({ passedLater }) => !passedLater)
    .map(({ command }) => Number(command.slice('npm run b'.length)))
  assert.equal(
    open.toSorted((a, b) => a - b).map((at) => [...said, ...unsaid][at]),
    unsaid,
  )
})

test('commands are called as they were written', async ({ home }) => {
  const names: [command: string, name: string][] = [
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
    ['npm run x |& tee log; exit ${PIPESTATUS[0]}', 'npm run x'],
    ['for p in api web; do (cd packages/$p && npm run types) || exit 1; done', 'npm run types'],
    ['cd $(git rev-parse --show-toplevel)/api && npm run y', 'npm run y'],
    ['for p in $(ls packages); do npm run z; done', 'npm run z'],
    ['npm run w > out.log 2>&1; tail -3 out.log', 'npm run w'],
    ['npm run v | tee out.log; grep Error out.log', 'npm run v'],
    ['npm run u &> out.log; cat "out.log"', 'npm run u'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
    ['echo ${HOME}; node a.js ${X:-1} $((1 + 2))', 'node a.js ${X:-1} $((1 + 2))'],
    ['{ npm run t; }', 'npm run t'],
    ['OUT=$(npm run s 2>&1); echo "$OUT"', 'npm run s'],
    ['OUT="$(npm run r 2>&1)"; echo "$OUT"', 'npm run r'],
    ['FOO=$(cat x) npm run q', 'FOO=… npm run q'],
    ['export FOO=$(cat x); npm run p', 'FOO=… npm run p'],
    ['node o.js --x=$(cat y)', 'node o.js --x=$(cat y)'],
    ['sudo -u postgres psql -f n.sql', 'psql -f n.sql'],
    ['cat m.sql | psql shop', 'cat m.sql | psql shop'],
    ["npx vitest run -t 'writes header once'", "npx vitest run -t 'writes header once'"],
    ['git commit -m "two words"', 'git commit -m …'],
    ['# the tests\nnpm run l # again', 'npm run l'],
    ['env $(cat .env) npm run k', 'npm run k'],
    ["psql shop <<'EOF'\nselect 1;\nEOF", 'psql shop << …'],
    ['psql shop < j.sql', 'psql shop < j.sql'],
    ['./a/run.sh && /opt/i/bin/deploy', './a/run.sh && deploy'],
  ]
  home.write(
    main,
    names.flatMap(([command], at) => bash(at * 2 + 1, command, 'Exit code 1\nno')),
  )
  const { failing } = (await home.read()) as Counted
  assert.equal(failing.map(({ command }) => command).toSorted(), names.map(([, name]) => name).toSorted())
})

test('what was shown of a log belongs to what wrote it', async ({ home }) => {
  home.write(main, [
    ...bash(1, 'npm run a > out.log 2>&1; tail -3 out.log', 'Tests:       1 failed, 1 total'),
    ...bash(3, 'npm run a', passed),
  ])
  const { failing } = (await home.read()) as Counted
  assert.equal(
    failing.map(({ command, passedLater }) => [command, passedLater]),
    [['npm run a', true]],
  )
})

test('two versions of what a command runs with are two things', async ({ home }) => {
  home.write(main, [...bash(1, 'npx -p node@18 npm run a', failed), ...bash(3, 'npx -p node@22 npm run a', passed)])
  const { failing } = (await home.read()) as Counted
  assert.is(failing[0]?.passedLater, false)
})

test('the cause of failed tests of Bun is no test that passed', async ({ home }) => {
  home.write(main, bash(1, 'bun test', 'Exit code 1\n 1 pass\n 1 fail'))
  const { failing } = (await home.read()) as Counted
  assert.is(failing[0]?.cause ?? failing[0]?.error, '1 fail')
})

/** What is done to the files between a failed run and one that passes, and behind that; whether it was seen that they pass as they are now. */
const exchanged: [before: string, after: string, isSeen: boolean, printed?: string][] = [
  ['git checkout HEAD~3 -- src', 'git checkout HEAD -- src', false],
  ['git checkout main -- package-lock.json', 'git add -A', true],
  ['git restore --source=HEAD~2 src', 'git restore src', false],
  ['git diff > /tmp/p; git checkout .', 'git apply /tmp/p', false],
  ['git checkout -- src/a.ts', 'git checkout -- src/b.ts', false],
  ['sed -i s/a/b/ src/a.ts', 'git checkout src/a.ts', false],
  ['sed -i s/a/b/ src/a.ts', 'git checkout src', false, 'Updated 1 path from the index'],
  ['npm install left-pad', 'git checkout -- package-lock.json yarn.lock', true],
  ['git checkout --detach HEAD~2', 'git checkout main', false],
  ['git checkout HEAD~2', 'git checkout -', false],
  ['git switch -c try 1a2b3c4d', 'git switch main', false],
  ['git switch -c try', 'git switch main', true],
  ['git switch -c try && git commit -qam a', 'git switch main', false],
  ['git switch -c try', 'git commit -qam a; git switch main', false],
  ['git reset --hard HEAD~1', 'git reset --hard ORIG_HEAD', false],
  ['git commit -qam wip && git reset -q --keep HEAD~1', 'git cherry-pick ORIG_HEAD', false],
  ['git diff > /tmp/p && git apply -R /tmp/p', 'git apply /tmp/p', false],
  ['patch -R -p1 < /tmp/p', 'patch -p1 < /tmp/p', false],
  ['mv test/a.js /tmp/', 'mv /tmp/a.js test/', false],
  ['echo', 'cp src/a.js /home/me/backup/a.js', true],
  ['echo', 'cp /home/me/backup/a.js src/a.js', false],
  ['cp a.js /tmp/a.js && git show HEAD:a.js > a.js', 'cp /tmp/a.js a.js', false],
  ['echo', 'git show HEAD:a.js > a.js', false],
  ['echo', 'git show HEAD:a.js | tee a.js', false],
  ['echo', 'tee src/a.js < /tmp/a.bak', false],
  ['echo', 'tee src/a.js <<E\nx\nE', true],
  ['echo', 'jj undo', false],
  ['echo', `python3 -c "import os; os.rename('/tmp/a.js', 'src/a.js')"`, false],
  ['echo', "python3 - <<'E'\nimport shutil\nshutil.copy('/tmp/a.js', 'src/a.js')\nE", false],
  ['echo', `node -e "fs.renameSync('/tmp/a.js', 'src/a.js')"`, false],
  ['echo', `python3 -c "open('src/a.js', 'w').write('x')"`, true],
  ['echo', 'gh pr create -t "Use os.rename and shutil.copy"', true],
  ['echo', 'jj log', true],
  ['echo', 'cp .env.example .env', true],
  ['echo', 'cp config.example.json config.local.json', true],
  ['echo', 'cp /tmp/.env.bak .env', false],
  ['git revert --no-commit HEAD', 'git revert --abort', false],
  ['git merge --no-commit main', 'git merge --abort', false],
  ['git read-tree -u --reset HEAD~1', 'git read-tree -u --reset HEAD', false],
  ['git bisect start HEAD v1', 'git bisect reset', false],
  ['git bisect start HEAD v1', 'git status', false],
  ['git stash', 'git status', false],
  ['echo', 'git -c a.b=c stash pop -q', false],
  ['echo', 'git pull', false, 'Updating 1a2b3c4..5d6e7f8'],
  ['echo', 'git pull', true, 'Already up to date.'],
  ['echo', 'git stash pop && npm run lint', false, 'Exit code 1\nno'],
  ['echo', 'git stash pop', false, 'Exit code 1\nCONFLICT (content): Merge conflict in a.js'],
  ['echo', 'git pull', true, 'Exit code 1\nfatal: unable to access'],
  ['echo', 'cd /tmp/other && git pull', true],
  ['echo', 'rm -rf dist scratch.js /tmp/x && cp src/a.js /tmp/', true],
  ['echo', 'rm src/a.js', false],
  ['echo', 'git add -A; git commit -m a; git push; git reset -q; git restore --staged a.js; git stash list', true],
  // What stays is what there is now.
  ['git pull', 'git status', true],
  ['git reset --hard HEAD~1', 'git log', true],
  ['git stash; git stash pop', 'git diff', true],
  ['git bisect start HEAD v1; git bisect reset', 'git diff', true],
]
test('a push that was done stays done when something is pulled behind it', async ({ home }) => {
  home.write(main, [
    ...bash(1, 'git push', 'Exit code 1\n! [rejected] main -> main (fetch first)'),
    ...bash(3, 'git pull --rebase', 'Successfully rebased'),
    ...bash(5, 'git push', 'To x\n 1a2b3c4..5d6e7f8  main -> main'),
    ...bash(7, 'git pull', 'Updating 1a2b3c4..5d6e7f8'),
  ])
  const { failing } = (await home.read()) as Counted
  assert.is(failing[0]?.passedLater, true)
})

for (const [before, after, isSeen, printed = ''] of exchanged)
  test(`npm test ✗, ${before}, npm test ✓, ${after} (${printed}): ${isSeen ? 'passed' : 'not'}`, async ({ home }) => {
    const lines = [
      ...bash(1, 'npm test', failed),
      ...bash(3, before, ''),
      ...bash(5, 'npm test', passed),
      ...bash(7, after, printed),
    ]
    home.write(main, lines)
    const passedLater = async () =>
      ((await home.read()) as Counted).failing.find(({ command }) => command === 'npm test')?.passedLater
    assert.is(await passedLater(), isSeen)
    if (isSeen || before !== 'echo') return
    home.write(main, [...lines, ...bash(9, 'npm test', passed)])
    assert.is(await passedLater(), true)
  })

/** What is done between a commit or a push whose hooks failed and one that ends well; whether that one says that they pass. */
const hooks: [first: string, between: string[], isSeen: boolean][] = [
  ['git commit -m a', ['git config core.hooksPath /dev/null'], false],
  ['git push', ['git config --global core.hooksPath /tmp/none'], false],
  ['git push', ['git config --unset core.hooksPath'], false],
  ['git commit -m a', ['mv .git/hooks/pre-commit /tmp/'], false],
  ['git commit -m a', ['mv .husky/pre-commit .husky/pre-commit.off'], false],
  ['git push', ['rm -f .git/hooks/pre-push'], false],
  ['git push', ['rm -rf .husky'], false],
  ['git commit -m a', ['chmod -x .git/hooks/pre-commit'], false],
  ['git commit -m a', ['chmod 644 .husky/pre-commit'], false],
  ['git commit -m a', ['export HUSKY=0'], false],
  ['git commit -m a', ['export SKIP=eslint'], false],
  ['git commit -m a', ["printf '#!/bin/sh\\nexit 0\\n' > .git/hooks/pre-commit"], false],
  ['git commit -m a', ['echo "exit 0" > .husky/pre-commit'], false],
  ['git push', [': > .husky/pre-push'], false],
  ['git push', ['git config core.hooksPath /dev/null > log'], false],
  ['git push', ['cat /dev/null > .husky/pre-push'], false],
  ['git push', [': > .husky/pre-push', "echo 'npm test' > .husky/pre-push"], true],
  ['git commit -m a', ['cp /bin/true .git/hooks/pre-commit'], false],
  ['git commit -m a', ['ln -sf /bin/true .git/hooks/pre-commit'], false],
  ['git add -A && git commit -m a', ['cd .git/hooks && ls', 'npx lefthook uninstall'], false],
  ['git commit -m a', ['pre-commit uninstall'], false],
  // They are there again.
  ['git commit -m a', ['git config core.hooksPath /dev/null', 'git config --unset core.hooksPath'], true],
  ['git commit -m a', ['mv .git/hooks/pre-commit /tmp/', 'mv /tmp/pre-commit .git/hooks/pre-commit'], true],
  ['git commit -m a', ['chmod -x .git/hooks/pre-commit', 'chmod +x .git/hooks/pre-commit'], true],
  ['git commit -m a', ['export HUSKY=0', 'unset HUSKY'], true],
  ['git commit -m a', ['export HUSKY=0', 'export HUSKY=1'], true],
  ['git commit -m a', ['rm .husky/pre-commit', 'cp /tmp/pre-commit .husky/pre-commit'], true],
  ['git commit -m a', ['pre-commit uninstall', 'pre-commit install'], true],
  // They always were.
  ['git commit -m a', ['git config core.hooksPath', 'git config --get core.hooksPath'], true],
  ['git commit -m a', ['git config core.hooksPath .husky'], true],
  ['git commit -m a', ['chmod 755 .husky/pre-commit'], true],
  ['git commit -m a', ['chmod -R 755 .husky'], true],
  ['git commit -m a', ['git grep core.hooksPath src'], true],
  ['git commit -m a', ['rm .git/hooks/pre-commit.sample', 'cat .husky/pre-commit'], true],
  ['git commit -m a', ['export HUSKY=1'], true],
  ['git commit -m a', ['cd /tmp/other && git config core.hooksPath /dev/null'], true],
  ['npm test', ['git config core.hooksPath /dev/null'], true],
  ['docker push a/b', ['git config core.hooksPath /dev/null'], true],
]
for (const [first, between, isSeen] of hooks)
  test(`${first} ✗, ${between.join(', ')}, ${first} ✓: ${isSeen ? 'passed' : 'not'}`, async ({ home }) => {
    home.write(main, [
      ...bash(1, first, 'Exit code 1\nhusky - pre-commit hook exited with code 1'),
      ...between.flatMap((command, at) => bash(at * 2 + 3, command, '')),
      ...bash(9, first, '[main 1a2b3c4] a'),
    ])
    const { failing } = (await home.read()) as Counted
    assert.is(failing[0]?.passedLater, isSeen)
  })

test('hooks that were aside before a failure already, or are behind its success, did not fail', async ({ home }) => {
  home.write(main, [
    ...bash(1, 'git config core.hooksPath /dev/null', ''),
    ...bash(3, 'git commit -m a', 'Exit code 1\nfatal: unable to write'),
    ...bash(5, 'git commit -m a', '[main 1a2b3c4] a'),
    ...bash(7, 'git config --unset core.hooksPath', ''),
    ...bash(9, 'git config core.hooksPath /dev/null', ''),
  ])
  assert.is(((await home.read()) as Counted).failing[0]?.passedLater, true)
})

test('a wider run that was only started in the background repairs nothing', async ({ home }) => {
  home.write(main, [
    ...bash(1, 'pytest tests/a.py', 'Exit code 1\n1 failed in 0.1s'),
    ...bash(3, 'pytest tests', 'Command running in background with ID: b1', {}, { run_in_background: true }),
  ])
  assert.is(((await home.read()) as Counted).failing[0]?.passedLater, false)
})

const merge = 'Auto-merging a.js\nCONFLICT (content): Merge conflict in a.js\nAutomatic merge failed; fix conflicts'
const pick = 'error: could not apply 1a2b3c4... a\nCONFLICT (content): Merge conflict in a.js'
/** What git could not put together, and what is done then. */
const conflicts: [first: string, printed: string, then: string[], isSeen: boolean][] = [
  ['git merge f', merge, ['git add a.js', 'git commit --no-edit'], true],
  ['git merge f', merge, ['git checkout --theirs a.js && git add a.js && git commit -m m'], true],
  ['git merge f', merge, ['git add -A && git merge --continue'], true],
  ['git fetch && git merge f', merge, ['git add -A && git commit --no-edit'], true],
  ['git pull', merge, ['git commit --no-edit'], true],
  ['git pull', merge, ['git merge --continue'], true],
  ['git pull --rebase', pick, ['GIT_EDITOR=true git rebase --continue'], true],
  ['git rebase main', pick, ['git -c core.editor=true rebase --continue'], true],
  ['git cherry-pick 1a2b3c4', pick, ['git cherry-pick --continue'], true],
  ['git cherry-pick 1a2b3c4', pick, ['git commit -m m'], true],
  ['git revert 1a2b3c4', pick, ['git revert --continue'], true],
  ['git revert 1a2b3c4', pick, ['git commit -m m'], true],
  ['git merge f', merge, ['git commit --no-edit', 'git reset --hard'], true],
  ['git rebase main', pick, ['git commit -m m'], false],
  ['git merge f', merge, ['git rebase --continue'], false],
  ['git merge f', merge, ['git merge --abort', 'git commit -m m'], false],
  ['git merge f', merge, ['git reset -q --hard', 'git commit -m m'], false],
  ['git merge f', merge, ['git reset --merge', 'git commit -m m'], false],
  ['git merge f', merge, ['git merge --quit', 'git commit -m m'], false],
  ['git rebase main', pick, ['git rebase --show-current-patch'], false],
  ['git merge f', merge, ['cd /tmp/other && git commit -m m'], false],
  ['git merge f', merge, ['git add a.js'], false],
  ['git merge f', 'error: Your local changes would be overwritten by merge', ['git commit -am m'], false],
  ['git merge f && npm test', merge, ['git commit -m m'], false],
  ['git merge f && npm test', merge, ['git commit -m m', 'npm test'], true],
]
for (const [first, printed, then, isSeen] of conflicts)
  test(`${first} ✗ (${printed.slice(0, 5)}), ${then.join(', ')}: ${isSeen ? 'passed' : 'not'}`, async ({ home }) => {
    home.write(main, [
      ...bash(1, first, `Exit code 1\n${printed}`, on('topic')),
      ...then.flatMap((command, at) =>
        bash(at * 2 + 3, command, '', on(/rebase --c/.test(command) ? 'HEAD' : 'topic')),
      ),
    ])
    const { failing } = (await home.read()) as Counted
    assert.is(failing[0]?.passedLater, isSeen)
    if (printed !== merge && printed !== pick) return
    assert.is(failing[0]?.cause ?? failing[0]?.error, 'CONFLICT (content): Merge conflict in a.js')
  })

test('a conflict that is committed on another branch stays', async ({ home }) => {
  home.write(main, [
    ...bash(1, 'git merge f', `Exit code 1\n${merge}`, on('topic')),
    ...bash(3, 'git commit -m m', '', on('main')),
  ])
  assert.is(((await home.read()) as Counted).failing[0]?.passedLater, false)
})

/** What a run says that failed, one that ended well then, and whether that ran what failed. */
const skipping: [command: string, first: string, then: string, isSeen: boolean][] = [
  ['npx mocha', '  3 passing\n  1 failing', '  3 passing\n  1 pending', false],
  ['npx mocha', '  3 passing\n  1 failing', '  4 passing\n  1 pending', true],
  ['npx mocha', '  3 passing\n  1 pending\n  1 failing', '  4 passing\n  1 pending', true],
  ['npx mocha', '  3 passing\n  1 failing', '  3 passing', false],
  ['npx mocha', '  3 passing\n  1 failing\n\n  1) "after each" hook for "adds":', '  3 passing', true],
  ['pytest', '1 failed, 3 passed in 0.1s', '3 passed, 1 skipped in 0.1s', false],
  ['npx vitest run', 'Tests  1 failed | 3 passed (4)', 'Tests  3 passed | 1 todo (4)', false],
  ['npx vitest run', 'Tests  1 failed | 3 passed | 1 todo (5)', 'Tests  4 passed | 1 todo (5)', true],
  ['pytest', '1 failed, 3 passed, 2 skipped in 0.1s', '3 passed, 1 skipped in 0.1s', false],
  ['pytest', '1 failed, 3 passed in 0.1s', '3 passed, 1 xfailed in 0.1s', false],
  ['pytest', '1 failed, 3 passed, 1 xfailed in 0.1s', '4 passed in 0.1s', true],
  ['pytest', '_ ERROR at teardown of test_a _\n3 passed, 1 error in 0.1s', '3 passed in 0.1s', true],
  ['bundle exec rspec', '4 examples, 1 failure', '3 examples, 0 failures', false],
  ['node --test', '# tests 4\n# pass 3\n# fail 1\n# todo 0', '# tests 4\n# pass 3\n# fail 0\n# todo 1', false],
  ['npx jest', 'Tests: 4 passed, 4 total\nJest: "global" coverage', 'Tests: 1 skipped, 3 passed, 4 total', true],
  ['npx jest', 'Tests: 1 failed, 3 passed, 4 total', 'Tests: 1 skipped, 3 passed, 4 total', false],
  ['npm test', '  9 passing\n  1 failing', '  10 passing\n\n> mocha e2e\n\n  3 passing\n  1 pending', true],
]
for (const [command, first, then, isSeen] of skipping)
  test(`${command}: ${JSON.stringify([first, then])}: ${isSeen ? 'passed' : 'not'}`, async ({ home }) => {
    home.write(main, [...bash(1, command, `Exit code 1\n${first}`), ...bash(3, command, then)])
    assert.is(((await home.read()) as Counted).failing[0]?.passedLater, isSeen)
  })

const another: [tool: string, first: object, then: object][] = [
  ['Task', { subagent_type: 'general', prompt: 'Fix the parser' }, { subagent_type: 'general', prompt: 'Write docs' }],
  ['mcp__db__query', { sql: 'drop table a' }, { sql: 'select 1' }],
  ['WebFetch', { url: 'https://a.b/x', prompt: 'p' }, { url: 'https://a.b/y', prompt: 'p' }],
]
for (const [tool, first, then] of another)
  test(`of ${tool} the whole input is the thing`, async ({ home }) => {
    const call = (seconds: number, id: string, input: object, isError: boolean) => [
      answer(seconds, `m-${id}`, {}, { content: [use(id, tool, input)] }),
      result(seconds, id, { content: isError ? 'no' : 'yes', is_error: isError }),
    ]
    const passedLater = async (...lines: object[][]) => {
      home.write(main, lines.flat())
      return ((await home.read()) as Counted).failing.map(({ count, passedLater }) => [count, passedLater])
    }
    const [one, other] = [call(1, 'a', first, true), call(3, 'b', then, false)]
    assert.equal(await passedLater(one, other), [[1, false]])
    const both = [...one, ...call(2, 'd', then, true), ...other]
    assert.equal(await passedLater(both), [[2, false]])
    const turned = Object.fromEntries(Object.entries(first).toReversed())
    assert.equal(await passedLater(both, call(5, 'c', turned, false)), [[2, true]])
  })

test.run()
