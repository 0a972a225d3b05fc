import type { Word } from './shell-line.ts'

/** Flags that only change how much is printed. */
export const quietFlags = /^(?:-v|-q|-s|--verbose|--quiet|--silent|--colou?r(?:=\S*)?|--no-colou?r)$/

/** Where programs are of whatever is installed: which of these it is makes no other program of it. */
const installed =
  /^(?:\.\/)?(?:node_modules\/\.bin\/|\.?venv\/bin\/|(?:vendor\/)?bin\/)?(?=[^/]+$)|^\/(?:usr\/)?(?:local\/)?s?bin\/(?=[^/]+$)/

export const programAsTyped = ([program]: Word[]): string => (program?.text ?? '').replace(installed, '')

/** A command with all its arguments but the words of messages, and the files that it reads. */
export function wholeText(words: Word[], reads: string[]): string {
  const rest = words.filter(({ text }, at) => at > 0 && !quietFlags.test(text) && !isMessage(words, at))
  return [programAsTyped(words), ...rest.map(({ text }) => text), ...reads.map((file) => `< ${file}`)].join(' ').trim()
}

/** Whether a word of a command is a text for people. */
export const isMessage = (words: Word[], at: number): boolean => {
  const { text = '' } = words[at] ?? {}
  const isSaid = messageInOne.test(text) || messageNext.test(words[at - 1]?.text ?? '')
  return isSaid && /\s/.test(text) && speaking.has(words[0]?.text ?? '')
}

/** Programs that are given messages: of these the words make no other command. */
const speaking = new Set(['git', 'gh', 'glab', 'hub', 'hg', 'jj', 'svn'])
const messageInOne = /^--(?:message|title|body|notes|description)=/
const messageNext = /^(?:-\w*m|-[bt]|--(?:message|title|body|notes|description))$/
