import { join } from 'node:path'
import { scratchMaker } from '../../../cache/cache-files.ts'
import { codeOf } from '../../../cache/errors.ts'
import { fs } from '../../../cache/file-functions.ts'
import { makerLives } from '../../../cache/maker.ts'
import { temporaryDirectory } from '../../../cache/temporary-directory.ts'
import { temporaryFileMaker } from '../../../tasks/own-files.ts'

/**
 * Removes what writers of bookend's left behind that were killed: temporary files in the directories that it writes to, and copies of the cache.
 * What cannot be removed stays: it is in nobody's way.
 */
export function removeLeftovers(directories: string[]): void {
  for (const directory of new Set(directories)) sweep(directory, temporaryFileMaker)
  sweep(temporaryDirectory(), scratchMaker)
}

function sweep(directory: string, makerOf: (name: string) => string | undefined): void {
  attempt(() => {
    for (const name of fs.readdirSync(directory)) {
      const maker = makerOf(name)
      if (maker !== undefined) attempt(() => removeOrphan(join(directory, name), maker))
    }
  })
}

function removeOrphan(path: string, maker: string): void {
  const stat = fs.lstatSync(path)
  if (stat.isSymbolicLink() || stat.uid !== process.getuid?.()) return
  if (!makerLives(maker)) fs.rmSync(path, { recursive: true, force: true })
}

function attempt(work: () => void): void {
  try {
    work()
  } catch (error) {
    if (codeOf(error) === '') throw error
  }
}
