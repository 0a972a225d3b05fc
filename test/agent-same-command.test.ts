import * as assert from 'uvu/assert'
import { bash, type Counted, mainTranscript as main, transcriptSuite } from './support/transcripts.ts'

const test = transcriptSuite('which commands are the same thing')

const chain = 'npm ci && npm run gen && npm run build'
const pairs: [failed: string, passed: string, isSame: boolean][] = [
  ["npx vitest run -t 'writes header once'", "npx vitest run -t 'reads footer'", false],
  ["npx vitest run -t 'writes header once'", "vitest run -t 'writes header once'", true],
  ['psql -c "drop table x"', 'psql -c "select 1"', false],
  ['npm run deploy -- "prod eu"', 'npm run deploy -- "dev eu"', false],
  ['make "CC=clang -m32" all', 'make "CC=gcc -m64" all', false],
  ['git commit -m "Fix the export"', 'git commit -m "Fix the export and its test"', true],
  ['git commit -am "Fix the export"', 'git commit -am "Fix it again"', true],
  ['gh pr create --title "A b" --body "c d"', 'gh pr create --title "A c" --body "e f"', true],
  ['git checkout -b one', 'git checkout -b two', false],
  [`${chain} && npm run t3`, chain, false],
  [`${chain} && npm run t3`, `${chain} && npm run t2`, false],
  [`${chain} && npm run t3`, `${chain} && npm run t3`, true],
  ['api/gradlew test', 'web/gradlew test', false],
  ['./a/run.sh', './b/run.sh', false],
  ['/opt/x/bin/deploy', './bin/deploy', false],
  ['api/node_modules/.bin/jest', 'web/node_modules/.bin/jest', false],
  ['npx jest', './node_modules/.bin/jest', true],
  ['.venv/bin/pytest', 'pytest', true],
  ['./gradlew test', 'gradlew test', true],
  ['/usr/bin/make all', 'make all', true],
  ['psql shop < prod.sql', 'psql shop < dev.sql', false],
  ['psql shop < prod.sql', 'psql shop <prod.sql 2>&1', true],
]
for (const [failed, passed, isSame] of pairs)
  test(`${failed}, then ${passed}: ${isSame ? 'the same' : 'another'} thing`, async ({ home }) => {
    home.write(main, [...bash(1, 'a', failed, 'Exit code 1\nno'), ...bash(3, 'b', passed, '')])
    const { failing } = (await home.read()) as Counted
    assert.equal(
      failing.map(({ passedLater }) => passedLater),
      [isSame],
    )
  })

test('a long chain is called with its last command', async ({ home }) => {
  home.write(main, bash(1, 'a', `${chain} && npm run t3`, 'Exit code 1\nno'))
  const { failing } = (await home.read()) as Counted
  assert.is(failing[0]?.command, 'npm ci && npm run gen && … && npm run t3')
})

test.run()
