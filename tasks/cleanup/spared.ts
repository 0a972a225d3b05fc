import { basename, dirname, normalize, relative, resolve } from 'node:path'
import { isAtOrBelow } from '../../cache/prefix.ts'
import { codexDirectory, temporaryFileOwner } from '../own-files.ts'
import { configurationFiles, type FileInfo, ruleTextsOf, type TaskContext, usualAuditDirectory } from '../task.ts'
import { isLockFile } from './lock-owner.ts'

/** Why a path stays that only a glob with wildcards reaches, or that the configuration names; undefined where it may go. */
type Sparing = (path: string, info: FileInfo) => string | undefined

/**
 * A glob such as `*` or `**` says "what is left over", and reaches what nobody means by that: what bookend is configured by and reads from, which no glob may
 * take, and what belongs to the agent, the environment and the package manager, which goes only where a glob says so.
 */
export async function sparing(context: TaskContext): Promise<Sparing> {
  const { config, files } = context
  const globs = config.artifacts.filter((glob) => !isNegated(glob))
  const named = globs.filter(saysWhat)
  const reached = new Set(named.length < globs.length ? await files.glob(named, 'with links and pipes') : [])
  const isNamed = (path: string) =>
    named.length === globs.length || [path, ...directoriesAbove(path)].some((each) => reached.has(each))
  const source = await sourcesOf(context)
  return (path, info) => {
    const isSource = source(path)
    if (isSource) return isSource
    const found = onRequest.find(([is]) => is(path, info))
    return found && !isBuiltIn(path) && !isNamed(path) ? `${found[1]}, which no glob names` : undefined
  }
}

/** Why a file of the project is one that bookend is configured by or reads from; undefined of any other. */
export async function sourcesOf({
  config,
  files,
  project,
}: Pick<TaskContext, 'config' | 'files' | 'project'>): Promise<(path: string) => string | undefined> {
  const rules = new Set(await files.glob(ruleTextsOf(config, false)))
  const logs = auditDirectories(config.audit).map((directory) =>
    relative(project.root, resolve(project.root, directory)),
  )
  return (path) => {
    if (configurationFiles.includes(path)) return "the project's configuration"
    if (rules.has(path)) return 'it holds rules'
    return logs.some((directory) => isAtOrBelow(path, directory)) ? 'the audit log is there' : undefined
  }
}

export const isNegated = (glob: string): boolean => /^![^!(]/.test(glob)

/** What goes only where a glob says so. */
const onRequest: [is: (path: string, info: FileInfo) => boolean, what: string][] = [
  [
    (path, { kind }) =>
      path.startsWith('.claude/') || (path === '.claude' && kind === 'link') || isAtOrBelow(path, codexDirectory),
    "the agent's own",
  ],
  [(path) => /^\.env(rc|\..+)?$/.test(basename(path)), 'settings of the environment'],
  [(path) => path.split('/').includes('node_modules'), 'installed packages'],
]

/** What every project's leftovers are, whatever `artifacts` says. */
export const isBuiltIn = (path: string): boolean =>
  isAtOrBelow(path, '.memory-test') ||
  temporaryFileOwner(basename(path)) !== undefined ||
  (dirname(path) === '.claude' && isLockFile(path))

/** Whether a glob begins with a name, not with wildcards (below the agent's directories: their next part), or has the name of what goes on request in it. */
function saysWhat(glob: string): boolean {
  const [first = '', second = ''] = normalize(glob).split('/')
  const part = ['.claude', codexDirectory].includes(first) ? second : first
  return /^(?!\.{0,2}$)[^*?[\]{}()!+@~]+$/.test(part) || /node_modules|\.env/.test(glob)
}

function auditDirectories(audit: string | string[]): string[] {
  return [audit].flat().flatMap((source) => {
    if (source === 'sqlite:') return [usualAuditDirectory]
    return source.startsWith('jsonl:') ? [source.slice('jsonl:'.length)] : []
  })
}

/** `a/b`, `a` of `a/b/c`. */
export function directoriesAbove(path: string): string[] {
  const above: string[] = []
  for (let directory = dirname(path); directory !== '.' && directory !== '/'; directory = dirname(directory))
    above.unshift(directory)
  return above
}
