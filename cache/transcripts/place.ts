import { homedir } from 'node:os'
import { basename, isAbsolute, join } from 'node:path'
import { isAtOrBelow, prefixOf } from '../prefix.ts'
import { behindFlags, behindRunner, withoutRunners } from './runners.ts'
import { asChosen, everyPackage, whereOptionsOf } from './where-options.ts'
import { wordList } from './word-list.ts'

/** Where a command runs, and with what in its environment: the same command elsewhere is another thing. */
export interface Place {
  /** The whole path; where a line does not say it, the line. */
  directory: string
  /** Where `cd -` leads. */
  former: string
  environment: Record<string, string>
  /** What options choose of a repository's packages. */
  packages: string[]
  /** What git has checked out, where that is known. It is no part of what a command is: that it passed says something of this branch only. */
  branch: string | undefined
}

export const placeAt = (directory: string, branch?: string): Place => ({
  directory,
  former: directory,
  environment: {},
  packages: [],
  branch,
})

const isKnown = (directory: string): boolean => isAbsolute(directory)

/** What only a shell knows: variables, what a command prints, patterns. */
export const unknowable = /[$`*?]/

/** Where `cd` leads. Of a line that does not say it, only the same line is known to lead there too. */
function moved(place: Place, path: string, line: string): Place {
  const to =
    path === '-' ? place.former : unknowable.test(path) ? `in ${line}` : directoryAt(place.directory, fromHome(path))
  return { ...place, directory: to, former: place.directory }
}

const directoryAt = (from: string, path: string): string => {
  if (!isAbsolute(path) && !isKnown(from)) return `${from}\n${path}`
  return (isAbsolute(path) ? join(path) : join(from, path)).replace(/(?<=.)\/+$/, '')
}

const fromHome = (path: string): string =>
  path === '' || path === '~' ? homedir() : path.startsWith('~/') ? join(homedir(), path.slice(2)) : path

/** Variables that only change how something is printed, or keep it from asking. */
const quietVariables = new Set(
  wordList(`
    FORCE_COLOR NO_COLOR CLICOLOR CLICOLOR_FORCE TERM COLUMNS LINES PAGER GIT_PAGER GIT_EDITOR GIT_TERMINAL_PROMPT
    PYTHONUNBUFFERED PYTHONDONTWRITEBYTECODE RUST_BACKTRACE DEBIAN_FRONTEND
  `),
)

const assignment = /^(\w+)=([\s\S]*)$/
export const isAssignment = (text: string): boolean => assignment.test(text)

/** A place with variables that are set for a command, or for all behind it. */
export function withVariables(place: Place, words: string[]): Place {
  const set = words.flatMap((word) => {
    const [, name = '', value = ''] = assignment.exec(word) ?? []
    // What may be set by itself: that it is not is another thing.
    const isQuiet = name === 'CI' ? /^(?:1|true)$/.test(value) : quietVariables.has(name)
    return name === '' || isQuiet ? [] : [[name, value]]
  })
  return set.length === 0 ? place : { ...place, environment: { ...place.environment, ...Object.fromEntries(set) } }
}

/** Files that prepare a shell, and make no other thing of what runs in it: the user's own, and a project's environment of Python's where it usually is. */
const profiles = /(?:^|\/)(?:\.?(?:bash|zsh)(?:rc|_profile|env)|\.?profile|nvm\.sh|\.?cargo\/env)$/
const ownEnvironment = /^(.*)\/\.?venv\/bin\/activate(?:\.\w+)?$/

/** A place with something that decides what runs there, and how: the variables of a file, what a shell is set to. */
const setBy = (place: Place, what: string): Place => ({
  ...place,
  environment: { ...place.environment, [what]: '' },
})

function withFile(place: Place, file: string): Place {
  const around = ownEnvironment.exec(directoryAt(place.directory, fromHome(file)))?.[1]
  const isOwn = around !== undefined && isAtOrBelow(place.directory, around) && !file.startsWith('..')
  return isOwn || profiles.test(file) ? place : setBy(place, `of ${file.replace(/^\.\//, '')}`)
}

/** Commands of the shell's own that set how what follows runs. */
const shellSettings = new Set(wordList('unset umask ulimit shopt alias trap'))

/** Where a shell is behind a command. */
export function behindCommand(place: Place, [program = '', ...words]: string[], line: string): Place {
  if (shellSettings.has(program)) return setBy(place, [program, ...words].join(' '))
  if (program === 'export') {
    // What a command prints is set, too.
    const printed = words.filter((word) => !isAssignment(word) && /[$`]/.test(word))
    return printed.reduce(setBy, withVariables(place, words))
  }
  if (program === 'source' || program === '.') return withFile(place, words[0] ?? '')
  if (program === 'popd') return moved(place, '-', line)
  if (program === 'git') return { ...place, branch: branchBehind(words, place.branch) }
  if (program !== 'cd' && program !== 'pushd') return place
  return moved(place, words.find((word) => word === '-' || !word.startsWith('-')) ?? '', line)
}

/** Behind the name of a branch whose uncommitted changes were put aside, or whose history is searched. */
export const aside = ' put aside'

/** Its name alone; empty where no agent says it. */
export const nameOfBranch = (branch = ''): string => branch.replaceAll(aside, '')

/** What is checked out behind a command of git's, where another branch was before. */
function branchBehind([command = '', ...words]: string[], before: string | undefined): string | undefined {
  const [what = ''] = words
  const isBack = command === 'stash' ? /^(?:pop|apply|branch)$/.test(what) : command === 'bisect' && what === 'reset'
  if (isBack) return before?.replace(aside, '') || undefined
  const isAside =
    (command === 'stash' && /^(?:-.*|push|save)?$/.test(what)) ||
    (command === 'bisect' && /^(?:start|good|bad|old|new|skip|run)$/.test(what))
  if (isAside) return `${before ?? ''}${aside}`
  if (command !== 'checkout' && command !== 'switch') return before
  // Of files that are taken from elsewhere the branch stays.
  if (words.some((word) => /^--(?:ours|theirs)?$/.test(word))) return before
  const begun = words.findIndex(isBeginning)
  if (begun !== -1) return startOf(words.slice(begun + 1), before)
  return words.findLast((word) => word === '-' || !word.startsWith('-')) ?? before
}
/** Whether an option begins a branch. */
export const isBeginning = (word: string): boolean => /^(?:-[bBcC]|--(?:create|orphan|force-create))$/.test(word)

/** Where a branch begins that stands first in some words: what has no place of its own has what is here. */
export const startOf = ([, ...words]: string[], here: string | undefined): string | undefined =>
  words.find((word) => !word.startsWith('-') && word !== 'HEAD') ?? here

/** What a program is told besides where it works. */
export interface Told<Word> {
  place: Place
  /** Without the directory. */
  words: Word[]
  /** Without the choice of packages either. */
  plain: Word[]
}

/** Takes out of a command what its options say of where it works. */
export function toldOf<Word extends { text: string }>(place: Place, words: Word[], line: string): Told<Word> {
  const form = asChosen(words.map(({ text }) => text))
  if (form)
    return {
      ...toldOf(
        place,
        form.map((text) => ({ ...(words[0] as Word), text })),
        line,
      ),
      words,
    }
  const inner = behindRunner(words) ?? []
  const before = words.findIndex(({ text }) => text === inner[0]?.text)
  if (before > 0 && optionsOf(inner).packages) {
    const outer = toldOf(place, words.slice(0, before), line)
    const own = toldOf(outer.place, words.slice(before), line)
    return { place: own.place, words: [...outer.words, ...own.words], plain: [...outer.plain, ...own.plain] }
  }
  const options = optionsOf(words)
  const { directories = [], packages = [], switches = [], exclusions = [], settings = [], anywhere, overAll } = options
  const own = anywhere ? endOf(words) : Math.max(words.length - withoutRunners(words).length, ownOptions(words))
  const told: Told<Word> = { place, words: words.slice(0, 1), plain: words.slice(0, 1) }
  for (let at = 1; at < words.length; at++) {
    const word = words[at] as Word
    const [, name = '', joined] = (at < own && /^(-[^=]*)(?:=([\s\S]*))?$/.exec(word.text)) || []
    const value = joined ?? words[at + 1]?.text ?? ''
    const all = words.slice(at, joined === undefined ? at + 2 : at + 1)
    if (directories.includes(name)) told.place = moved(told.place, value, line)
    else if (packages.includes(name)) told.place = choosing(told.place, ...value.split(','))
    else if (exclusions.includes(name)) told.place = choosing(told.place, `!${value}`)
    else if (switches.includes(word.text)) told.place = choosing(told.place, everyPackage)
    // Hooks are what may have failed.
    else if (settings.includes(name) && /^core\.hookspath/i.test(value)) told.place = setBy(told.place, value)
    else if (!settings.includes(name)) told.plain.push(word)
    const isValued = [...directories, ...packages, ...exclusions, ...settings].includes(name)
    if (!directories.includes(name) && !settings.includes(name)) told.words.push(...(isValued ? all : [word]))
    if (isValued) at += all.length - 1
  }
  return overAll && told.place.packages.length === 0 ? { ...told, place: choosing(told.place, everyPackage) } : told
}

const optionsOf = (words: { text: string }[]) => whereOptionsOf(basename(words[0]?.text ?? ''))
const choosing = (place: Place, ...chosen: string[]): Place => ({ ...place, packages: [...place.packages, ...chosen] })

/** What stands behind two dashes is another program's. */
const endOf = (words: { text: string }[]): number => {
  const dashes = words.findIndex(({ text }) => text === '--')
  return dashes === -1 ? words.length : dashes
}

const ownOptions = (words: { text: string }[]): number => {
  const { directories = [], packages = [], settings = [] } = optionsOf(words)
  return behindFlags(words, 1, [...directories, ...packages, ...settings])
}

/** How a project names a directory: empty where it is the project's own. */
export function directoryIn(roots: string[], directory: string): string {
  const root = roots.find((each) => isAtOrBelow(directory, each))
  return root === undefined ? directory : directory.slice(prefixOf(root).length)
}

/** A directory as it is shown; empty where there is nothing to say. Of one elsewhere only its name is said. */
export function shownDirectory(roots: string[], { directory }: Place): string {
  if (!isKnown(directory)) return ''
  const named = directoryIn(roots, directory)
  const shown = isAbsolute(named) ? `…/${basename(named)}` : named
  return /\s/.test(shown) ? '…' : shown
}

/** What distinguishes one place from another; empty where it is the project's directory with nothing set. */
export function keyOfPlace(roots: string[], { directory, environment, packages }: Place): string {
  const variables = Object.entries(environment).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const named = directoryIn(roots, directory)
  return named === '' && variables.length === 0 && packages.length === 0
    ? ''
    : JSON.stringify([named, variables, packages])
}

/** The same place, where nothing is chosen for all of its packages. */
export const overAll = (place: Place): Place => (place.packages.length > 0 ? place : choosing(place, everyPackage))

const isOverAll = ({ packages }: Place): boolean =>
  packages.length > 0 && packages.every((each) => each === everyPackage)

/**
 * Whether what runs at one place runs at another too: with the same set, over all that the other one chooses of a repository's packages. A directory
 * below is such a choice where all of them run.
 */
export function isAround(roots: string[], place: Place, other: Place): boolean {
  const { directory, packages } = other
  const key = keyOfPlace(roots, other)
  if (keyOfPlace(roots, place) === key) return true
  if (keyOfPlace(roots, { ...place, directory, packages }) !== key) return false
  if (directory !== place.directory) return isOverAll(place) && directory.startsWith(prefixOf(place.directory))
  const named = packages.filter((each) => each !== everyPackage)
  const isNamed = (each: string) => place.packages.includes(each)
  return (
    named.length > 0 &&
    (isOverAll(place) || (named.every(isNamed) && !place.packages.some((each) => each.startsWith('!'))))
  )
}
