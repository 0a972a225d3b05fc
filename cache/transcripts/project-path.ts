import { basename, dirname, isAbsolute, join, relative } from 'node:path'
import { realDirectory } from './real-directory.ts'

/**
 * How a project names a file. `roots`: the project's paths, with and without links. Of a file elsewhere only its name is said: where it is
 * is this machine's affair.
 */
export function projectPath(path: string, cwd: string | undefined, roots: string[]): string {
  const absolute = isAbsolute(path) ? path : join(cwd ?? roots[0] ?? '/', path)
  const inside = within(absolute, roots) ?? within(join(realDirectory(dirname(absolute)), basename(absolute)), roots)
  return (inside ?? `${elsewhere}${basename(path)}`).slice(0, 200)
}

const within = (path: string, roots: string[]): string | undefined =>
  roots.map((root) => relative(root, path)).find((each) => each !== '' && !/^\.\.(?:\/|$)/.test(each))

const elsewhere = '…/'
export const isElsewhere = (path: string): boolean => path.startsWith(elsewhere)
