import { join } from 'node:path'
import process from 'node:process'
import { fs } from '../../../cache/file-functions.ts'
import { temporaryDirectory } from '../../../cache/temporary-directory.ts'

/**
 * A directory for what saves time and nothing else: outside the project, in one that only this user can write, because code is read from it again.
 * Undefined where there cannot be one.
 */
export function privateDirectory(name: string): string | undefined {
  // Not by `userInfo()`, which throws where nobody has a name for the user, as in many containers.
  const uid = process.getuid?.() ?? -1
  const directory = join(temporaryDirectory(), `bookend-${uid}`)
  try {
    if (!fs.lstatSync(directory, { throwIfNoEntry: false })) fs.mkdirSync(directory, { mode: 0o700 })
    const info = fs.lstatSync(directory)
    return info.isDirectory() && info.uid === uid && (info.mode & 0o022) === 0 ? join(directory, name) : undefined
  } catch {
    return undefined
  }
}
