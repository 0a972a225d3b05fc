import { join } from 'node:path'
import { scratchOwner } from '../../../cache/cache-files.ts'
import { codeOf } from '../../../cache/errors.ts'
import { fs } from '../../../cache/file-functions.ts'
import { temporaryDirectory } from '../../../cache/temporary-directory.ts'
import { temporaryFileOwner } from '../../../tasks/own-files.ts'

/** Whether the process of this number was at work at a time: a number is used again. */
export type WasAtWork = (pid: number, at: number) => boolean

/**
 * Removes what writers of bookend's left behind that were killed: temporary files in the directories that it writes to, and copies of the cache.
 * What cannot be removed stays: it is in nobody's way.
 */
export function removeLeftovers(directories: string[], wasAtWork: WasAtWork): void {
  for (const directory of new Set(directories)) sweep(directory, temporaryFileOwner, wasAtWork)
  sweep(temporaryDirectory(), scratchOwner, wasAtWork)
}

function sweep(directory: string, ownerOf: (name: string) => number | undefined, wasAtWork: WasAtWork): void {
  attempt(() => {
    for (const name of fs.readdirSync(directory)) {
      const owner = ownerOf(name)
      if (owner !== undefined) attempt(() => removeOrphan(join(directory, name), owner, wasAtWork))
    }
  })
}

function removeOrphan(path: string, owner: number, wasAtWork: WasAtWork): void {
  const stat = fs.lstatSync(path)
  if (stat.isSymbolicLink() || stat.uid !== process.getuid?.()) return
  if (!wasAtWork(owner, stat.mtimeMs)) fs.rmSync(path, { recursive: true, force: true })
}

function attempt(work: () => void): void {
  try {
    work()
  } catch (error) {
    if (codeOf(error) === '') throw error
  }
}
