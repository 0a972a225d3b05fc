import { basename, dirname, resolve } from 'node:path'
import { whyUnwritten } from '../../../cache/conditions.ts'
import { isSystemError, UserError } from '../../../cache/errors.ts'
import { fs } from '../../../cache/file-functions.ts'
import { beginFile, type NewFile } from './write-file.ts'

/**
 * A file that the user named, while something is written to it. What was there is replaced when all is written; a link is followed: its owner
 * named it.
 */
export interface NamedFile extends NewFile {
  /** Whether something was there. */
  replaces: boolean
}

/** Whether a file that the user names is there already. */
export const isThere = (cwd: string, named: string): boolean => fs.existsSync(resolve(cwd, named))

const isDirectory = Object.assign(new Error('a directory'), { code: 'EISDIR' })

/** Begins it. Throws UserError where it is not a file: a device or a pipe would be replaced by one. */
export function beginNamed(cwd: string, named: string): NamedFile {
  const file = resolve(cwd, named)
  const found = fs.lstatSync(file, { throwIfNoEntry: false })
  const target = found?.isSymbolicLink() ? fs.realpathSync(file) : file
  if (found && fs.lstatSync(target).isDirectory()) throw new UserError(whyUnwritten(file, isDirectory), 4)
  if (found && !fs.lstatSync(target).isFile()) throw new UserError(`${named} is not a file`, 4)
  return { ...beginFile(dirname(target), basename(target)), replaces: found !== undefined }
}

/** An error of the system, as what it means for the file that the user named; any other as it is. */
export const failedWrite = (cwd: string, named: string, error: unknown): unknown =>
  isSystemError(error) ? new UserError(whyUnwritten(resolve(cwd, named), error), 4) : error
