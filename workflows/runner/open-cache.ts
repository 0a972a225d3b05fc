import { join } from 'node:path'
import { cacheFile } from '../../cache/attach.ts'
import { describeCondition } from '../../cache/conditions.ts'
import { type Cache, emptyCache, openCache, salvageCache } from '../../cache/database.ts'
import { CacheRefused, isCorrupt, isUnwritable, messageOf, UserError } from '../../cache/errors.ts'
import { fullDisk, type Refusal, refusalOf } from '../../cache/refusal.ts'
import type { Invocation } from './command.ts'
import { refuseCacheOfAnother } from './effects/cache-owner.ts'
import { refuseCache } from './effects/cache-place.ts'
import { configurationName } from './effects/configuration-file.ts'
import { conditionIn } from './failure.ts'
import { typedCommandIn } from './typed-command.ts'

type CacheMode = NonNullable<Parameters<Invocation['openCache']>[0]>

/** A command that only reads was called where the cache is damaged: it changes nothing, and says who does. */
export class CacheDamaged extends UserError {
  /** What is wrong, without what to do. */
  readonly what: string

  constructor(file: string, damage: string, project: Pick<Invocation['project'], 'command'>) {
    const what = `${file} is damaged (${damage})`
    super(
      `${what}, and nothing was changed: ${project.command('doctor', '--fix')} keeps it under another name and takes over what can be read of it`,
    )
    this.what = what
  }
}

/** Whether a command may change the cache that it opens so. */
export const writesIn = (mode: CacheMode): boolean => ['durable', 'salvage', 'attempt'].includes(mode)

/** The project's cache for a command: what only reads leaves a damaged one as it is, what writes replaces it. */
export function openProjectCache(
  { root, directory }: { root: string; directory: string },
  dryRun: boolean,
  mode: CacheMode,
  { environment, now }: Pick<Invocation, 'environment' | 'now'>,
): Cache {
  const writes = writesIn(mode)
  const file = join(directory, cacheFile)
  const project = { command: typedCommandIn(root, environment) }
  try {
    refuseCache(root, directory)
    const cache = openCache(
      directory,
      dryRun ? 'scratch' : mode === 'salvage' || mode === 'attempt' ? 'durable' : mode,
      new Date(now()),
    )
    try {
      refuseCacheOfAnother(root, directory, cache.db)
    } catch (error) {
      cache.close()
      throw error
    }
    if (writes || cache.damage === undefined) return cache
    cache.close()
    throw new CacheDamaged(file, cache.damage, project)
  } catch (error) {
    if (isCorrupt(error)) throw new CacheDamaged(file, messageOf(error), project)
    if (mode === 'salvage' && error instanceof CacheRefused) return emptyCache(directory, error.message)
    const unwritable = isUnwritable(error)
    const refusal = unwritable ? refusalOf(directory) : undefined
    const full =
      unwritable && !refusal && fullDisk(directory) ? Object.assign(new Error(), { code: 'ENOSPC' }) : undefined
    const condition = conditionIn(full ?? error, environment)
    if (condition && (mode === 'salvage' || (mode === 'attempt' && unwritable && !refusal)))
      return salvageCache(directory, error, refusal?.message ?? describeCondition(condition))
    // What the machine lacks at the moment is another matter: a condition like any other.
    throw refusal ? lasting(movable(refusal, root)) : (full ?? error)
  }
}

/** Throws UserError (2) where what is in the way of a cache stays there until somebody changes it. */
export function refuseUnwritable(directory: string): void {
  const refusal = refusalOf(directory)
  if (refusal) throw lasting(refusal)
}

/** A cache may be elsewhere. */
export const movable = ({ message, fix }: Refusal, root: string): Refusal => ({
  message,
  fix: `${fix}, or set cacheDir in ${configurationName(root)}`,
})

const lasting = ({ message, fix }: Refusal): UserError => new UserError(`${message}: nothing was changed; ${fix}`)
