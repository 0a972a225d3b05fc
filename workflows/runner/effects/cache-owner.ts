import { placeKept } from '../../../cache/deliveries.ts'
import { CacheRefused } from '../../../cache/errors.ts'
import type { Database } from '../../../cache/sqlite.ts'
import { isElsewhere } from './cache-place.ts'
import { configurationName } from './configuration-file.ts'
import { infoOf } from './file-info.ts'

/**
 * Throws CacheRefused where a cache elsewhere is another project's, which is still there: one session, one list of to-dos and one trash would be both projects', and the closedown of
 * one would end the other's processes. A work tree or package of the same repository is another project, too; one that was moved keeps its cache.
 */
export function refuseCacheOfAnother(root: string, directory: string, db: Database): void {
  if (!isElsewhere(root, directory)) return
  const owner = placeKept(db)
  if (owner === undefined || owner.worktree === root || infoOf(owner.worktree) === undefined) return
  throw new CacheRefused(
    `the cache in ${directory} is that of ${owner.worktree}: set cacheDir in ${configurationName(root)} to a directory of this project's own`,
  )
}
