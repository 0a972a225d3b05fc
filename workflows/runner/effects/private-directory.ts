import { lstatSync, mkdirSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

/**
 * A directory for what saves time and nothing else: outside the project, in one that only this user can write, because code is read from it again.
 * Undefined where there cannot be one.
 */
export function privateDirectory(name: string): string | undefined {
  const { uid } = userInfo()
  const directory = join(tmpdir(), `bookend-${uid}`)
  try {
    mkdirSync(directory, { mode: 0o700, recursive: true })
    const info = lstatSync(directory)
    return info.isDirectory() && info.uid === uid && (info.mode & 0o022) === 0 ? join(directory, name) : undefined
  } catch {
    return undefined
  }
}
