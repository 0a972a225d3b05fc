import type { Word } from './shell-line.ts'

/** Flags that only change how much is printed. */
export const quietFlags = /^(?:-v|-q|-s|--verbose|--quiet|--silent|--colou?r(?:=\S*)?|--no-colou?r)$/

/** Where programs are of whatever is installed: which of these it is makes no other program of it. */
const installed =
  /^(?:\.\/)?(?:node_modules\/\.bin\/|\.?venv\/bin\/|(?:vendor\/)?bin\/)?(?=[^/]+$)|^\/(?:usr\/)?(?:local\/)?s?bin\/(?=[^/]+$)/

/** A command with all its arguments but the words of messages, and the files that it reads. */
export function wholeText(words: Word[], reads: string[]): string {
  const [first, ...others] = words
  const speaks = speaking.has(first?.text ?? '')
  const rest = others.filter(({ text }, at) => {
    const isMessage = messageInOne.test(text) || messageNext.test(others[at - 1]?.text ?? '')
    return !quietFlags.test(text) && !(speaks && isMessage && /\s/.test(text))
  })
  const program = (first?.text ?? '').replace(installed, '')
  return [program, ...rest.map(({ text }) => text), ...reads.map((file) => `< ${file}`)].join(' ').trim()
}

/** Programs that are given messages: of these the words make no other command. */
const speaking = new Set(['git', 'gh', 'glab', 'hub', 'hg', 'jj', 'svn'])
const messageInOne = /^--(?:message|title|body|notes|description)=/
const messageNext = /^(?:-\w*m|-[bt]|--(?:message|title|body|notes|description))$/
