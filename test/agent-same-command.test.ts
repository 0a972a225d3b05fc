import * as assert from 'uvu/assert'
import { bash, type Counted, mainTranscript as main, transcriptSuite } from './support/transcripts.ts'

const test = transcriptSuite('which commands are the same thing')

const chain = 'npm ci && npm run gen && npm run build'
const pairs: [failed: string, passed: string, isSame: boolean][] = [
  ["npx vitest run -t 'writes header once'", "npx vitest run -t 'reads footer'", false],
  ["npx vitest run -t 'writes header once'", "vitest run -t 'writes header once'", true],
  ['make test', 'make -j8 test', true],
  ['make test', 'make -j 4 test', true],
  ['make test', 'make --jobs=4 test', true],
  ['make test', 'make -q test', false],
  ['make test', 'make 4 test', false],
  ['cargo test', 'cargo test --color never', true],
  ['cargo test', 'cargo test never', false],
  ['dotnet test', 'dotnet test --nologo', true],
  ['dotnet build', 'dotnet build -v q', true],
  ['cmake --build b', 'cmake --build b -j8', true],
  // What a command prints may be any program.
  ['npm run a', 'exec $(cat prefix) npm run a', false],
  ['psql -c "drop table x"', 'psql -c "select 1"', false],
  ['npm run deploy -- "prod eu"', 'npm run deploy -- "dev eu"', false],
  ['make "CC=clang -m32" all', 'make "CC=gcc -m64" all', false],
  ['git commit -m "Fix the export"', 'git commit -m "Fix the export and its test"', true],
  ['git commit -m "a"', 'git commit -m "b"', true],
  ['git branch -m a', 'git branch -m b', false],
  ['./x.sh tag -m prod', './x.sh tag -m dev', false],
  ['gh issue create -t a -b x', 'gh issue create -t b -b y', false],
  ['git commit -am "Fix the export"', 'git commit -am "Fix it again"', true],
  ['gh pr create --title "A b" --body "c d"', 'gh pr create --title "A c" --body "e f"', true],
  ['gh pr create --title="A b" --body="c d"', 'gh pr create --title="A c" --body="e f"', true],
  ['gh pr create --head="a"', 'gh pr create --head="b"', false],
  ['git checkout -b one', 'git checkout -b two', false],
  [`${chain} && npm run t3`, chain, false],
  [`${chain} && npm run t3`, `${chain} && npm run t2`, false],
  [`${chain} && npm run t3`, `${chain} && npm run t3`, true],
  ['api/gradlew test', 'web/gradlew test', false],
  ['./a/run.sh', './b/run.sh', false],
  ['/opt/x/bin/deploy', './bin/deploy', false],
  ['api/node_modules/.bin/jest', 'web/node_modules/.bin/jest', false],
  ['npx jest', './node_modules/.bin/jest', true],
  ['python scripts/gen.py', 'python3 scripts/gen.py', true],
  ['pip3 install x', 'pip install x', true],
  ['python scripts/gen.py', 'python2 scripts/gen.py', false],
  ['.venv/bin/pytest', 'pytest', true],
  ['./gradlew test', 'gradlew test', true],
  ['/usr/bin/make all', 'make all', true],
  ['psql shop < prod.sql', 'psql shop < dev.sql', false],
  ['psql shop < prod.sql', 'psql shop <prod.sql 2>&1', true],
  // What is fed in, and what is piped into.
  ["psql shop <<'EOF'\ndrop table x;\nEOF", "psql shop <<'EOF'\nselect 1;\nEOF", false],
  ["psql shop <<'EOF'\nselect 1;\nEOF", 'psql shop <<X\nselect 1;\nX', true],
  ['python - <<EOF\nimport torch\nEOF', 'python - <<EOF\nprint(1)\nEOF', false],
  ['psql shop <<< "drop table x"', 'psql shop <<< "select 1"', false],
  ['cat prod.sql | psql shop', 'cat dev.sql | psql shop', false],
  ['cat a.sql | psql prod', 'cat a.sql | psql dev', false],
  ['cat a.sql | psql prod', 'cat a.sql | psql prod', true],
  ['echo "select 1" | psql prod', 'echo "select 1" | psql dev', false],
  ['echo "drop table x" | psql prod', 'echo "select 1" | psql prod', false],
  ["cat > a.txt <<'EOF'\nx\nEOF\nnpm run a", 'npm run a', true],
  ["find . -name '*.ts' | xargs tsc", "find . -name '*.ts' | xargs eslint", false],
  ['npm run a 2>&1 | tail -5', 'npm run a | tee o.log | grep -v x | sed s/a/b/ | cut -c1-80', true],
  ['npm audit --json', 'npm audit --json | python3 -c "import json, sys"', true],
  [
    'git commit -m "$(cat <<\'EOF\'\nFix the export\nEOF\n)"',
    'git commit -m "$(cat <<\'EOF\'\nFix it again\nEOF\n)"',
    true,
  ],
  // What is set before it.
  ['source .env.prod && npm run a', 'source .env.dev && npm run a', false],
  ['. ./.env.prod; npm run a', 'npm run a', false],
  ['. ./.env.prod; npm run a', 'source .env.prod && npm run a', true],
  ['source .venv/bin/activate && pytest', '.venv/bin/pytest', true],
  ['. ~/.nvm/nvm.sh && npm run a', 'npm run a', true],
  ['for f in a b; do node m.js $f; done', 'for f in c d; do node m.js $f; done', false],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
  ['for f in a b; do node m.js $f || exit 1; done', 'for f in a b; do node m.js ${f} || exit 1; done', false],
  ['for i in 1 2 3; do npm run a; done', 'npm run a', true],
  ['F=prod; node m.js $F', 'F=dev; node m.js $F', false],
  ['LOG=/tmp/a.log; npm run a > $LOG 2>&1', 'npm run a', true],
  ['X=1; export X; npm run a', 'npm run a', false],
  ['X=1; export X; npm run a', 'X=1 npm run a', true],
  ['env $(cat .env.prod) npm run a', 'env $(cat .env.dev) npm run a', false],
  ['FOO=$(cat x) npm run a', 'FOO=$(cat y) npm run a', false],
  ['sudo -u postgres psql -f a.sql', 'psql -f a.sql', false],
  ['npm i -g x', 'sudo npm i -g x', true],
  ['npx -p node@18 npm run a', 'npx -p node@22 npm run a', false],
  ['npx -y -p node@18 npm run a', 'npx -p node@18 npm run a', true],
  // Another interpreter, environment or version.
  ['. venv39/bin/activate && pytest', '. venv312/bin/activate && pytest', false],
  ['source .venv39/bin/activate; pytest', 'source .venv/bin/activate; pytest', false],
  ['source ../.venv/bin/activate; pytest', 'pytest', false],
  ['. prod.sh && npm run a', '. dev.sh && npm run a', false],
  ['conda activate py39 && pytest', 'conda activate py312 && pytest', false],
  ['nvm use 18 && npm run a', 'npm run a', false],
  ['npm run a', 'nvm use 18 && npm run a', false],
  ['poetry env use 3.9 && poetry run pytest', 'poetry env use 3.12 && poetry run pytest', false],
  ['python3.9 -m pytest', 'python3.12 -m pytest', false],
  ['/usr/bin/python3.9 -m pytest', 'python -m pytest', false],
  ['mise x node@18 -- npm run a', 'mise x node@22 -- npm run a', false],
  ['uv run --with django==4 pytest', 'uv run --with django==5 pytest', false],
  ['uv run --all-extras pytest', 'uv run pytest', false],
  ['uv run pytest', 'pytest', true],
  ['npx -y jest@29 a', 'npx -y jest@30 a', false],
  ['npx -y jest@29 a', 'npx --yes jest@29 a', true],
  ['export $(cat .env.prod | xargs) && npm run a', 'export $(cat .env.dev | xargs) && npm run a', false],
  ['set -a && source <(grep X .env.prod) && npm run a', 'set -a && source <(grep X .env.dev) && npm run a', false],
  ['unset NODE_ENV; npm run a', 'npm run a', false],
  ['env -i npm run a', 'npm run a', false],
  ['env -u X npm run a', 'env -u Y npm run a', false],
  // What is read by the line itself.
  ['read X < prod.txt; npm run a -- $X', 'read X < dev.txt; npm run a -- $X', false],
  ['while read f; do node m.js $f; done < prod.txt', 'while read f; do node m.js $f; done < dev.txt', false],
  ['cat prod.txt | while read f; do node m.js $f; done', 'cat dev.txt | while read f; do node m.js $f; done', false],
  ['while read f; do node m.js $f; done < a.txt', 'while read f; do node m.js $f; done < a.txt', true],
  ['cat a.json | curl -d @- https://a.b', 'cat a.json | curl -d @- https://a.c', false],
  ['./run.sh < <(cat prod)', './run.sh < <(cat dev)', false],
  // What the line changes before.
  ['cp prod.env .env && npm run a', 'cp dev.env .env && npm run a', false],
  ['echo prod > .env && npm run a', 'echo dev > .env && npm run a', false],
  ['npm run a', 'mv test/a.test.js /tmp && npm run a', false],
  ['git checkout v1 -- lib && npm run a', 'git checkout v2 -- lib && npm run a', false],
  ['npm run a', 'git checkout HEAD~3 -- src && npm run a && git checkout HEAD -- src', false],
  ['npm run a', 'rm -rf node_modules dist && npm ci && npm run a', true],
  ['npm run a', 'git pull && npm run a', true],
  ['npm run a', "sed -i 's/a/b/' src/a.ts && npm run a", true],
  // Flags that say how much is printed, where they do.
  ['docker run -v $PWD:/x node:20', 'docker run $PWD:/x node:20', false],
  ['pytest -v', 'pytest -q', true],
  ['printf "a\\n"; npm run a', 'npm run a', true],
  // A variable that is often set anyway, and what switches it off.
  ['CI=true npm test', 'npm test', true],
  ['CI=true npm test', 'CI=1 npm test', true],
  ['CI=true npm test', 'CI=false npm test', false],
  ['npm test', 'CI= npm test', false],
  // What changes nothing.
  ['# run the tests\nnpm run a', 'npm run a', true],
  ['npm run a # again', 'npm run a', true],
  ['npm run a > out.log 2>&1; tail -3 out.log', 'npm run a', true],
  ['npm run a && npm run b', 'npm run lint && npm run a && npm run b', true],
  ['npm run a && npm run b', 'npm run a && npm run b && npm run c', true],
  ['npm run a && npm run b', 'npm run a && npm run c && npm run b', false],
]
for (const [failed, passed, isSame] of pairs)
  test(`${failed}, then ${passed}: ${isSame ? 'the same' : 'another'} thing`, async ({ home }) => {
    home.write(main, [...bash(1, 'a', failed, 'Exit code 1\nno'), ...bash(3, 'b', passed, 'All checks passed')])
    const { failing } = (await home.read()) as Counted
    assert.equal(
      failing.map(({ passedLater }) => passedLater),
      [isSame],
    )
  })

test('the end of a very long command distinguishes it too', async ({ home }) => {
  const long = (end: string) => `node -e "${'let a = 1;'.repeat(500)}${end}"`
  home.write(main, [...bash(1, 'a', long('a'), 'Exit code 1\nno'), ...bash(3, 'b', long('b'), 'ok')])
  const { failing } = (await home.read()) as Counted
  assert.is(failing[0]?.passedLater, false)
})

test('a line that takes back what it wrote into a file is not called as what it runs on that', async ({ home }) => {
  home.write(main, bash(1, 'a', 'cat > a.js <<EOF\nx\nEOF\nnpm test && git checkout -- a.js', 'Exit code 1\nno'))
  const { failing } = (await home.read()) as Counted
  assert.is(failing[0]?.command, 'cat << …; npm test && git checkout -- a.js')
})

test('a long chain is called with its last command', async ({ home }) => {
  home.write(main, bash(1, 'a', `${chain} && npm run t3`, 'Exit code 1\nno'))
  const { failing } = (await home.read()) as Counted
  assert.is(failing[0]?.command, 'npm ci && npm run gen && … && npm run t3')
})

test.run()
