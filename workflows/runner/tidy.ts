import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { codeOf } from '../../cache/errors.ts'
import { skillsDirectory, writtenDirectories } from '../../tasks/task.ts'
import type { Invocation } from './command.ts'
import { removeLeftovers } from './effects/leftovers.ts'

/** Removes what killed writers left in the project, before a run that writes. `besides`: another directory that this one writes to, absolute. */
export function tidy({ project, settings, dryRun }: Invocation, besides: string[] = []): void {
  if (dryRun) return
  const inProject = [...writtenDirectories(settings), ...skillDirectories(project.root)]
  removeLeftovers([...inProject.map((directory) => resolve(project.root, directory)), ...besides])
}

function skillDirectories(root: string): string[] {
  try {
    return readdirSync(join(root, skillsDirectory)).map((name) => join(skillsDirectory, name))
  } catch (error) {
    if (codeOf(error) === '') throw error
    return [] // none, or none that can be looked into
  }
}
