import { realpathSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { cacheFile } from '../../../cache/attach.ts'
import { CacheRefused, codeOf } from '../../../cache/errors.ts'
import { prefixOf } from '../../../cache/prefix.ts'
import { isAbsent, kindOf } from '../../../cache/regular-file.ts'
import { trashDirectory, usualCacheDirectory } from '../../../tasks/own-files.ts'
import { infoOf } from './file-info.ts'

/** Without the lock beside them, which looks by itself at what it opens: the cache can be used without it. */
const databaseFiles = ['', '-wal', '-shm', '-journal'].map((suffix) => cacheFile + suffix)
const written = [...databaseFiles, trashDirectory, '.gitignore']

/**
 * What is wrong where the default place of a cache, or what bookend writes in it, is a link out of the project: a repository may bring one
 * along. Where `.claude` itself is a link, that is the user's arrangement, and no link in it is followed. A `cacheDir` elsewhere may be anywhere.
 */
export function linkedCacheProblem(root: string, directory: string): string | undefined {
  if (directory !== join(root, usualCacheDirectory)) return undefined
  const isLink = (path: string) => infoOf(path)?.kind === 'link'
  const link = [directory, ...written.map((name) => join(directory, name))].find(
    (path) => isLink(path) && (isLink(dirname(directory)) || !leadsInto(root, path)),
  )
  if (link === undefined) return undefined
  const target = realOf(link)
  const other = target !== undefined && link === directory ? target : 'another directory'
  const leads = target === undefined ? 'to nothing' : `out of the project, to ${target}`
  return `${relative(root, link)} is a symbolic link ${leads}: remove the link, or set cacheDir to ${other}`
}

export function refuseLinkedCache(root: string, directory: string): void {
  const problem = linkedCacheProblem(root, directory)
  if (problem !== undefined) throw new CacheRefused(problem)
}

/** The same, and where something else is in the place of one of the cache's files: SQLite opens what it finds, and a named pipe would hold it until it is killed. */
export function refuseCache(root: string, directory: string): void {
  refuseLinkedCache(root, directory)
  for (const path of databaseFiles.map((name) => join(directory, name))) {
    const kind = irregularKind(path)
    if (kind === undefined) continue
    throw new CacheRefused(`${relative(root, path)}: ${kind}: move it elsewhere, or set cacheDir to another directory`)
  }
}

/** Whether a cache is where another project's may, too. */
export const isElsewhere = (root: string, directory: string): boolean => relative(root, directory).startsWith('..')

/** What something is that is no regular file, where a link leads to as well; undefined where nothing is there, or it cannot be looked at. */
function irregularKind(path: string): string | undefined {
  try {
    const stat = statSync(path, { throwIfNoEntry: false })
    return stat === undefined || stat.isFile() ? undefined : kindOf(stat)
  } catch (error) {
    // What keeps us from looking keeps SQLite from opening, and that has a sentence of its own.
    if (/^(EACCES|ELOOP|ENOTDIR|ENAMETOOLONG)$/.test(codeOf(error))) return undefined
    throw error
  }
}

function leadsInto(root: string, link: string): boolean {
  return realOf(link)?.startsWith(prefixOf(realpathSync(root))) === true
}

/** Undefined where a link leads nowhere. */
function realOf(link: string): string | undefined {
  try {
    return realpathSync(link)
  } catch (error) {
    if (isAbsent(error) || (error as { code?: unknown }).code === 'ELOOP') return undefined
    throw error
  }
}
