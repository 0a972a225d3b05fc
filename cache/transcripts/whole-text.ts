import { decidingRunners, withoutRunners } from './runners.ts'
import type { Word } from './shell-line.ts'
import { kindOf } from './work/worst-first.ts'

/** Flags that only change how much is printed: of tests, checks and builds. To others they are what they like, and to `make` a question. */
const quietFlags =
  /^(?:-v(?: (?:q|m|n|d|quiet|minimal|normal|detailed))?|-q|-s|--verbose|--quiet|--silent|--colou?r(?:=\S*| (?:never|always|auto))?|--no-colou?r|--?nologo)$/
/** How many jobs `make` and the like run at once. */
const jobs = /^(?:-j ?\d*|--jobs(?:[= ]\d+)?)$/

/** Where programs are of whatever is installed: which of these it is makes no other program of it. */
const installed =
  /^(?:\.\/)?(?:node_modules\/\.bin\/|\.?venv\/bin\/|(?:vendor\/)?bin\/)?(?=[^/]+$)|^\/(?:usr\/)?(?:local\/)?s?bin\/(?=[^/]+$)/

/** `python3` and `python` are one, as nobody says of which version. */
export const programAsTyped = ([program]: Word[]): string =>
  (program?.text ?? '').replace(installed, '').replace(/^(python|pip)3$/, '$1')

/** A command with all its arguments but the words of messages, and the files that it reads; without what runs it, as far as that decides nothing. */
export function wholeText(all: Word[], reads: string[]): string {
  const words = withoutRunners(all)
  const quiet = /^(?:g?make|cmake|ninja)$/.test(programAsTyped(words)) ? jobs : quietFlags
  const isLoud = kindOf(all.map(({ text }) => text)) === 'others'
  /** By itself, or as the value of the one before. */
  const isQuiet = (at: number) =>
    quiet.test(words[at]?.text ?? '') ||
    (/^(?:-[jv]|--\w+)$/.test(words[at - 1]?.text ?? '') && quiet.test(`${words[at - 1]?.text} ${words[at]?.text}`))
  const rest = words.filter((_, at) => at > 0 && (isLoud || !isQuiet(at)) && !isMessage(words, at))
  return [
    programAsTyped(words),
    ...rest.map(({ text }) => text),
    ...reads.map((file) => `< ${file}`),
    ...runnersThatDecide(all).map((word) => `by ${word}`),
  ]
    .join(' ')
    .trim()
}

export const runnersThatDecide = (words: Word[]): string[] =>
  decidingRunners(words, (word) => programAsTyped([word as Word]))

/** Whether a word of a command is a text for people. */
export const isMessage = (words: Word[], at: number): boolean => {
  const { text = '' } = words[at] ?? {}
  const isSaid = messageInOne.test(text) || messageNext.test(words[at - 1]?.text ?? '')
  return isSaid && speaking.has(words[0]?.text ?? '') && recording.test(words[1]?.text ?? '')
}

/** Programs that are given messages: of these the words make no other command. */
const speaking = new Set(['git', 'gh', 'glab', 'hub', 'hg', 'jj', 'svn'])
const recording = /^(?:commit|ci|merge|tag|stash|notes|describe|desc|pr|mr)$/
const messageInOne = /^--(?:message|title|body|notes|description)=/
const messageNext = /^(?:-\w*m|-[bt]|--(?:message|title|body|notes|description))$/
