import { oneLine } from '../../templates/render.ts'
import { firstNames, plural, shortSha } from '../../templates/words.ts'
import type { GitState } from '../git/status.ts'
import type { Uncommitted } from '../git/uncommitted.ts'

/** One thing that a handoff said, checked against the project as it is now. */
export interface Verified {
  what: 'head' | 'tree' | 'files' | 'todos' | 'server'
  verdict: 'as left' | 'changed'
  /** What it is now, or what is different. */
  detail: string
}

/** The part of the state of git that is compared, as a report holds it. */
export type TreeState = Pick<GitState, 'head' | 'branch'> & Uncommitted

/** What a closedown left. */
export interface Left {
  tree?: TreeState
  /** Files that the handoff names and that were there. */
  files: string[]
  /** Hashes of what files that were not committed held, by path. */
  contents?: Record<string, string>
}

/** What there is now. */
export interface Found {
  tree?: TreeState
  /** Commits that HEAD has now and had not, and the other way round; undefined where they cannot be counted. */
  distance?: { ahead: number; behind: number }
  exists(path: string): boolean
  /** Undefined where the file is gone, or too large to be compared. */
  hashOf?(path: string): string | undefined
  /** Open to-dos that a commit since says or seems to have done, as texts. */
  doneTodos?: string[]
  server?: { url: string; up: boolean; detail: string }
}

/** Checks what a closedown left against what there is now; what was not known then, or cannot be determined now, is left out. */
export function verify(left: Left, found: Found): Verified[] {
  const { tree, server } = found
  return [
    ...(left.tree && tree ? [headLine(left.tree, tree, found.distance), treeLine(left, left.tree, tree, found)] : []),
    ...(left.files.length > 0
      ? [
          filesLine(
            left.files.filter((path) => !found.exists(path)),
            left.files.length,
          ),
        ]
      : []),
    ...(found.doneTodos && found.doneTodos.length > 0 ? [line('todos', found.doneTodos.join('; '), '')] : []),
    ...(server ? [line('server', server.up ? undefined : `${server.url} is down (${server.detail})`, server.url)] : []),
  ]
}

function line(what: Verified['what'], change: string | undefined, asLeft: string): Verified {
  return { what, verdict: change === undefined ? 'as left' : 'changed', detail: change ?? asLeft }
}

const short = (head: string | null) => (head ? shortSha(head) : 'no commit yet')

function headLine(then: TreeState, now: TreeState, distance: Found['distance']): Verified {
  const place = (tree: TreeState) => `${tree.branch ?? 'detached'}@${short(tree.head)}`
  const moved = then.head !== now.head || then.branch !== now.branch
  return line('head', moved ? `${place(now)} now, ${place(then)} then${commits(distance)}` : undefined, place(now))
}

function commits(distance: Found['distance']): string {
  if (!distance || distance.ahead + distance.behind === 0) return ''
  const parts = [
    ...(distance.ahead > 0 ? [`${distance.ahead} new`] : []),
    ...(distance.behind > 0 ? [`${distance.behind} of then no longer in it`] : []),
  ]
  return `; commits: ${parts.join(', ')}`
}

const kinds = ['conflicts', 'staged', 'unstaged', 'untracked'] as const
const namedPaths = 3

function treeLine({ contents = {} }: Left, then: TreeState, now: TreeState, { hashOf }: Found): Verified {
  const changes = (tree: TreeState) =>
    new Map(kinds.flatMap((kind) => tree[kind].map((path) => [`${kind} ${path}`, path])))
  const [before, after] = [changes(then), changes(now)]
  const only = (these: Map<string, string>, those: Map<string, string>) => [
    ...new Set([...these].filter(([key]) => !those.has(key)).map(([, path]) => path)),
  ]
  const [more, fewer] = [only(after, before), only(before, after)]
  const dirtyNow = new Set(after.values())
  // The same files may be dirty as before, and hold something else.
  const edited = Object.entries(contents)
    .filter(([path, hash]) => dirtyNow.has(path) && !more.includes(path) && hashOf && hashOf(path) !== hash)
    .map(([path]) => path)
  const parts = [
    ...(more.length > 0 ? [`uncommitted now: ${named(more)}`] : []),
    ...(edited.length > 0 ? [`edited since: ${named(edited)}`] : []),
    ...(fewer.length > 0 ? [`no longer as then: ${named(fewer)}`] : []),
  ]
  const dirty = new Set(after.values()).size
  return line(
    'tree',
    parts.length > 0 ? parts.join('; ') : undefined,
    dirty === 0 ? 'clean' : `${plural(dirty, 'file')} uncommitted`,
  )
}

function filesLine(gone: string[], total: number): Verified {
  return line(
    'files',
    gone.length > 0 ? `${gone.length} of ${total} gone: ${named(gone)}` : undefined,
    `all ${total} there`,
  )
}

function named(paths: string[]): string {
  return firstNames(paths, namedPaths)
}

const names: Record<Verified['what'], string> = {
  head: 'HEAD',
  tree: 'Work in the tree',
  files: 'Named files',
  todos: 'To-dos that a commit since may have done',
  server: 'Server',
}

/** As lines for people, one a thing. */
export function verificationLines(verified: Verified[]): string[] {
  return verified.map(({ what, verdict, detail }) => {
    const said = oneLine(detail)
    return `- ${names[what]}: ${verdict === 'changed' ? `changed: ${said}` : `as left (${said})`}`
  })
}
