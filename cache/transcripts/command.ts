import { keyOfPlace, type Place, placeAt, shownDirectory } from './place.ts'
import { behindOptions, withoutRunners } from './runners.ts'
import { isPipe, programOf, type Step, stepsOf, type Word } from './shell-line.ts'
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

const longestText = 120
const longestArgument = 60

/** Where a line begins: the directory, where that is known, and the project's. */
export interface Whereabouts {
  cwd?: string | undefined
  roots: string[]
}

const beginning = ({ cwd, roots }: Whereabouts): Place => placeAt(cwd || roots[0] || '/')

/** Of `cd app && FOO=1 timeout 60 npm test -- import 2>&1 | tail -5` it is `npm test -- import`, in `app`. Empty where a command runs nothing. */
export function commandName(command: string, at: Whereabouts): CommandName {
  const chosen = chosenSteps(command, beginning(at))
  const [first] = chosen
  if (!first) return { head: '', text: '', subject: '' }
  return { head: headOf(first.words), text: shown(chosen, at), subject: subjectOf(chosen, at) }
}

/** Where what a line is named by runs. */
export const placeOfCommand = (command: string, at: Whereabouts): Place =>
  chosenSteps(command, beginning(at))[0]?.place ?? beginning(at)

/** The steps of a line that it is named by. */
function chosenSteps(command: string, from: Place): Step[] {
  const steps = innerSteps(command, from).filter(({ behind }) => !isPipe(behind))
  const telling = steps.filter(isTelling)
  return telling.length > 0 ? telling : steps
}

/** So many commands of a line are distinguished from each other. */
const mostSteps = 3

const cut = (text: string): string => (text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text)
const joined = (commands: Word[][]): string => cut(commands.slice(0, mostSteps).map(textOf).join(' && '))

/** With the directory, where it is another than the project's, and all are in it. */
function shown(steps: Step[], { roots }: Whereabouts): string {
  const directories = new Set(steps.slice(0, mostSteps).map(({ place }) => shownDirectory(roots, place)))
  const [directory = ''] = directories
  const text = joined(steps.map(({ words }) => words))
  return directory === '' || directories.size > 1 ? text : cut(`cd ${directory} && ${text}`)
}

function subjectOf(steps: Step[], { roots }: Whereabouts): string {
  const places = steps.slice(0, mostSteps).map(({ place }) => keyOfPlace(roots, place))
  const text = joined(steps.map(({ plain }) => withoutRunners(plain)))
  return places.every((place) => place === '') ? text : [text, ...places].join('\n')
}

/** Programs that only prepare or print: what a command line is for comes behind them. */
const preparing = new Set(
  wordList(`
    cd export set source . echo printf sleep true pwd unset wait pushd popd umask ulimit trap shopt date for
    done fi case esac
  `),
)

/** The commands of a line as words, without what they are piped into, redirections, variables, wrappers, and where they work. */
export const simpleCommands = (line: string): Word[][] =>
  stepsOf(line, placeAt('/'))
    .filter(({ behind }) => !isPipe(behind))
    .map(({ words }) => words)

/** How a shell is told that a pipe fails with its first command. */
const keepsExit = /\bpipefail\b|\bPIPESTATUS\b|\bpipestatus\b/

/** `cat` by itself only takes what is written into a file. */
const isTelling = ({ words }: Step): boolean =>
  !preparing.has(words[0]?.text ?? '') && !(words.length === 1 && programOf(words) === 'cat')

/** The steps of a line; where all that it does is to let a shell run another one, that one's. */
function innerSteps(command: string, from: Place = placeAt('/')): Step[] {
  const steps = stepsOf(command, from)
  const [first, ...others] = steps.filter(isTelling)
  const inner = first && others.length === 0 ? scriptOf(first.words) : undefined
  return first === undefined || inner === undefined ? steps : innerSteps(inner, first.place)
}

/** Whether a line ends as something else than what it is named by does: as `tail` of `npm test | tail`, as `true` of `make || true`. */
export function hidesExit(command: string): boolean {
  const steps = innerSteps(command)
  const last = steps.findLastIndex((step) => !isPipe(step.behind) && isTelling(step))
  return steps.slice(last + 1).some(({ behind }) => behind !== '&&' && !(isPipe(behind) && keepsExit.test(command)))
}

/** The subjects of a line's commands, where all of them passed if the line did. */
export function partsThatPass(command: string, at: Whereabouts): string[] {
  const steps = innerSteps(command, beginning(at)).filter(isTelling)
  if (steps.length < 2 || hidesExit(command) || steps.slice(1).some(({ behind }) => behind !== '&&')) return []
  return steps.map((step) => subjectOf([step], at))
}

/** What a shell is asked to run: `bash -lc "npm test"` is `npm test`. */
function scriptOf(words: Word[]): string | undefined {
  if (!/^(?:ba|z|da|k)?sh$/.test(programOf(words)) || !/^-\w*c$/.test(words[1]?.text ?? '')) return undefined
  return words[2]?.text
}

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
