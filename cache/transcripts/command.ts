import { surelyPassed } from './exit-status.ts'
import { isBeginning, keyOfPlace, type Place, placeAt, shownDirectory } from './place.ts'
import { behindOptions, withoutRunners } from './runners.ts'
import { isPipe, programOf, type Step, stepsOf, type Word } from './shell-line.ts'
import { isShowing } from './showing.ts'
import { hasSubcommand } from './subcommands.ts'
import { quietFlags, wholeText } from './whole-text.ts'
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
  /** Of git's, where that is known. */
  branch?: string | undefined
}

const beginning = ({ cwd, roots, branch }: Whereabouts): Place => placeAt(cwd || roots[0] || '/', branch)

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
  const steps = innerSteps(command, from)
  const isFirst = ({ behind }: Step) => !isPipe(behind)
  const telling = steps.filter(isTelling).filter(isFirst)
  return telling.length > 0 ? telling : steps.filter(isFirst)
}

/** So many commands of a line are distinguished from each other. */
const mostSteps = 3

const cut = (text: string): string => (text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text)
/** What a chain is for stands last in it. */
function joined(commands: Word[][]): string {
  const texts = commands.map(textOf)
  const chosen = texts.length > mostSteps ? [...texts.slice(0, mostSteps - 1), '…', texts.at(-1)] : texts
  return cut(chosen.join(' && '))
}

/** With the directory, where it is another than the project's, and all are in it. */
function shown(steps: Step[], { roots }: Whereabouts): string {
  const directories = new Set(steps.slice(0, mostSteps).map(({ place }) => shownDirectory(roots, place)))
  const [directory = ''] = directories
  const text = joined(steps.map(({ words }) => words))
  return directory === '' || directories.size > 1 ? text : cut(`cd ${directory} && ${text}`)
}

/** All of the line's commands in full, as only a hash of it is kept: what is shown of two may be the same. */
function subjectOf(steps: Step[], { roots }: Whereabouts): string {
  const places = steps.map(({ place }) => keyOfPlace(roots, place))
  const text = steps.map(({ plain, piece }) => wholeText(withoutRunners(plain), piece.reads)).join(' && ')
  return places.every((place) => place === '') ? text : [text, ...places].join('\n')
}

/** Programs that only prepare or print: what a command line is for comes behind them. */
const preparing = new Set(
  wordList(`
    cd export set source . echo printf sleep true false pwd unset wait pushd popd umask ulimit trap shopt date for
    done fi case esac exit return break continue
  `),
)

/** The commands of a line as words, without what they are piped into, redirections, variables, wrappers, and where they work. */
export const simpleCommands = (line: string): Word[][] =>
  stepsOf(line, placeAt('/'))
    .filter(({ behind }) => !isPipe(behind))
    .map(({ words }) => words)

/** `cat` by itself only takes what is written into a file. What shows a file that a command before it wrote shows what that one printed. */
const isTelling = ({ words }: Step, at: number, steps: Step[]): boolean => {
  if (preparing.has(words[0]?.text ?? '')) return false
  const program = programOf(words)
  if (words.length === 1 && program === 'cat') return false
  if (!isShowing(program)) return true
  const written = new Set(steps.slice(0, at).flatMap(filesWritten))
  return !words.slice(1).some(({ text }) => written.has(text))
}

const filesWritten = ({ words, piece }: Step): string[] => [
  ...piece.writes.filter((file) => file !== '/dev/null'),
  ...(programOf(words) === 'tee' ? words.slice(1).map(({ text }) => text) : []),
]

interface Script {
  line: string
  steps: Step[]
  /** The pieces that surely ran and ended well where the whole ends with 0. */
  passed: () => ReadonlySet<number>
}

/** A line; where all that it does is to let a shell run another one, that one. */
function innerScript(line: string, from: Place = placeAt('/'), strict = false): Script {
  const steps = stepsOf(line, from)
  const [first, ...others] = steps.filter(isTelling)
  const inner = first && others.length === 0 ? scriptOf(first.words) : undefined
  const passed = () => surelyPassed(line, strict)
  if (first === undefined || inner === undefined) return { line, steps, passed }
  const script = innerScript(inner, first.place, /^-\w*e/.test(first.words[1]?.text ?? ''))
  return { ...script, passed: () => (passed().has(first.at) ? script.passed() : new Set()) }
}

const innerSteps = (line: string, from?: Place): Step[] => innerScript(line, from).steps

const lastTelling = (steps: Step[]): Step | undefined =>
  steps.findLast((step, at) => !isPipe(step.behind) && isTelling(step, at, steps))

/** Whether a line ends as something else than what it is named by does: as `tail` of `npm test | tail`, as `true` of `make || true`. */
export function hidesExit(command: string): boolean {
  const { steps, passed } = innerScript(command)
  const last = lastTelling(steps) ?? steps.at(-1)
  return last !== undefined && !passed().has(last.at)
}

/** The subjects of a line's commands, where all of them passed if the line did, and the branch on which each ran. */
export function partsThatPass(command: string, at: Whereabouts): { subject: string; branch: string | undefined }[] {
  const { steps, passed } = innerScript(command, beginning(at))
  const telling = steps.filter(isTelling)
  if (telling.length < 2 || hidesExit(command) || telling.slice(1).some(({ behind }) => behind !== '&&')) return []
  const sure = passed()
  return telling
    .filter((step) => sure.has(step.at))
    .map((step) => ({ subject: subjectOf([step], at), branch: step.place.branch }))
}

/** The branch on which what a line is named by runs, and the one that is checked out when it has ended. */
export function branchesOf(
  command: string,
  at: Whereabouts,
): { branch: string | undefined; behind: string | undefined } {
  const steps = innerSteps(command, beginning(at))
  const last = lastTelling(steps) ?? steps.at(-1)
  const behind = stepsOf(`${command}\n:`, beginning(at)).at(-1)
  return { branch: last ? last.place.branch : at.branch, behind: behind?.place.branch }
}

/** Whether a line begins a branch of this name, or gives one this name. */
export const beginsBranch = (command: string, name: string): boolean =>
  simpleCommands(command).some(([program, ...words]) => {
    const texts = words.map(({ text }) => text)
    return program?.text === 'git' && texts.includes(name) && (texts[0] === 'branch' || texts.some(isBeginning))
  })

/** Programs that hand on what they read. */
const handingOn = new Set(['tail', 'head', 'cat'])

/** Whether everything that the last command of a line prints is seen, but for the lines behind so many: it would be seen if it printed nothing. */
export function showsAll(command: string, printed: number): boolean {
  const { line, steps } = innerScript(command)
  const last = lastTelling(steps)
  if (last === undefined || last.piece.ends === '&' || last.piece.writes.length > 0 || /\btimeout\b/.test(line))
    return false
  const behind = steps.slice(steps.indexOf(last) + 1)
  return behind.every((step) => {
    const [program = '', ...options] = step.words.map(({ text }) => text)
    if (step.piece.ends === '&' || step.piece.writes.length > 0) return false
    if (!isPipe(step.behind)) return step.behind === '||' && (program === 'true' || program === ':')
    const most = Number(/\d+/.exec(options.join(' '))?.[0] ?? 10)
    return handingOn.has(program) && (program !== 'head' || printed < most)
  })
}

/** What a line prints by itself where the commands before ended well, and what where they did not: `npm test && echo OK || echo FAIL`. */
export function saidByEcho(command: string): { well: string[]; badly: string[] } {
  const { steps } = innerScript(command)
  const last = lastTelling(steps)
  const behind = last ? steps.slice(steps.indexOf(last) + 1) : []
  const said = (operator: string) =>
    behind
      .filter((step) => step.behind === operator && programOf(step.words) === 'echo' && step.piece.writes.length === 0)
      .map(({ words }) =>
        words
          .slice(1)
          .map(({ text }) => text)
          .join(' '),
      )
      .filter((text) => text !== '' && !/[$`]/.test(text))
  return { well: said('&&'), badly: said('||') }
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

function textOf(words: Word[]): string {
  const rest = words.slice(1).filter(({ text }) => !quietFlags.test(text))
  return [programOf(words), ...rest.map(argument)].join(' ').trim()
}

/** Text of several words is a message, a pattern or a program: which one it is does not make another command of it. */
function argument({ text, quoted }: Word): string {
  if (quoted && /\s/.test(text)) return '…'
  return text.length > longestArgument ? `${text.slice(0, longestArgument)}…` : text
}
