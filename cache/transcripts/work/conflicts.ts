import type { Ran } from '../command.ts'

/** Whether git says that it could not put something together. */
export const saysConflict = (output: string): boolean => /^CONFLICT \(/m.test(output)

/** What ends a command of git's that met a conflict, when it was solved by hand. */
const ends: Record<string, string[]> = {
  merge: ['commit', 'merge'],
  pull: ['commit', 'merge', 'rebase'],
  rebase: ['rebase'],
  'cherry-pick': ['commit', 'cherry-pick'],
  revert: ['commit', 'revert'],
}

const deedOf = ({ words: [program, name = ''] }: Ran): string => (program === 'git' ? name : '')

/** Whether a command may meet a conflict. */
export const mayConflict = (ran: Ran): boolean => Object.hasOwn(ends, deedOf(ran))

/** Whether a command ends one that met a conflict. */
export const resolves = (conflict: Ran, then: Ran): boolean =>
  conflict.place === then.place &&
  mayConflict(conflict) &&
  (ends[deedOf(conflict)] as string[]).includes(deedOf(then)) &&
  (deedOf(then) === 'commit' || then.words.includes('--continue'))

/** The branch that a conflict is ended on: while git rebases, none is checked out. */
export const branchOfEnd = (conflict: Ran, then: Ran): string | undefined =>
  deedOf(then) === 'rebase' && then.branch === 'HEAD' ? conflict.branch : then.branch

/** Whether a line takes back what git could not put together. */
export const givesUp = (command: string): boolean =>
  /\bgit\b[^;&|\n]* (?:--abort|--quit|reset (?:.* )?--(?:hard|merge))\b/.test(command)
