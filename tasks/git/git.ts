import type { TaskContext } from '../task.ts'

/** Nothing that git asks, signs or pages, and no lock taken for a look. */
const environment = { LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', GIT_PAGER: 'cat' }

export interface GitResult {
  ok: boolean
  stdout: string
  /** The first line of what git complained about. */
  error: string
}

/** Runs git in the project, reading only. */
export async function git(context: Pick<TaskContext, 'shell'>, ...args: string[]): Promise<GitResult> {
  const { stdout, stderr, exit } = await context.shell.run(
    ['git', '--no-optional-locks', '-c', 'core.quotePath=false', ...args],
    { env: environment },
  )
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
  /** Where the project lies in the work tree: '' or `packages/app/`. */
  prefix: string
}

/** The repository that the project lies in, or why there is none: `absent`, or `broken` with git's own words. */
export async function findRepository(
  context: Pick<TaskContext, 'shell' | 'files'>,
): Promise<Repository | { missing: 'absent' | 'broken'; detail: string }> {
  const found = await git(
    context,
    'rev-parse',
    '--path-format=absolute',
    '--show-toplevel',
    '--git-dir',
    '--git-common-dir',
    '--show-prefix',
  )
  if (!found.ok) {
    // A repository whose HEAD is damaged is none to git either.
    const absent = /not a git repository/i.test(found.error) && !context.files.exists('.git')
    return {
      missing: absent ? 'absent' : 'broken',
      detail: absent ? 'this is no git repository' : found.error || 'git cannot be run',
    }
  }
  const [top = '', gitDirectory = '', commonDirectory = '', prefix = ''] = found.stdout.split('\n')
  return { top, gitDirectory, commonDirectory, prefix }
}
