import { simpleCommands } from './command.ts'

/** What a command does that people refuse, in the words of a deed; of several, the first that fits. Without its arguments: they are nobody's affair. */
const deeds: [deed: string, subcommand: RegExp, does: (words: string[]) => boolean][] = [
  ['Force-pushed to a remote', /^push$/, (words) => words.some((word) => /^--force(?:-|=|$)|^-\w*f|^\+\w/.test(word))],
  ['Skipped the hooks of git', /^(?:commit|push|merge|rebase|am)$/, (words) => words.includes('--no-verify')],
  ['Skipped the hooks of git', /^commit$/, (words) => words.some((word) => /^-[a-zA-Z]*n/.test(word))],
  ['Discarded uncommitted changes', /^reset$/, (words) => words.includes('--hard')],
  ['Discarded uncommitted changes', /^checkout$/, (words) => words.includes('--') || words.includes('.')],
  [
    'Discarded uncommitted changes',
    /^restore$/,
    (words) => !words.includes('--staged') || words.includes('--worktree'),
  ],
  ['Discarded uncommitted changes', /^clean$/, (words) => words.some((word) => /^--force$|^-\w*f/.test(word))],
  ['Rewrote commits', /^commit$/, (words) => words.includes('--amend')],
  ['Rewrote commits', /^rebase$/, (words) => !words.some((word) => /^--(?:abort|quit)$/.test(word))],
]

/** Undefined where a command does nothing that is known to be unwanted. */
export function deedOf(command: string): string | undefined {
  const runs = simpleCommands(command).map((words) => words.map(({ text, quoted }) => (quoted ? '' : text)))
  for (const [deed, subcommand, does] of deeds)
    for (const [program, name = '', ...words] of runs)
      if (program === 'git' && subcommand.test(name) && does(words)) return deed
  return undefined
}
