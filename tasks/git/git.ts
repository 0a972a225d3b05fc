import type { TaskContext } from '../task.ts'

/**
 * What `git rev-parse --local-env-vars` names, over git's versions: each says which repository, index or configuration is meant, and is there in git's own
 * hooks, in `rebase --exec`, or because somebody keeps dotfiles that way. The repository that bookend closes is the one that the project lies in.
 */
export const repositoryVariables = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_CONFIG',
  'GIT_CONFIG_COUNT',
  'GIT_CONFIG_PARAMETERS',
  'GIT_DIR',
  'GIT_GRAFT_FILE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_INTERNAL_SUPER_PREFIX',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_REPLACE_REF_BASE',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
] as const

/** Others that change what git reads or runs, or how it answers. */
const otherVariables = [
  'GIT_EXTERNAL_DIFF',
  'GIT_ATTR_SOURCE',
  'GIT_NAMESPACE',
  'GIT_TRACE',
  'GIT_TRACE2',
  'GIT_TRACE_SETUP',
] as const
const pathspecVariables = [
  'GIT_LITERAL_PATHSPECS',
  'GIT_GLOB_PATHSPECS',
  'GIT_NOGLOB_PATHSPECS',
  'GIT_ICASE_PATHSPECS',
] as const

/** Nothing that git asks, pages or fetches, and no lock taken for a look. */
const environment: Record<string, string | undefined> = {
  ...Object.fromEntries(
    [...repositoryVariables, ...otherVariables, ...pathspecVariables].map((name) => [name, undefined]),
  ),
  LC_ALL: 'C',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_PAGER: 'cat',
  // A partial clone fetches what it lacks by whatever program its configuration names; the second variable is for git before 2.45.
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
}

/** Programs that a repository's configuration could have git run for a look at it; docs/security.md says which remain. */
const withoutPrograms = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'log.showSignature=false',
  'core.pager=cat',
]
const options = [
  '--no-optional-locks',
  '--no-pager',
  ...['core.quotePath=false', ...withoutPrograms].flatMap((each) => ['-c', each]),
]
/** What only the command itself can be told. */
const commandOptions: Record<string, string[]> = { diff: ['--no-ext-diff', '--no-textconv'] }

export interface GitResult {
  ok: boolean
  stdout: string
  /** The first line of what git complained about. */
  error: string
}

/** Runs git in the project, reading only: the only place that does. */
export async function git(context: Pick<TaskContext, 'shell'>, command: string, ...args: string[]): Promise<GitResult> {
  const { stdout, stderr, exit } = await context.shell.run(
    ['git', ...options, command, ...(commandOptions[command] ?? []), ...args],
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
