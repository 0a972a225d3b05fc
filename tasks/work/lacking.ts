import type { Project } from '../context.ts'
import { type Uncommitted, uncommittedFiles } from '../git/uncommitted.ts'
import type { StandingWork, WorkItem } from './standing/view.ts'

type NotedWork = Pick<StandingWork, 'goal' | 'next'> & {
  [kind in 'todos' | 'blocked' | 'issues' | 'remarks']?: WorkItem[] | undefined
}

/** What the next session will miss in the letter, each with the command that adds it. */
export function lackingIn(
  work: NotedWork,
  git: Uncommitted | undefined,
  { command }: Pick<Project, 'command'>,
): string[] {
  const note = (kind: string) => `${command('note', `--${kind}`)} "…"`
  const uncommitted = git ? uncommittedFiles(git) : []
  const unexplained = uncommitted.length > 0 && !saysWhy(work, uncommitted)
  return [
    ...(work.next ? [] : [`no next action: ${note('next')}`]),
    ...(work.goal ? [] : [`no goal: ${note('goal')}`]),
    ...(unexplained ? [`work uncommitted without a note about it: ${note('todo')}`] : []),
  ]
}

/** Whether an open note or a remark names one of the files, or speaks of committing. */
function saysWhy({ next, todos = [], blocked = [], issues = [], remarks = [] }: NotedWork, paths: string[]): boolean {
  const names = new Set(paths.flatMap((path) => [path, path.slice(path.lastIndexOf('/') + 1)]))
  return [...(next ? [next] : []), ...todos, ...blocked, ...issues, ...remarks].some(
    ({ text }) => /commit|stash/i.test(text) || text.split(/[\s,;:"'`()]+/).some((word) => names.has(word)),
  )
}
