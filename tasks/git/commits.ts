import { join, relative } from 'node:path'
import { listedPath } from '../../templates/shown-path.ts'
import { firstNames, plural, shortSha } from '../../templates/words.ts'
import { isOwnFileOfAny } from '../own-files.ts'
import { defineTask, failed, type TaskContext } from '../task.ts'
import { type Commit, findCommits } from './find-commits.ts'
import { findRepository, git, gitNames, nulSeparated, type Repository, silenceOf } from './git.ts'
import { type FileChange, parseNumstat } from './porcelain.ts'
import { type GitState, readGitStatus } from './status.ts'

/** What came from elsewhere onto HEAD: by pull, fast-forward or clone. */
export interface Incoming {
  commits: number
  authors: string[]
}

export interface SessionCommits {
  /** HEAD when the session began and when it ended; null where there was no commit. */
  start: string | null
  end: string | null
  /** Those that were made here, on whatever branch or in whatever work tree; oldest first. */
  commits: Commit[]
  incoming: Incoming
  /** The last commits of those that are on no branch; absent in what an earlier version kept. */
  left?: string[]
  /** Commits that nothing but the detached HEAD leads to: the next checkout leaves them behind. None where HEAD is on a branch, or an operation has it. */
  onlyUnderHead?: number
  /** Files that the session changed, in commits or in the work tree, with their lines. */
  files: FileChange[]
}

/** Finds the commits of the session and the files that it changed. */
export const readCommits = defineTask({
  id: 'git/commits',
  title: "Find the session's commits and files",
  needs: { status: readGitStatus },
  block: ({ start, end, commits, incoming, files, left = [], onlyUnderHead = 0 }: SessionCommits) => ({
    session: { head: { start, end } },
    git: {
      commits,
      incoming,
      files,
      ...(left.length > 0 && { left }),
      ...(onlyUnderHead > 0 && { onlyUnderHead }),
    },
  }),
  show: ({ commits, incoming, files }: SessionCommits) =>
    [
      ...commits.map((commit) => `${shortSha(commit.sha)} ${commit.subject}${elsewhere(commit)}`),
      ...(incoming.commits > 0 ? [incomingLine(incoming)] : []),
      ...files.map(({ path, added, removed }) => `+${added} -${removed} ${listedPath(path)}`),
    ].join('\n') || 'none',
  async run(context, { status }) {
    const repository = await findRepository(context)
    const none: Incoming = { commits: 0, authors: [] }
    if ('missing' in repository || status.head === null)
      return { start: null, end: null, commits: [], incoming: none, files: [] }
    const { session, run, stores } = context
    // Also of a session that was closed: reflogs have whole seconds, and do not tell what came first in the one in which it began.
    const record = stores.sessions.get(session.id)
    const known = record?.from === session.from ? record.metadata.startHead : undefined
    const startHead = typeof known === 'string' ? known : undefined
    const end = session.to > run.startedAt - 1000 ? status.head : await headAt(context, session.to)
    // Where nothing was made before the end, nothing was before the beginning.
    const start = startHead ?? (end === null ? null : await headAt(context, session.from))
    const found = await findCommits(context, repository, {
      from: session.from,
      to: session.to,
      now: run.startedAt + 1000,
      ...(startHead !== undefined && { startHead }),
    })
    if ('unreadable' in found)
      return failed({ reason: 'unreadable', path: 'the git repository', detail: found.unreadable })
    const { commits, left, before } = found
    const others = await othersBetween(context, { start, end, commits })
    const incoming = await incomingOf(context, end, others, before)
    const changed = { start, end, commits, mixed: others.length > 0 }
    const files = await changedFiles(context, repository, status, changed)
    const silence = silenceOf(context)
    if (silence !== undefined) return failed({ reason: 'unreadable', path: 'the git repository', detail: silence })
    const onlyUnderHead = await countOnlyUnderHead(context, status)
    return { start, end, commits, incoming, left, files, onlyUnderHead }
  },
})

/** A rebase or a bisect goes back to its branch by itself. */
async function countOnlyUnderHead(context: TaskContext, { branch, operation }: GitState): Promise<number> {
  if (branch !== null || operation) return 0
  const counted = await git(context)`rev-list --count HEAD --not --branches --remotes --tags --`
  return counted.ok ? Number(counted.stdout) : 0
}

/** Where a commit is, if not simply on HEAD: behind its subject. */
export function elsewhere({ where }: Pick<Commit, 'where'>): string {
  return where === 'HEAD' ? '' : ` (on ${where}, not on HEAD)`
}

export function incomingLine({ commits, authors }: Incoming): string {
  return `${plural(commits, 'commit')} came from elsewhere: ${firstNames(authors, 5)}`
}

/** The newest commit of HEAD's history that was made before a time. */
async function headAt(context: TaskContext, before: number): Promise<string | null> {
  const found = await git(context)`rev-list -1 --before=${Math.ceil(before / 1000) - 1} HEAD --`
  return found.stdout.trim() || null
}

interface OtherCommit {
  sha: string
  author: string
}

/** What HEAD has at the end and had not at the beginning, without what the session made. */
async function othersBetween(
  context: TaskContext,
  { start, end, commits }: Pick<SessionCommits, 'start' | 'end' | 'commits'>,
): Promise<OtherCommit[]> {
  if (end === null || end === start) return []
  const made = new Set(commits.map(({ sha }) => sha))
  const log = await git(context)`log -z --format=%H%x1f%an ${end} ${start === null ? [] : [`^${start}`]} --`
  return nulSeparated(log.stdout)
    .map((record) => record.trim().split('\u001f'))
    .flatMap(([sha = '', author = '']) => (made.has(sha) ? [] : [{ sha, author }]))
}

/** A checkout brings back what a branch or HEAD of this repository had before: that came from nowhere. Why so: docs/decisions.md, 260. */
async function incomingOf(
  context: TaskContext,
  end: string | null,
  others: OtherCommit[],
  before: string[],
): Promise<Incoming> {
  const fresh =
    end !== null && others.length > 0 && before.length > 0 ? await notBefore(context, end, before) : undefined
  const incoming = others.filter(({ sha }) => fresh?.has(sha) ?? true)
  return { commits: incoming.length, authors: [...new Set(incoming.map(({ author }) => author))].sort() }
}

/** What a commit leads to and the earlier ones do not; undefined where git cannot say. A reflog may name what was pruned since. */
async function notBefore(context: TaskContext, end: string, before: string[]): Promise<Set<string> | undefined> {
  const listed = await git(context)`rev-list --ignore-missing ${end} --not ${before} --`
  return listed.ok ? new Set(listed.stdout.split('\n')) : undefined
}

async function changedFiles(
  context: TaskContext,
  repository: Repository,
  status: GitState,
  { start, end, commits, mixed }: Pick<SessionCommits, 'start' | 'end' | 'commits'> & { mixed: boolean },
): Promise<FileChange[]> {
  const sum = new Map<string, FileChange>()
  const add = (file: string, added: number, removed: number) => {
    const path = relative(context.project.root, join(repository.top, file))
    if (isOwnFileOfAny(path, context.config, context.files)) return
    const known = sum.get(path) ?? { path, added: 0, removed: 0 }
    sum.set(path, { path, added: known.added + added, removed: known.removed + removed })
  }
  const inSession = (file: string) => {
    const at = context.files.modifiedAt(relative(context.project.root, join(repository.top, file)))
    return at === undefined || (at >= context.session.from && at < context.session.to)
  }
  // Where others' or earlier commits are between, the session's are counted one by one.
  const counted = mixed ? commits : commits.filter(({ where }) => where !== 'HEAD')
  for (const { path, added, removed } of await filesOf(context, counted)) add(path, added, removed)
  if (end !== null && end !== start && !mixed) {
    const base = start === null ? await emptyTree(context) : await forkPoint(context, start, end)
    const committed = await gitNames(context)`diff --numstat -z -M ${base} ${end} --`
    for (const { path, added, removed } of parseNumstat(committed.stdout)) add(path, added, removed)
  }
  if (status.staged.length + status.unstaged.length + status.conflicts.length > 0) {
    const uncommitted = await gitNames(context)`diff --numstat -z -M HEAD --`
    for (const { path, added, removed } of parseNumstat(uncommitted.stdout))
      if (inSession(path)) add(path, added, removed)
  }
  for (const path of status.untracked) {
    const file = relative(repository.top, join(context.project.root, path))
    if (inSession(file)) add(file, linesOf(context, path), 0)
  }
  return [...sum.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** The lines of some commits; of merges, only what was changed in merging. */
async function filesOf(context: TaskContext, commits: Commit[]): Promise<FileChange[]> {
  if (commits.length === 0) return []
  const shas = commits.map(({ sha }) => sha)
  const options = [
    '--no-walk=unsorted',
    '--numstat',
    '-z',
    '-M',
    '--format=',
    '--no-ext-diff',
    '--no-textconv',
    '--diff-merges=remerge',
  ]
  const log = await gitNames(context)`log ${options} ${shas} --`
  if (log.ok) return parseNumstat(log.stdout)
  // Git before 2.35 cannot merge again to compare: a merge counts no lines there.
  return parseNumstat((await gitNames(context)`log ${options.slice(0, -1)} --no-merges ${shas} --`).stdout)
}

/** What a session changed since it left a commit that is not an ancestor any more (another branch, a rebase) begins where the two part. */
async function forkPoint(context: TaskContext, start: string, end: string): Promise<string> {
  const base = await git(context)`merge-base ${start} ${end}`
  return base.stdout.trim() || start
}

/** The object id of a tree without files, in this repository's hash. */
async function emptyTree(context: TaskContext): Promise<string> {
  return (await git(context)`hash-object -t tree --stdin`).stdout.trim()
}

const largestCounted = 2 ** 26

/** Lines of a new file, as git would count them; 0 for binary ones, and for those of more than 64 MB. */
function linesOf(context: TaskContext, path: string): number {
  const info = context.files.info(path)
  if (info?.kind !== 'file' || info.bytes > largestCounted) return 0
  const text = context.files.read(path) ?? ''
  if (text.includes('\0')) return 0
  let lines = text === '' || text.endsWith('\n') ? 0 : 1
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++
  return lines
}
