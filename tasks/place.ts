import { join, relative, resolve } from 'node:path'
import { conditionOf } from '../cache/conditions.ts'
import type { WorkTreePlace } from '../cache/deliveries.ts'
import { sha256 } from '../cache/json.ts'
import { upward } from '../cache/upward.ts'
import type { Files } from './task.ts'

/**
 * The repository and the work tree that a project is in, read from `.git` without starting git: a hook has no time for that, and both must come to
 * the same answer.
 */
export function placeOf(root: string, files: Pick<Files, 'exists' | 'info' | 'readOutside'>): WorkTreePlace {
  for (const directory of upward(root)) {
    const git = join(directory, '.git')
    const inProject = relative(root, git)
    if (files.exists(join(inProject, 'HEAD'))) return { repository: git, worktree: root }
    const linked = files.info(inProject)?.kind === 'file' && linkedDirectory(directory, files.readOutside(git))
    if (linked) return { repository: commonDirectory(linked, files), worktree: root }
  }
  return { repository: null, worktree: root }
}

/** One work tree of one clone, as a marker names it: a copy of the file somewhere else is recognised. */
export function identityOf({ repository, worktree }: WorkTreePlace): string {
  return sha256(JSON.stringify([repository, worktree]))
}

/** Whether a marker was committed or copied here; one that names no work tree is an earlier version's, or another writer's. */
export const isFromElsewhere = ({ worktree }: Record<string, unknown>, here: WorkTreePlace[]): boolean =>
  typeof worktree === 'string' && !here.some((place) => worktree === identityOf(place))

/** Where the project is, and of the places that its cache knows those where it was, or that lead to it. */
export const placesHere = (
  root: string,
  files: Parameters<typeof placeOf>[1],
  known: WorkTreePlace[],
): WorkTreePlace[] => [
  placeOf(root, files),
  ...known.filter(({ worktree }) => !isOpenedElsewhere(root, files, worktree)),
]

/** Whether the project where a session was opened is another directory than this one: a copy has its cache, and none of its processes. One that was moved is gone from there. */
export function isOpenedElsewhere(root: string, files: Pick<Files, 'info'>, opened: unknown): boolean {
  if (typeof opened !== 'string' || opened === root) return false
  try {
    const [there, here] = [relative(root, opened), '.'].map((path) => files.info(path))
    return there !== undefined && (there.device !== here?.device || there.inode !== here?.inode)
  } catch (error) {
    // It is there, and not ours to look at.
    if (conditionOf(error)) return true
    throw error
  }
}

/** Where a `.git` file points to: `gitdir: PATH`, relative to where it is. */
function linkedDirectory(directory: string, text: string | undefined): string | undefined {
  const path = /^gitdir: (.+)$/m.exec(text ?? '')?.[1]
  return path === undefined ? undefined : resolve(directory, path.trim())
}

/** A linked work tree names the directory that it shares with the others; a submodule's has none but its own. */
function commonDirectory(gitDirectory: string, files: Pick<Files, 'readOutside'>): string {
  const path = files.readOutside(join(gitDirectory, 'commondir'))?.trim()
  return path ? resolve(gitDirectory, path) : gitDirectory
}
