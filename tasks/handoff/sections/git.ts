import { type HandoffFacts, whyMissing } from '../facts.ts'

const listed = { paths: 20, files: 40 }

export function gitSection({ git, commits, steps }: HandoffFacts) {
  const files = commits?.files ?? []
  const changed = (['conflicts', 'staged', 'unstaged', 'untracked'] as const).filter(
    (what) => git && git[what].length > 0,
  )
  return {
    git,
    noGit: whyMissing(steps, 'git/status'),
    changes: changed.map((what) => {
      const paths = git?.[what] ?? []
      return {
        what: `${what}: ${paths.length}`,
        paths: paths.slice(0, listed.paths),
        more: Math.max(0, paths.length - listed.paths),
      }
    }),
    files: files.slice(0, listed.files),
    moreFiles: Math.max(0, files.length - listed.files),
  }
}
