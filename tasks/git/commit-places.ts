import { relative } from 'node:path'
import type { TaskContext } from '../task.ts'
import { git, listWorktrees, type Repository } from './git.ts'
import { mergedAs } from './merged-as.ts'
import type { TimedEntry } from './reflogs.ts'

/** Where a commit is that only the reflog still leads to: no branch can have that name. */
export const noBranch = 'no branch'

/** A branch further away from HEAD than this is somebody else's history. */
export const mostOnBranch = 5000

/** What is known of commits that HEAD does not have. */
export interface Places {
  /** By commit: the branch, work tree or tag that has it, `no branch`, or HEAD where something from elsewhere brought the same there. */
  where: Map<string, string>
  /** The last of the commits that are on no branch, one of each line of them. */
  left: string[]
}

interface Question {
  repository: Repository
  /** Commits of the session, and those of them that HEAD does not have. */
  made: ReadonlyMap<string, TimedEntry>
  offHead: ReadonlySet<string>
  /** Where HEAD was when it was moved away, the newest last. */
  leftTips: string[]
}

/**
 * Finds each commit that is not on HEAD: on a branch, in another work tree, at a remote one or a tag, or left behind. What a commit of the session itself
 * brought onto HEAD (a squash merge, a pick), and what is nowhere, is left out.
 */
export async function placesOf(
  context: TaskContext,
  { repository, made, offHead, leftTips }: Question,
): Promise<Places> {
  const open = new Set(offHead)
  const places: Places = { where: new Map(), left: [] }
  const place = (shas: string[], where: string | undefined) => {
    for (const sha of shas) {
      open.delete(sha)
      if (where !== undefined) places.where.set(sha, where)
    }
  }
  const onTip = async (tip: string) =>
    lines((await git(context)`rev-list --max-count=${mostOnBranch} ${tip} ^HEAD --`).stdout).filter((sha) =>
      open.has(sha),
    )
  /** Where what one tip has is, after a squash merge of it: nowhere if that is the session's own and listed itself. */
  const placeTip = async (shas: string[], tip: string, name: string) => {
    if (shas.length === 0) return false
    const merge = await mergedAs(context, tip)
    place(shas, merge === undefined ? name : made.has(merge) ? undefined : 'HEAD')
    return merge === undefined
  }

  for (const [tip, name] of await branchesAndWorktrees(context, repository)) {
    if (open.size === 0) return places
    await placeTip(await onTip(tip), tip, name)
  }
  for (const sha of await reachableOnlyFrom(context, open)) {
    const reference = open.has(sha) ? await referenceWith(context, sha) : undefined
    if (reference) await placeTip(await onTip(reference.tip), reference.tip, reference.name)
  }
  const copies = new Set<string>()
  for (const tip of (await unreachable(context, leftTips)).reverse()) {
    if (open.size === 0) break
    const listed = await git(context)`rev-list --max-count=${mostOnBranch} --cherry-mark --right-only HEAD...${tip} --`
    const marked = lines(listed.stdout).map((line): [string, string] => [line.slice(1), line[0] as string])
    const shas = marked.filter(([sha]) => open.has(sha))
    for (const [sha] of shas.filter(([, mark]) => mark === '=')) place([sha], isPicked(sha) ? undefined : 'HEAD')
    const only = shas.flatMap(([sha, mark]) => (mark === '=' ? [] : [sha]))
    // A rebased one is the same work as what it replaced, and was left later.
    place(
      only.filter((sha) => copies.has(workOf(sha))),
      undefined,
    )
    for (const sha of only) copies.add(workOf(sha))
    const rest = only.filter((sha) => open.has(sha))
    if (await placeTip(rest, tip, noBranch)) places.left.push(tip)
  }
  places.left.reverse()
  return places

  /** Whether the session itself picked a commit onto HEAD. */
  function isPicked(sha: string): boolean {
    const subject = made.get(sha)?.subject
    return [...made.values()].some((other) => other.subject === subject && !offHead.has(other.sha))
  }

  function workOf(sha: string): string {
    const { author, authored, subject } = made.get(sha) as TimedEntry
    return [author, authored, subject].join('\0')
  }
}

/** Every branch that HEAD does not have, and every other work tree whose HEAD is detached, with what it is called. */
async function branchesAndWorktrees(
  context: TaskContext,
  repository: Repository,
): Promise<[tip: string, name: string][]> {
  const [branches, worktrees] = await Promise.all([
    git(context)`for-each-ref --format=%(refname:short) --no-merged=HEAD refs/heads`,
    listWorktrees(context, repository),
  ])
  const detached = worktrees.split('\n\n').flatMap((block): [string, string][] => {
    const path = /^worktree (.*)$/m.exec(block)?.[1]
    const head = /^HEAD ([0-9a-f]+)$/m.exec(block)?.[1]
    return path && head && path !== repository.top && /^detached$/m.test(block)
      ? [[head, relative(context.project.root, path)]]
      : []
  })
  return [...lines(branches.stdout).map((name): [string, string] => [`refs/heads/${name}`, name]), ...detached]
}

/** Those of some commits that a remote-tracking branch or a tag has. */
async function reachableOnlyFrom(context: TaskContext, shas: ReadonlySet<string>): Promise<string[]> {
  const none = await notOn(context, [...shas], ['--remotes', '--tags'])
  return [...shas].filter((sha) => !none.has(sha))
}

async function referenceWith(context: TaskContext, sha: string): Promise<{ tip: string; name: string } | undefined> {
  // `origin/HEAD` is only another name of one that is listed itself.
  const format = '%(if)%(symref)%(then)%(else)%(refname) %(refname:short)%(end)'
  const listed = await git(context)`for-each-ref --contains=${sha} --format=${format} refs/remotes refs/tags`
  const [tip, name] = lines(listed.stdout)[0]?.split(' ') ?? []
  return tip && name ? { tip, name } : undefined
}

/** Those of some tips that nothing but a reflog leads to, in their order. */
async function unreachable(context: TaskContext, tips: string[]): Promise<string[]> {
  if (tips.length === 0) return []
  const listed = await git(context)`rev-list --ignore-missing ${tips} --not HEAD --branches --remotes --tags --`
  const alone = new Set(lines(listed.stdout))
  return tips.filter((tip) => alone.has(tip))
}

/** Those of some commits that are not reachable from any of some references. */
export async function notOn(context: TaskContext, shas: string[], references: string[]): Promise<Set<string>> {
  if (shas.length === 0) return new Set()
  const asked = new Set(shas)
  const listed = await git(context)`rev-list ${shas} --not ${references} --`
  return new Set(lines(listed.stdout).filter((sha) => asked.has(sha)))
}

export const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '')
