import { join, relative } from 'node:path'
import { iso } from '../../cache/window.ts'
import type { TaskContext } from '../task.ts'
import { lines, mostOnBranch, notOn, type Places, placesOf } from './commit-places.ts'
import { git, nulSeparated, type Repository } from './git.ts'
import {
  type Bounds,
  leavings,
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
  /**
   * `HEAD`, else the branch that has it, the work tree that is at it, or the remote-tracking branch or tag; `no branch` where only a reflog leads to it.
   * HEAD also where others' commits brought it there: a squash or rebase merge on a server.
   */
  where: string
  /** Whether a remote-tracking branch has it. */
  pushed: boolean
}

export interface FoundCommits {
  commits: Commit[]
  /** The last ones of those that are on no branch: a branch at each of them keeps them all. */
  left: string[]
  /** Where branches and HEADs of this repository were before the window, the newest first. */
  before: string[]
}

/** So many are asked of git at once: what is older has long been an ancestor of what is newer, nearly always. */
const mostBefore = 2000

/**
 * The commits that were made here in a window, found in the reflogs of HEAD, of all branches and of the other work trees: a commit's own dates
 * and author say neither where nor when it was made. Those that something replaced since (an amend, a rebase, a squash merge) are left out.
 * Why so: docs/decisions.md, 77.
 */
export async function findCommits(
  context: TaskContext,
  repository: Repository,
  bounds: Bounds,
): Promise<FoundCommits | { unreadable: string }> {
  const entries = await readReflogs(context, repository, bounds)
  if ('unreadable' in entries) return entries
  if (entries.length === 0) return { commits: await commitsByDate(context, bounds), left: [], before: [] }
  const { startHead } = bounds
  // Where HEAD was when the session began is known: what it moved to since is of the session, whatever the branch's log makes of a commit's own date.
  const sinceStart = new Set(
    entries
      .filter((entry) => startHead !== undefined && entry.log === 'HEAD' && entry.inWindow && madeHere(entry))
      .map(({ sha }) => sha),
  )
  const isBefore = (entry: TimedEntry) => !entry.inWindow && entry.at < bounds.from && !sinceStart.has(entry.sha)
  const before = new Set(entries.filter(isBefore).map(({ sha }) => sha))
  const earlier = entries.filter(({ inWindow, at }) => !inWindow && at < bounds.from).toSorted((a, b) => b.at - a.at)
  const tips = [...new Set(earlier.map(({ sha }) => sha))].slice(0, mostBefore)
  const made = new Map<string, TimedEntry>()
  for (const entry of entries.toSorted((a, b) => a.at - b.at)) {
    if (!entry.inWindow) continue
    const commits = madeHere(entry) ? [entry] : madeByTool(entry) ? await writtenByTool(context, entry) : []
    for (const one of commits) if (!before.has(one.sha) && !made.has(one.sha)) made.set(one.sha, one)
  }
  const brought = await broughtByMerges(context, entries, bounds)
  for (const one of brought.reverse()) if (!before.has(one.sha) && !made.has(one.sha)) made.set(one.sha, one)
  const shas = [...made.keys()]
  if (shas.length === 0) return { commits: [], left: [], before: tips }
  const known = startHead === undefined ? new Set<string>() : await ancestorsAmong(context, shas, startHead)
  const fresh = new Map([...made].filter(([sha]) => !known.has(sha)).toSorted(([, a], [, b]) => a.at - b.at))
  return { ...(await placed(context, repository, fresh, tipsLeftBehind(entries))), before: tips }
}

/** Where HEAD was when it was moved away in the window. What a branch that exists began at, or was moved to, is that branch's affair. */
function tipsLeftBehind(entries: TimedEntry[]): string[] {
  const onBranches = new Set(entries.filter(({ log }) => !/(^|\/)HEAD$/.test(log)).map(({ sha }) => sha))
  return leavings(entries).filter((sha) => !onBranches.has(sha))
}

/** What a tool moved a branch across, oldest first: whatever no remote-tracking branch has was written here. */
async function writtenByTool(context: TaskContext, entry: TimedEntry): Promise<TimedEntry[]> {
  if (entry.previous === undefined) return []
  const range = [entry.sha, '--not', entry.previous, '--remotes']
  const format = `--format=${['%H', '%an', '%at', '%s'].join('%x1f')}`
  const log = await git(context)`log -z --reverse --max-count=${mostOnBranch} ${format} ${range} --`
  return nulSeparated(log.stdout).map((record) => {
    const [sha = '', author = '', authored = '', subject = ''] = record.trim().split('\u001f')
    return { ...entry, sha, author, authored, subject }
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
async function commitsByDate(context: TaskContext, bounds: Bounds): Promise<Commit[]> {
  // A day of slack: git stops at the first older commit, and clocks of several machines differ.
  const since = `--since=${Math.floor(bounds.from / 1000) - 86_400}`
  const found = await committedByOwner(context, [since, 'HEAD'], bounds, await ownEmail(context))
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

/** What a merge says that it merged. */
const mergedName = /^merge (\S+): /

/**
 * What merges in the window brought that no log names any more: it was made in a work tree that was removed, or on a branch that was deleted. The
 * repository's owner committed it in the window, and it is no remote-tracking branch that was merged.
 */
async function broughtByMerges(context: TaskContext, entries: TimedEntry[], bounds: Bounds): Promise<TimedEntry[]> {
  const merges = new Map<string, [name: string, range: string[]]>()
  for (const { inWindow, action, sha, previous } of entries) {
    const name = mergedName.exec(action)?.[1]
    if (!inWindow || name === undefined || name === 'FETCH_HEAD' || previous === undefined) continue
    merges.set(`${previous}..${sha}`, [name, [sha, `^${previous}`]])
  }
  if (merges.size === 0) return []
  const email = await ownEmail(context)
  if (email === '') return []
  // A commit has whole seconds.
  const since = { ...bounds, from: Math.floor(bounds.from / 1000) * 1000 }
  const found: TimedEntry[] = []
  for (const [name, range] of merges.values()) {
    const remote = await git(context)`rev-parse --verify --quiet ${`refs/remotes/${name}`}`
    if (!remote.ok) found.push(...(await committedByOwner(context, range, since, email)))
  }
  return found
}

/** Whoever commits here; '' where nobody said who that is. */
async function ownEmail(context: TaskContext): Promise<string> {
  const { stdout } = await git(context)`var GIT_COMMITTER_IDENT`
  return /<([^<>]*)> \d+ \S+$/.exec(stdout.trim())?.[1] ?? ''
}

/** Commits whose own dates and committer say that the owner made them in the window, the newest first; with an unknown owner, anybody. */
async function committedByOwner(
  context: TaskContext,
  range: string[],
  { from, to }: Bounds,
  email: string,
): Promise<TimedEntry[]> {
  const format = `--format=${['%H', '%ct', '%ce', '%an', '%at', '%s'].join('%x1f')}`
  const log = await git(context)`log -z --max-count=${mostOnBranch} ${format} ${range} --`
  return nulSeparated(log.stdout).flatMap((record): TimedEntry[] => {
    const [sha = '', time, committer, author = '', authored = '', subject = ''] = record.trim().split('\u001f')
    const at = Number(time) * 1000
    const own = email === '' || committer === email
    if (!own || at < from || at >= to) return []
    return [
      { sha, at, author, authored, subject, seconds: Number(time), log: 'HEAD', action: 'commit: ', inWindow: true },
    ]
  })
}

/** Commits with where each is now; those that are nowhere any more are left out. */
async function placed(
  context: TaskContext,
  repository: Repository,
  made: ReadonlyMap<string, TimedEntry>,
  leftTips: string[],
): Promise<Omit<FoundCommits, 'before'>> {
  const shas = [...made.keys()]
  const [offHead, unpushed] = await Promise.all([notOn(context, shas, ['HEAD']), notOn(context, shas, ['--remotes'])])
  const none: Places = { where: new Map(), left: [] }
  const { where: places, left } =
    offHead.size > 0 ? await placesOf(context, { repository, made, offHead, leftTips }) : none
  const commits = [...made.values()].flatMap(({ sha, subject, author, at }): Commit[] => {
    const where = offHead.has(sha) ? places.get(sha) : 'HEAD'
    // What others brought onto HEAD was pushed for them to have it.
    const pushed = !unpushed.has(sha) || (offHead.has(sha) && where === 'HEAD')
    return where === undefined ? [] : [{ sha, subject, author, at: iso(at), where, pushed }]
  })
  return { commits, left }
}

async function ancestorsAmong(context: TaskContext, shas: string[], head: string): Promise<Set<string>> {
  const others = await git(context)`rev-list ${shas} --not ${head} --`
  // A head that is gone (a shallow clone that was cut) says nothing.
  if (!others.ok) return new Set()
  const newer = new Set(lines(others.stdout))
  return new Set(shas.filter((sha) => !newer.has(sha)))
}
