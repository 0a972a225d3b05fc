import * as assert from 'uvu/assert'
import type { TestRun } from '../cache/transcripts/work/last-tests.ts'
import { saidOfTests } from '../tasks/analysis/agent/tests-in-words.ts'
import {
  answer,
  type Counted,
  mainTranscript as main,
  result,
  second,
  transcriptSuite,
  use,
} from './support/transcripts.ts'

const test = transcriptSuite('commands by where they run')

let calls = 0
const bash = (seconds: number, command: string, output: string, line: object = {}) => {
  const id = `toolu_${++calls}`
  return [
    answer(seconds, `m-${id}`, {}, { content: [use(id, 'Bash', { command })], line }),
    result(seconds, id, { content: output, is_error: output.startsWith('Exit code') }, line),
  ]
}
const at = (directory: string) => ({ cwd: `/home/me/x/${directory}` })

type Run = [command: string, line?: object]
/** What fails, what passes later, and whether that is the same thing. */
const pairs: [failed: Run, passed: Run, isSame: boolean][] = [
  [['cd packages/api && npm test'], ['cd ../web && npm test'], false],
  [['cd /home/me/x/packages/api && pnpm build'], ['cd /home/me/x/packages/web && pnpm build'], false],
  [['pnpm --filter api lint'], ['pnpm --filter web lint'], false],
  [['pnpm --filter=api lint'], ['pnpm -F api run lint'], true],
  [['tsc'], ['pnpm --filter app exec tsc'], false],
  [['pnpm -r lint'], ['pnpm lint'], false],
  [['npm --prefix packages/api run types'], ['npm --prefix packages/web run types'], false],
  [['npm --prefix packages/api run types'], ['cd packages/api && npm run types'], true],
  [['npm run types', at('packages/api')], ['npm --prefix packages/api run types'], true],
  [['npm run check -w api'], ['npm run check -w web'], false],
  [['npm run check -w api'], ['npm --workspace=api run check'], true],
  [['npm test'], ['npm test --workspace api'], false],
  [['yarn --cwd api build'], ['yarn --cwd web build'], false],
  [['yarn --cwd api build'], ['(cd api; yarn build)'], true],
  [['uv run --package api pytest'], ['uv run --package web pytest'], false],
  [['uv run --with requests pytest'], ['uv run pytest'], false],
  [['make -C packages/api all'], ['make -C packages/web all'], false],
  [['make all -C packages/api'], ['cd packages/api && make all -C .'], true],
  [['git -C api push'], ['git -C web push'], false],
  [['(cd packages/api && cargo test)'], ['(cd packages/web && cargo test)'], false],
  [['(cd packages/api && cargo test)'], ['(cd packages/web && true); cargo test'], false],
  [['cargo test'], ['(cd packages/web && ls -a); cargo test', {}], true],
  [['cargo test'], ['(cd packages/web && ls -a && cargo test)', {}], false],
  [['cargo test'], ['(cd packages/web && echo a); cargo test', {}], true],
  [['yarn tst', at('packages/api')], ['yarn tst', at('packages/web')], false],
  [['yarn tst', at('packages/api')], ['cd packages/api && yarn tst'], true],
  [['yarn tst', at('packages/api')], ['cd .. && cd api/ && yarn tst', at('packages/web')], true],
  [['cd packages/api && yarn tst'], ['cd packages/web && cd - && yarn tst'], false],
  [['cd $API && yarn tst'], ['cd $API && yarn tst'], true],
  [['cd $API && yarn tst'], ['API=web; cd $API && yarn tst'], false],
  [['for p in api; do (cd $p && yarn tst); done'], ['for p in web; do (cd $p && yarn tst); done'], false],
  [['DB=prod npm run mig'], ['DB=dev npm run mig'], false],
  [['NODE_ENV=production node build.js'], ['node build.js'], false],
  [['export DB=prod; npm run mig'], ['env DB=prod npm run mig'], true],
  [['export DB=prod; npm run mig'], ['npm run mig'], false],
  [['CI=1 npm run mig'], ['FORCE_COLOR=0 npm run mig'], true],
  [['A=1 B=2 npm run mig'], ['B=2 A=1 npm run mig'], true],
  [['bash -lc "cd api && tox"'], ['bash -lc "cd web && tox"'], false],
  [['bash -lc "cd api && tox"'], ['cd api && bash -c tox'], true],
  [['go vet', at('api')], ['cd api && go vet && go test'], true],
  [['go vet', at('api')], ['cd web && go vet && go test'], false],
  [['go vet', at('api')], ['go vet && go test'], false],
  [['cd api && go vet'], ['(cd web && ls -a) && (cd api && go vet)'], true],
]
for (const [[failed, there = {}], [passed, then = {}], isSame] of pairs)
  test(`${failed} ${JSON.stringify(there)}, then ${passed}: ${isSame ? 'the same' : 'another'} thing`, async ({
    home,
  }) => {
    home.write(main, [...bash(1, failed, 'Exit code 1\nno', there), ...bash(3, passed, 'ok', then)])
    const { failing } = (await home.read()) as Counted
    assert.equal(
      failing.map(({ passedLater }) => passedLater),
      [isSame],
    )
  })

test('what fails in two packages is two things, each called with its directory', async ({ home }) => {
  home.write(main, [
    ...bash(1, 'cd packages/api && npm test', 'Exit code 1\nno'),
    ...bash(3, 'npm test', 'Exit code 1\nno', at('packages/web')),
    ...bash(5, 'cd /srv/other && npm test', 'Exit code 1\nno'),
    ...bash(7, 'cd /home/me/x && npm test', 'Exit code 1\nno'),
    ...bash(9, 'npm test', 'Exit code 1\nno'),
    ...bash(11, 'cd "my app" && npm test', 'Exit code 1\nno'),
    ...bash(13, 'cd packages/api && grep -q word a', 'Exit code 2'),
  ])
  const { failing } = (await home.read()) as Counted
  assert.equal(
    failing.map(({ command, count }) => [command, count]),
    [
      ['npm test', 2],
      ['cd … && npm test', 1],
      ['cd …/other && npm test', 1],
      ['cd packages/web && npm test', 1],
      ['cd packages/api && npm test', 1],
      ['cd packages/api && grep -q word a', 1],
    ],
  )
  assert.equal(
    (await home.read({ texts: false }))?.failing.map(({ command, count }) => [command, count]),
    [
      ['npm test', 6],
      ['grep', 1],
    ],
  )
})

test('tests that fail in one package are not hidden by those of another', async ({ home }) => {
  const printed = (passed: number, failed: number) =>
    `${failed > 0 ? 'Exit code 101\n' : ''}test result: ${failed > 0 ? 'FAILED' : 'ok'}. ${passed} passed; ${failed} failed; 0 ignored`
  const before = { command: 'cd packages/api && cargo test', passed: 1, failed: 2, at: second(1) }
  home.write(main, [
    ...bash(1, '(cd packages/api && cargo test)', printed(1, 2)),
    ...bash(3, '(cd packages/web && cargo test)', printed(3, 0)),
  ])
  const { tests } = (await home.read()) as Counted
  assert.equal(tests, { command: 'cd packages/web && cargo test', passed: 3, failed: 0, at: second(3), before })
  assert.is(
    saidOfTests(tests as TestRun),
    'cd packages/web && cargo test: 3 passed, 0 failed; before that cd packages/api && cargo test: 1 passed, 2 failed, and no run of as many there since',
  )
  // As many of the whole, or the same again.
  home.append(main, bash(5, 'cargo test --all', printed(9, 0)))
  assert.is(((await home.read()) as Counted).tests?.before, undefined)
  home.append(main, [...bash(7, 'cargo test -p api', printed(2, 1)), ...bash(9, 'cargo test -p web', printed(7, 0))])
  assert.is(((await home.read()) as Counted).tests?.before?.command, 'cargo test -p api')
  home.append(main, bash(11, 'cargo test -p api', printed(3, 0)))
  assert.is(((await home.read()) as Counted).tests?.before, undefined)
})

test.run()
