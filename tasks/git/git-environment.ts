import type { Environment } from '../../cache/environment.ts'

/**
 * What `git rev-parse --local-env-vars` names, over git's versions: each says which repository, index or configuration is meant, and is there in git's own
 * hooks, in `rebase --exec`, or because somebody keeps dotfiles that way. The repository that bookend closes is the one that the project is in.
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
  'GIT_CEILING_DIRECTORIES',
  'GIT_NAMESPACE',
  'GIT_TRACE',
  'GIT_TRACE2',
  'GIT_TRACE2_EVENT',
  'GIT_TRACE2_PERF',
  'GIT_TRACE_SETUP',
] as const
const pathspecVariables = [
  'GIT_LITERAL_PATHSPECS',
  'GIT_GLOB_PATHSPECS',
  'GIT_NOGLOB_PATHSPECS',
  'GIT_ICASE_PATHSPECS',
] as const

/** Nothing that git asks, pages or fetches, and no lock taken for a look. */
export const gitEnvironment: Record<string, string | undefined> = {
  ...Object.fromEntries(
    [...repositoryVariables, ...otherVariables, ...pathspecVariables].map((name) => [name, undefined]),
  ),
  LC_ALL: 'C',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  // A project on a mount of its own (a volume of a container) is in the repository around it all the same.
  GIT_DISCOVERY_ACROSS_FILESYSTEM: '1',
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
/** What would have git read files of no use here, which may be pipes or have no end, or answer in another form. */
const withoutHabits = [
  'diff.orderFile=/dev/null',
  'log.mailmap=false',
  'diff.relative=false',
  'i18n.logOutputEncoding=UTF-8',
]
export const gitOptions = [
  '--no-pager',
  ...['core.quotePath=false', ...withoutPrograms, ...withoutHabits].flatMap((each) => ['-c', each]),
]
/** Whose repositories the environment trusts, as CI says it, and `git -c`: of the settings in it the one that is about this machine, and not about a repository. */
export function trusted(environment: Environment = {}): string[] {
  const count = Math.min(Number(environment.GIT_CONFIG_COUNT) || 0, mostSettings)
  const counted = Array.from({ length: count }, (_, at) => [
    environment[`GIT_CONFIG_KEY_${at}`],
    environment[`GIT_CONFIG_VALUE_${at}`],
  ])
  return [...parametersIn(environment.GIT_CONFIG_PARAMETERS ?? ''), ...counted].flatMap(([key, value = '']) =>
    key?.toLowerCase() === 'safe.directory' ? ['-c', `safe.directory=${value}`] : [],
  )
}
const mostSettings = 100

/** What `git -c` hands on: `'key'='value'`, before git 2.31 `'key=value'`, a quote as `'\''`. */
function parametersIn(text: string): [key: string, value: string][] {
  const quoted = "'((?:[^']|'\\\\'')*)'"
  return [...text.matchAll(new RegExp(`${quoted}(?:=${quoted})?`, 'g'))]
    .slice(0, mostSettings)
    .map(([, first = '', second]) => {
      const whole = (second === undefined ? first : `${first}=${second}`).replaceAll("'\\''", "'")
      const end = whole.indexOf('=')
      return end < 0 ? [whole, ''] : [whole.slice(0, end), whole.slice(end + 1)]
    })
}
