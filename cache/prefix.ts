import { sep } from 'node:path'

/** What the path of everything below a directory begins with: of the file system's root that is itself. */
export const prefixOf = (directory: string): string => (directory.endsWith(sep) ? directory : directory + sep)

/** Whether a path is a directory, or below it. */
export const isAtOrBelow = (path: string, directory: string): boolean =>
  path === directory || path.startsWith(prefixOf(directory))
