import { basename } from 'node:path'
import { withoutRunners } from './runners.ts'
import { hasSubcommand } from './subcommands.ts'

/** What a shell command is, so that two runs of the same thing are distinguished from two different things. */
export interface CommandName {
  /** Program and subcommand, without arguments: `git push`, `npm run lint`. */
  head: string
  /** With the arguments that matter: `git push --force origin main`. */
  text: string
  /** The same without what runs the program: two commands with one subject are the same thing. */
  subject: string
}

interface Word {
  text: string
  quoted: boolean
}

const longestCommand = 4096
const longestText = 120
const longestArgument = 60

/** Of `cd app && FOO=1 timeout 60 npm test -- import 2>&1 | tail -5` it is `npm test -- import`. Empty where a command runs nothing. */
export function commandName(command: string): CommandName {
  const simple = simpleCommands(command)
  const telling = simple.filter(([first]) => !preparing.has(first?.text ?? ''))
  const chosen = telling.length > 0 ? telling : simple
  const first = chosen[0]
  if (!first) return { head: '', text: '', subject: '' }
  const inner = scriptOf(first)
  if (inner !== undefined && chosen.length === 1) return commandName(inner)
  return { head: headOf(first), text: joined(chosen), subject: joined(chosen.map(withoutRunners)) }
}

function joined(commands: Word[][]): string {
  const text = commands.slice(0, 3).map(textOf).join(' && ')
  return text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text
}

/** Programs that only prepare or print: what a command line is for comes behind them. */
const preparing = new Set([
  'cd',
  'export',
  'set',
  'source',
  '.',
  'echo',
  'printf',
  'sleep',
  'true',
  'pwd',
  'unset',
  'wait',
  'pushd',
  'popd',
  'umask',
  'ulimit',
  'trap',
  'shopt',
  'date',
  'for',
  'done',
  'fi',
  'case',
  'esac',
])

/** Programs that run another one, and how many words of their own come with them besides flags. */
const wrappers = new Map<string, number>([
  ...(['sudo', 'env', 'time', 'nohup', 'command', 'exec', 'nice', 'ionice', 'stdbuf', 'xargs'] as const).map(
    (name): [string, number] => [name, 0],
  ),
  ...(['if', 'then', 'else', 'elif', 'do', 'while', 'until', '!'] as const).map((name): [string, number] => [name, 0]),
  ['timeout', 1],
])

/** Options that say where a program works and stand before its subcommand. */
const places = new Map([
  ['git', new Set(['-C', '-c', '--git-dir', '--work-tree'])],
  ['make', new Set(['-C'])],
  ['npm', new Set(['--prefix', '-C'])],
  ['pnpm', new Set(['-C', '--dir'])],
])

/** The commands of a line as words, without what they are piped into, redirections, variables, wrappers, and where they work. */
export function simpleCommands(line: string): Word[][] {
  return commandsIn(line.slice(0, longestCommand).replace(/\\\r?\n/g, ' '))
    .map((words) => withoutDirectory(withoutWrappers(words)))
    .filter((words) => words.length > 0)
}

function commandsIn(line: string): Word[][] {
  const commands: Word[][] = []
  let words: Word[] = []
  let piped = false
  const end = (isPiped: boolean) => {
    if (words.length > 0 && !piped) commands.push(words)
    words = []
    piped = isPiped
  }
  for (const match of line.matchAll(tokens)) {
    const { operator, redirection, heredoc, word } = match.groups ?? {}
    if (heredoc !== undefined) break
    if (operator !== undefined) end(operator === '|' || operator === '|&')
    else if (redirection === undefined && word !== undefined) words.push(unquoted(word))
  }
  end(false)
  return commands
    .map((each) => each.slice(each.findIndex(({ text, quoted }) => quoted || !/^\w+=/.test(text))))
    .filter((each) => each.length > 0 && !(!each[0]?.quoted && /^\w+=/.test(each[0]?.text ?? '')))
}

const tokens =
  /(?<heredoc><<-?\s*['"]?\w+)|(?<redirection>\d?(?:>>?|<|>&)\s*(?:&\d|[^\s;|&<>]+)|&>>?\s*\S+)|(?<operator>&&|\|\||\|&|[;|&\n(){}])|(?<word>(?:"(?:[^"\\]|\\.)*"?|'[^']*'?|\\.|[^\s;|&<>(){}"'\\])+)|[\s\S]/g

function unquoted(word: string): Word {
  const quoted = /^["']/.test(word)
  return { text: word.replace(/\\(.)/g, '$1').replace(/^(["'])([\s\S]*?)\1?$/, '$2'), quoted }
}

function withoutWrappers(words: Word[]): Word[] {
  let rest = words
  for (let own = wrappers.get(programOf(rest)); own !== undefined; own = wrappers.get(programOf(rest))) {
    let at = 1
    while (rest[at]?.text.startsWith('-') || /^\w+=/.test(rest[at]?.text ?? ''))
      at += /^-[nc]$/.test(rest[at]?.text ?? '') ? 2 : 1
    rest = rest.slice(at + own)
  }
  return rest
}

function withoutDirectory(words: Word[]): Word[] {
  const options = places.get(programOf(words))
  if (!options) return words
  let at = 1
  while (options.has(words[at]?.text.replace(/=.*/s, '') ?? '')) at += words[at]?.text.includes('=') ? 1 : 2
  return [...words.slice(0, 1), ...words.slice(at)]
}

/** What a shell is asked to run: `bash -lc "npm test"` is `npm test`. */
function scriptOf(words: Word[]): string | undefined {
  if (!/^(?:ba|z|da|k)?sh$/.test(programOf(words)) || !/^-\w*c$/.test(words[1]?.text ?? '')) return undefined
  return words[2]?.text
}

const programOf = (words: Word[]): string => basename(words[0]?.text ?? '')

const plain = /^[a-z][\w:-]{0,30}$/
/** Subcommands and flags behind which the name of what is run comes. */
const running = new Set(['run', 'exec', 'run-script', '-m', 'x', 'dlx'])

function headOf(words: Word[]): string {
  const [, second, third] = words.map(({ text }) => text)
  const program = programOf(words).slice(0, 80)
  const head = [program]
  if (second !== undefined && isSubcommand(program, second)) {
    head.push(second)
    if (running.has(second) && third !== undefined && plain.test(third)) head.push(third)
  }
  return head.join(' ')
}

const isSubcommand = (program: string, word: string): boolean =>
  word === '-m' || (hasSubcommand.has(program) && (plain.test(word) || running.has(word)))

/** Flags that only change how much is printed. */
const quietFlags = /^(?:-v|-q|-s|--verbose|--quiet|--silent|--colou?r(?:=\S*)?|--no-colou?r)$/

function textOf(words: Word[]): string {
  const rest = words.slice(1).filter(({ text }) => !quietFlags.test(text))
  return [programOf(words), ...rest.map(argument)].join(' ').trim()
}

/** Text of several words is a message, a pattern or a program: which one it is does not make another command of it. */
function argument({ text, quoted }: Word): string {
  if (quoted && /\s/.test(text)) return '…'
  return text.length > longestArgument ? `${text.slice(0, longestArgument)}…` : text
}
