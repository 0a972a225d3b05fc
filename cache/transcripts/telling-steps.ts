import { surelyPassed } from './exit-status.ts'
import { type Place, placeAt } from './place.ts'
import { remembering } from './remembering.ts'
import { isPipe, programOf, type Step, stepsOf, type Word } from './shell-line.ts'
import { isShowing } from './showing.ts'
import { wordList } from './word-list.ts'
import { kindOf } from './work/worst-first.ts'

/** A session has few different lines, and each is asked about by everything that compares them. */
const mostRemembered = 500
const nameOfLine = (line: string, from: Place = placeAt('/'), strict = false): string =>
  `${JSON.stringify(from)} ${strict} ${line}`

/** The steps of a line that it is named by: what it is for, and what feeds that. */
export const chosenSteps = remembering(mostRemembered, nameOfLine, (command: string, from: Place): Step[] => {
  const all = innerSteps(command, from)
  const steps = all.filter((step) => !isPolish(step))
  const telling = new Set(all.filter((step, at) => !isPolish(step) && isTelling(step, at, all)))
  const last = steps.findLastIndex((step) => telling.has(step))
  const deciding = changesAmong(steps, last)
  for (const step of steps) if (deciding.includes(step)) telling.add(step)
  for (const [at, step] of [...steps.entries()].toReversed()) {
    const feeding = steps[at - 1]
    if (feeding && isPipe(step.behind) && telling.has(step)) telling.add(feeding)
  }
  return telling.size > 0 ? steps.filter((step) => telling.has(step)) : steps
})

/** Programs that another one's output is piped into so that it reads better. */
const polishing = new Set(
  wordList(`
    cat head tail less more grep egrep fgrep rg ag sed awk wc sort uniq jq tee cut tr column nl fold fmt xxd base64
    sponge ts read pbcopy
  `),
)
const onTheFly = /^(?:node|deno|bun|python3?|perl|ruby|php) (?:-[a-z]*[cenpr]\b|-m json\.tool)/
const isPolish = ({ behind, words }: Step): boolean =>
  isPipe(behind) &&
  (polishing.has(programOf(words)) ||
    onTheFly.test([programOf(words), ...words.slice(1).map(({ text }) => text)].join(' ')))

/** Programs that only prepare or print: what a command line is for comes behind them. */
export const preparing = new Set(
  wordList(`
    cd export set source . echo printf read sleep true false pwd unset wait pushd popd umask ulimit trap shopt date for
    done fi case esac exit return break continue
  `),
)

/** What is made anew where it is missing. */
export const generated =
  /^(?:-.*|\/tmp\/.*|(?:\S*\/)?(?:node_modules|dist|build|coverage|out|target|tmp|__pycache__|\.(?:next|cache|turbo|\w+_cache))(?:\/.*)?|.*\.(?:log|tsbuildinfo|lock|pyc|o))$/
/** How programs that only show or prepare put other files in the place of those that a command goes by. */
const changing: Record<string, RegExp> = {
  cp: /./,
  mv: /./,
  ln: /./,
  git: /^(?:checkout\b.* (?:--(?= |$)|\.$)|restore\b|apply\b|revert\b|reset --|clean\b|cherry-pick\b)/,
  gh: /^pr checkout\b/,
  curl: /(?:^| )-\w*[oO]\b(?! \/dev\/null)/,
  wget: /^(?!.*-\w*O ?-)/,
}

const isAside = ({ words }: Pick<Step, 'words'>): boolean =>
  preparing.has(programOf(words)) || isShowing(programOf(words))

/** Whether a step that a line is not for may decide what the others do. What is written by hand (`cat > a.ts <<EOF`, `sed -i`) is an edit as any. */
export function isChanging({ words, piece }: Step): boolean {
  const program = programOf(words)
  if (!isAside({ words })) return false
  const said = words.slice(1).map(({ text }) => text)
  if (program === 'rm') return !said.every((word) => generated.test(word))
  if (piece.writes.some((file) => !/^(?:\/dev|\/tmp)\//.test(file) && !generated.test(file)) && words.length > 1)
    return true
  return Object.hasOwn(changing, program) && (changing[program] as RegExp).test(said.join(' '))
}

/** What is edited by hand: that is lasting, unless the line itself takes it back. */
const isEdit = ({ words, piece }: Step): boolean =>
  isAside({ words }) &&
  (piece.writes.length > 0 || (programOf(words) === 'sed' && words.some(({ text }) => /^-\w*i/.test(text))))

/** The steps up to one that change what it goes by; with what is taken back behind it, and by what. */
function changesAmong(steps: Step[], last: number): Step[] {
  const behind = steps.slice(last + 1).filter(isChanging)
  const before = steps.slice(0, last + 1)
  const edits = behind.length > 0 ? before.filter(isEdit) : []
  return [...before.filter(isChanging), ...edits, ...(edits.length > 0 ? behind : [])]
}

/** What is installed as the project says. */
const installing =
  /^(?:(?:npm|pnpm|yarn|bun)(?: (?:ci|i|install))?|bundle(?: install)?|(?:poetry|composer|pdm|pipenv) install|uv sync|cargo fetch|go mod download|mix deps\.get|dotnet restore|(?:uv )?pip3? install -[re] \S+)(?: --?\S+)*$/

/** What is added where the project's packages are: what runs later runs with it as well. */
const adding =
  /^(?:(?:npm|pnpm|yarn|bun) (?:i|install|add)|(?:python[\d.]* -m |uv )?pip3? install|(?:poetry|uv|pdm|pipenv|cargo|bundle|dotnet) (?:add|install)|composer require|go get) (?!(?:.* )?(?:-g|--global|-t|--target|--prefix|--root|--user|--no-save|--dry-run|--download-only)\b)/

/** Whether what comes before a command is only what stays as it makes it. */
export const isLasting = (setting: string): boolean =>
  setting.split('\n').every((line) => line === '' || adding.test(line))

/** What of the steps before one may decide what it does; tests, checks, builds and what is installed as the project says do not. */
export function settingBefore(steps: Step[], at: number): string {
  const changes = changesAmong(
    steps,
    steps.findLastIndex((step) => step.at <= at),
  )
  return steps
    .filter((step) => step.at < at && (changes.includes(step) || !isAside(step)))
    .map(({ words }) => words.map(({ text }) => text))
    .filter((words) => kindOf(words) === 'others' && !installing.test(words.join(' ')))
    .map((words) => words.join(' '))
    .join('\n')
}

/** `cat` by itself only takes what is written into a file. What shows a file that a command before it wrote shows what that one printed. */
export const isTelling = ({ words }: Step, at: number, steps: Step[]): boolean => {
  if (preparing.has(words[0]?.text ?? '')) return false
  const program = programOf(words)
  if (words.length === 1 && program === 'cat') return false
  if (!isShowing(program)) return true
  return !words.slice(1).some(({ text }) => isWrittenBefore(text, at, steps))
}

/** Whether something in a line before a step was written into a file. */
export const isWrittenBefore = (file: string, at: number, steps: Step[]): boolean =>
  steps.slice(0, at).some((step) => filesWritten(step).includes(file))

const filesWritten = ({ words, piece }: Step): string[] => [
  ...piece.writes.filter((file) => file !== '/dev/null'),
  ...(programOf(words) === 'tee' ? words.slice(1).map(({ text }) => text) : []),
]

export interface Script {
  line: string
  steps: Step[]
  /** The pieces that surely ran and ended well where the whole ends with 0. */
  passed: () => ReadonlySet<number>
}

/** A line; where all that it does is to let a shell run another one, that one. */
export const innerScript = remembering(mostRemembered, nameOfLine, scriptWithin)

function scriptWithin(line: string, from: Place = placeAt('/'), strict = false): Script {
  const steps = stepsOf(line, from)
  const [first, ...others] = steps.filter(isTelling)
  const inner = first && others.length === 0 ? scriptOf(first.words) : undefined
  let sure: ReadonlySet<number> | undefined
  const passed = () => {
    sure ??= surelyPassed(line, strict)
    return sure
  }
  if (first === undefined || inner === undefined) return { line, steps, passed }
  const script = scriptWithin(inner, first.place, /^-\w*e/.test(first.words[1]?.text ?? ''))
  return { ...script, passed: () => (passed().has(first.at) ? script.passed() : new Set()) }
}

export const innerSteps = (line: string, from?: Place): Step[] => innerScript(line, from).steps

export const lastTelling = (steps: Step[]): Step | undefined =>
  steps.findLast((step, at) => !isPolish(step) && isTelling(step, at, steps))

/** What a shell is asked to run: `bash -lc "npm test"` is `npm test`. */
function scriptOf(words: Word[]): string | undefined {
  if (!/^(?:ba|z|da|k)?sh$/.test(programOf(words)) || !/^-\w*c$/.test(words[1]?.text ?? '')) return undefined
  return words[2]?.text
}
