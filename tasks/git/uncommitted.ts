/** What is in no commit, by git's own kinds. */
export interface Uncommitted {
  conflicts: string[]
  staged: string[]
  unstaged: string[]
  untracked: string[]
}

/** The files that are in no commit, each once: what the agent edited most first, then as git has them. */
export function uncommittedFiles(
  { conflicts, staged, unstaged, untracked }: Uncommitted,
  edited: { path: string; edits: number }[] = [],
): string[] {
  const edits = new Map(edited.map(({ path, edits: count }) => [path, count]))
  return [...new Set([...conflicts, ...staged, ...unstaged, ...untracked])].toSorted(
    (a, b) => (edits.get(b) ?? 0) - (edits.get(a) ?? 0),
  )
}
