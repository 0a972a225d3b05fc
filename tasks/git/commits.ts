import { join, relative } from 'node:path'
import { iso } from '../../cache/window.ts'
import { isOwnFile } from '../own-files.ts'
import { defineTask, type TaskContext } from '../task.ts'
import { findRepository, git, type Repository } from './git.ts'
import { type FileChange, parseNumstat } from './porcelain.ts'
import { readGitStatus } from './status.ts'

export interface Commit {
  sha: string
  at: string
  subject: string
}

export interface SessionCommits {
  /** HEAD when the session began and when it ended; null where there was no commit. */
  start: string | null
  end: string | null
  /** Oldest first. */
  commits: Commit[]
  /** Files that the session changed, in commits or in the work tree, with their lines. */
  files: FileChange[]
}

/** Finds the commits of the session and the files that it changed. */
export const readCommits = defineTask({
  id: 'git/commits',
  title: "Find the session's commits and files",
  needs: { status: readGitStatus },
  block: ({ start, end, commits, files }: SessionCommits) => ({
    session: { head: { start, end } },
    git: { commits, files },
  }),
  show: ({ commits, files }: SessionCommits) =>
    [
      ...commits.map(({ sha, subject }) => `${sha.slice(0, 12)} ${subject}`),
      ...files.map(({ path, added, removed }) => `+${added} -${removed} ${JSON.stringify(path)}`),
    ].join('\n') || 'none',
  async run(context, { status }) {
    const repository = await findRepository(context)
    if ('missing' in repository || status.head === null) return { start: null, end: null, commits: [], files: [] }
    const { session } = context
    const known = session.open ? context.stores.sessions.get(session.id)?.metadata.startHead : undefined
    // A commit's time has whole seconds: those of an opened session are told from earlier ones by the HEAD that init saw.
    const from = typeof known === 'string' ? Math.floor(session.from / 1000) * 1000 : session.from
    const start = typeof known === 'string' ? known : await headAt(context, from)
    const end = session.to > context.run.startedAt - 1000 ? status.head : await headAt(context, session.to)
    return {
      start,
      end,
      commits:
        end === null
          ? []
          : await commitsBetween(context, typeof known === 'string' ? known : null, end, { from, to: session.to }),
      files: await changedFiles(context, repository, start, end),
    }
  },
})

/** The newest commit of HEAD's history that was made before a time. */
async function headAt(context: TaskContext, before: number): Promise<string | null> {
  const found = await git(context, 'rev-list', '-1', `--before=${Math.ceil(before / 1000) - 1}`, 'HEAD', '--')
  return found.stdout.trim() || null
}

const separator = '\u001f'

async function commitsBetween(
  context: TaskContext,
  after: string | null,
  end: string,
  { from, to }: { from: number; to: number },
): Promise<Commit[]> {
  // A day of slack: git stops at the first older commit, and clocks of several machines differ.
  const since = `--since=${Math.floor(from / 1000) - 86_400}`
  const log = await git(
    context,
    'log',
    '-z',
    `--format=%H${separator}%ct${separator}%s`,
    since,
    ...(after === null ? [end] : [end, `^${after}`]),
    '--',
  )
  const commits = log.stdout.split('\0').flatMap((record) => {
    const [sha = '', seconds = '', subject = ''] = record.split(separator)
    const at = Number(seconds) * 1000
    return sha !== '' && at >= from && at < to ? [{ sha: sha.trim(), at: iso(at), subject }] : []
  })
  return commits.reverse()
}

async function changedFiles(
  context: TaskContext,
  repository: Repository,
  start: string | null,
  end: string | null,
): Promise<FileChange[]> {
  const sum = new Map<string, FileChange>()
  const add = (file: string, added: number, removed: number) => {
    const path = relative(context.project.root, join(repository.top, file))
    if (isOwnFile(path, context.config)) return
    const known = sum.get(path) ?? { path, added: 0, removed: 0 }
    sum.set(path, { path, added: known.added + added, removed: known.removed + removed })
  }
  const inSession = (file: string) => {
    const at = context.files.modifiedAt(relative(context.project.root, join(repository.top, file)))
    return at === undefined || (at >= context.session.from && at < context.session.to)
  }
  if (end !== null && end !== start) {
    const base = start === null ? await emptyTree(context) : await forkPoint(context, start, end)
    const committed = await git(context, 'diff', '--numstat', '-z', '-M', base, end, '--')
    for (const { path, added, removed } of parseNumstat(committed.stdout)) add(path, added, removed)
  }
  const uncommitted = await git(context, 'diff', '--numstat', '-z', '-M', 'HEAD', '--')
  for (const { path, added, removed } of parseNumstat(uncommitted.stdout))
    if (inSession(path)) add(path, added, removed)
  const untracked = await git(context, 'ls-files', '-z', '--others', '--exclude-standard', '--full-name')
  for (const path of untracked.stdout.split('\0').filter((name) => name !== '')) {
    if (inSession(path)) add(path, linesOf(context, relative(context.project.root, join(repository.top, path))), 0)
  }
  return [...sum.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** What a session changed since it left a commit that is no ancestor any more (another branch, a rebase) begins where the two part. */
async function forkPoint(context: TaskContext, start: string, end: string): Promise<string> {
  const base = await git(context, 'merge-base', start, end)
  return base.stdout.trim() || start
}

/** The object id of a tree without files, in this repository's hash. */
async function emptyTree(context: TaskContext): Promise<string> {
  return (await git(context, 'hash-object', '-t', 'tree', '--stdin')).stdout.trim()
}

const largestCounted = 2 ** 20

/** Lines of a new file, as git would count them; 0 for binary and for very large ones. */
function linesOf(context: TaskContext, path: string): number {
  const info = context.files.info(path)
  if (info?.kind !== 'file' || info.bytes > largestCounted) return 0
  const text = context.files.read(path) ?? ''
  if (text.includes('\0')) return 0
  return text.split('\n').length - (text.endsWith('\n') || text === '' ? 1 : 0)
}
