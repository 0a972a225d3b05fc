import { isAbsolute } from 'node:path'
import { linesFrom } from '../lines.ts'
import { realDirectory } from './real-directory.ts'

/** Whether a working directory is the project or is in it. `roots`: the project's paths, with and without links. */
export function isInProject(cwd: string, roots: string[]): boolean {
  const isIn = (path: string) =>
    roots.some((root) => path === root || path.startsWith(root.endsWith('/') ? root : `${root}/`))
  return isIn(cwd) || (isAbsolute(cwd) && isIn(realDirectory(cwd)))
}

/** Most transcripts say in their first lines where they are. */
const firstBytes = 64 * 1024

/** Looks for a line whose working directory is in the project, from an offset on. `end`: the end of the last whole line. */
export function findProject(
  path: string,
  start: number,
  roots: string[],
  workplace: (line: Buffer) => string | undefined,
): { found: boolean; end: number } {
  let end = start
  for (const line of linesFrom(path, start, workplace, firstBytes)) {
    if (line.text !== undefined && isInProject(line.text, roots)) return { found: true, end }
    if (line.terminated) end = line.end
  }
  return { found: false, end }
}
