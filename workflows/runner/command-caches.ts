import { type Cache, replaceDamaged } from '../../cache/database.ts'
import { isCorrupt, messageOf } from '../../cache/errors.ts'
import type { Invocation } from './command.ts'
import { conditionIn } from './failure.ts'
import { CacheDamaged, openProjectCache, writesIn } from './open-cache.ts'

type Scene = Pick<Invocation, 'project' | 'dryRun' | 'output' | 'environment' | 'now'>

/** The caches that one command opens, until it has ended. */
export function commandCaches({ project, dryRun, output, environment, now }: Scene, directory: string) {
  const caches: Cache[] = []
  /** Whether the command may change the cache. */
  let writes = false
  /** A cache that was replaced while the command used it. */
  let replaced: Pick<Cache, 'damage' | 'warnings'> | undefined
  const warn = (cache: Cache) => {
    for (const warning of cache.warnings) output.note(`bookend: ${warning}`)
  }
  const close = () => {
    for (const cache of caches.splice(0)) closeQuietly(cache, environment)
  }
  return {
    close,
    open(mode: Parameters<Invocation['openCache']>[0] = 'durable'): Cache {
      writes ||= writesIn(mode)
      const cache = openProjectCache({ root: project.root, directory }, dryRun, mode, { environment, now })
      caches.push(cache)
      warn(cache)
      return { ...cache, ...replaced }
    },
    /** Damage that showed only while the cache was used: it is set aside like damage that shows at once. Every other error is thrown again. */
    replaceAfter(error: unknown): void {
      const damaged = caches[0]?.file
      if (!isCorrupt(error) || damaged === undefined || dryRun) throw error
      close()
      if (!writes) throw new CacheDamaged(damaged, messageOf(error), project)
      const cache = replaceDamaged(damaged, messageOf(error), new Date(now()))
      cache.close()
      replaced = { damage: messageOf(error), warnings: cache.warnings }
      warn(cache)
    },
  }
}

/** What was committed is kept; that the log could not be tidied up on a full disk is no reason to fail. */
function closeQuietly(cache: Cache, environment: Invocation['environment']): void {
  try {
    cache.close()
  } catch (error) {
    if (!conditionIn(error, environment)) throw error
  }
}
