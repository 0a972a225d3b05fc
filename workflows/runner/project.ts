import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cacheFile } from '../../cache/attach.ts'
import { crypto } from '../../cache/crypto.ts'
import { UserError } from '../../cache/errors.ts'
import { sha256 } from '../../cache/json.ts'
import { upward } from '../../cache/upward.ts'
import { configurationFiles, hookSettingsFile, usualCacheDirectory } from '../../tasks/task.ts'

/** The directory of bookend's own package: two above this file's, in the sources and in dist/ alike. */
export const packageRoot = resolve(fileURLToPath(import.meta.url), '../../..')

export function packageVersion(): string {
  return (JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }).version
}

/**
 * What results were computed by: the version, and the compiled modules, whose names have hashes of what is in them. Sources change without either,
 * so that from them it is another one in each process.
 */
export function buildIdentity(): string {
  const modules = import.meta.url.endsWith('.ts')
    ? [crypto().randomUUID()]
    : readdirSync(join(packageRoot, 'dist/modules')).toSorted()
  return `${packageVersion()} ${sha256(modules.join('\n')).slice(0, 16)}`
}

/** What makes a directory a project of bookend's: a configuration, or a cache. */
const signs = [...configurationFiles, hookSettingsFile, join(usualCacheDirectory, cacheFile)]

/**
 * The project's root, for commands, hooks and the status line alike: the directory asked for, else the nearest one at or above `cwd` that is marked as a
 * project, else the git top level above `cwd`, else `cwd`. A symbolic link is resolved. Throws UserError where the directory asked for does not exist,
 * and where its name cannot be read.
 */
export function findProject(asked: string | undefined, cwd: string): string {
  refuseUnreadableName(resolve(cwd, asked ?? ''))
  if (asked === undefined) return realpathSync(findMarkedProject(cwd) ?? findUp(cwd, '.git') ?? cwd)
  // An empty variable of a script would mean wherever that happens to run.
  if (asked === '') throw new UserError('--project takes a directory, and was given nothing')
  const directory = resolve(cwd, asked)
  if (!existsSync(directory)) throw new UserError(`--project ${asked}: there is no such directory`)
  if (!statSync(directory).isDirectory())
    throw new UserError(`--project ${asked}: that is a file; it takes a directory`)
  return realpathSync(directory)
}

/** Node reads the names of directories as UTF-8, and cannot say one that is something else. */
function refuseUnreadableName(directory: string): void {
  if (directory.includes('\uFFFD') && !existsSync(directory))
    throw new UserError(`${directory}: a name in it is not UTF-8, and Node cannot open it: rename that directory`)
}

/** The nearest directory at or above `start` that is a project of bookend's; none above the git top level. */
export function findMarkedProject(start: string): string | undefined {
  for (const directory of upward(resolve(start))) {
    if (signs.some((sign) => existsSync(`${directory}${sep}${sign}`))) return directory
    if (existsSync(join(directory, '.git'))) return undefined
  }
  return undefined
}

/**
 * Throws UserError where a project would lie among the files of a bare git repository: who keeps bookend's there knowingly has a configuration beside them.
 */
export function refuseBareRepository(root: string): void {
  if (findMarkedProject(root) === root) return
  for (const directory of upward(root)) {
    if (existsSync(join(directory, '.git'))) return
    if (['HEAD', 'objects', 'refs'].every((name) => existsSync(join(directory, name))))
      throw new UserError(
        `${directory} is a bare git repository, where bookend's files would lie among git's: run it in a work tree or a clone of it, or name one with --project DIR`,
      )
  }
}

/** The nearest directory at or above one that holds a name. */
export const findUp = (start: string, name: string): string | undefined =>
  [...upward(resolve(start))].find((directory) => existsSync(join(directory, name)))
