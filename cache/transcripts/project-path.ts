import { basename, dirname, isAbsolute, join, relative } from 'node:path'
import { realDirectory } from './real-directory.ts'

/**
 * How a project names a file. `roots`: the project's paths, with and without links. Of a file elsewhere only its name is said: where it is
 * is this machine's affair.
 */
export function projectPath(path: string, cwd: string | undefined, roots: string[]): string {
  const full = path.startsWith('/') || cwd === undefined ? path : `${cwd}/${path}`
  const root = roots.find((each) => full.startsWith(`${each}/`))
  // Nearly all paths are in the project as they are; what has to be resolved first takes ten times as long.
  if (root !== undefined && !unresolved.test(full)) return full.slice(root.length + 1, root.length + 1 + 200)
  const absolute = isAbsolute(path) ? path : join(cwd ?? roots[0] ?? '/', path)
  const inside = within(absolute, roots) ?? within(join(realDirectory(dirname(absolute)), basename(absolute)), roots)
  return (inside ?? `${elsewhere}${basename(path)}`).slice(0, 200)
}

/** A path that does not name its file by itself: `..`, `.`, an empty name, a slash at its end. */
const unresolved = /\/(?:\.{0,2}(?:\/|$))/

const within = (path: string, roots: string[]): string | undefined =>
  roots.map((root) => relative(root, path)).find((each) => each !== '' && !/^\.\.(?:\/|$)/.test(each))

const elsewhere = '…/'
export const isElsewhere = (path: string): boolean => path.startsWith(elsewhere)
