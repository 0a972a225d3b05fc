import { basename } from 'node:path'
import { isAtOrBelow } from '../prefix.ts'
import { hasSubcommand } from './subcommands.ts'
import { wordList } from './word-list.ts'

/** What a test runner or a check is asked to run. */
interface Asked {
  /** Program and subcommand. */
  program: string
  /** Options that only choose some of it. */
  filters: string[]
  /** All others that change what is done. */
  options: string[]
  paths: string[]
}

/** Options of test runners and checks that choose some of what there is; the value comes with the first ones. */
const valuedFilters = new Set(
  wordList(`
    -k -t -g -run --grep --testNamePattern --testPathPattern --testPathPatterns --test-name-pattern --filter --test
    --example --spec --shard --project --tests
  `),
)
const filters = new Set(
  wordList('--lf --last-failed --onlyFailures --onlyChanged --only-changed --changed --last-failed --lib --bins --doc'),
)
/** Options with a value that choose what may be left out where they do not: a run without them contains it only by chance. */
const valuedChoices = new Set(wordList('-m --only --group'))
/** Those that change what is printed, and when a run that fails stops. */
const valuedOutput = new Set(wordList('--reporter --reporters --tb --output-format --message-format --durations'))
const output =
  /^(?:-v+|-q+|-s|-x|-ra?A?|--(?:verbose|quiet|silent|exitfirst|fail-?fast|bail|no-header|no-summary|pretty|colors?|no-colou?r|forceExit|nocapture|count=1)|-count=1|--(?:bail|maxfail|parallel|concurrency|tb|reporters?|output-format|message-format|durations|colou?r)=.*)$/

/** Programs that run all that there is where no path is given: with scripts of a package manager the ones of tests too. */
const runningAll = new Set(
  wordList(`
    pytest py.test jest vitest mocha ava rspec phpunit pest cargo playwright rails mix bun deno flutter swift test tests
    eslint ruff biome mypy flake8 pyright stylelint rubocop golangci-lint lint
  `),
)

function askedBy([program = '', ...words]: string[]): Asked {
  const isNamed = hasSubcommand.has(program) && /^[a-z][\w:-]*$/.test(words[0] ?? '')
  const asked: Asked = {
    program: isNamed ? `${program} ${words[0]}` : program,
    filters: [],
    options: [],
    paths: [],
  }
  for (let at = isNamed ? 1 : 0; at < words.length; at++) {
    const word = words[at] as string
    const [name = ''] = word.split('=', 1)
    const isValued = [valuedFilters, valuedOutput, valuedChoices].some((names) => names.has(name))
    const whole = isValued && name === word ? `${word} ${words[++at] ?? ''}` : word
    if (valuedFilters.has(name) || filters.has(word)) asked.filters.push(whole)
    else if (valuedOutput.has(name) || output.test(word) || word === '--') continue
    else if (word.startsWith('-')) asked.options.push(whole)
    else asked.paths.push(word)
  }
  return asked
}

/** Whether a run of tests or a check ran all that another one runs: with fewer filters and wider paths, and otherwise the same. */
export function covers(wide: string[], narrow: string[]): boolean {
  const [one, other] = [askedBy(wide), askedBy(narrow)]
  return (
    one.program === other.program &&
    !(runsAnew(narrow) && !runsAnew(wide)) &&
    String(one.options) === String(other.options) &&
    one.filters.every((filter) => other.filters.includes(filter)) &&
    areWithin(other.paths, one.paths, runningAll.has(one.program.split(/[ :]/, 1)[0] as string))
  )
}

/** Whether Go is told not to answer with what it kept of an earlier run. */
const runsAnew = (words: string[]): boolean => words.some((word) => /^--?count=1$/.test(word))

const areWithin = (paths: string[], around: string[], isAll: boolean): boolean => {
  if (around.length === 0) return paths.length === 0 || (isAll && paths.every(isUsual))
  if (paths.length === 0) return around.some((path) => segmentsOf(path) === '')
  return paths.every((path) => around.some((each) => isWithin(segmentsOf(path), segmentsOf(each))))
}

/** Whether a path is where runners look by themselves: what is run only when it is asked for has directories of its own. */
const isUsual = (path: string): boolean =>
  !path.includes('/') ||
  (/^(?:\.\/)?(?:tests?|specs?|__tests__|src|lib|app|packages)\//.test(path) &&
    !/(?:^|\/)(?:e2e|integration|system|bench\w*|perf\w*|slow|smoke|manual|live)\//.test(path))

const isWithin = (path: string, around: string): boolean =>
  (around === '' && !path.startsWith('..')) || isAtOrBelow(path, around)

/** A path with what is named in its file (`a.py::test`, `a_spec.rb:12`) as parts of it, and without Go's dots. */
const segmentsOf = (path: string): string =>
  path
    .replace(/(?<=\.\w+):+/g, '/')
    .replace(/::/g, '/')
    .replace(/(?:^|\/)\.\.\.$/, '')
    .replace(/^\.(?:\/|$)/, '')
    .replace(/\/+$/, '')

/** Programs that do each thing that they are given the name of. */
const doingEach = new Set(wordList('make gmake just rake turbo nx gradle gradlew mvn mvnw'))
const name = /^[a-z][\w:-]*$/i

/** The deeds of a command that does several, with and without what runs it: `make lint test` does what `make lint` and `make test` do. */
export function eachDeed(all: string[], words: string[]): string[][] {
  const by = all.length - words.length
  const own = all.slice(0, by).some((word) => doingEach.has(word))
    ? 0
    : doingEach.has(basename(words[0] ?? ''))
      ? 1
      : words.length
  const names = words.slice(own)
  return names.length > 1 && names.every((each) => name.test(each))
    ? names.map((each) => [...words.slice(0, own), each])
    : [words]
}

/** What is pushed, and where to; undefined where a command pushes no branch, or more than one. */
export function pushedBranch(words: string[], branch: string | undefined): string | undefined {
  const [program, command, ...others] = words
  if (program !== 'git' || command !== 'push' || others.some((word) => notOneBranch.test(word))) return undefined
  const [remote = 'origin', ref = 'HEAD', more] = others.filter((word) => !word.startsWith('-'))
  const [from, to = from] = ref.replace(/^\+/, '').split(':')
  const named = [from, to].map((name) =>
    name === 'HEAD' || name === '@' ? branch : name?.replace(/^refs\/heads\//, ''),
  )
  return more === undefined ? [remote, ...named].join(' ') : undefined
}
const notOneBranch = /^(?:--(?:dry-run|delete|tags|all|mirror|prune)|-[nd])$/

/** Whether a command of git's is told to leave out the hooks, which are what another one may have failed in. */
export const skipsHooks = (words: string[]): boolean => words.includes('--no-verify')
