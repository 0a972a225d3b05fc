import { existsSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UserError } from '../../cache/errors.ts'

/** The directory of bookend's own package: from the sources and from dist/ alike. */
export const packageRoot = findUp(dirname(fileURLToPath(import.meta.url)), 'package.json') ?? ''

/**
 * The project's root: the directory asked for, else the git top level above `cwd`, else `cwd`. A symbolic link is resolved.
 * Throws UserError where the directory asked for does not exist.
 */
export function findProject(asked: string | undefined, cwd: string): string {
  if (asked === undefined) return realpathSync(findUp(cwd, '.git') ?? cwd)
  const directory = resolve(cwd, asked)
  if (!existsSync(directory)) throw new UserError(`--project ${asked}: there is no such directory`)
  if (!statSync(directory).isDirectory())
    throw new UserError(`--project ${asked}: that is a file; it takes a directory`)
  return realpathSync(directory)
}

/** The nearest directory at or above `start` that holds `name`. */
function findUp(start: string, name: string): string | undefined {
  for (let directory = resolve(start); ; directory = dirname(directory)) {
    if (existsSync(join(directory, name))) return directory
    if (directory === dirname(directory)) return undefined
  }
}
