/** What git has begun and not ended. */
export interface Operation {
  name: string
  /** The branch that it began on and ends on, where git keeps its name. */
  branch: string | null
  /** What a person types to go on with it (git's own command), and what takes it back. */
  continue: string | null
  abort: string
  /** A bisection, in the middle of which this was begun. */
  within?: Operation
}

/** A file of git's directory that shows an operation to be under way; `branch` is a file in it, or it itself, that names the branch. The first that is there counts: a rebase picks commits. */
const operations: { file: string; name: string; verb: string; branch?: string }[] = [
  { file: 'rebase-merge', name: 'rebasing', verb: 'rebase', branch: 'rebase-merge/head-name' },
  { file: 'rebase-apply/applying', name: 'applying patches', verb: 'am' },
  { file: 'rebase-apply', name: 'rebasing', verb: 'rebase', branch: 'rebase-apply/head-name' },
  { file: 'MERGE_HEAD', name: 'merging', verb: 'merge' },
  { file: 'CHERRY_PICK_HEAD', name: 'cherry-picking', verb: 'cherry-pick' },
  { file: 'REVERT_HEAD', name: 'reverting', verb: 'revert' },
]

/** The operation under way in a repository; paths are of git's directory. */
export function operationUnderWay(
  exists: (path: string) => boolean,
  read: (path: string) => string | undefined,
): Operation | undefined {
  const bisecting = exists('BISECT_LOG')
    ? { name: 'bisecting', branch: branchName(read('BISECT_START')), continue: null, abort: 'git bisect reset' }
    : undefined
  const found = operations.find(({ file }) => exists(file))
  if (!found) return bisecting
  return {
    name: found.name,
    branch: found.branch === undefined ? null : branchName(read(found.branch)),
    continue: `git ${found.verb} --continue`,
    abort: `git ${found.verb} --abort`,
    ...(bisecting && { within: bisecting }),
  }
}

/** `refs/heads/work` as `work`; a rebase of a detached HEAD has `detached HEAD` there, a bisection of one its commit. */
function branchName(text = ''): string | null {
  const name = text.trim().replace(/^refs\/heads\//, '')
  return name === '' || name === 'detached HEAD' || /^[0-9a-f]{40,64}$/.test(name) ? null : name
}

/** What is under way, and what ends it: `rebasing import (git rebase --continue, or --abort)`. */
export function operationInWords({ name, branch, continue: goOn, abort, within }: Operation): string {
  const ends = goOn === null ? abort : `${goOn}, or --abort`
  const outer = within ? ` while ${operationInWords(within)}` : ''
  return `${name}${branch === null ? '' : ` ${branch}`} (${ends})${outer}`
}
