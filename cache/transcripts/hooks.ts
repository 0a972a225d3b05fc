import type { Whereabouts } from './command.ts'
import { type Place, placeAt } from './place.ts'
import { programOf, type Step, stepsOf } from './shell-line.ts'

/** What a line does to git's hooks for those behind it: it leaves them out, or takes them up again. `turn`: the one that it was not. */
export interface HookChange {
  place: Place
  does: 'aside' | 'back' | 'turn'
}

const mayChange = /hook|husky|pre-commit|lefthook/i
const ofHooks = /(?:^|\/)\.(?:git\/hooks|husky)(?:\/(?!.*\.sample$)|$)/
/** A hook by the name under which git looks for it: `pre-commit`, not `pre-commit.off`. */
const isHook = (file: string | undefined): boolean => file !== undefined && ofHooks.test(file) && !/\.\w+$/.test(file)
const leavingOut = /^(?:HUSKY|LEFTHOOK)=(?:0|false)$|^(?:HUSKY_SKIP_HOOKS|SKIP|PRE_COMMIT_ALLOW_NO_CONFIG)=./
const variable = /^(?:HUSKY|LEFTHOOK|HUSKY_SKIP_HOOKS|SKIP|PRE_COMMIT_ALLOW_NO_CONFIG)(?:=|$)/

type Does = HookChange['does'] | undefined
const ofManager = (words: string[]): Does =>
  words.includes('uninstall') ? 'aside' : words.includes('install') ? 'back' : undefined
/** What does nothing, as a text and as a program. */
const nothing = /^(?:#!\s*\S+|exit 0|true|:|\\n|\s)*$/
const written = (text: string): Does => (nothing.test(text) ? 'aside' : 'back')
const placed = (words: string[]): Does =>
  isHook(words.at(-1)) ? (words.some((word) => /\/(?:true|null)$/.test(word)) ? 'aside' : 'back') : undefined
const takenAway = (words: string[]): Does => (words.some((word) => ofHooks.test(word)) ? 'aside' : undefined)

/** By the program what its words do to hooks. */
const changes: Record<string, (words: string[]) => Does> = {
  git: (words) => {
    const at = words.findIndex((word) => /^core\.hookspath$/i.test(word))
    if (words[0] !== 'config' || at === -1) return undefined
    if (words.some((word) => /^(?:--)?unset/.test(word))) return 'turn'
    const value = words[at + 1]
    return value === undefined
      ? undefined
      : /^\.?(?:\.?\/)?\.?(?:git\/|git)?(?:husky|hooks)\b/.test(value)
        ? 'back'
        : 'aside'
  },
  mv: (words) => placed(words) ?? takenAway(words),
  cp: placed,
  ln: placed,
  rm: takenAway,
  chmod: ([how = '', ...files]) =>
    files.some((file) => ofHooks.test(file))
      ? /^[0-7]*[1357][0-7]{2}$|\+\w*x/.test(how)
        ? 'back'
        : 'aside'
      : undefined,
  export: (words) =>
    words.some((word) => leavingOut.test(word)) ? 'aside' : words.some(isVariable) ? 'back' : undefined,
  unset: (words) => (words.some(isVariable) ? 'back' : undefined),
  husky: ofManager,
  lefthook: ofManager,
  'pre-commit': ofManager,
}
const isVariable = (word: string): boolean => variable.test(word)

function doneBy({ plain, piece }: Step): Does {
  const program = programOf(plain)
  const words = plain.slice(1).map(({ text }) => text)
  if (piece.writes.some(isHook)) {
    if (/^(?:echo|printf|:|true)$/.test(program)) return written(words.join(' '))
    return words[0] === '/dev/null' ? 'aside' : undefined
  }
  if (program === 'npx') return ofManagerBehind(words)
  return Object.hasOwn(changes, program)
    ? changes[program]?.(words.filter((word) => !/^-\w*[fvRrs]$/.test(word)))
    : undefined
}

const ofManagerBehind = ([program = '', ...words]: string[]): Does =>
  /^(?:husky|lefthook|pre-commit)$/.test(program) ? ofManager(words) : undefined

/** What a line does to hooks, in its order. */
export function hookChangesIn(command: string, { cwd, roots, branch }: Whereabouts): HookChange[] {
  if (!mayChange.test(command) && !/\bSKIP\b/.test(command)) return []
  return stepsOf(command, placeAt(cwd || roots[0] || '/', branch)).flatMap((step) => {
    const does = doneBy(step)
    return does ? [{ place: step.place, does }] : []
  })
}

/** Whether a line is for something that git runs hooks for. */
export const runsHooks = (command: string): boolean =>
  stepsOf(command, placeAt('/')).some(
    ({ plain }) =>
      programOf(plain) === 'git' &&
      /^(?:commit|push|merge|rebase|am|pull|cherry-pick|revert)$/.test(plain[1]?.text ?? ''),
  )
