import { basename, isAbsolute, join, relative } from 'node:path'

/**
 * How a project names a file. `roots`: the project's paths, with and without links. Of a file elsewhere only its name is said: where it is
 * is this machine's affair.
 */
export function projectPath(path: string, cwd: string | undefined, roots: string[]): string {
  const absolute = isAbsolute(path) ? path : join(cwd ?? roots[0] ?? '/', path)
  const inside = roots
    .map((root) => relative(root, absolute))
    .find((each) => each !== '' && !/^\.\.(?:\/|$)/.test(each))
  return (inside ?? `${elsewhere}${basename(path)}`).slice(0, 200)
}

const elsewhere = '…/'
export const isElsewhere = (path: string): boolean => path.startsWith(elsewhere)
