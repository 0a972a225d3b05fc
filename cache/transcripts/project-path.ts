import { existsSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative } from 'node:path'
import { prefixOf } from '../prefix.ts'
import { realDirectory } from './real-directory.ts'

/**
 * How a project names a file. `roots`: the project's paths, with and without links. Of a file elsewhere only its name is said: where it is
 * is this machine's affair.
 */
export function projectPath(path: string, cwd: string | undefined, roots: string[]): string {
  const full = path.startsWith('/') || cwd === undefined ? path : `${cwd}/${path}`
  const root = roots.find((each) => full.startsWith(prefixOf(each)))
  // Nearly all paths are in the project as they are; what has to be resolved first takes ten times as long.
  if (root !== undefined && !unresolved.test(full)) return full.slice(prefixOf(root).length).slice(0, 200)
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

/** Claude Code's name of the directory that a session began in. */
const slugOf = (directory: string): string => directory.replace(/[^A-Za-z0-9]/g, '-')

/**
 * Names the files of one transcript. Of a session that began in a directory that is gone, a file is the project's where the project has it at the same place: it was
 * moved since. Codex does not say in a path where a session began, and its lines name no other directory.
 */
export function createNaming(transcript: { path: string; agent: string }, roots: string[]) {
  const directories = new Set(transcript.path.split('/'))
  const began = (gone: string[]) => transcript.agent === 'codex' || gone.some((each) => directories.has(slugOf(each)))
  const known = new Map<string, string[]>()
  /** A directory and those above it that are gone, where the session began in one of them. */
  const formerly = (cwd: string): string[] => {
    const gone = known.get(cwd) ?? goneFrom(cwd)
    known.set(cwd, gone)
    return began(gone) ? gone : []
  }
  return (path: string, cwd: string | undefined): string => {
    const name = projectPath(path, cwd, roots)
    if (!isElsewhere(name) || cwd === undefined) return name
    const absolute = isAbsolute(path) ? path : join(cwd, path)
    const inside = formerly(cwd)
      .flatMap((directory) => within(absolute, [directory]) ?? [])
      .find((each) => roots.some((root) => existsSync(join(root, each))))
    return inside?.slice(0, 200) ?? name
  }
}

function goneFrom(directory: string): string[] {
  if (!isAbsolute(directory) || existsSync(directory)) return []
  return [directory, ...goneFrom(dirname(directory))]
}
