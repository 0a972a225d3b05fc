import { basename } from 'node:path'
import { whereOptionsOf } from './where-options.ts'
import { wordList } from './word-list.ts'

/** A program that runs another one of its environment's: what that one is stays the same. */
interface Runner {
  /** Its subcommands that do; the program comes at once where there are none. */
  by: string[]
  /** What else comes first is a program or script too, unless it is one of the runner's own commands. */
  own?: string[]
}

const yarnOwn = wordList(`
  add audit autoclean bin cache check config constraints create dedupe explain generate-lock-entry global help
  import info init install licenses link list login logout node npm outdated owner pack patch patch-commit
  plugin policies prune publish rebuild remove search set stage tag team unlink unplug up upgrade
  upgrade-interactive version versions why workspace workspaces
`)
const pnpmOwn = wordList(`
  add approve-builds audit bin config create dedupe deploy doctor env fetch help i import init install licenses
  link list ln ls outdated pack patch patch-commit prune publish rb rebuild recursive remove rm root self-update
  server setup store un uninstall unlink up update upgrade why
`)

const turboOwn = wordList(`
  bin boundaries completion config daemon devtools docs generate gen get-mfe-port info link login logout ls prune query
  run scan telemetry unlink watch
`)

const python: Runner = { by: ['-m'] }
const runners: Record<string, Runner> = {
  uv: { by: ['run'] },
  uvx: { by: [] },
  poetry: { by: ['run'] },
  pdm: { by: ['run'] },
  hatch: { by: ['run'] },
  rye: { by: ['run'] },
  pipenv: { by: ['run'] },
  pipx: { by: ['run'] },
  pixi: { by: ['run'] },
  conda: { by: ['run'] },
  python,
  python3: python,
  py: python,
  npx: { by: [] },
  bunx: { by: [] },
  pnpx: { by: [] },
  npm: { by: ['exec', 'x', 'run', 'run-script'] },
  pnpm: { by: ['exec', 'dlx', 'run'], own: pnpmOwn },
  yarn: { by: ['exec', 'dlx', 'run'], own: yarnOwn },
  bun: { by: ['x', 'run'] },
  turbo: { by: ['run'], own: turboOwn },
  lerna: { by: ['run'] },
  bundle: { by: ['exec'] },
  mise: { by: ['exec', 'x'] },
}
/** Options that have a value of their own before the program. */
function valuedOf(name: string): string[] {
  const { directories = [], packages = [] } = whereOptionsOf(name)
  return [...directories, ...packages]
}

/** Scripts that npm runs by their names alone. */
const npmScripts: Record<string, string> = { test: 'test', t: 'test', tst: 'test', start: 'start', stop: 'stop' }

/**
 * The words of a command from the program on that does the work: of `uv run mypy src`, `poetry run python -m mypy src` and `mypy src` the same.
 * What is run by a package manager is a script or a program of that name.
 */
export function withoutRunners<Word extends { text: string }>(words: Word[]): Word[] {
  let rest = words
  for (let behind = behindRunner(rest); behind !== undefined; behind = behindRunner(rest)) rest = behind
  return rest
}

/** The words behind the first program that only runs another one. */
export function behindRunner<Word extends { text: string }>(words: Word[]): Word[] | undefined {
  const name = basename(words[0]?.text ?? '').replace(/^(python3)\.\d+$/, '$1')
  const runner = Object.hasOwn(runners, name) ? (runners[name] as Runner) : undefined
  if (!runner) return undefined
  const { by, own } = runner
  const valued = valuedOf(name)
  // `-m` is a flag to all others, and to Python what it runs by.
  let at = by.includes(words[1]?.text ?? '') ? 1 : behindFlags(words, 1, valued)
  const word = words[at]?.text ?? ''
  const script = name === 'npm' && Object.hasOwn(npmScripts, word) ? npmScripts[word] : undefined
  if (by.includes(word)) at = behindFlags(words, at + 1, valued)
  else if (by.length > 0 && script === undefined && (own === undefined || own.includes(word))) return undefined
  const program = words[at]
  if (program === undefined) return undefined
  const text = script ?? program.text
  // What npm hands on to a script comes behind two dashes.
  return [{ ...program, text }, ...words.slice(at + 1).filter(({ text: each }) => each !== '--')]
}

/** Where the word is that flags stand before, from a place on. */
export function behindFlags(words: { text: string }[], from: number, valued: string[]): number {
  let at = from
  for (let word = words[at]?.text; word?.startsWith('-'); word = words[at]?.text) at += valued.includes(word) ? 2 : 1
  return at
}

/** Options of runners that have no value of their own. */
const switches = new Set(wordList('-r --recursive --parallel --stream --if-present -s --silent -q --quiet -y --yes'))

/** Of the words that `withoutRunners` leaves out, those that may decide what runs: an interpreter of a version or elsewhere, an option that nobody knows. */
export function decidingRunners(words: { text: string }[], named: (word: { text: string }) => string): string[] {
  const dashes = words.filter(({ text }) => text === '--').length
  return words.slice(0, Math.max(0, words.length - dashes - withoutRunners(words).length)).flatMap((word) => {
    if (word.text.startsWith('-')) return switches.has(word.text) || word.text === '-m' ? [] : [word.text]
    return /\/|\d\.\d/.test(named(word)) ? [word.text] : []
  })
}

/**
 * Where the word is that options of a runner's stand before, from a place on. Of other programs it is not known which options have a value, which is no
 * name that may be kept: there and at an option that nobody knows it is the place itself.
 */
export function behindOptions(words: { text: string }[], from: number): number {
  const name = basename(words[0]?.text ?? '')
  const runner = Object.hasOwn(runners, name) ? runners[name] : undefined
  if (!runner) return from
  const valued = valuedOf(name)
  let at = from
  for (let word = words[at]?.text ?? ''; word.startsWith('-'); word = words[at]?.text ?? '') {
    if (valued.includes(word)) at += 2
    else if (switches.has(word) || /^--[\w-]+=/.test(word)) at++
    else break
  }
  return at
}
