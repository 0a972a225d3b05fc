import { readdirSync, type Stats, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { codeOf } from '../errors.ts'

/** The transcripts of one agent session: its own and those of its subagents. */
export interface AgentSession {
  /** The agent's own id of the session: the file's name. */
  id: string
  files: string[]
}

export interface Listing {
  sessions: AgentSession[]
  /** What could not be looked into, and the system's code for why. */
  failed: { path: string; detail: string }[]
}

const ending = '.jsonl'

/**
 * Every agent session below `projects/` of Claude Code's directory: `<slug>/<id>.jsonl`, with `<slug>/<id>/subagents/**` beside it.
 * All slugs are looked into: a slug stands for several paths, and a session may have moved into the project later.
 */
export function listSessions(directory: string): Listing {
  const failed: Listing['failed'] = []
  // A file in its place is no missing directory.
  const slugs = names(directory, failed, { absent: ['ENOENT'] })
  const sessions = (slugs ?? []).flatMap((slug) => sessionsIn(join(directory, slug), failed))
  return { sessions, failed }
}

/** The session of a transcript whose path is known, wherever it lies. */
export function sessionAt(path: string, failed: Listing['failed']): AgentSession {
  const id = basename(path, ending)
  return { id, files: [path, ...subagents(join(dirname(path), id), failed)] }
}

function sessionsIn(directory: string, failed: Listing['failed']): AgentSession[] {
  const files = names(directory, failed) ?? []
  const ids = new Set(files.map((name) => (name.endsWith(ending) ? name.slice(0, -ending.length) : name)))
  return [...ids].flatMap((id) => {
    const own = files.includes(id + ending) ? [join(directory, id + ending)] : []
    const below = files.includes(id) ? subagents(join(directory, id), failed) : []
    return own.length + below.length > 0 ? [{ id, files: [...own, ...below] }] : []
  })
}

/** `subagents/agent-*.jsonl`, and those of workflows one level deeper. */
function subagents(directory: string, failed: Listing['failed']): string[] {
  const root = join(directory, 'subagents')
  const entries = names(root, failed, { recursive: true }) ?? []
  return entries.filter((name) => /^agent-.*\.jsonl$/.test(basename(name))).map((name) => join(root, name))
}

/** What a directory holds, sorted; undefined where there is none (`absent`: by which codes), or where it cannot be read, which is noted. */
function names(
  directory: string,
  failed: Listing['failed'],
  { recursive = false, absent = ['ENOENT', 'ENOTDIR'] } = {},
): string[] | undefined {
  try {
    return readdirSync(directory, { encoding: 'utf8', recursive }).sort()
  } catch (error) {
    const code = codeOf(error)
    if (!/^E[A-Z]+$/.test(code)) throw error
    if (!absent.includes(code)) failed.push({ path: directory, detail: code })
    return undefined
  }
}

/** A regular file as it is now (links followed); undefined where there is none. Anything else could block a reader for ever. */
export function regularFile(path: string): Stats | undefined {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat?.isFile() ? stat : undefined
}
