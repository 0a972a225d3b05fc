import { branchesOf } from '../command.ts'
import { nameOfBranch } from '../place.ts'
import { type BadResult, commandAt } from '../results.ts'
import { newestCommands } from './runs.ts'
import type { Scene } from './scene.ts'

/** On which branch a command failed, where the agent's last command left another one checked out: it says nothing of the files that are there now. */
export function branchElsewhere(scene: Scene): (failure: BadResult) => string | undefined {
  const [last] = newestCommands(scene, scene.window.from, 1, 1)
  const given = last && commandAt(scene, last.call)
  const here = given && nameOfBranch(branchesOf(given.command, given).behind)
  return ({ call }) => {
    const failed = here ? commandAt(scene, call) : undefined
    const branch = failed && nameOfBranch(branchesOf(failed.command, failed).branch)
    return !branch || branch === here || [branch, here].includes('HEAD') ? undefined : branch
  }
}
