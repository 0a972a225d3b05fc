import type { TaskContext } from '../task.ts'
import { git } from './git.ts'

/** Commits that one commit has and another one has not, and the other way round; undefined where they are the same, or cannot be counted. */
export async function distanceBetween(
  context: Pick<TaskContext, 'shell'>,
  then: string | null,
  now: string | null,
): Promise<{ ahead: number; behind: number } | undefined> {
  if (then === null || now === null || then === now) return undefined
  const counted = await git(context)`rev-list --left-right --count ${then}...${now} --`
  if (!counted.ok) return undefined
  const [behind = '0', ahead = '0'] = counted.stdout.trim().split(/\s+/)
  return { ahead: Number(ahead), behind: Number(behind) }
}
