import { dirname } from 'node:path'
import { whyUnwritten } from '../../../cache/conditions.ts'
import { codeOf, UserError } from '../../../cache/errors.ts'
import { recordFile } from '../../../tasks/install-record.ts'
import type { Action, Files } from '../../../tasks/task.ts'

/** One file of the project as it is and as it shall be; null: none. */
export interface Change {
  path: string
  from: string | null
  to: string | null
  /** Of one above the project: the files that it is among, and its path there. */
  above?: { files: Files; path: string }
}

/** What an install or uninstall would do, as data: printed by a dry run, done by `applyChanges`. */
export interface Plan {
  changes: Change[]
  /** Directories that are empty once the changes are made, the inner ones first. */
  emptied: string[]
}

/** The text of a file that may be edited; null where there is none. Throws UserError where an edit would touch what it must not. */
export function readForEdit(files: Files, path: string): string | null {
  const obstacle = files.obstacle(path)
  if (obstacle) throw new UserError(`${path}: ${obstacle}: nothing was changed`, 4)
  const text = files.read(path) ?? null
  // An edit goes through text and back: bytes that are no text would not come back.
  if (text?.includes('\uFFFD')) throw new UserError(`${path}: it is not UTF-8 throughout: nothing was changed`)
  return text
}

export function actionsOf(files: Files, { changes, emptied }: Plan): Action[] {
  const remove = (path: string): Action => ({ kind: 'delete', path, bytes: files.info(path)?.bytes ?? 0 })
  return [
    ...changes.map(({ path, to }): Action => (to === null ? remove(path) : { kind: 'write', path })),
    ...emptied.map(remove),
  ]
}

/**
 * Makes the changes in their order; each is checked just before it is made. The record of an install goes when all else
 * has gone: until then an uninstall that was interrupted is finished by the next one.
 */
export function applyChanges(files: Files, { changes, emptied }: Plan): void {
  const isRecordsEnd = ({ path, to }: Change) => path === recordFile && to === null
  for (const change of changes) if (!isRecordsEnd(change)) make(files, change)
  removeEmptied(files, emptied)
  for (const change of changes) if (isRecordsEnd(change)) make(files, change)
  removeEmptied(files, emptied)
}

function make(project: Files, { path, from, to, above }: Change): void {
  const { files, path: name } = above ?? { files: project, path }
  if ((files.read(name) ?? null) !== from)
    throw new UserError(`${path} was changed in the meantime: run the command again`, 4)
  try {
    const info = files.info(name)
    if (to !== null) files.write(name, to)
    else if (info) files.remove(name, info)
  } catch (error) {
    if (codeOf(error) === '') throw error
    throw new UserError(`${whyUnwritten(path, error)}; what was changed before it stands`, 4)
  }
}

function removeEmptied(files: Files, emptied: string[]): void {
  for (const directory of emptied) {
    const info = files.info(directory)
    if (info?.kind === 'directory' && files.list(directory).length === 0) files.remove(directory, info)
  }
}

/** The directories above a file that are not there yet, the outer ones first. */
export function missingDirectories(files: Files, paths: string[]): string[] {
  const missing = new Set<string>()
  for (const path of paths) {
    for (let directory = dirname(path); directory !== '.'; directory = dirname(directory)) {
      if (!files.exists(directory)) missing.add(directory)
    }
  }
  return [...missing].sort((a, b) => a.length - b.length)
}
