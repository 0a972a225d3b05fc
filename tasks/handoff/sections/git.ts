import { noun, plural, shortSha } from '../../../templates/words.ts'
import { incomingLine } from '../../git/commits.ts'
import { unpushedInWords } from '../../git/unpushed.ts'
import { type HandoffFacts, taskCommand, whyMissing } from '../facts.ts'
import { type Budget, firstOf } from '../listed.ts'

const kinds = ['conflicts', 'staged', 'unstaged', 'untracked'] as const
/** As people say it. */
const names: Record<(typeof kinds)[number], string> = {
  conflicts: 'in conflict',
  staged: 'staged',
  unstaged: 'changed, not staged',
  untracked: 'untracked',
}

/** Where the work tree stands, and what the session changed: the largest changes first. */
export function gitSection(facts: HandoffFacts, budget: Budget) {
  const { git, commits, steps } = facts
  if (!git) return { git, noGit: whyMissing(steps, 'git/status') }
  const files = (commits?.files ?? []).toSorted((a, b) => b.added + b.removed - a.added - a.removed)
  const sum = (of: 'added' | 'removed') => files.reduce((total, file) => total + file[of], 0)
  const apart = [
    [git.stashes, noun(git.stashes, 'stash', 'stashes')],
    [git.submodules.length, noun(git.submodules.length, 'submodule')],
    [git.worktrees.length, noun(git.worktrees.length, 'other work tree')],
  ] as const
  return {
    git,
    noGit: '',
    unpushed: git.upstream === null ? unpushedInWords(git) : [],
    head: git.head ? shortSha(git.head) : 'no commit yet',
    changes: kinds
      .filter((what) => git[what].length > 0)
      .map((what) => ({
        what: names[what],
        count: git[what].length,
        ...firstOf(git[what], budget, 'git status --short --untracked-files=all'),
      })),
    files: {
      count: files.length,
      added: sum('added'),
      removed: sum('removed'),
      ...firstOf(files, budget, taskCommand(facts, 'git/commits')),
    },
    incoming: commits && commits.incoming.commits > 0 ? incomingLine(commits.incoming) : '',
    submodules: submodulesOf(git),
    apart: apart.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`),
  }
}

/** What a submodule has that is nowhere else. */
function submodulesOf({ changedSubmodules = [], unpushedSubmodules = [] }: NonNullable<HandoffFacts['git']>) {
  const unpushed = new Map(unpushedSubmodules.map(({ path, commits }) => [path, commits]))
  const changed = new Map(changedSubmodules.map((each) => [each.path, each]))
  return [...new Set([...changed.keys(), ...unpushed.keys()])].map((path) => {
    const { newCommits = false, uncommitted = false } = changed.get(path) ?? {}
    const commits = unpushed.get(path)
    const what = [
      ...(newCommits ? ['new commits'] : []),
      ...(uncommitted ? ['uncommitted files'] : []),
      ...(commits === undefined ? [] : [`${plural(commits, 'commit')} on no remote`]),
    ]
    return { path, what: new Intl.ListFormat('en-GB').format(what) }
  })
}
