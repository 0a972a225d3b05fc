import { isAbsolute } from 'node:path'
import { isAtOrBelow } from '../prefix.ts'
import type { PlaceFinder } from './dialect.ts'
import { openPageLines } from './page-lines.ts'
import { realDirectory } from './real-directory.ts'

/** Whether a working directory is the project or is in it. `roots`: the project's paths, with and without links. */
export function isInProject(cwd: string, roots: string[]): boolean {
  const isIn = (path: string) => roots.some((root) => isAtOrBelow(path, root))
  return isIn(cwd) || (isAbsolute(cwd) && isIn(realDirectory(cwd)))
}

/** Most transcripts say in their first lines where they are. */
const firstBytes = 16 * 1024

/** Looks for a line whose working directory is in the project, from an offset on. `end`: the end of the last whole line. */
export function findProject(
  path: string,
  start: number,
  roots: string[],
  finder: PlaceFinder,
): { found: boolean; end: number } {
  const lines = openPageLines(path, start, { decode: finder.placeIn, tooLong: undefined }, firstBytes)
  try {
    for (let end = start; ; end = lines.offset()) {
      const line = lines.next()
      if (line?.text !== undefined && isInProject(line.text, roots)) return { found: true, end }
      if (line?.terminated !== true) return { found: false, end }
      lines.passIf(finder.isUnchanged)
    }
  } finally {
    lines.close()
  }
}
