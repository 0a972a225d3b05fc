import { shownPath } from '../../templates/shown-path.ts'
import { firstSaid, plural, shortSha } from '../../templates/words.ts'
import { noBranch } from './commit-places.ts'
import type { SessionCommits } from './commits.ts'
import type { Commit } from './find-commits.ts'
import type { GitState } from './status.ts'

type Made = Pick<SessionCommits, 'commits' | 'left' | 'onlyUnderHead'>

/** Work that neither the files nor a checkout of HEAD show: stashes, other work trees, commits elsewhere and of submodules. */
export function workElsewhere(
  {
    head,
    sessionStashes,
    installed = [],
    dirtyWorktrees = [],
    unpushedSubmodules = [],
  }: Pick<GitState, 'head' | 'sessionStashes' | 'installed' | 'dirtyWorktrees' | 'unpushedSubmodules'>,
  made: Made | undefined,
): string[] {
  return [
    ...(installed.length > 0 ? [`${plural(installed.length, 'file')} of hooks install in no commit`] : []),
    ...(sessionStashes > 0
      ? [`${plural(sessionStashes, 'stash', 'stashes')} made in this session (git stash list)`]
      : []),
    ...dirtyWorktrees.map(
      ({ path, files }) => `${plural(files, 'file')} uncommitted in the work tree ${shownPath(path)}`,
    ),
    ...unpushedSubmodules.map(
      ({ path, commits }) => `${plural(commits, 'commit')} of the submodule ${shownPath(path)} on no remote`,
    ),
    ...underDetachedHead(head, made?.onlyUnderHead),
    ...offHead(made),
  ]
}

/** Commits of the session that a checkout of HEAD does not have. */
function offHead({ commits, left = [] }: Made = { commits: [] }): string[] {
  const off = commits.filter(({ where }) => where !== 'HEAD')
  return [
    ...onOthers(off.filter(({ where }) => where !== noBranch)),
    ...onNone(
      off.filter(({ where }) => where === noBranch),
      left,
    ),
  ]
}

function onOthers(elsewhere: Commit[]): string[] {
  if (elsewhere.length === 0) return []
  const places = [...new Set(elsewhere.map(({ where }) => where))].join(', ')
  const unpushed = elsewhere.filter(({ pushed }) => !pushed).length
  return [`${plural(elsewhere.length, 'commit')} not on HEAD but on ${places}, ${unpushed} not pushed`]
}

/** Git removes them in some weeks: the commands that keep them are what helps, one for each line of commits. */
function onNone(behind: Commit[], tips: string[]): string[] {
  if (behind.length === 0) return []
  const keep = firstSaid(tips.map(keeping), mostTips, (command) => command).join('; ')
  return [`${plural(behind.length, 'commit')} left behind on no branch${keep ? ` (to keep: ${keep})` : ''}`]
}

const mostTips = 3

/** The next checkout leaves them behind. */
function underDetachedHead(head: string | null, count = 0): string[] {
  if (count === 0 || head === null) return []
  return [`${plural(count, 'commit')} under the detached HEAD on no branch (to keep: ${keeping(head)})`]
}

const keeping = (sha: string): string => `git branch NAME ${shortSha(sha)}`
