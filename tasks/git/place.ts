import { dirname, join, relative, resolve } from 'node:path'
import type { Place } from '../../cache/deliveries.ts'
import type { Files } from '../task.ts'

/**
 * The repository and the work tree that a project lies in, read from `.git` without starting git: a hook has no time for that, and both must come to
 * the same answer.
 */
export function placeOf(root: string, files: Pick<Files, 'exists' | 'info' | 'readOutside'>): Place {
  for (let directory = root; ; directory = dirname(directory)) {
    const git = join(directory, '.git')
    const inProject = relative(root, git)
    if (files.exists(join(inProject, 'HEAD'))) return { repository: git, worktree: root }
    const linked = files.info(inProject)?.kind === 'file' && linkedDirectory(directory, files.readOutside(git))
    if (linked) return { repository: commonDirectory(linked, files), worktree: root }
    if (directory === dirname(directory)) return { repository: null, worktree: root }
  }
}

/** Where a `.git` file points to: `gitdir: PATH`, relative to where it lies. */
function linkedDirectory(directory: string, text: string | undefined): string | undefined {
  const path = /^gitdir: (.+)$/m.exec(text ?? '')?.[1]
  return path === undefined ? undefined : resolve(directory, path.trim())
}

/** A linked work tree names the directory that it shares with the others; a submodule's has none but its own. */
function commonDirectory(gitDirectory: string, files: Pick<Files, 'readOutside'>): string {
  const path = files.readOutside(join(gitDirectory, 'commondir'))?.trim()
  return path ? resolve(gitDirectory, path) : gitDirectory
}
