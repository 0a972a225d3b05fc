import { dirname } from 'node:path'
import type { Json } from '../../cache/json.ts'
import { inDirectory } from '../own-files.ts'
import { type Action, defineTask, degraded, type Ending, type FileInfo, type TaskContext } from '../task.ts'
import { judgeKeeping, type Keeping } from './keeping.ts'

/** Leftovers of every project, bookend's own of an interrupted write among them; `artifacts` in session.config.ts adds to them. */
function artifactGlobs({ config }: TaskContext): string[] {
  const written = [...new Set(['.', '.claude', config.handoffDir, dirname(config.rules)])]
  return [
    '.memory-test',
    '.claude/*.lock',
    ...written.map((directory) => inDirectory(directory, '.bookend-*.tmp')),
    ...config.artifacts,
  ]
}

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
    const paths = withoutNested(await context.files.glob(artifactGlobs(context)))
    const keep = await judgeKeeping(context, paths.length > 0)
    if ('undecided' in keep) return undecided(keep.undecided)
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
    for (const path of paths) visit(path)
    const actions = entries.map(({ path, info }): Delete => ({ kind: 'delete', path, bytes: info.bytes }))
    const bytes = actions.reduce((sum, action) => sum + action.bytes, 0)
    return { actions, output: { removed: actions.length, bytes, kept }, data: { entries } }
  },

  async apply(context, plan) {
    const keep = await judgeKeeping(context, plan.actions.length > 0)
    if ('undecided' in keep) return undecided(keep.undecided)
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

function undecided(why: string): Ending<CleanedArtifacts> {
  const detail = `git cannot tell what it tracks (${why})`
  return degraded(
    { removed: 0, bytes: 0, kept: [] },
    { reason: 'incomplete', detail, fix: 'nothing was removed; mend the repository' },
  )
}

/** 'removed', 'gone', or the reason why it stays. */
function removeOne(context: TaskContext, path: string, info: FileInfo, keep: Keeping): Json {
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
