import { basename, join, relative } from 'node:path'
import { asText } from '../../cache/file-name.ts'
import { isAtOrBelow } from '../../cache/prefix.ts'
import { findRepository, git, listWorktrees, nulSeparated, type Repository } from '../git/git.ts'
import { isInOwnDirectory, isOwnFile, temporaryFileOwner } from '../own-files.ts'
import { gitFix } from '../reason.ts'
import type { FileInfo, TaskContext } from '../task.ts'
import { isDependencyLock, isLockFile, lockLinkOwner, lockOwner, mayPinVersions } from './lock-owner.ts'
import { directoriesAbove, isBuiltIn, isNegated, sparing } from './spared.ts'

/** Says of an artefact whether it must stay. */
export interface Keeping {
  /** Why a path must stay, or undefined. */
  reason(path: string, info: FileInfo): string | undefined
  /** The repository or work tree below the project's own that a path is in: it stays whole. */
  repositoryAround(path: string): string | undefined
}

/** Why nothing may go, and what to do about that. */
export interface Undecided {
  undecided: string
  fix: string
}

/** What must stay. Where git cannot say what it tracks, or the system what is open, nothing may go. `any`: whether there is anything to judge. */
export async function judgeKeeping(context: TaskContext, any: boolean): Promise<Keeping | Undecided> {
  const unreadable = any ? context.processes.unreadable() : undefined
  if (unreadable !== undefined)
    return { undecided: `what is open or mounted cannot be seen (${unreadable})`, fix: 'close down where it can' }
  const repository = await findRepository(context)
  if ('missing' in repository && repository.missing === 'broken') return withoutGit(repository.detail)
  if ('missing' in repository && repository.missing === 'absent' && wasInRepository(context))
    return withoutGit('the session was opened in a git repository, and there is none any more')
  // Only bookend's own directories: the rest is git's.
  const inGitDirectory = 'missing' in repository && repository.missing === 'no work tree' && repository.gitDirectory
  const own = any && !('missing' in repository) ? repository : undefined
  const tracked = own ? await trackedFiles(context, own) : (_: string) => false
  if (typeof tracked === 'string') return withoutGit(tracked)
  const open = any ? await context.processes.openPaths(context.project.root) : new Set<string>()
  const device = context.files.info('.')?.device
  const mounts = context.files.mounts()
  const worktrees = own ? await linkedWorktrees(context, own) : new Set<string>()
  const except = any ? negated(context) : []
  const leftOut = new Set(except.length > 0 ? await context.files.glob(except, 'with links and pipes') : [])
  const spared = any ? await sparing(context) : () => undefined
  const isRepository = (path: string, kind: FileInfo['kind'] | undefined) =>
    kind === 'directory' && (worktrees.has(asText(path)) || holdsRepository(context, path))
  const rules: [applies: (path: string, info: FileInfo) => boolean, reason: string][] = [
    [
      (path) => path.split('/').includes('.git') || (inGitDirectory && !/^\.(claude|memory-test)(\/|$)/.test(path)),
      'part of a git repository',
    ],
    [(path) => path === '..' || path.startsWith('../'), 'is outside the project'],
    [(path) => path === '.' || path === '', 'is the project itself'],
    [(path) => leftOut.has(path), 'left out by "artifacts"'],
    [(path) => isDependencyLock(path), 'a dependency lock file'],
    [
      (path) =>
        isOwnFile(path, context.config) || isInOwnDirectory(path, context.config) || path === context.config.rules,
      "the session's own record",
    ],
    // What git and the system say was taken for text: a name that looks the same may be meant.
    [(path) => tracked(asText(path)), 'tracked by git'],
    [(path) => behindLink(context, path), 'behind a symbolic link'],
    [
      (path, info) => info.device !== device || mounts.some((mount) => isAtOrBelow(asText(path), mount)),
      'on another mount',
    ],
    [(path, info) => isRepository(path, info.kind), 'a repository or work tree of its own'],
    // A program may wait at it and not be seen; nothing is lost with it, and no copy can be made.
    [(_, info) => info.kind === 'other', 'a named pipe, socket or device'],
    [
      (path, info) => info.kind === 'link' && temporaryFileOwner(basename(path)) !== undefined,
      'a link, which bookend makes none of under such a name',
    ],
    [(path) => open.has(join(context.project.root, asText(path))), 'open in a living process'],
  ]
  return {
    reason(path, info) {
      const rule = rules.find(([applies]) => applies(path, info))
      return rule ? rule[1] : (spared(path, info) ?? lockReason(context, path, info))
    },
    repositoryAround: (path) =>
      directoriesAbove(path).find((directory) => isRepository(directory, context.files.info(directory)?.kind)),
  }
}

const withoutGit = (why: string): Undecided => ({
  undecided: `git cannot say what it tracks (${why})`,
  fix: gitFix(why) ?? 'repair the repository',
})

/** What a glob behind `!` names stays, also in a directory that another glob names whole. */
const negated = ({ config }: TaskContext): string[] =>
  config.artifacts.flatMap((glob) => (isNegated(glob) ? [glob.slice(1)] : []))

/** What marks the top of a repository or work tree: a directory, or a file that leads to one. */
const repositoryEntries = [
  ...['.git', '.GIT', '.hg', '.jj', '.sl', '.svn', '.bzr', '.pijul', '_darcs', 'CVS'],
  // Fossil's, on Unix and on Windows.
  ...['.fslckout', '_FOSSIL_'],
]
/** What a repository without a work tree consists of. */
const bareRepository = ['HEAD', 'objects', 'refs']

function holdsRepository({ files }: TaskContext, directory: string): boolean {
  const holds = (name: string) => files.info(join(directory, name)) !== undefined
  return repositoryEntries.some(holds) || bareRepository.every(holds)
}

/** Other work trees of this repository that are in the project: known to git, even where their `.git` is gone. */
async function linkedWorktrees(context: TaskContext, repository: Repository): Promise<Set<string>> {
  const listed = await listWorktrees(context, repository)
  const paths = listed.split('\n').flatMap((line) => (line.startsWith('worktree ') ? [line.slice(9)] : []))
  return new Set(paths.map((path) => relative(context.project.root, path)).filter((path) => !/^(\.\.|$)/.test(path)))
}

function lockReason(context: TaskContext, path: string, info: FileInfo): string | undefined {
  const owner = info.kind === 'link' ? linkOwner(context, path) : fileOwner(context, path, info)
  if (owner !== undefined) return context.processes.isAlive(owner) ? `its owner lives (pid ${owner})` : undefined
  if (!isBuiltIn(path) && info.kind === 'file' && info.bytes > 0 && mayPinVersions(path))
    return 'a lock file that names no process, as dependency lock files do'
  return isLockFile(path) && isTouched(context, path, info)
    ? 'a lock that names no process, touched since the session began'
    : undefined
}

/** A lock that is a directory is kept alive by what is in it, too. */
function isTouched({ files, session }: TaskContext, path: string, { kind }: FileInfo): boolean {
  const within = kind === 'directory' ? files.list(path).map((name) => join(path, name)) : []
  return [path, ...within].some((one) => (files.modifiedAt(one) ?? 0) >= session.from)
}

function fileOwner({ files }: TaskContext, path: string, { kind, bytes }: FileInfo): number | undefined {
  if (kind !== 'file' || bytes > 65_536) return undefined
  return temporaryFileOwner(basename(path)) ?? (isLockFile(path) ? lockOwner(files.read(path) ?? '') : undefined)
}

/** Browsers and editors lock with a link to nothing, whose text says who they are. */
const linkOwner = ({ files }: TaskContext, path: string): number | undefined =>
  files.exists(path) ? undefined : lockLinkOwner(files.linkText(path))

function behindLink(context: TaskContext, path: string): boolean {
  return directoriesAbove(path).some((directory) => context.files.info(directory)?.kind === 'link')
}

const wasInRepository = ({ stores, session }: TaskContext): boolean =>
  typeof stores.sessions.get(session.id)?.metadata.gitCommonDir === 'string'

/** Whether git tracks a file, by its path relative to the project; a text where git cannot say. */
async function trackedFiles(
  context: TaskContext,
  { gitDirectory }: Repository,
): Promise<((path: string) => boolean) | string> {
  const [listed, folds] = await Promise.all([
    git(context)`ls-files -z`,
    git(context)`config --type=bool --get core.ignorecase`,
  ])
  if (!listed.ok) return listed.error
  const index = relative(context.project.root, join(gitDirectory, 'index'))
  if (!context.files.exists(index) && (await git(context)`rev-parse --verify --quiet HEAD`).ok)
    return 'its index is missing'
  const form = (path: string) => (folds.stdout.trim() === 'true' ? path.toLowerCase() : path)
  const paths = new Set(nulSeparated(listed.stdout).map(form))
  return (path) => paths.has(form(path))
}
