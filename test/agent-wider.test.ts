import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { bash, type Counted, mainTranscript as main, transcriptSuite } from './support/transcripts.ts'

const test = transcriptSuite('what a wider run has repaired')

const failed = 'Exit code 1\nno'
const inTests = 'Exit code 1\n1 failed, 3 passed in 0.1s'
const pairs: [failed: string, passed: string, isCovered: boolean, first?: string, then?: string][] = [
  ['pytest tests/test_a.py::test_x', 'pytest tests', true],
  ['pytest tests/test_a.py::test_x', 'pytest tests/test_a.py', true],
  ['pytest tests/test_a.py::test_x', 'pytest', true],
  ['uv run pytest tests/test_a.py -k "a and b"', 'pytest tests', true],
  ['pytest tests/test_a.py', 'pytest tests/test_b.py', false],
  ['pytest tests/test_a.py', 'pytest tests/test_a.py::test_x', false],
  ['pytest tests', 'pytest tests -k x', false],
  ['pytest tests', 'pytest tests/unit', false],
  ['pytest tests', 'pytest tests --lf', false],
  ['pytest test', 'pytest tests', false],
  ['pytest', 'pytest .', true],
  ['pytest tests/a.py::A::b', 'pytest tests/a.py::A', true],
  ['rspec spec/a_spec.rb:12', 'rspec spec/a_spec.rb', true],
  ['pytest tests/a.py', 'pytest tests/', true],
  ['cargo test', 'cargo test -- --nocapture', true],
  ['pytest ..', 'pytest .', false],
  ['pytest tests/unit -x', 'pytest tests/unit', true],
  ['pytest tests/unit', 'pytest tests/unit -x --tb=short -vv', true],
  ['pytest tests/unit', 'pytest tests 2>&1 | tail -3', true, failed, '20 passed in 0.1s'],
  ['pytest tests/unit', 'pytest tests 2>&1 | tail -3', false, failed, '1 failed, 19 passed in 0.1s'],
  ['pytest tests', 'cd api && pytest tests', false],
  ['pytest tests/a.py', 'DB=x pytest tests', false],
  ['pytest --cov tests/a.py', 'pytest tests', false],
  ['npx vitest run', 'npx vitest run --reporter=verbose', true],
  ['npx vitest run', 'npx vitest run --reporter verbose', true],
  ["npx vitest run -t 'a b'", 'npx vitest run', true],
  ["npx vitest run -t 'a b'", "npx vitest run -t 'a c'", false],
  ["npx vitest run src/a.test.ts -t 'a b'", 'npx vitest run src', true],
  ['npx jest src/a.test.ts', 'npx jest', true],
  ['npx jest src/a.test.ts', 'npm ci && npx jest', true],
  ['npx jest src/a.test.ts', 'npx jest || true', false, failed, 'running'],
  ['npx playwright test --grep "a b"', 'npx playwright test', true],
  ['npm test -- src/a.test.ts', 'npm test', true],
  ['npm run test:unit -- -t a', 'npm run test:unit', true],
  ['npm run test:unit -- -t a', 'npm run test:e2e', false],
  ['cargo test foo', 'cargo test', true],
  ['cargo test', 'cargo test foo', false],
  ['cargo test -p api', 'cargo test', false],
  ['go test ./sum', 'go test ./...', true],
  ['go test -run TestX ./sum', 'go test -count=1 ./sum', true],
  ['go test -run TestX ./sum', 'go test -run TestY ./sum', false],
  ['go test ./sum', 'go test', false],
  ['go test ./sum', 'go vet ./...', false],
  ['bundle exec rspec spec/a_spec.rb:12', 'rspec spec', true],
  ['bin/rails test test/models/a_test.rb', 'bin/rails test', true],
  ['bin/rails test test/system/a_test.rb', 'bin/rails test', false],
  ['mix test test/a_test.exs', 'mix test', true],
  ['bun test a.test.ts', 'bun test', true],
  ['deno test a_test.ts', 'deno test', true],
  ['flutter test test/a_test.dart', 'flutter test', true],
  ['swift test --filter Cart', 'swift test', true],
  ['npm run deploy -- --project api', 'npm run deploy', false],
  ['eslint src/a.ts', 'eslint src', true],
  ['eslint src/a.ts', 'eslint .', true],
  ['ruff check src/a.py', 'ruff check .', true],
  ['ruff check src/a.py', 'ruff format .', false],
  // What a project leaves out where it is not asked for.
  ['pytest tests/slow -m slow', 'pytest tests', false],
  ['pytest tests/slow -m slow', 'pytest tests -m slow', true],
  ['vendor/bin/phpunit --group slow', 'vendor/bin/phpunit', false],
  ['mix test --only integration', 'mix test', false],
  ['pytest tests/a.py', 'pytest tests', false, failed, '3 passed, 4 deselected in 0.1s'],
  ['pytest benchmarks/b.py', 'pytest', false],
  ['npx jest e2e/a.test.ts', 'npx jest', false],
  ['pytest tests/a.py', 'pytest', false, failed, 'no tests ran in 0.01s'],
  // What was kept of an earlier run.
  ['go test -count=1 ./pkg/a', 'go test ./...', false],
  ['make test', 'make', false],
  ['make -f a.mk', 'make', false],
  ['tsc -p api', 'tsc', false],
  ['node a.js x/y', 'node a.js x', false],
  ['rm src/a', 'rm src', false],
  // The tests at the end of a chain.
  ['npm ci && npm test', 'npm test', true, inTests],
  ['nvm use 18 && npm test', 'nvm use 22 && npm test', false, inTests],
  ['docker compose -f pg.yml up -d && npm test', 'docker compose -f lite.yml up -d && npm test', false, inTests],
  ['npm i react@19 && npm test', 'npm i react@18 && npm test', false, inTests],
  ['cp prod.env .env && npm test', 'npm test', false, inTests],
  ['npm run build && npm test', 'npm test', true, inTests],
  ['npm ci && npm test', 'npm test', false],
  ['npm ci && npm test && npm run x', 'npm test', false, inTests],
  // Of several in a row only the last one's end is known.
  ['npm run lint && npm test', 'npm run lint; npm test', false, failed, '4 passed in 0.1s'],
  ['npm run lint && npm test', 'npm run lint; npm test', true, inTests, '4 passed in 0.1s'],
  ['npm run lint; npm test', 'npm run lint; npm test', true],
  ['npm run lint && npm test', 'npm run lint && npm test 2>&1 | tail -1', true, failed, '4 passed in 0.1s'],
  ['npm run lint && npm test', '(npm run lint && npm test) 2>&1 | tail -1', true, failed, '4 passed in 0.1s'],
  ['npm run lint && npm test', '(npm run lint; npm test) 2>&1 | tail -1', false, failed, '4 passed in 0.1s'],
  ['npm test && npm run lint', 'npm run lint', false, inTests],
  ['npm run lint && npm test', 'set -e; npm run lint; npm test', true],
  // The packages of a repository.
  ['npm test -w a', 'npm test --workspaces', true],
  ['npm test -w a', 'npm test -w b -w a', true],
  ['npm test -w a -- src/a.test.ts', 'npm test --workspaces', true],
  ['pnpm --filter b build', 'pnpm -r build', true],
  ['pnpm --filter b build', "pnpm --filter '*' build", true],
  ['cd packages/b && pnpm build', 'pnpm -r build', true],
  ['npm --prefix packages/b run lint', 'npm run lint --workspaces', true],
  ['npm test -w a', 'npx turbo run test', true],
  ['turbo run build --filter=a', 'turbo run lint build', true],
  ['npx turbo build --filter a', 'pnpm turbo run build', true],
  ['nx test b', 'nx run-many -t test', true],
  ['nx run b:test', 'npx nx run-many --target=test --parallel=3', true],
  ['npx nx test b', 'npx nx run-many -t lint test build', true],
  ['nx test b', 'nx run-many -t test -p a,b', true],
  ['lerna run test --scope a', 'lerna run test', true],
  ['yarn workspace a test', 'yarn workspaces foreach -Apt run test', true],
  ['yarn workspace a run test', 'yarn workspaces run test', true],
  ['bun run --filter a test', "bun run --filter '*' test", true],
  ['cargo test -p api', 'cargo test --workspace', true],
  ['cd crates/api && cargo test', 'cargo test --workspace', true],
  ['cargo clippy -p api', 'cargo clippy --all', true],
  ['mvn -pl api test', 'mvn clean test', true],
  ['./gradlew :api:test', './gradlew lint test', true],
  ['make test', 'make lint test', true],
  ['turbo run lint test', 'turbo run test', false],
  ['make CC=clang test', 'make CC=gcc test', false],
  ['npm test --workspaces', 'npm test -w a', false],
  ['npm test -w a', 'npm test -w b', false],
  ['npm test -w a', 'npm test', false],
  ['npm test', 'npm test --workspaces', false],
  ['npm test -w a', 'DB=x npm test --workspaces', false],
  ['npm run lint -w a', 'npm test --workspaces', false],
  ['pnpm --filter b build', 'pnpm -r --filter a build', false],
  ['pnpm --filter b build', "pnpm -r --filter '!b' build", false],
  ['pnpm --filter b build', 'pnpm -w build', false],
  ['pnpm -r build', 'pnpm -r --filter a build', false],
  ['cd packages/b && pnpm build', 'cd packages/a && pnpm -r build', false],
  ['cd ../b && pnpm build', 'pnpm -r build', false],
  ['turbo run build', 'turbo run build --filter=a', false],
  ['turbo run build --filter=b', 'turbo run build --affected', false],
  ['nx test b', 'nx affected -t test', false],
  ['nx test b', 'nx run-many -t test --exclude b', false],
  ['nx test b', 'nx run-many -t test -p a', false],
  ['nx test b', 'nx run-many -t test -p a,b --exclude b', false],
  ['nx run-many -t test', 'nx test b', false],
  ['cargo test -p api', 'cargo test --workspace --exclude api', false],
  ['cargo test --workspace', 'cargo test', false],
  ['yarn workspace a test', 'yarn workspaces foreach --since -R run test', false],
  ['npm test -w a', 'npm test --workspaces | tail -1', false, failed, 'Tests: 4 passed, 4 total'],
  // Pushes.
  ['git push', 'git push -u origin feat', true],
  ['git push origin feat', 'git push -u origin HEAD', true],
  ['git push origin feat', 'git push -u origin @', true],
  ['git push origin feat', 'git push origin +feat', true],
  ['git push origin feat', 'git push --force-with-lease origin feat', true],
  ['git push', 'git push -u origin other', false],
  ['git push', 'git push origin main:feat', false],
  ['git push origin feat', 'git push origin :feat', false],
  ['git push origin :feat', 'git push --force origin :feat', true],
  ['git push -u origin feat', 'git push origin HEAD~1:feat', false],
  ['git push', 'git push origin HEAD:refs/heads/feat', true],
  ['git push', 'git push --no-verify', false],
  ['git push --no-verify', 'git push', true],
  ['git push', 'git -c core.hooksPath=/dev/null push', false],
  ['git push', 'git -c user.name=a push', true],
  ['git push', 'git push --dry-run', false],
  ['git push', 'git push --tags', false],
  ['git push', 'git push fork feat', false],
  ['git push origin main', 'git push origin feat', false],
  ['git push', 'git add a && git commit -m b && git push -u origin feat', true],
]
for (const [first, passed, isCovered, printed = failed, then = 'ok'] of pairs)
  test(`${first}, then ${passed} (${then}): ${isCovered ? 'repaired' : 'open'}`, async ({ home }) => {
    home.write(
      main,
      [...bash(1, 'a', first, printed), ...bash(3, 'b', passed, then)].map((line) => ({ ...line, gitBranch: 'feat' })),
    )
    const { failing } = (await home.read()) as Counted
    assert.is(failing.find(({ count }) => count === 1)?.passedLater, isCovered)
  })

const files = {
  'api/Cargo.toml': '[workspace]\nmembers = ["crates/*"]\n',
  'one/Cargo.toml': '[package]\nname = "one"\n\n[workspace]\n',
  'api/crates/s/Cargo.toml': '[package]\nname = "sum"\n',
  'web/apps/a/package.json': '{ "name": "@x/a" }',
  'shop/mix.exs': 'def project, do: [apps_path: "apps"]',
  'web/package.json': JSON.stringify({
    scripts: {
      test: 'turbo run test',
      types: 'tsc --noEmit',
      both: 'npm run lint; npm run types',
      lint: 'eslint . || true',
      unit: 'vitest run',
      sure: 'NODE_ENV=test vitest run',
      set: 'vitest run',
      preset: 'npm run types',
    },
  }),
}
const byFiles: [failed: string, passed: string, isCovered: boolean][] = [
  ['cd api && cargo test -p sum', 'cd api && cargo test', true],
  ['cd api && cargo test sum', 'cd api && cargo test', true],
  ['cd api/crates/sum && cargo test', 'cd api && cargo test', true],
  ['cd one && cargo test -p sum', 'cd one && cargo test', false],
  ['cd shop/apps/clock && mix test', 'cd shop && mix test', true],
  ['cd one/apps/clock && mix test', 'cd one && mix test', false],
  ['cd web && npm test -w a', 'cd web && npm test', true],
  ['cd web && npm test -w a', 'cd web && npm test | tail -1', false],
  ['cd web && npm run lint -w @x/a', 'cd web/apps/a && npm run lint', true],
  ['cd web && npm run lint -w apps/a', 'cd web/apps/a && npm run lint', true],
  ['cd web/apps/a && npm run lint', 'cd web && npm run lint -w @x/a', true],
  ['cd web && npm run lint -w @x/b', 'cd web/apps/a && npm run lint', false],
  ['cd web && npm run lint -w @x/a', 'cd web/apps/a && A=1 npm run lint', false],
  ['cd api && cargo test -p sum', 'cd api/crates/s && cargo test', true],
  ['cd api && cargo test -p sum', 'cd one && cargo test', false],
  ['cd web && npx tsc --noEmit', 'cd web && npm run types', true],
  ['cd web && npx tsc --noEmit', 'cd web && A=1 npm run types', false],
  ['cd web && npx tsc --noEmit', 'cd web && npm run types -w a', false],
  ['cd web && npm run lint', 'cd web && npm run both', false],
  ['cd web && npm run types', 'cd web && npm run both', true],
  ['cd web && eslint .', 'cd web && npm run lint', false],
  // What is exactly one command is that command.
  ['cd web && npm run unit', 'cd web && npx vitest run', true],
  ['cd web && npm run types', 'cd web && npx tsc --noEmit', true],
  ['cd web && npm run unit', 'npx vitest run', false],
  ['cd web && npm run unit', 'cd web && npx vitest run src/a.test.ts', false],
  ['cd web && npm run unit -- src/a.test.ts', 'cd web && npx vitest run', false],
  ['cd web && npm run sure', 'cd web && npx vitest run', false],
  ['cd web && npm run set', 'cd web && npx vitest run', false],
  ['cd web && npm run both', 'cd web && npm run types', false],
  ['cd web && npm run lint', 'cd web && eslint .', false],
]
for (const [failedThere, passed, isCovered] of byFiles)
  test(`${failedThere}, then ${passed}, by the files there: ${isCovered ? 'repaired' : 'open'}`, async ({ home }) => {
    for (const [file, text] of Object.entries(files)) home.write(`../project/${file}`, [text])
    const line = { cwd: join(home.directory, '../project') }
    const runs = [...bash(1, 'a', failedThere, failed), ...bash(3, 'b', passed, 'ok')].map((each) => ({
      ...each,
      ...line,
    }))
    home.write(main, [...bash(0, 'c', 'ls', 'a'), ...runs])
    assert.is(((await home.read()) as Counted).failing[0]?.passedLater, isCovered)
  })

test('a chain of checks is repaired when each of them passed since', async ({ home }) => {
  const lines = (...later: string[]) => [
    ...bash(1, 'a', 'npm run lint && npm test', 'Exit code 1\nno'),
    ...later.flatMap((command, at) => bash(at * 2 + 3, `b${at}`, command, 'ok')),
  ]
  const passedLater = async (...later: string[]) => {
    home.write(main, lines(...later))
    return ((await home.read()) as Counted).failing[0]?.passedLater
  }
  assert.is(await passedLater('npm run lint'), false)
  assert.is(await passedLater('npm test', 'npm run lint'), true)
})

test('a wider run before the failure repairs nothing', async ({ home }) => {
  home.write(main, [...bash(1, 'a', 'pytest tests', 'ok'), ...bash(3, 'b', 'pytest tests/a.py', failed)])
  const { failing } = (await home.read()) as Counted
  assert.is(failing[0]?.passedLater, false)
})

test.run()
