import { join, relative } from 'node:path'
import { listedPath } from '../../templates/shown-path.ts'
import { shortSha } from '../../templates/words.ts'
import { isAsInstalled } from '../install-record.ts'
import { isOwnFileOfAny } from '../own-files.ts'
import { defineTask, failed, type Session, skipped, type TaskContext } from '../task.ts'
import {
  findRepository,
  git,
  gitNames,
  listWorktrees,
  mayHaveRemotes,
  nulSeparated,
  type Repository,
  stashTimes,
} from './git.ts'
import { type Operation, operationInWords, operationUnderWay } from './operation.ts'
import { type GitStatus, parsePorcelain } from './porcelain.ts'
import { uncommittedFiles } from './uncommitted.ts'

export interface GitState extends GitStatus {
  stashes: number
  /** Of these, the ones that were made in the session. */
  sessionStashes: number
  /** What `hooks install` made and nobody changed, where it is in no commit: no work of anybody's, and in none of the lists. */
  installed?: string[]
  /** Paths of submodules. */
  submodules: string[]
  /** Those of them that have commits under their HEAD on no remote, with how many; absent where none has, or none knows a remote. */
  unpushedSubmodules?: { path: string; commits: number }[]
  /** The other work trees of the repository. */
  worktrees: string[]
  /** Those of them that have work in no commit, with how many files; absent where none has. */
  dirtyWorktrees?: { path: string; files: number }[]
  /** `clean`, `dirty`, or the name of the operation that is under way. */
  state: string
  operation?: Operation
  /** Where HEAD has no upstream or is ahead of it: commits under it that no remote's branch has; absent where no remote is known. */
  unpushed?: number
}

/** Reads where the work tree stands, complete; bookend's own files are left out. */
export const readGitStatus = defineTask({
  id: 'git/status',
  title: 'Read the state of the work tree',
  block: (state: GitState) => ({ git: state }),
  show: describeState,
  async run(context) {
    const repository = await findRepository(context)
    if ('missing' in repository) {
      if (repository.missing === 'broken')
        return failed({ reason: 'unreadable', path: 'the git repository', detail: repository.detail })
      return skipped({ reason: 'nothing-there', detail: repository.detail })
    }
    const [status, stashes, worktrees, modules] = await Promise.all([
      gitNames(context)`status --porcelain=v2 -z --branch --untracked-files=all --find-renames`,
      stashTimes(context, repository),
      listWorktrees(context, repository),
      git(context)`ls-files -z --stage`,
    ])
    if (!status.ok) return failed({ reason: 'unreadable', path: 'the git repository', detail: status.error })
    const all = withProjectPaths(parsePorcelain(status.stdout), repository, context)
    const installed = uncommittedFiles(all).filter(isAsInstalled(context.files))
    const parsed = withoutFiles(all, new Set(installed))
    const dirty = uncommittedFiles(parsed).length > 0
    const inGit = (file: string) => relative(context.project.root, join(repository.gitDirectory, file))
    const operation = operationUnderWay(
      (file) => context.files.exists(inGit(file)),
      (file) => context.files.read(inGit(file)),
    )
    const submodules = nulSeparated(modules.stdout).flatMap((entry) =>
      entry.startsWith('160000 ') ? [entry.slice(entry.indexOf('\t') + 1)] : [],
    )
    const unpushedSubmodules = await unpushedAmong(submodules, context)
    const others = otherWorktrees(worktrees, repository.top)
    const dirtyWorktrees = await dirtyAmong(others, context)
    const unpushed =
      parsed.head !== null && (parsed.upstream === null || parsed.ahead > 0) && mayHaveRemotes(context, repository)
        ? await underHead(context)
        : undefined
    return {
      ...parsed,
      stashes: stashes.length,
      sessionStashes: stashes.filter((at) => isWithin(at, context.session)).length,
      submodules,
      ...(installed.length > 0 && { installed }),
      ...(unpushedSubmodules.length > 0 && { unpushedSubmodules }),
      worktrees: others.map((path) => relative(context.project.root, path)),
      ...(dirtyWorktrees.length > 0 && { dirtyWorktrees }),
      state: operation?.name ?? (dirty ? 'dirty' : 'clean'),
      ...(operation && { operation }),
      ...(unpushed !== undefined && { unpushed }),
    }
  },
})

/** `directory`: of another repository than the project's. */
async function underHead(context: TaskContext, directory = '.'): Promise<number | undefined> {
  const remotes = await git(context)`-C ${directory} for-each-ref --count=1 refs/remotes`
  if (!remotes.ok || remotes.stdout.trim() === '') return undefined
  const counted = await git(context)`-C ${directory} rev-list --count HEAD --not --remotes --`
  return counted.ok ? Number(counted.stdout) : undefined
}

/** Git's times are whole seconds. */
const isWithin = (at: number, { from, to }: Pick<Session, 'from' | 'to'>): boolean =>
  at >= Math.floor(from / 1000) * 1000 && at < to

function withProjectPaths(status: GitStatus, repository: Repository, context: TaskContext): GitStatus {
  const path = (file: string) => relative(context.project.root, join(repository.top, file))
  const own = (file: string) => isOwnFileOfAny(file, context.config, context.files)
  const list = (files: string[]) => files.map(path).filter((file) => !own(file))
  return {
    ...status,
    staged: list(status.staged),
    unstaged: list(status.unstaged),
    untracked: list(status.untracked.filter(isNoRepository)),
    conflicts: list(status.conflicts),
    ...(status.changedSubmodules && {
      changedSubmodules: status.changedSubmodules.map((each) => ({ ...each, path: path(each.path) })),
    }),
    renames: status.renames.map(({ from, to }) => ({ from: path(from), to: path(to) })).filter(({ to }) => !own(to)),
  }
}

const withoutFiles = (status: GitStatus, files: Set<string>): GitStatus => {
  const others = (list: string[]) => list.filter((file) => !files.has(file))
  const { staged, unstaged, untracked } = status
  return { ...status, staged: others(staged), unstaged: others(unstaged), untracked: others(untracked) }
}

/** Git names a directory only where it is a repository or work tree of its own: nothing that could be committed here. */
const isNoRepository = (file: string): boolean => !file.endsWith('/')

/** What is pushed of a repository is not pushed of its submodules. Paths are relative to the project, as of `ls-files`. */
async function unpushedAmong(paths: string[], context: TaskContext): Promise<{ path: string; commits: number }[]> {
  // Where nothing was checked out, git would speak of the repository around it.
  const there = paths.filter((path) => context.files.exists(join(path, '.git'))).slice(0, mostLookedAt)
  const looked = there.map(async (path) => ({ path, commits: (await underHead(context, path)) ?? 0 }))
  return (await Promise.all(looked)).filter(({ commits }) => commits > 0)
}

/** So many other work trees, and submodules, are looked at: each look takes as long as one at this. */
const mostLookedAt = 8

async function dirtyAmong(paths: string[], context: TaskContext): Promise<{ path: string; files: number }[]> {
  const looked = paths.slice(0, mostLookedAt).map(async (path) => {
    const exists = (file: string) => context.files.exists(join(relative(context.project.root, path), file))
    const isOwn = (file: string) => isOwnFileOfAny(file, context.config, { exists })
    // One that is gone or cannot be read has nothing to tell.
    const { ok, stdout } = await git(context)`-C ${path} status --porcelain -z --no-renames`
    const files = ok
      ? nulSeparated(stdout).filter((entry) => isNoRepository(entry) && !isOwn(entry.slice('?? '.length))).length
      : 0
    return { path: relative(context.project.root, path), files }
  })
  return (await Promise.all(looked)).filter(({ files }) => files > 0)
}

function otherWorktrees(porcelain: string, top: string): string[] {
  const paths = porcelain
    .split('\n')
    .flatMap((line) => (line.startsWith('worktree ') ? [line.slice('worktree '.length)] : []))
  return paths.filter((path) => path !== top)
}

function describeState(state: GitState): string {
  const lines = [
    `${state.branch ?? 'detached'}@${state.head === null ? 'no commit yet' : shortSha(state.head)}, ${state.state}`,
  ]
  if (state.operation) lines.push(operationInWords(state.operation))
  if (state.upstream) lines.push(`upstream ${state.upstream}: ${state.ahead} ahead, ${state.behind} behind`)
  for (const key of ['staged', 'unstaged', 'untracked', 'conflicts'] as const) {
    for (const path of state[key]) lines.push(`${key.padEnd(10)} ${listedPath(path)}`)
  }
  return lines.join('\n')
}
