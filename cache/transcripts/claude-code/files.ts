import { closeSync, readSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { openRegular, readingProblem } from '../../regular-file.ts'
import { type AgentSession, isRegular, type Listing, type NotRead, names } from '../listing.ts'

const ending = '.jsonl'
const isSubagent = (name: string): boolean => /^agent-.*\.jsonl$/.test(basename(name))

/**
 * Every agent session below `projects/` of Claude Code's directory: `<slug>/<id>.jsonl`, with `<slug>/<id>/subagents/**` beside it, and
 * `<slug>/subagents/**` of sessions that only their lines name. All slugs are looked into: a slug stands for several paths, and a session may
 * have moved into the project later.
 */
export function listSessions(directory: string): Listing {
  const notRead: NotRead[] = []
  // A file in the directory's place is not a missing directory.
  const slugs = names(directory, notRead, { absent: ['ENOENT'] })
  const sessions = (slugs ?? []).flatMap((slug) => sessionsIn(join(directory, slug), notRead))
  return { sessions, notRead }
}

/** The session of a transcript whose path is known, wherever it is. */
export function sessionAt(path: string, notRead: NotRead[]): AgentSession {
  const id = basename(path, ending)
  return { id, files: [path, ...subagents(join(dirname(path), id), notRead)] }
}

function sessionsIn(directory: string, notRead: NotRead[]): AgentSession[] {
  const files = names(directory, notRead) ?? []
  const ids = new Set(files.map((name) => (name.endsWith(ending) ? name.slice(0, -ending.length) : name)))
  const sessions = new Map<string, AgentSession>()
  for (const id of ids) {
    if (id === 'subagents') continue
    const own = files.includes(id + ending) ? [join(directory, id + ending)] : []
    const below = files.includes(id) ? subagents(join(directory, id), notRead) : []
    const regular = [...own, ...below].filter((path) => isRegular(path, notRead))
    if (regular.length > 0) sessions.set(id, { id, files: regular })
  }
  if (!files.includes('subagents')) return [...sessions.values()]
  for (const path of subagents(directory, notRead).filter((each) => isRegular(each, notRead))) {
    const id = sessionNamedIn(path, notRead) ?? basename(path, ending)
    const session = sessions.get(id)
    if (session) session.files.push(path)
    else sessions.set(id, { id, files: [path] })
  }
  return [...sessions.values()]
}

/** `subagents/agent-*.jsonl`, and those of workflows one level deeper. */
function subagents(directory: string, notRead: NotRead[]): string[] {
  const root = join(directory, 'subagents')
  const transcripts = (names(root, notRead, { recursive: true }) ?? []).filter((name) => name.endsWith(ending))
  for (const name of transcripts.filter((each) => !isSubagent(each)))
    notRead.push({
      path: join(root, name),
      reason: 'not named like a transcript of a subagent (agent-*.jsonl)',
      failed: false,
    })
  return transcripts.filter(isSubagent).map((name) => join(root, name))
}

const headBytes = 64 * 1024

/** The session that the first lines of a transcript name. */
function sessionNamedIn(path: string, notRead: NotRead[]): string | undefined {
  try {
    const { fd } = openRegular(path)
    try {
      const bytes = Buffer.alloc(headBytes)
      const text = bytes.toString('utf8', 0, readSync(fd, bytes, 0, headBytes, 0))
      return /"sessionId"\s*:\s*"([\w-]{1,100})"/.exec(text)?.[1]
    } finally {
      closeSync(fd)
    }
  } catch (error) {
    notRead.push({ path, reason: readingProblem(error), failed: true })
    return undefined
  }
}
