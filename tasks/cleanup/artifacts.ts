import { dirname } from 'node:path'
import type { Json } from '../../cache/json.ts'
import { findRepository, git, nulSeparated } from '../git/git.ts'
import { isOwnFile } from '../own-files.ts'
import { type Action, defineTask, degraded, type Ending, type FileInfo, type TaskContext } from '../task.ts'
import { isDependencyLock, isLockFile, lockOwner } from './lock-owner.ts'

/** Leftovers of every project; `artifacts` in session.config.ts adds to them. */
const builtIn = ['.memory-test', '.claude/*.lock']

export interface Kept {
  path: string
  reason: string
}

export interface CleanedArtifacts {
  removed: number
  /** Bytes of the regular files that were really removed. */
  bytes: number
  kept: Kept[]
}

interface Planned {
  entries: { path: string; info: FileInfo }[]
}

type Delete = Extract<Action, { kind: 'delete' }>

/** Removes temporary artefacts: nothing that git tracks, nothing outside the project, nothing that someone still uses. */
export const cleanArtifacts = defineTask<CleanedArtifacts, Planned>({
  id: 'cleanup/artifacts',
  title: 'Remove temporary artefacts',
  block: ({ kept, bytes }) => ({ cleanup: { kept, bytes } }),
  show: ({ removed, bytes, kept }) =>
    [
      `${removed} removed, ${bytes} bytes`,
      ...kept.map(({ path, reason }) => `kept ${JSON.stringify(path)}: ${reason}`),
    ].join('\n'),

  async plan(context) {
    const keep = await createJudge(context)
    if ('undecided' in keep) return keep.undecided
    const kept: Kept[] = []
    const entries: Planned['entries'] = []
    // Depth first, so that a directory comes behind what is in it; true where nothing stays below.
    const visit = (path: string): boolean => {
      const info = context.files.info(path)
      if (!info) return true
      const reason = keep.reason(path, info)
      if (reason) {
        kept.push({ path, reason })
        return false
      }
      let empty = true
      if (info.kind === 'directory')
        for (const name of context.files.list(path)) empty = visit(`${path}/${name}`) && empty
      if (empty) entries.push({ path, info })
      return empty
    }
    for (const path of withoutNested(await context.files.glob([...builtIn, ...context.config.artifacts]))) visit(path)
    const actions = entries.map(({ path, info }): Delete => ({ kind: 'delete', path, bytes: info.bytes }))
    const bytes = actions.reduce((sum, action) => sum + action.bytes, 0)
    return { actions, output: { removed: actions.length, bytes, kept }, data: { entries } }
  },

  async apply(context, plan) {
    const keep = await createJudge(context)
    if ('undecided' in keep) return keep.undecided
    const output: CleanedArtifacts = { removed: 0, bytes: 0, kept: [...plan.output.kept] }
    for (const [position, { path, info }] of plan.data.entries.entries()) {
      context.signal.throwIfAborted()
      const done = context.actions.earlier.get(position)
      // What an interrupted attempt planned and is gone now was removed by it, even if it could not say so any more.
      const result = done ?? removeOne(context, path, info, keep)
      if (!done) context.actions.did(position, result)
      if (result === 'removed') {
        output.removed++
        output.bytes += info.bytes
      } else if (result !== 'gone') {
        output.kept.push({ path, reason: String(result) })
      }
    }
    return output
  },
})

/** 'removed', 'gone', or the reason why it stays. */
function removeOne(context: TaskContext, path: string, info: FileInfo, keep: Judge): Json {
  if (!context.files.info(path)) return context.run.resumed ? 'removed' : 'gone'
  const reason = keep.reason(path, info)
  if (reason) return reason
  try {
    context.files.remove(path, info)
    return 'removed'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

interface Judge {
  /** Why a path must stay, or undefined. */
  reason(path: string, info: FileInfo): string | undefined
}

/** What must stay. Where git cannot tell what it tracks, nothing is removed. */
async function createJudge(context: TaskContext): Promise<Judge | { undecided: Ending<CleanedArtifacts> }> {
  const tracked = await trackedFiles(context)
  if (typeof tracked === 'string') {
    const none = { removed: 0, bytes: 0, kept: [] }
    return {
      undecided: degraded(none, {
        reason: 'incomplete',
        detail: `git cannot tell what it tracks (${tracked})`,
        fix: 'nothing was removed; mend the repository',
      }),
    }
  }
  const device = context.files.info('.')?.device
  const rules: [applies: (path: string, info: FileInfo) => boolean, reason: string][] = [
    [(path) => path.split('/').includes('.git'), 'part of a git repository'],
    [(path) => path === '..' || path.startsWith('../') || path === '.' || path === '', 'lies outside the project'],
    [(path) => isDependencyLock(path), 'a dependency lock file'],
    [(path) => isOwnFile(path, context.config) || path === context.config.rules, "the session's own record"],
    [(path) => tracked.has(path), 'tracked by git'],
    [(path) => behindLink(context, path), 'behind a symbolic link'],
    [(_, info) => info.device !== device, 'on another mount'],
  ]
  return {
    reason(path, info) {
      const rule = rules.find(([applies]) => applies(path, info))
      return rule ? rule[1] : lockReason(context, path, info)
    },
  }
}

function lockReason(context: TaskContext, path: string, info: FileInfo): string | undefined {
  if (info.kind !== 'file' || !isLockFile(path) || info.bytes > 65_536) return undefined
  const owner = lockOwner(context.files.read(path) ?? '')
  return owner !== undefined && context.processes.isAlive(owner) ? `its owner lives (pid ${owner})` : undefined
}

function behindLink(context: TaskContext, path: string): boolean {
  for (let directory = dirname(path); directory !== '.'; directory = dirname(directory)) {
    if (context.files.info(directory)?.kind === 'link') return true
  }
  return false
}

/** Files that git tracks, relative to the project; a text where git has an error instead. */
async function trackedFiles(context: TaskContext): Promise<Set<string> | string> {
  const repository = await findRepository(context)
  if ('missing' in repository) return repository.missing === 'absent' ? new Set() : repository.detail
  const listed = await git(context, 'ls-files', '-z')
  return listed.ok ? new Set(nulSeparated(listed.stdout)) : listed.error
}

/** Paths without those that lie below another one of them. */
function withoutNested(paths: string[]): string[] {
  const all = new Set(paths)
  const nested = (path: string) => {
    for (let directory = dirname(path); directory !== '.' && directory !== '/'; directory = dirname(directory)) {
      if (all.has(directory)) return true
    }
    return false
  }
  return [...all].filter((path) => !nested(path))
}
