import type { Uncommitted } from './uncommitted.ts'

/** What `git status --porcelain=v2 -z --branch` says; paths as git gives them, relative to the work tree's root. */
export interface GitStatus extends Uncommitted {
  /** Null where HEAD is detached. */
  branch: string | null
  /** Null before the first commit. */
  head: string | null
  /** Null where there is none, or none any more. */
  upstream: string | null
  ahead: number
  behind: number
  renames: { from: string; to: string }[]
  /** Submodules with commits that the repository does not name, or with files in no commit; absent where none has. */
  changedSubmodules?: ChangedSubmodule[]
}

export interface ChangedSubmodule {
  path: string
  newCommits: boolean
  uncommitted: boolean
}

/** Parses NUL-terminated porcelain version 2: names are exact, whatever characters they hold. */
export function parsePorcelain(text: string): GitStatus {
  const status: GitStatus = {
    branch: null,
    head: null,
    upstream: null,
    ahead: 0,
    behind: 0,
    staged: [],
    unstaged: [],
    untracked: [],
    conflicts: [],
    renames: [],
  }
  const records = text.split('\0')
  for (let index = 0; index < records.length; index++) {
    const record = records[index] as string
    const kind = record[0]
    if (kind === '#') parseHeader(record, status)
    else if (kind === '1') addChange(status, record, afterFields(record, 8))
    else if (kind === '2') {
      const path = afterFields(record, 9)
      addChange(status, record, path)
      index++
      if (record[2] === 'R' || record[3] === 'R') status.renames.push({ from: records[index] ?? '', to: path })
    } else if (kind === 'u') status.conflicts.push(afterFields(record, 10))
    else if (kind === '?') status.untracked.push(record.slice(2))
  }
  // One that is configured but gone has no distance.
  if (!records.some((record) => record.startsWith('# branch.ab '))) status.upstream = null
  return status
}

function parseHeader(record: string, status: GitStatus): void {
  const [, key = '', ...rest] = record.split(' ')
  const value = rest.join(' ')
  if (key === 'branch.oid') status.head = value === '(initial)' ? null : value
  if (key === 'branch.head') status.branch = value === '(detached)' ? null : value
  if (key === 'branch.upstream') status.upstream = value
  if (key === 'branch.ab') {
    status.ahead = Number(/\+(\d+)/.exec(value)?.[1] ?? 0)
    status.behind = Number(/-(\d+)/.exec(value)?.[1] ?? 0)
  }
}

/** `XY`: X is what is staged, Y what is not; a dot is not a change. */
function addChange(status: GitStatus, record: string, path: string): void {
  // `N...`, or `S` and what differs: its commit, files that it tracks, others.
  const [, , submodule = ''] = record.split(' ', 3)
  const [newCommits, uncommitted] = [submodule.includes('C'), /[MU]/.test(submodule)]
  if (newCommits || uncommitted) {
    status.changedSubmodules ??= []
    status.changedSubmodules.push({ path, newCommits, uncommitted })
  }
  if (record[2] !== '.') status.staged.push(path)
  if (record[3] !== '.') status.unstaged.push(path)
}

/** The path behind a number of fields separated by single blanks: it may hold blanks itself. */
function afterFields(record: string, fields: number): string {
  let at = 0
  for (let field = 0; field < fields; field++) at = record.indexOf(' ', at) + 1
  return record.slice(at)
}

export interface FileChange {
  path: string
  added: number
  removed: number
}

/** Parses `git diff --numstat -z`: a renamed file counts under its new name, a binary one with no lines. */
export function parseNumstat(text: string): FileChange[] {
  const changes: FileChange[] = []
  const records = text.split('\0')
  for (let index = 0; index < records.length; index++) {
    const match = /^(\d+|-)\t(\d+|-)\t([\s\S]*)$/.exec(records[index] as string)
    if (!match) continue
    const [, added, removed, path] = match as unknown as [string, string, string, string]
    const renamed = path === ''
    if (renamed) index += 2
    changes.push({
      path: renamed ? (records[index] ?? '') : path,
      added: Number(added) || 0,
      removed: Number(removed) || 0,
    })
  }
  return changes
}
