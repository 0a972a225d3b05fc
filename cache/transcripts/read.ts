import { fingerprint } from '../audit/lines.ts'
import type { Database } from '../database.ts'
import { codeOf } from '../errors.ts'
import { findProject } from './belongs.ts'
import { type AgentSession, listSessions, regularFile, sessionAt } from './files.ts'
import { isUnchanged, type ReadOptions, readTranscript, rowOf, type TranscriptRow } from './read-file.ts'

export interface TranscriptSource {
  /** `projects/` of Claude Code's directory. */
  directory: string
  /** The project's paths: as it is called, and with every link followed. */
  roots: string[]
  /** Agent sessions that hooks saw in this project. */
  linked: Set<string>
}

/** What could not be read, and the system's code for why. */
export type Unread = { path: string; detail: string }

/**
 * Reads what was appended to the transcripts of this project: of the linked agent sessions, and of every other that has a line with the
 * project as its working directory. Sessions of other projects are remembered, and looked at again only where something was appended.
 */
export async function readTranscripts(
  db: Database,
  source: TranscriptSource,
  options: Omit<ReadOptions, 'session'> = {},
): Promise<Unread[]> {
  const { sessions, failed } = listSessions(source.directory)
  const rows = new Map((db.prepare('SELECT * FROM transcripts').all() as TranscriptRow[]).map((row) => [row.path, row]))
  for (const session of [...sessions, ...namedElsewhere(rows, sessions, failed)]) {
    options.signal?.throwIfAborted()
    const known = source.linked.has(session.id) || session.files.some((path) => rows.get(path)?.own === 1)
    try {
      if (!known && !session.files.some((path) => hasProject(db, path, session.id, source.roots, rows.get(path))))
        continue
      for (const path of session.files) await readTranscript(db, path, { ...options, session: session.id })
    } catch (error) {
      if (!/^E[A-Z]+$/.test(codeOf(error))) throw error
      failed.push({ path: session.files[0] as string, detail: codeOf(error) })
    }
  }
  return failed
}

/** Sessions whose transcript a hook named and that do not lie where the others do. */
function namedElsewhere(rows: Map<string, TranscriptRow>, sessions: AgentSession[], failed: Unread[]): AgentSession[] {
  const listed = new Set(sessions.flatMap(({ files }) => files))
  return [...rows.values()]
    .filter((row) => row.own === 1 && !listed.has(row.path) && row.path.endsWith(`/${row.agent_session}.jsonl`))
    .map((row) => sessionAt(row.path, failed))
}

/** Whether a transcript of another project's has, behind what was looked at before, a line of this project. */
function hasProject(
  db: Database,
  path: string,
  session: string,
  roots: string[],
  known: TranscriptRow | undefined,
): boolean {
  const stat = regularFile(path)
  if (!stat || (known && isUnchanged(known, stat))) return false
  const row = known ?? rowOf(db, path, session)
  const start = fingerprint(path, row.offset) === row.fingerprint ? row.offset : 0
  const { found, end } = findProject(path, start, roots)
  if (!found) {
    db.prepare(
      'UPDATE transcripts SET inode = ?, size = ?, mtime_ms = ?, offset = ?, fingerprint = ? WHERE id = ?',
    ).run(...[stat.ino, stat.size, stat.mtimeMs, end, fingerprint(path, end) ?? '', row.id])
  }
  return found
}
