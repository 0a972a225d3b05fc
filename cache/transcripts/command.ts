import { basename } from 'node:path'
import { behindOptions, withoutRunners } from './runners.ts'
import { hasSubcommand } from './subcommands.ts'
import { wordList } from './word-list.ts'

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
const preparing = new Set(
  wordList(`
    cd export set source . echo printf sleep true pwd unset wait pushd popd umask ulimit trap shopt date for
    done fi case esac
  `),
)

/** Programs that run another one, and how many words of their own come with them besides flags. */
const wrappers = new Map<string, number>([
  ...wordList(`
    sudo env time nohup command exec nice ionice stdbuf xargs
    if then else elif do while until !
  `).map((name): [string, number] => [name, 0]),
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
export const simpleCommands = (line: string): Word[][] =>
  stepsOf(line)
    .filter(({ behind }) => !isPipe(behind))
    .map(({ words }) => words)

/** One command of a line, and the operator that it stands behind: empty for the first. */
interface Step {
  words: Word[]
  behind: string
}
const isPipe = (operator: string): boolean => operator === '|' || operator === '|&'

function stepsOf(line: string): Step[] {
  return commandsIn(line.slice(0, longestCommand).replace(/\\\r?\n/g, ' '))
    .map(({ words, behind }) => ({ words: withoutDirectory(withoutWrappers(words)), behind }))
    .filter(({ words }) => words.length > 0)
}

function commandsIn(line: string): Step[] {
  const steps: Step[] = []
  let words: Word[] = []
  let behind = ''
  const end = (operator: string) => {
    // Of several operators in a row, as behind a bracket, the last one says what comes of the command before.
    if (words.length > 0) steps.push({ words, behind })
    // A line may go on behind an operator.
    if (words.length > 0 || operator !== '\n') behind = operator
    words = []
  }
  for (const match of line.matchAll(tokens)) {
    const { operator, redirection, heredoc, word } = match.groups ?? {}
    if (heredoc !== undefined) break
    if (operator !== undefined) end(operator)
    else if (redirection === undefined && word !== undefined) words.push(unquoted(word))
  }
  end('')
  return steps
    .map(({ words: each, behind: operator }) => ({
      words: each.slice(each.findIndex(({ text, quoted }) => quoted || !/^\w+=/.test(text))),
      behind: operator,
    }))
    .filter(({ words: [first] }) => first && (first.quoted || !/^\w+=/.test(first.text)))
}

/** How a shell is told that a pipe fails with its first command. */
const keepsExit = /\bpipefail\b|\bPIPESTATUS\b|\bpipestatus\b/

const isTelling = ({ words }: Step): boolean => !preparing.has(words[0]?.text ?? '')

/** The steps of a line; where all that it does is to let a shell run another one, that one's. */
function innerSteps(command: string): Step[] {
  const steps = stepsOf(command)
  const [first, ...others] = steps.filter(isTelling)
  const inner = first && others.length === 0 ? scriptOf(first.words) : undefined
  return inner === undefined ? steps : innerSteps(inner)
}

/** Whether a line ends as something else than what it is named by does: as `tail` of `npm test | tail`, as `true` of `make || true`. */
export function hidesExit(command: string): boolean {
  const steps = innerSteps(command)
  const last = steps.findLastIndex((step) => !isPipe(step.behind) && isTelling(step))
  return steps.slice(last + 1).some(({ behind }) => behind !== '&&' && !(isPipe(behind) && keepsExit.test(command)))
}

/** The subjects of a line's commands, where all of them passed if the line did. */
export function partsThatPass(command: string): string[] {
  const steps = innerSteps(command).filter(isTelling)
  if (steps.length < 2 || hidesExit(command) || steps.slice(1).some(({ behind }) => behind !== '&&')) return []
  return steps.map(({ words }) => textOf(withoutRunners(words)))
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
  const program = programOf(words).slice(0, 80)
  const at = behindOptions(words, 1)
  const name = words[at]?.text
  if (name === undefined || !isSubcommand(program, name)) return program
  const run = running.has(name) ? words[behindOptions(words, at + 1)]?.text : undefined
  return [program, name, ...(run !== undefined && plain.test(run) ? [run] : [])].join(' ')
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
