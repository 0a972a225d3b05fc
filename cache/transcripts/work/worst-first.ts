import { basename } from 'node:path'
import { withoutRunners } from '../runners.ts'
import { shownCommands } from '../shown-commands.ts'
import { hasSubcommand } from '../subcommands.ts'
import { asChosen } from '../where-options.ts'
import { wordList } from '../word-list.ts'

/** What a command is for, as far as that says how much its failure says of the work; the most telling first. */
const kinds = ['tests', 'checks', 'releases', 'others'] as const
type Kind = (typeof kinds)[number]

/** Programs that do nothing else, or mostly. */
const programs: Record<Exclude<Kind, 'others'>, Set<string>> = {
  tests: wordSet(`
    jest vitest mocha ava tap uvu c8 nyc pytest py.test nose2 tox nox unittest rspec minitest phpunit pest behat karma
    jasmine playwright cypress wdio testcafe ctest bats nextest gotestsum ginkgo busted prove
  `),
  checks: wordSet(`
    tsc vue-tsc svelte-check mypy pyright basedpyright pyre pytype ty eslint oxlint biome prettier stylelint standard xo
    knip ruff flake8 pylint black isort bandit golangci-lint staticcheck gofmt gofumpt errcheck revive clippy rustfmt
    shellcheck hadolint rubocop standardrb phpstan psalm phpcs pint ktlint detekt swiftlint credo dialyxir actionlint
    yamllint markdownlint markdownlint-cli2 pre-commit lefthook
    make gmake cmake ninja meson bazel buck2 gradle gradlew mvn mvnw sbt webpack rollup esbuild tsup turbo nx
    rustc javac gcc g++ cc clang clang++ xcodebuild
  `),
  releases: wordSet('deploy release publish semantic-release goreleaser release-it changeset twine ansible-playbook'),
}
/** Words that say it as a subcommand, or within the name of a script: `go vet`, `npm run lint:types`, `scripts/test.sh`. */
const words: Record<Exclude<Kind, 'others'>, Set<string>> = {
  tests: wordSet('test tests spec specs e2e smoke unittest nextest pytest jest vitest playwright cypress'),
  checks: wordSet(
    'build compile check checks lint analyze analyse vet clippy typecheck type-check types tsc eslint fmt format mypy ruff verify validate plan doc docs credo dialyzer phpstan',
  ),
  releases: wordSet('push publish release deploy upload ship'),
}
/** Programs whose first argument is the name of a script, however it is put together; what comes behind that may say what it is to do. */
const naming = wordSet('make gmake just task rake invoke gulp grunt bash sh zsh node deno bun python python3 ruby php')
/** Programs that only ask: with exit status 1, and without a word, they found nothing. */
const asking = wordSet(
  'grep egrep fgrep zgrep rg ag ack pgrep pidof lsof fuser diff cmp comm test [ [[ which command type hash',
)
const askingOfGit =
  /^git (?:grep|diff|diff-(?:index|files|tree)|check-ignore|show-ref|merge-base|rev-parse|cat-file|ls-files|config (?:--(?:global|local|system) )?--get\S* \S+)(?: |$)/
/** Questions that say more than nothing where the answer is no, by how they are shown, and the exit status that says it: the others find nothing. */
const answering: [asked: RegExp, exit: RegExp, output?: RegExp][] = [
  [/^(?:diff|cmp|comm) /, /^1$/],
  [/^git (?:diff\b.* --(?:exit-code|quiet|no-index)|ls-files\b.* --error-unmatch)\b/, /^1$/],
  // Counts of nothing.
  [/^(?:[efz]?grep|rg|ag|git grep)\b.* (?:-\w*c|--count)/, /^1$/, /^(?:(?:.*:)?0\s*)*$/],
  [/^(?:which|type|hash|command) /, /^1$/],
  [/^(?:npm|pnpm|yarn|bun|composer|cargo|bundle) outdated(?: |$)/, /^1$/],
  [/^(?:npm|pnpm|yarn) (?:ls|list) [^-]/, /^1$/, /\(empty\)/],
  [/^(?:uv )?pip3? show /, /^1$/],
  [/^dpkg (?:-[sl]|--status|--list) /, /^1$/],
  [/^systemctl (?:--?[\w-]+ )*(?:is-(?:active|enabled|failed)|status) /, /^[1-4]$/],
]

interface Call {
  tool: string
  command: string
  count: number
  lastAt: string
  error?: string
  passedLater: boolean
}

/** Tools that run commands: what a command is says by itself what was done. */
const shells = /bash|shell|exec|command|terminal/i
export const isShell = (tool: string): boolean => shells.test(tool)

/**
 * What failed in the order in which people need it: what has not passed since first, of that tests, then builds and checks, then what is released,
 * then other commands, then the agent's own tools; then the most frequent, then the latest. What only found nothing comes last.
 */
export const worstFirst = <Each extends Call>(calls: Each[]): Each[] =>
  calls
    .map((call) => ({ call, rank: rankOf(call) }))
    .toSorted(
      (a, b) =>
        a.rank - b.rank ||
        b.call.count - a.call.count ||
        Number(b.call.lastAt > a.call.lastAt) - Number(b.call.lastAt < a.call.lastAt),
    )
    .map(({ call }) => call)

/** What still fails, the worst first. */
export const stillFailing = <Each extends Call>(calls: Each[]): Each[] =>
  worstFirst(calls.filter((call) => !call.passedLater && !foundNothing(call)))

const ranks = kinds.length + 1
function rankOf(call: Call): number {
  if (foundNothing(call)) return 2 * ranks
  const rank = isShell(call.tool) ? Math.min(...stepsOf(call).map((step) => kinds.indexOf(kindOf(step)))) : kinds.length
  return rank + (call.passedLater ? ranks : 0)
}

/** The commands of a line as it is shown, each as its words. */
const stepsOf = ({ command }: Pick<Call, 'command'>): string[][] =>
  shownCommands(command)
    .map((step) => step.replace(/^(?:\w+=\S* )+/, '').split(' '))
    .filter(([program], index, { length }) => program !== 'cd' || index > 0 || length === 1)

/** Whether a call only asked, and printed nothing; where texts are left out, what it printed is not known. */
function foundNothing(call: Call): boolean {
  if (!isShell(call.tool) || (call.error ?? '') !== '') return false
  return isAsking(call.command)
}

/** Whether a command, as it is shown, only asks. */
export function isAsking(command: string): boolean {
  const [step = []] = stepsOf({ command })
  return asking.has(step[0] ?? '') || askingOfGit.test(step.join(' '))
}

/** Whether it does nothing else. */
const onlyAsks = (command: string): boolean => isAsking(command) && stepsOf({ command }).length === 1

/** Whether a command, as it is shown, only asked, and the answer was no: that is what it ended so for. */
export function saysNo(command: string, exit: number | undefined, output: string): boolean {
  const printed = output.replace(/^Exit code \d+/, '').trim()
  if (printed === '') return exit === 1 && onlyAsks(command)
  return (
    stepsOf({ command }).length === 1 &&
    answering.some(
      ([asked, exits, says]) => asked.test(command) && exits.test(String(exit)) && (says?.test(printed) ?? true),
    )
  )
}

/** Whether a command, as it is shown, tests, checks, builds or releases something, or is a script that a package manager runs. */
export const isCheck = (command: string): boolean =>
  stepsOf({ command }).some((step) => kindOf(step) !== 'others' || runOf(step).length < step.length)

/** Whether it checks something, and nothing else is known of it than that it says what it finds. */
export const isSilentCheck = (command: string): boolean =>
  stepsOf({ command }).every((step) => kindOf(step) === 'checks')

/** Whether it builds or checks something, and tests nothing, as far as its words say. */
export const isOtherCheck = (command: string): boolean =>
  isSilentCheck(command) &&
  !stepsOf({ command }).some((step) => step.some((word) => /(?:^|\W)tests?(?:\W|$)/i.test(word)))

/** Whether all of it is git's. */
export const isOfGit = (command: string): boolean => stepsOf({ command }).every(([program]) => program === 'git')

const runOf = (step: string[]): string[] =>
  withoutRunners((asChosen(step) ?? step).map((text) => ({ text }))).map(({ text }) => text)

/** What a command is for, by its words. */
export function kindOf(step: string[]): Kind {
  const run = runOf(step)
  const isScript = run.length < step.length || run[0] !== step[0]
  const [first = '', ...others] = run
  const program = basename(first).replace(/(?<=.)@.*$/, '')
  const [argument = '', second = ''] = others.filter((word) => !word.startsWith('-'))
  if (program === 'node' && others.includes('--test')) return 'tests'
  const parts = [
    ...(isScript || first.includes('/') || program.includes('.')
      ? partsOf(program)
      : [program].filter((name) => !asking.has(name))),
    ...(naming.has(program) ? [...partsOf(basename(argument)), second] : []),
    ...others.flatMap((word) => /^--?(check|lint)$/.exec(word)?.[1] ?? []),
  ]
  const named = [...parts, ...(hasSubcommand.has(program) || /\.\w+$/.test(program) ? [argument] : [])]
  return (
    kindWith((kind) => named.some((word) => words[kind].has(word))) ??
    kindWith((kind) => programs[kind].has(program)) ??
    'others'
  )
}

const kindWith = (test: (kind: keyof typeof words) => boolean): Kind | undefined =>
  (Object.keys(words) as (keyof typeof words)[]).find(test)

/** A name, and the words it is made of. */
const partsOf = (name: string): string[] => [name, ...name.split(/[:._-]/)]

function wordSet(text: string): Set<string> {
  return new Set(wordList(text))
}
