import { readFileSync, realpathSync, statSync } from 'node:fs'
import { delimiter, join, sep } from 'node:path'
import type { Environment } from '../../cache/environment.ts'
import { codeOf } from '../../cache/errors.ts'
import { readRegular } from '../../cache/regular-file.ts'
import { type PackageManager, packageManagerOf } from './package-manager.ts'
import { findUp, packageRoot } from './project.ts'

/** A command line of bookend's as it is typed in a project: printed, it runs. */
export type TypedCommand = (name: string, ...args: string[]) => string

/** The compiled command, in a package of bookend's. */
export const compiledEntry = join('dist', 'workflows', 'main.js')

/** How each package manager calls a command of an installed package. */
export const calls: Record<PackageManager, string> = {
  npm: 'npx bookend',
  pnpm: 'pnpm exec bookend',
  yarn: 'yarn bookend',
  bun: 'bunx bookend',
}

/**
 * How bookend is called where it runs: through this repository's scripts, through the package manager that installed it in the project, by its name
 * where that is on PATH, else by its file.
 */
export function typedCommandIn(root: string, environment: Environment): TypedCommand {
  if (root === packageRoot) return inRepository
  const prefix = prefixIn(root, environment)
  return (name, ...args) => [prefix, name, ...args.map(shellWord)].join(' ')
}

function prefixIn(root: string, environment: Environment): string {
  const installation = localInstallation(root)
  if (installation !== undefined) return calls[packageManagerOf(installation, environment)]
  if (isRunFromCache(packageRoot) || isInArchive(packageRoot)) return calls[packageManagerOf(root, environment)]
  return isOnPath(environment) ? 'bookend' : `node ${shellWord(join(packageRoot, compiledEntry))}`
}

/** The nearest directory at or above a project that bookend is installed in. */
export const localInstallation = (root: string): string | undefined =>
  findUp(root, join('node_modules', 'bookend', compiledEntry))

/** Whether a package is in the cache of `npx`, `pnpm dlx`, `yarn dlx` or `bunx`, which is emptied at any time. */
export function isRunFromCache(directory: string): boolean {
  return directory.split(sep).some((name) => name === '_npx' || /^(dlx|dlx-.+|bunx-.+)$/.test(name))
}

/** Whether a package is in a zip archive, which only Yarn's own Node reads (Plug'n'Play). */
export const isInArchive = (directory: string): boolean => directory.split(sep).some((name) => name.endsWith('.zip'))

/** What package managers put on the PATH of their scripts is not on the user's. */
function isOnPath({ PATH = '' }: Environment): boolean {
  const directories = PATH.split(delimiter).filter((directory) => !directory.includes(`node_modules${sep}.bin`))
  return directories.some((directory) => directory !== '' && isThisPackage(`${directory}${sep}bookend`))
}

/** Another program may have the same name. A package manager puts a link to the entry there, or a short script that calls it. */
function isThisPackage(path: string): boolean {
  try {
    const info = statSync(path, { throwIfNoEntry: false })
    // So it is in nearly every directory of a PATH.
    if (info === undefined) return false
    if (realpathSync(path) === realpathSync(join(packageRoot, compiledEntry))) return true
    return info.size < longestShim && (readRegular(path) ?? '').includes(compiledEntry)
  } catch (error) {
    if (codeOf(error) === '') throw error
    return false
  }
}

/** In bytes. */
const longestShim = 8192

/** In this repository each everyday command is a script that runs the source; npm hands over what is behind `--`. */
const inRepository: TypedCommand = (name, ...args) => {
  const words = args.map(shellWord)
  if (scripts().includes(name)) return ['npm run', name, ...(words.length > 0 ? ['--', ...words] : [])].join(' ')
  return ['node --import tsx workflows/main.ts', name, ...words].join(' ')
}

let known: string[] | undefined

function scripts(): string[] {
  known ??= Object.keys(
    (JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { scripts: object }).scripts,
  )
  return known
}

/** A word as a shell takes it, on one line whatever it holds. */
export function shellWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word
  // A control character would end the line, or hide what is typed.
  if (/\p{Cc}/u.test(word)) return `$'${word.replace(/[\\'\p{Cc}]/gu, escaped)}'`
  return `'${word.replaceAll("'", "'\\''")}'`
}

function escaped(character: string): string {
  if (character === '\\' || character === "'") return `\\${character}`
  if (character === '\n') return '\\n'
  return [...Buffer.from(character)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
}
