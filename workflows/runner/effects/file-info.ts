import type { Stats } from 'node:fs'
import { fs } from '../../../cache/file-functions.ts'
import { forSystem } from '../../../cache/file-name.ts'
import { isAbsent } from '../../../cache/regular-file.ts'
import type { FileInfo } from '../../../tasks/task.ts'

/** What is at a path, a link not followed; undefined where nothing is. */
export function infoOf(path: string): FileInfo | undefined {
  let stat: Stats | undefined
  try {
    stat = fs.lstatSync(forSystem(path), { throwIfNoEntry: false })
  } catch (error) {
    if (!isAbsent(error)) throw error
  }
  if (!stat) return undefined
  const kind = stat.isFile() ? 'file' : stat.isDirectory() ? 'directory' : stat.isSymbolicLink() ? 'link' : 'other'
  return { kind, bytes: kind === 'file' ? stat.size : 0, device: stat.dev, inode: stat.ino }
}

/** An error that says why a path is not touched. */
export function refusal(path: string, why: string): Error {
  return Object.assign(new Error(`${path}: ${why}`), { code: 'EREFUSED', path })
}

/** Throws where something else is at a place than what was planned; `path`: how it is called. */
export function refuseChanged(place: string, path: string, planned: FileInfo): void {
  const found = infoOf(place)
  if (!found) throw Object.assign(new Error(`${path} is gone`), { code: 'ENOENT' })
  if (found.kind !== planned.kind || found.inode !== planned.inode || found.device !== planned.device)
    throw refusal(path, 'it is no longer what was planned')
}
