import { dirname, isAbsolute } from 'node:path'
import { conditionOf, isPassing } from '../../cache/conditions.ts'
import { codeOf, messageOf } from '../../cache/errors.ts'
import { isAtOrBelow } from '../../cache/prefix.ts'
import { dayMs } from '../../cache/window.ts'
import { listedPath } from '../../templates/shown-path.ts'
import { plural } from '../../templates/words.ts'
import { doneBefore } from '../interrupted.ts'
import { inDirectory, isInOwnDirectory, temporaryFiles, trashDirectory } from '../own-files.ts'
import {
  type Action,
  defineTask,
  degraded,
  describeReason,
  type Ending,
  type FileInfo,
  type Plan,
  type Reason,
  type TaskContext,
  type TrashEntry,
} from '../task.ts'
import { judgeKeeping, type Keeping, type Undecided } from './keeping.ts'

/** Leftovers of every project, bookend's own of an interrupted write among them; `artifacts` in session.config.ts adds to them. */
function artifactGlobs({ config, project }: TaskContext): string[] {
  const written = [...new Set(['.', '.claude', config.handoffDir, dirname(config.rules)])]
  return [
    '.memory-test',
    '.claude/*.lock',
    ...written.map((directory) => inDirectory(directory, temporaryFiles)),
    ...config.artifacts.filter((glob) => !isOutside(glob, project.root)),
  ]
}

/** An absolute one is not even walked: it would be through all of another directory, to keep everything in it. */
const isOutside = (glob: string, root: string): boolean => isAbsolute(glob) && !isAtOrBelow(glob, root)

/** Globs of `artifacts` that can reach nothing, as no shell is there to say where a user's home is. */
async function globsToNothing({ config, files, project }: TaskContext): Promise<Kept[]> {
  const outside = config.artifacts.filter((glob) => isOutside(glob, project.root))
  const homes = config.artifacts.filter((glob) => /^~[^/]*\//.test(glob))
  const reaching = await Promise.all(homes.map(async (glob) => (await files.glob([glob])).length > 0))
  const reason =
    'this glob of "artifacts" reaches nothing: write it as seen from the project, outside of which nothing is removed'
  return [...outside, ...homes.filter((_, at) => !reaching[at])].map((path) => ({ path, reason }))
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

/** Something that goes: a file, a link, or a directory with everything in it. */
interface Leaving {
  path: string
  info: FileInfo
  /** Of the regular files in it. */
  bytes: number
}

interface Planned {
  leaving: Leaving[]
  /** What has lain in the trash long enough; a plan that an earlier version made has none. */
  expired?: TrashEntry[]
}

/** Removes temporary artefacts, so that they can be brought back: nothing that git tracks, nothing of another repository, nothing that is in use. */
export const cleanArtifacts = defineTask({
  id: 'cleanup/artifacts',
  title: 'Remove temporary artefacts',
  block: ({ kept, bytes }: CleanedArtifacts) => ({ cleanup: { kept, bytes } }),
  show: ({ removed, bytes, kept }: CleanedArtifacts, planned) =>
    [
      `${removed} ${planned ? 'to be removed' : 'removed'}, ${plural(bytes, 'byte')}`,
      ...kept.map(({ path, reason }) => `kept ${listedPath(path)}: ${reason}`),
    ].join('\n'),

  async plan(context) {
    const found = await context.files.glob(artifactGlobs(context), 'with links and pipes')
    // A glob that reaches everywhere does not mean bookend's cache and trash.
    const paths = withoutNested(found.filter((path) => !isInOwnDirectory(path, context.config)))
    const other = context.stores.sessions.otherOpen(context.session.id)
    if (other) return inUseBy(other.id, paths)
    const keep = await judgeKeeping(context, paths.length > 0)
    if ('undecided' in keep) return undecided(keep)
    const { leaving, kept } = sortOut(context, keep, paths)
    kept.push(...(await globsToNothing(context)))
    const { trashDays } = context.config
    const outdated = context.trash
      .outdated(context.run.startedAt - trashDays * dayMs)
      .filter(({ session }) => session !== context.session.id)
    const expired = outdated.flatMap(({ entries }) => entries)
    for (const path of outdated.flatMap(({ undescribed }) => undescribed))
      kept.push({ path, reason: 'in the trash, and no manifest describes it' })
    const actions = [
      ...leaving.map(({ path, bytes }): Action => ({ kind: trashDays > 0 ? 'trash' : 'delete', path, bytes })),
      ...expired.map((entry): Action => ({ kind: 'delete', path: placeInTrash(context, entry), bytes: entry.bytes })),
    ]
    const bytes = leaving.reduce((sum, each) => sum + each.bytes, 0)
    return {
      actions,
      output: { removed: leaving.length, bytes, kept },
      data: { leaving, expired },
    }
  },

  async apply(context, plan) {
    const { leaving, expired = [] } = plan.data
    const keep = await judgeKeeping(context, leaving.length > 0)
    if ('undecided' in keep) return undecided(keep)
    const output: CleanedArtifacts = { ...removedBefore(context, plan.actions), kept: [...plan.output.kept] }
    let lacking: Reason | undefined
    for (const [position, one] of leaving.entries()) {
      context.signal.throwIfAborted()
      const done = context.actions.earlier.get(position)
      // What an interrupted attempt planned and is gone now was removed by it, even if it could not say so any more.
      const result = done === undefined ? takeAway(context, one, keep) : String(done)
      if (typeof result === 'object') {
        // Not recorded as done: what the disk did not let go now is still to be done.
        lacking ??= result
        context.actions.undone(position)
        output.kept.push({ path: one.path, reason: describeReason(result) })
        continue
      }
      if (done === undefined) context.actions.did(position, result)
      if (result === 'removed') {
        output.removed++
        output.bytes += one.bytes
      } else {
        context.actions.undone(position)
        if (result !== 'gone') output.kept.push({ path: one.path, reason: result })
      }
    }
    for (const [position, entry] of expired.entries()) {
      const result = removeExpired(context, entry)
      if (result === undefined) continue
      lacking ??= result
      context.actions.undone(leaving.length + position)
    }
    if (expired.length > 0) context.trash.tidy()
    return lacking ? degraded(output, lacking) : output
  },
})

/** What interrupted runs had removed, with their actions; what they planned and is gone now was removed by them, even if they could not say so. */
function removedBefore({ actions, files }: TaskContext, told: Action[]): Pick<CleanedArtifacts, 'removed' | 'bytes'> {
  const sum = { removed: 0, bytes: 0 }
  for (const { ended, begun } of doneBefore<CleanedArtifacts, Planned>(actions.interrupted)) {
    sum.removed += ended?.output.removed ?? 0
    sum.bytes += ended?.output.bytes ?? 0
    told.push(...(ended?.actions ?? []))
    for (const [position, { path, bytes }] of begun?.plan.data.leaving.entries() ?? []) {
      const result = begun?.done.get(position) ?? (files.info(path) ? undefined : 'removed')
      if (result !== 'removed') continue
      sum.removed++
      sum.bytes += bytes
      told.push(...[begun?.plan.actions[position] ?? []].flat())
    }
  }
  return sum
}

/**
 * What goes and what stays of some paths. A directory goes as a whole where nothing in it must stay, else what can go is taken out of it. With
 * `trashDays: 0` everything is removed one by one, what is in a directory before itself.
 */
function sortOut(context: TaskContext, keep: Keeping, paths: string[]): { leaving: Leaving[]; kept: Kept[] } {
  const whole = context.config.trashDays > 0
  const kept = new Map<string, string>()
  const leaving: Leaving[] = []
  /** What can go as a whole; 'stays' where something in it must not, and what can go of it was put on the list. */
  const visit = (path: string, top = (one: string): string => one): Leaving | 'stays' | 'absent' => {
    try {
      return look(top(path))
    } catch (error) {
      if (!isClosed(error)) throw error
      kept.set(path, `cannot be looked into: ${conditionOf(error)?.what}`)
      return 'stays'
    }
  }
  const look = (path: string): Leaving | 'stays' | 'absent' => {
    const info = context.files.info(path)
    if (!info) return 'absent'
    const reason = keep.reason(path, info)
    if (reason) {
      kept.set(path, reason)
      return 'stays'
    }
    if (info.kind !== 'directory') return { path, info, bytes: info.bytes }
    const below = context.files.list(path).map((name) => visit(`${path}/${name}`))
    const found = below.filter((one) => typeof one === 'object')
    const stays = below.includes('stays')
    if (whole && !stays) return { path, info, bytes: found.reduce((sum, { bytes }) => sum + bytes, 0) }
    leaving.push(...found)
    return stays ? 'stays' : { path, info, bytes: 0 }
  }
  for (const path of paths) {
    const one = visit(path, (inner) => keep.repositoryAround(inner) ?? inner)
    if (typeof one === 'object') leaving.push(one)
  }
  return { leaving, kept: [...kept].map(([path, reason]) => ({ path, reason })) }
}

/** Whether a path keeps bookend out for good: another user's directory, or one deeper than the system takes. What cannot be judged stays. */
const isClosed = (error: unknown): boolean => /^(EACCES|EPERM|ENAMETOOLONG)$/.test(codeOf(error))

/** What is there now belongs to the session that is open, and not to one that is closed in the meantime. */
function inUseBy(session: string, paths: string[]): Plan<CleanedArtifacts, Planned> {
  const kept = paths.map((path) => ({ path, reason: `session ${session} is open` }))
  return { actions: [], output: { removed: 0, bytes: 0, kept }, data: { leaving: [] } }
}

const undecided = ({ undecided: detail, fix }: Undecided): Ending<CleanedArtifacts> =>
  degraded({ removed: 0, bytes: 0, kept: [] }, { reason: 'incomplete', detail, fix: `nothing was removed; ${fix}` })

/** 'removed', 'gone', or the reason why it stays: data where that goes away. */
function takeAway(context: TaskContext, { path, info, bytes }: Leaving, keep: Keeping): string | Reason {
  const { files, trash, session, run, config } = context
  const found = files.info(path)
  if (!found) return run.resumed ? 'removed' : 'gone'
  try {
    if (config.trashDays === 0) {
      const reason = keep.reason(path, found)
      if (reason) return reason
      files.remove(path, info)
      return 'removed'
    }
    const { kept } = sortOut(context, keep, [path])
    const [first] = kept
    if (first) return first.path === path ? first.reason : `${first.path} in it: ${first.reason}`
    trash.move({ session: session.id, path, info, bytes, at: run.startedAt })
    return 'removed'
  } catch (error) {
    const condition = isPassing(error) && files.info(path) ? conditionOf(error) : undefined
    // The path of an error is that of a descriptor, and where the disk is full it is the trash's.
    const place = /^(ENOSPC|EDQUOT)$/.test(codeOf(error)) ? inDirectory(config.cacheDir, trashDirectory) : path
    if (condition) return { reason: 'condition', ...condition, path: place }
    return conditionOf(error)?.what ?? messageOf(error)
  }
}

const placeInTrash = ({ trash, config }: TaskContext, entry: TrashEntry): string =>
  inDirectory(config.cacheDir, `${trashDirectory}/${trash.placeOf(entry)}`)

/** Removes for good what lay long enough; why it did not go, where the machine did not let it. */
function removeExpired(context: TaskContext, entry: TrashEntry): Reason | undefined {
  try {
    context.trash.empty(entry)
    return undefined
  } catch (error) {
    const condition = conditionOf(error)
    if (!condition) throw error
    return { reason: 'condition', ...condition, path: placeInTrash(context, entry) }
  }
}

/** Paths without those that are below another one of them. */
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
