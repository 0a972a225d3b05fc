import { join, relative } from 'node:path'
import { iso } from '../../cache/window.ts'
import type { TaskContext } from '../task.ts'
import { git, listWorktrees, nulSeparated, type Repository } from './git.ts'
import {
  type Bounds,
  leftBehind,
  madeByTool,
  madeHere,
  parseReflogs,
  type ReflogEntry,
  reflogFormat,
  type TimedEntry,
  withinWindow,
} from './reflogs.ts'

export interface Commit {
  sha: string
  subject: string
  author: string
  at: string
  /** `HEAD`, else the branch that has it, else the work tree that is at it; `no branch` where a detached HEAD was moved away from it. */
  where: string
  /** Whether a remote-tracking branch has it. */
  pushed: boolean
}

/** Where a commit is that only the reflog still leads to: no branch can have that name. */
export const noBranch = 'no branch'

/** A branch further away from HEAD than this is somebody else's history. */
const mostOnBranch = 5000

/**
 * The commits that were made here in a window, found in the reflogs of HEAD, of all branches and of the other work trees: a commit's own dates
 * and author say neither where nor when it was made. Those that something replaced since (an amend, a rebase) are on no branch, and are left out.
 * Why so: docs/decisions.md, 77.
 */
export async function findCommits(
  context: TaskContext,
  repository: Repository,
  bounds: Bounds,
): Promise<Commit[] | { unreadable: string }> {
  const entries = await readReflogs(context, repository, bounds)
  if ('unreadable' in entries) return entries
  if (entries.length === 0) return commitsByDate(context, bounds)
  const { startHead } = bounds
  // Where HEAD was when the session began is known: what it moved to since is of the session, whatever the branch's log makes of a commit's own date.
  const sinceStart = new Set(
    entries
      .filter((entry) => startHead !== undefined && entry.log === 'HEAD' && entry.inWindow && madeHere(entry))
      .map(({ sha }) => sha),
  )
  const isBefore = (entry: TimedEntry) => !entry.inWindow && entry.at < bounds.from && !sinceStart.has(entry.sha)
  const before = new Set(entries.filter(isBefore).map(({ sha }) => sha))
  const made = new Map<string, TimedEntry>()
  for (const entry of entries.toSorted((a, b) => a.at - b.at)) {
    if (!entry.inWindow) continue
    const commits = madeHere(entry) ? [entry] : madeByTool(entry) ? await writtenByTool(context, entry) : []
    for (const one of commits) if (!before.has(one.sha) && !made.has(one.sha)) made.set(one.sha, one)
  }
  const shas = [...made.keys()]
  if (shas.length === 0) return []
  const known = startHead === undefined ? new Set<string>() : await ancestorsAmong(context, shas, startHead)
  const fresh = shas.filter((sha) => !known.has(sha))
  return placed(
    context,
    repository,
    fresh.map((sha) => made.get(sha) as TimedEntry),
    tipsLeftBehind(entries),
  )
}

/** Where a detached HEAD was when it was moved away in the window. What a branch began at, or was moved to, is that branch's affair. */
function tipsLeftBehind(entries: TimedEntry[]): string[] {
  const onBranches = new Set(entries.filter(({ log }) => !/(^|\/)HEAD$/.test(log)).map(({ sha }) => sha))
  const left = entries.flatMap((entry) => (entry.inWindow ? (leftBehind(entry) ?? []) : []))
  return [...new Set(left)].filter((sha) => !onBranches.has(sha))
}

/** What a tool moved a branch across, oldest first: whatever no remote-tracking branch has was written here. */
async function writtenByTool(context: TaskContext, entry: TimedEntry): Promise<TimedEntry[]> {
  if (entry.previous === undefined) return []
  const range = [entry.sha, '--not', entry.previous, '--remotes']
  const format = `--format=${['%H', '%an', '%s'].join('%x1f')}`
  const log = await git(context)`log -z --reverse --max-count=${mostOnBranch} ${format} ${range} --`
  return nulSeparated(log.stdout).map((record) => {
    const [sha = '', author = '', subject = ''] = record.trim().split('\u001f')
    return { ...entry, sha, author, subject }
  })
}

async function readReflogs(
  context: TaskContext,
  repository: Repository,
  bounds: Bounds,
): Promise<TimedEntry[] | { unreadable: string }> {
  const heads = otherHeads(context, repository).map((head) => [head])
  const asked = await Promise.all(
    [['--branches', 'HEAD'], ...heads].map(
      (what) => git(context)`log --walk-reflogs --date=unix -z --format=${reflogFormat} ${what} --`,
    ),
  )
  if (!asked[0]?.ok) {
    // A configuration that git refuses, or an object that is gone, would pass for a session without commits.
    const readable = await git(context)`log -1 --format=%H HEAD --`
    if (!readable.ok) return { unreadable: readable.error }
  }
  const logs = new Map<string, ReflogEntry[]>()
  for (const entry of asked.flatMap(({ stdout }) => parseReflogs(stdout)))
    logs.set(entry.log, [...(logs.get(entry.log) ?? []), entry])
  // Only of this HEAD it is known where it was when the session began; the other logs go by their times, which are whole seconds.
  const { startHead, ...times } = bounds
  const others = startHead === undefined ? times : { ...times, from: Math.floor(times.from / 1000) * 1000 }
  return [...logs].flatMap(([name, log]) => withinWindow(log, name === 'HEAD' ? bounds : others))
}

/** The HEADs of the repository's other work trees, as git names them from here. */
function otherHeads({ files, project }: TaskContext, { commonDirectory, gitDirectory }: Repository): string[] {
  const directory = relative(project.root, join(commonDirectory, 'worktrees'))
  const names = files.exists(directory) ? files.list(directory) : []
  const linked = names.filter((name) => join(commonDirectory, 'worktrees', name) !== gitDirectory)
  return [
    ...(commonDirectory === gitDirectory ? [] : ['main-worktree/HEAD']),
    ...linked.map((name) => `worktrees/${name}/HEAD`),
  ]
}

/** Without any reflog (`core.logAllRefUpdates` is off, or what it held has expired) there is nothing better than the commits' own dates. */
async function commitsByDate(context: TaskContext, { from, to }: Bounds): Promise<Commit[]> {
  const email = (await git(context)`config user.email`).stdout.trim()
  // A day of slack: git stops at the first older commit, and clocks of several machines differ.
  const since = `--since=${Math.floor(from / 1000) - 86_400}`
  const log = await git(context)`log -z --format=${['%H', '%ct', '%ce', '%an', '%s'].join('%x1f')} ${since} HEAD --`
  const found = nulSeparated(log.stdout).flatMap((record): TimedEntry[] => {
    const [sha = '', time, committer, author = '', subject = ''] = record.trim().split('\u001f')
    const at = Number(time) * 1000
    const own = email === '' || committer === email
    return own && at >= from && at < to
      ? [{ sha, at, author, subject, seconds: Number(time), log: 'HEAD', action: 'commit: ', inWindow: true }]
      : []
  })
  const unpushed = await notOn(
    context,
    found.map(({ sha }) => sha),
    ['--remotes'],
  )
  return found.reverse().map(({ sha, subject, author, at }) => ({
    sha,
    subject,
    author,
    at: iso(at),
    where: 'HEAD',
    pushed: !unpushed.has(sha),
  }))
}

/** Commits with where each is now; those that are nowhere any more are left out. */
async function placed(
  context: TaskContext,
  repository: Repository,
  entries: TimedEntry[],
  leftTips: string[],
): Promise<Commit[]> {
  const shas = entries.map(({ sha }) => sha)
  const [offHead, unpushed] = await Promise.all([notOn(context, shas, ['HEAD']), notOn(context, shas, ['--remotes'])])
  const places = offHead.size > 0 ? await placesOf(context, repository, offHead, leftTips) : new Map<string, string>()
  return entries.flatMap(({ sha, subject, author, at }): Commit[] => {
    const where = offHead.has(sha) ? places.get(sha) : 'HEAD'
    return where === undefined ? [] : [{ sha, subject, author, at: iso(at), where, pushed: !unpushed.has(sha) }]
  })
}

/** The branch that has a commit, else the work tree whose detached HEAD does, else `no branch` for what was left behind and not picked onto HEAD. */
async function placesOf(
  context: TaskContext,
  repository: Repository,
  shas: Set<string>,
  leftTips: string[],
): Promise<Map<string, string>> {
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
  const tips = [...lines(branches.stdout).map((name): [string, string] => [`refs/heads/${name}`, name]), ...detached]
  const places = new Map<string, string>()
  for (const [tip, name] of tips) {
    if (places.size === shas.size) break
    const listed = await git(context)`rev-list --max-count=${mostOnBranch} ${tip} ^HEAD --`
    for (const sha of lines(listed.stdout)) if (shas.has(sha) && !places.has(sha)) places.set(sha, name)
  }
  for (const tip of leftTips) {
    const range = `HEAD...${tip}`
    const listed = await git(context)`rev-list --max-count=${mostOnBranch} --cherry-pick --right-only ${range} --`
    for (const sha of lines(listed.stdout)) if (shas.has(sha) && !places.has(sha)) places.set(sha, noBranch)
  }
  return places
}

/** Those of some commits that are not reachable from any of some references. */
async function notOn(context: TaskContext, shas: string[], references: string[]): Promise<Set<string>> {
  if (shas.length === 0) return new Set()
  const asked = new Set(shas)
  const listed = await git(context)`rev-list ${shas} --not ${references} --`
  return new Set(lines(listed.stdout).filter((sha) => asked.has(sha)))
}

async function ancestorsAmong(context: TaskContext, shas: string[], head: string): Promise<Set<string>> {
  const others = await git(context)`rev-list ${shas} --not ${head} --`
  // A head that is gone (a shallow clone that was cut) says nothing.
  if (!others.ok) return new Set()
  const newer = new Set(lines(others.stdout))
  return new Set(shas.filter((sha) => !newer.has(sha)))
}

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '')
