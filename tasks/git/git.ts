import { join, relative, resolve } from 'node:path'
import { upward } from '../../cache/upward.ts'
import { type CommandPart, commandWords } from '../command-words.ts'
import { placeOf } from '../place.ts'
import type { CommandOptions, TaskContext } from '../task.ts'
import { gitEnvironment, gitOptions, trusted } from './git-environment.ts'

/** What only the command itself can be determined. */
const commandOptions: Record<string, string[]> = { diff: ['--no-ext-diff', '--no-textconv'] }

export interface GitResult {
  ok: boolean
  stdout: string
  /** The first line of what git complained about. */
  error: string
}

type Asking = Pick<TaskContext, 'shell'> & {
  environment?: TaskContext['environment']
  config?: Pick<TaskContext['config'], 'questionTimeoutMs'>
}

const usualLimitMs = 60_000
/** The runs in which git did not answer in time: a pipe in the place of one of its files keeps it waiting at every question. */
const silent = new WeakMap<TaskContext['shell'], string>()

/** What git was asked in vain, since when nothing else is asked. */
export const silenceOf = ({ shell }: Asking): string | undefined => silent.get(shell)

/** Runs git in the project, reading only: git(context)`status --porcelain=v2 -z`. The only place that does. */
export const git =
  (context: Asking, output: Pick<CommandOptions, 'names'> = {}) =>
  (template: TemplateStringsArray, ...values: CommandPart[]): Promise<GitResult> => {
    const [command = '', ...words] = commandWords(template, values)
    return ask(context, command, words, output)
  }

/** The same of a command that prints names of files, which need not be text. */
export const gitNames = (context: Asking) => git(context, { names: true })

async function ask(
  context: Asking,
  command: string,
  words: string[],
  output: Pick<CommandOptions, 'names'>,
): Promise<GitResult> {
  const { $ } = context.shell
  const limitMs = context.config?.questionTimeoutMs ?? usualLimitMs
  const silence = silenceOf(context)
  if (silence !== undefined) return { ok: false, stdout: '', error: silence }
  const run = $({ own: true, env: gitEnvironment, timeoutMs: limitMs, ...output })
  const { stdout, stderr, exit, late } =
    await run`git ${gitOptions} ${trusted(context.environment)} ${command} ${commandOptions[command] ?? []} ${words}`
  if (exit === undefined && late) {
    silent.set(context.shell, `git ${command} gave no answer within ${limitMs / 1000} s`)
    return { ok: false, stdout: '', error: silent.get(context.shell) as string }
  }
  return { ok: exit === 0, stdout, error: stderr.split('\n')[0] ?? '' }
}

/** The parts of a NUL-terminated list. */
export function nulSeparated(text: string): string[] {
  return text.split('\0').filter((part) => part !== '')
}

export interface Repository {
  /** The work tree's root, absolute. */
  top: string
  gitDirectory: string
  /** Shared by all work trees of a repository. */
  commonDirectory: string
  /** Where the project is in the work tree: '' or `packages/app/`. */
  prefix: string
}

/** `no work tree`: bare, or asked inside git's own directory; `gitDirectory`: whether the project is within that. */
type NoRepository =
  | { missing: 'absent' | 'broken'; detail: string }
  | { missing: 'no work tree'; detail: string; gitDirectory: boolean }

/** Several steps of a run ask: git is asked once. A run has one shell. */
const found = new WeakMap<TaskContext['shell'], Promise<Repository | NoRepository>>()

type Looking = Asking & Pick<TaskContext, 'files' | 'project'>

/** The repository that the project is in, or why there is none: `absent`, `no work tree`, or `broken` with git's own words. */
export function findRepository(context: Looking): Promise<Repository | NoRepository> {
  const known = found.get(context.shell) ?? lookForRepository(context)
  found.set(context.shell, known)
  return known
}

/** What git opens at almost every question, in its own directory and above. Pipes deeper in a work tree are found by waiting. */
const opened = [
  ...['HEAD', 'config', 'index', 'packed-refs', 'info/exclude', 'info/attributes'],
  ...['../.gitignore', '../.gitattributes'],
]

/** The file in whose place is a pipe, a socket or a device: git waits for whoever writes into it, at each question anew. */
function whatHoldsGit({ files, project }: Looking): string | undefined {
  const { repository } = placeOf(project.root, files)
  if (repository === null) return undefined
  return opened
    .map((name) => relative(project.root, join(repository, name)))
    .find((path) => files.info(path)?.kind === 'other')
}

async function lookForRepository(context: Looking): Promise<Repository | NoRepository> {
  const pipe = whatHoldsGit(context)
  if (pipe !== undefined) {
    const detail = `${pipe} is not a regular file, and git would wait for whoever writes into it`
    silent.set(context.shell, detail)
    return { missing: 'broken', detail }
  }
  const answer = await git(context)`rev-parse --show-toplevel --absolute-git-dir --git-common-dir --show-prefix`
  if (!answer.ok) {
    const without = /must be run in a work tree/i.test(answer.error) && (await lookForBare(context))
    if (without) return without
    if (!/not a git repository/i.test(answer.error) || mayBeInRepository(context))
      return { missing: 'broken', detail: answer.error || 'git cannot be run' }
    const detail = 'this is not a git repository'
    const named = ['GIT_DIR', 'GIT_WORK_TREE'].find((name) => context.environment?.[name])
    if (named === undefined) return { missing: 'absent', detail }
    return { missing: 'broken', detail: `${detail} by itself, and the one that ${named} names is not asked` }
  }
  const [top = '', gitDirectory = '', common = '', prefix = ''] = answer.stdout.split('\n')
  // Git before 2.31 says it no other way than relative to where it is asked.
  const commonDirectory = resolve(context.project.root, common)
  if (!isProject(context, join(top, prefix)))
    return { missing: 'broken', detail: `git has its work tree in ${top}, and the project is not there` }
  return { top, gitDirectory, commonDirectory, prefix }
}

/** Whether a `.git` is at the project or above. A repository whose HEAD is damaged, or that git may not look for, is none to git; an empty directory is none at all. */
const mayBeInRepository = ({ files, project }: Looking): boolean =>
  [...upward(project.root)].some((directory) => {
    const path = join(relative(project.root, directory), '.git')
    return files.exists(path) && (files.info(path)?.kind !== 'directory' || files.list(path).length > 0)
  })

function isProject({ files, project }: Looking, directory: string): boolean {
  const path = relative(project.root, directory)
  if (path === '') return true
  const [there, here] = [files.info(path), files.info('.')]
  return there !== undefined && there.device === here?.device && there.inode === here.inode
}

/** What it is that git knows and that has no work tree. One with an index has one, which `core.bare` or `core.worktree` hides: nobody says what is tracked there. */
async function lookForBare(context: Looking): Promise<NoRepository | undefined> {
  const answer = await git(context)`rev-parse --is-bare-repository --is-inside-git-dir --absolute-git-dir`
  if (!answer.ok) return undefined
  const [bareText, insideText, gitDirectory = ''] = answer.stdout.split('\n')
  const [bare, inside] = [bareText, insideText].map((line) => line === 'true')
  if (!inside && context.files.exists(relative(context.project.root, join(gitDirectory, 'index'))))
    return { missing: 'broken', detail: `git has no work tree here, and an index of one in ${gitDirectory}` }
  const detail = bare
    ? 'this is a bare git repository, which has no work tree: run bookend in a work tree or a clone of it'
    : "this is git's own directory of a repository: run bookend in the work tree"
  return { missing: 'no work tree', detail, gitDirectory: inside === true }
}

/**
 * The work trees of a repository, as `git worktree list --porcelain` names them. Empty where it has only its own: that is seen in its directory, and a
 * process is spared at every closedown.
 */
export async function listWorktrees(
  context: Asking & Pick<TaskContext, 'files' | 'project'>,
  { commonDirectory }: Repository,
): Promise<string> {
  const linked = relative(context.project.root, join(commonDirectory, 'worktrees'))
  if (!context.files.exists(linked)) return ''
  return (await git(context)`worktree list --porcelain`).stdout
}

/** Whether a remote's branch may be known: where none is, git need not be asked for one. */
export const mayHaveRemotes = (
  context: Pick<TaskContext, 'files' | 'project'>,
  { commonDirectory }: Repository,
): boolean => hasAny(context, commonDirectory, 'refs/remotes', 'packed-refs')

/** Whether one of some paths is in git's own directory, or a table of references, of which only git can say what is in it. */
const hasAny = (
  { files, project }: Pick<TaskContext, 'files' | 'project'>,
  directory: string,
  ...paths: string[]
): boolean => [...paths, 'reftable'].some((path) => files.exists(relative(project.root, join(directory, path))))

/** When each stash was made, in milliseconds: their log is a file. */
export async function stashTimes(
  context: Asking & Pick<TaskContext, 'files' | 'project'>,
  { commonDirectory }: Repository,
): Promise<number[]> {
  if (!hasAny(context, commonDirectory, 'logs/refs/stash')) return []
  const logged = await git(context)`log --walk-reflogs --date=unix --format=%gd refs/stash --`
  return [...logged.stdout.matchAll(/@\{(\d+)\}$/gm)].map(([, seconds]) => Number(seconds) * 1000)
}
