import { sha256 } from '../../cache/json.ts'
import type { Files } from '../task.ts'
import { type Uncommitted, uncommittedFiles } from './uncommitted.ts'

/** More and larger files are not compared by what they hold. */
const limits = { files: 500, bytes: 2 ** 20 }

/** The hash of a file's text; undefined where there is none, or it is too large. */
export function hashOf(path: string, files: Pick<Files, 'info' | 'read'>): string | undefined {
  const info = files.info(path)
  return info?.kind === 'file' && info.bytes <= limits.bytes ? sha256(files.read(path) ?? '') : undefined
}

/** What the files that are in no commit hold, as hashes by path: they may be edited without any other state of git. */
export function hashesOf(state: Uncommitted, files: Pick<Files, 'info' | 'read'>): Record<string, string> {
  return Object.fromEntries(
    uncommittedFiles(state)
      .slice(0, limits.files)
      .flatMap((path) => {
        const hash = hashOf(path, files)
        return hash === undefined ? [] : [[path, hash] as const]
      }),
  )
}
