import { isAbsolute } from 'node:path'
import { eachDeed } from './covering.ts'
import { isBeginning, keyOfPlace, type Place, placeAt, shownDirectory, startOf } from './place.ts'
import { behindOptions, withoutRunners } from './runners.ts'
import { isPipe, programOf, type Step, stepsOf, type Word } from './shell-line.ts'
import { isShowing } from './showing.ts'
import { separator } from './shown-commands.ts'
import { hasSubcommand } from './subcommands.ts'
import {
  chosenSteps,
  innerScript,
  innerSteps,
  isChanging,
  isLasting,
  isTelling,
  lastTelling,
  preparing,
  settingBefore,
} from './telling-steps.ts'
import { isMessage, programAsTyped, runnersThatDecide, wholeText } from './whole-text.ts'
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
  const first =
    chosen.find(({ words }) => !preparing.has(words[0]?.text ?? '') && !isShowing(programOf(words))) ?? chosen[0]
  if (!first) return { head: '', text: '', subject: '' }
  return { head: headOf(first.words), text: shown(chosen, at), subject: subjectOf(chosen, at) }
}

/** Where what a line is named by runs. */
export const placeOfCommand = (command: string, at: Whereabouts): Place =>
  chosenSteps(command, beginning(at))[0]?.place ?? beginning(at)

/** So many commands of a line are distinguished from each other. */
const mostSteps = 3

/** What a line is named by, with the variables that make it another thing: two of one name may be two. */
export const shownInFull = (command: string, at: Whereabouts): string =>
  shown(chosenSteps(command, beginning(at)), at, variablesOf)

/** As they would be typed in front; of a long value, or one of several words, only the name is said. */
const variablesOf = ({ place: { environment } }: Step): string =>
  Object.entries(environment)
    .flatMap(([name, value]) =>
      /^[A-Z_][A-Z0-9_]*$/.test(name) ? [`${name}=${/^[\w.,:/@%+-]{0,40}$/.test(value) ? value : '…'} `] : [],
    )
    .join('')

const cut = (text: string): string => (text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text)
/** What a chain is for stands last in it. */
function joined(steps: Step[], before: (step: Step) => string): string {
  const texts = steps.map((step, at) => `${at === 0 ? '' : separator(step.behind)}${before(step)}${textOf(step)}`)
  const chosen =
    texts.length > mostSteps
      ? [...texts.slice(0, mostSteps - 1), `${separator(steps[mostSteps - 1]?.behind ?? '')}…`, texts.at(-1)]
      : texts
  return cut(chosen.join(''))
}

/** With the directory, where it is another than the project's, and all are in it. */
function shown(steps: Step[], { roots }: Whereabouts, before: (step: Step) => string = () => ''): string {
  const directories = new Set(steps.slice(0, mostSteps).map(({ place }) => shownDirectory(roots, place)))
  const [directory = ''] = directories
  const text = joined(steps, before)
  return directory === '' || directories.size > 1 ? text : cut(`cd ${directory} && ${text}`)
}

/** All of the line's commands in full, as only a hash of it is kept: what is shown of two may be the same. */
function subjectOf(steps: Step[], { roots }: Whereabouts): string {
  const places = steps.map(({ place }) => keyOfPlace(roots, place))
  const text = steps
    .flatMap(({ plain, piece, behind }, at) => [
      at === 0 ? '' : isPipe(behind) ? ' | ' : ' && ',
      wholeText(plain, piece.reads),
    ])
    .join('')
  return places.every((place) => place === '') ? text : [text, ...places].join('\n')
}

/** The commands of a line as words, without what they are piped into, redirections, variables, wrappers, and where they work. */
export const simpleCommands = (line: string): Word[][] =>
  stepsOf(line, placeAt('/'))
    .filter(({ behind }) => !isPipe(behind))
    .map(({ words }) => words)

/** One command of a line, to be compared with others. */
export interface Ran {
  /** Without what says where, and without what runs it. */
  typed: string[]
  words: string[]
  place: string
  where: Place
  /** What may decide what it does: steps before it, and of what runs it. */
  setting: string
  branch: string | undefined
  /** Whether it passed where the line ended well. */
  isSure: boolean
}

const withProgram = (words: Word[]): string[] => [programAsTyped(words), ...words.slice(1).map(({ text }) => text)]

/** What a line is named by, command for command. */
export function ranIn(command: string, at: Whereabouts): Ran[] {
  const sure = innerScript(command).passed()
  const steps = chosenSteps(command, beginning(at))
  return steps.flatMap(({ plain, place, ...step }) => {
    const typed = plain.map(({ text }) => text)
    return eachDeed(typed, withProgram(withoutRunners(plain))).map((words) => ({
      typed,
      words,
      place: keyOfPlace(at.roots, place),
      where: place,
      setting: [settingBefore(steps, step.at), ...runnersThatDecide(plain)].join('\n'),
      branch: place.branch,
      isSure: sure.has(step.at),
    }))
  })
}

/** Whether a line ends as something else than what it is named by does: as `tail` of `npm test | tail`, as `true` of `make || true`. */
export function hidesExit(command: string): boolean {
  const { steps, passed } = innerScript(command)
  const last = lastTelling(steps) ?? steps.at(-1)
  return last !== undefined && !passed().has(last.at)
}

/** Whether a line ends as it does whatever comes of one of its commands. */
export function hidesAny(command: string): boolean {
  const sure = innerScript(command).passed()
  return chosenSteps(command, placeAt('/')).some(({ at }) => !sure.has(at))
}

/** The subjects of a line's commands, and of several in a row, where all of them passed if the line did, and the branch on which each ran. */
export function partsThatPass(command: string, at: Whereabouts): { subject: string; branch: string | undefined }[] {
  const { steps, passed } = innerScript(command, beginning(at))
  const telling = steps.filter((step, index) => isTelling(step, index, steps) || isChanging(step))
  if (telling.length < 2 || hidesExit(command) || telling.slice(1).some(({ behind }) => behind !== '&&')) return []
  const sure = passed()
  const isSure = (part: Step[]) => part.every((step) => sure.has(step.at))
  const parts = telling.flatMap((_, from) =>
    telling.slice(from, from + mostInPart).map((__, more) => telling.slice(from, from + more + 1)),
  )
  return parts
    .filter((part) => part.length < telling.length && isSure(part) && isLasting(settingBefore(steps, part[0]?.at ?? 0)))
    .map((part) => ({ subject: subjectOf(part, at), branch: part[0]?.place.branch }))
}

/** So many commands in a row are looked at as a part of a line. */
const mostInPart = 5

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

/** Whether a line begins a branch of this name where it stands (`from`), or gives one this name. */
export const beginsBranch = (command: string, name: string, from: string | undefined): boolean =>
  simpleCommands(command).some(([program, ...words]) => {
    const texts = words.map(({ text }) => text)
    if (program?.text !== 'git' || !(texts[0] === 'branch' || texts.some(isBeginning))) return false
    return texts.includes(name) && startOf(texts.slice(texts.indexOf(name)), from) === from
  })

/** Commands of those that a line is named by whose end says nothing of the line's, nor of whether the next one runs: `a` of `a; b`. */
export function untoldIn(command: string): Set<number> {
  const sure = innerScript(command).passed()
  const steps = chosenSteps(command, placeAt('/'))
  const goesOn = (next: Step | undefined) => next !== undefined && next.behind !== '&&' && !isPipe(next.behind)
  return new Set(steps.flatMap((step, at) => (!sure.has(step.at) && goesOn(steps[at + 1]) ? [at] : [])))
}

const plain = /^[a-z][\w:-]{0,30}$/
/** Subcommands and flags behind which the name of what is run comes. */
const running = new Set(['run', 'exec', 'run-script', '-m', 'x', 'dlx'])

/** Programs whose `run` or `exec` is told the name of a script or program. Of others it is a container, an image, or what the program gets. */
const namesWhatItRuns = new Set(
  wordList('npm pnpm yarn yarnpkg bun deno composer bundle poetry pdm uv hatch rye pixi mise turbo nx lerna'),
)

function headOf(words: Word[]): string {
  const program = programOf(words).slice(0, 80)
  const at = behindOptions(words, 1)
  const name = words[at]?.text
  if (name === undefined || !isSubcommand(program, name)) return program
  const run =
    running.has(name) && (name === '-m' || namesWhatItRuns.has(program))
      ? words[behindOptions(words, at + 1)]?.text
      : undefined
  return [program, name, ...(run !== undefined && plain.test(run) ? [run] : [])].join(' ')
}

const isSubcommand = (program: string, word: string): boolean =>
  word === '-m' || (hasSubcommand.has(program) && (plain.test(word) || running.has(word)))

function textOf({ words, piece }: Step): string {
  const rest = words.slice(1).map((_, at) => argument(words, at + 1))
  const fed = piece.reads.map((from) => (from.startsWith('<<') ? '<< …' : `< ${from}`))
  return [shownProgram(words), ...rest, ...fed].join(' ').trim()
}

/** As it was typed; of one elsewhere only its name is said. */
function shownProgram(words: Word[]): string {
  const program = words[0]?.text ?? ''
  return isAbsolute(program) || program.startsWith('~') ? programOf(words) : program
}

/** A text of several words as it was typed; a message is left out, as its words make no other command. */
function argument(words: Word[], at: number): string {
  const { text, quoted } = words[at] as Word
  const line = text.replace(/\s+/g, ' ')
  const short = line.length > longestArgument ? `${line.slice(0, longestArgument)}…` : line
  if (!quoted || !/\s/.test(text)) return short
  return isMessage(words, at) ? '…' : `'${short}'`
}
