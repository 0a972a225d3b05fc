import type { SessionCommits } from '../git/commits.ts'
import type { GitState } from '../git/status.ts'
import type { Files } from '../task.ts'

/** More names than this are no help to anybody. */
const most = 200
/** A word with a folder or an extension: what a person means by a file. */
const fileWord = /^[\w@.~-]*\/[\w@./~-]*[\w@~-]$|^[\w@-][\w@.-]*\.[a-z][a-z0-9]{0,5}$/i

/** The files that a handoff names, in its notes, among the session's changes or among what is uncommitted, and that are there. */
export function namedFiles(
  texts: string[],
  git: GitState | undefined,
  commits: SessionCommits | undefined,
  files: Pick<Files, 'inside' | 'info'>,
): string[] {
  const words = texts.flatMap((text) => text.split(/[\s,;:"'`()]+/).map((word) => word.replace(/[.!?]+$/, '')))
  const uncommitted = git ? [...git.staged, ...git.unstaged, ...git.untracked, ...git.conflicts] : []
  const candidates = [
    ...words.filter((word) => fileWord.test(word)),
    ...(commits?.files ?? []).map(({ path }) => path),
    ...uncommitted,
  ]
  return [...new Set(candidates)]
    .filter((path) => files.inside(path) && files.info(path)?.kind === 'file')
    .slice(0, most)
}
