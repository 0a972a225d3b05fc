import { surelyPassed } from './exit-status.ts'
import { type Place, placeAt } from './place.ts'
import { isPipe, programOf, type Step, stepsOf, type Word } from './shell-line.ts'
import { isShowing } from './showing.ts'
import { wordList } from './word-list.ts'

/** The steps of a line that it is named by: what it is for, and what feeds that. */
export function chosenSteps(command: string, from: Place): Step[] {
  const all = innerSteps(command, from)
  const steps = all.filter((step) => !isPolish(step))
  const telling = new Set(all.filter((step, at) => !isPolish(step) && isTelling(step, at, all)))
  for (const [at, step] of [...steps.entries()].toReversed()) {
    const feeding = steps[at - 1]
    if (feeding && isPipe(step.behind) && telling.has(step)) telling.add(feeding)
  }
  return telling.size > 0 ? steps.filter((step) => telling.has(step)) : steps
}

/** Programs that another one's output is piped into so that it reads better. */
const polishing = new Set(wordList('tee cut tr column nl fold fmt xxd base64 sponge ts read pbcopy cat'))
const onTheFly = /^(?:node|deno|bun|python3?|perl|ruby|php) (?:-[a-z]*[cenpr]\b|-m json\.tool)/
const isPolish = ({ behind, words }: Step): boolean =>
  isPipe(behind) &&
  (isShowing(programOf(words)) ||
    polishing.has(programOf(words)) ||
    onTheFly.test([programOf(words), ...words.slice(1).map(({ text }) => text)].join(' ')))

/** Programs that only prepare or print: what a command line is for comes behind them. */
export const preparing = new Set(
  wordList(`
    cd export set source . echo printf read sleep true false pwd unset wait pushd popd umask ulimit trap shopt date for
    done fi case esac exit return break continue
  `),
)

/** `cat` by itself only takes what is written into a file. What shows a file that a command before it wrote shows what that one printed. */
export const isTelling = ({ words }: Step, at: number, steps: Step[]): boolean => {
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

export interface Script {
  line: string
  steps: Step[]
  /** The pieces that surely ran and ended well where the whole ends with 0. */
  passed: () => ReadonlySet<number>
}

/** A line; where all that it does is to let a shell run another one, that one. */
export function innerScript(line: string, from: Place = placeAt('/'), strict = false): Script {
  const steps = stepsOf(line, from)
  const [first, ...others] = steps.filter(isTelling)
  const inner = first && others.length === 0 ? scriptOf(first.words) : undefined
  const passed = () => surelyPassed(line, strict)
  if (first === undefined || inner === undefined) return { line, steps, passed }
  const script = innerScript(inner, first.place, /^-\w*e/.test(first.words[1]?.text ?? ''))
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
