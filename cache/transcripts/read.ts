import type { Stats } from 'node:fs'
import { dirname } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Database } from '../database.ts'
import { isSystemError } from '../errors.ts'
import { fingerprint } from '../lines.ts'
import { prefixOf } from '../prefix.ts'
import { readingProblem } from '../regular-file.ts'
import { batchTransaction } from '../sqlite.ts'
import { findProject } from './belongs.ts'
import { sessionAt } from './claude-code/files.ts'
import type { AgentName } from './dialect.ts'
import { dialectOf } from './dialects.ts'
import { type AgentSession, type NotRead, regularFile } from './listing.ts'
import { isUnchanged, type ReadOptions, readTranscript, readWithin, rowOf, type TranscriptRow } from './read-file.ts'

export interface TranscriptSource {
  /** Where each agent keeps its transcripts. */
  directories: { agent: AgentName; directory: string }[]
  /** The project's paths: as it is called, and with every link followed. */
  roots: string[]
  /** Agent sessions that hooks saw in this project. */
  linked: Set<string>
}

/**
 * Reads what was appended to the transcripts of this project: of the linked agent sessions, and of every other that has a line with the
 * project as its working directory. Sessions of other projects are remembered, and looked at again only where something was appended.
 */
export async function readTranscripts(
  db: Database,
  source: TranscriptSource,
  options: Pick<ReadOptions, 'signal'> & { progress?: (reached: Reached) => void } = {},
): Promise<NotRead[]> {
  const rows = new Map((db.prepare('SELECT * FROM transcripts').all() as TranscriptRow[]).map((row) => [row.path, row]))
  const notRead: NotRead[] = []
  const listed = source.directories.map(({ agent, directory }) => {
    const listing = dialectOf(agent).list(directory)
    notRead.push(...listing.notRead)
    const elsewhere = agent === 'claude-code' ? namedElsewhere(rows, listing.sessions, notRead) : []
    return { agent, sessions: [...listing.sessions, ...elsewhere] }
  })
  const changed = changedFiles(
    rows,
    listed.flatMap(({ sessions }) => sessions.flatMap(({ files }) => files)),
    notRead,
  )
  const ofBytes = [...changed.values()].reduce((sum, size) => sum + size, 0)
  const ofFiles = changed.size
  let [files, bytes] = [0, 0]
  let furthest = 0
  // Of a session's several files each begins anew, and what is said only goes forward.
  const reached = (within: number) => {
    furthest = Math.max(furthest, Math.min(ofBytes, bytes + within))
    options.progress?.({ files, ofFiles, bytes: furthest, ofBytes })
  }
  const done = (path: string) => {
    const size = changed.get(path)
    if (size === undefined || !changed.delete(path)) return
    files++
    bytes += size
    reached(0)
  }
  const elsewhere = createMemory(db)
  const known: Known = { rows, linked: source.linked, notRead, elsewhere }
  const queue = createQueue(db, notRead, done, options.signal)
  for (const { agent, sessions } of listed) {
    for (const session of sessions) {
      options.signal?.throwIfAborted()
      const reading = {
        ...(options.signal && { signal: options.signal }),
        progress: reached,
        agent,
        roots: source.roots,
      }
      if (isOwn(session, reading, known)) {
        for (const path of session.files)
          if (changed.has(path) || rows.get(path)?.own !== 1) await queue.add(path, { ...reading, session: session.id })
      } else for (const path of session.files) done(path)
    }
  }
  await queue.finish()
  elsewhere.finish()
  return notRead.filter(({ path, failed }) => failed || isBesideOwn(db, path))
}

/** How far reading is, of all that has to be read. */
export interface Reached {
  files: number
  ofFiles: number
  bytes: number
  ofBytes: number
}

/** The files that were changed since they were read, with their sizes. */
function changedFiles(rows: Map<string, TranscriptRow>, paths: string[], notRead: NotRead[]): Map<string, number> {
  const changed = new Map<string, number>()
  for (const path of paths) {
    const stat = attempt(notRead, path, () => regularFile(path))
    const row = rows.get(path)
    if (stat && !(row && isUnchanged(row, stat))) changed.set(path, stat.size)
  }
  return changed
}

/** Whether a file is in a directory that has transcripts of the project. */
function isBesideOwn(db: Database, path: string): boolean {
  const directory = dirname(path.replace(/\/(?:[^/]+\/)?subagents\/.*/, '/x'))
  const own = db.prepare('SELECT path FROM transcripts WHERE own = 1').pluck().all() as string[]
  return own.some((each) => each.startsWith(prefixOf(directory)))
}

interface Known {
  rows: Map<string, TranscriptRow>
  linked: Set<string>
  notRead: NotRead[]
  elsewhere: Memory
}

/** Does something with a file; what the file system says against it is noted, and keeps the other files from nothing. */
function attempt<Result>(notRead: NotRead[], path: string, work: () => Result): Result | undefined {
  try {
    return work()
  } catch (error) {
    note(notRead, path, error)
    return undefined
  }
}

function note(notRead: NotRead[], path: string, error: unknown): void {
  if (!isSystemError(error)) throw error
  if (!notRead.some((each) => each.path === path)) notRead.push({ path, reason: readingProblem(error), failed: true })
}

/** Whether a session is the project's. */
function isOwn(session: AgentSession, options: ReadOptions, { rows, linked, notRead, elsewhere }: Known): boolean {
  if (linked.has(session.id) || session.files.some((path) => rows.get(path)?.own === 1)) return true
  const others: Elsewhere[] = []
  for (const path of session.files) {
    const file = { path, agent: options.agent, session: session.id }
    const seen = attempt(notRead, path, () => lookThrough(file, options.roots, rows.get(path)))
    if (seen === 'own') return true
    if (seen) others.push(seen)
  }
  elsewhere.add(others)
  return false
}

/** Small files are read together, in one transaction of so many bytes: writing the pages of a table again for each of them takes as long as reading it. */
const together = { largest: 4 * 2 ** 20, bytes: 16 * 2 ** 20 }

/** Reads transcripts in the order in which they are added. */
function createQueue(db: Database, notRead: NotRead[], done: (path: string) => void, signal: AbortSignal | undefined) {
  let waiting: { path: string; options: ReadOptions }[] = []
  let bytes = 0
  const readAll = batchTransaction(db, (files: typeof waiting) => {
    for (const { path, options } of files) attempt(notRead, path, () => readWithin(db, path, options))
  })
  const finish = async () => {
    if (waiting.length === 0) return
    readAll(waiting)
    for (const { path } of waiting) done(path)
    waiting = []
    bytes = 0
    await setImmediate()
    signal?.throwIfAborted()
  }
  return {
    async add(path: string, options: ReadOptions): Promise<void> {
      const size = attempt(notRead, path, () => regularFile(path)?.size) ?? 0
      if (size > together.largest) {
        await finish()
        await readTranscript(db, path, options).catch((error) => note(notRead, path, error))
        done(path)
        return
      }
      waiting.push({ path, options })
      bytes += size
      if (bytes >= together.bytes) await finish()
    },
    finish,
  }
}

/** Sessions whose transcript a hook named and that are not where the others are. */
function namedElsewhere(
  rows: Map<string, TranscriptRow>,
  sessions: AgentSession[],
  notRead: NotRead[],
): AgentSession[] {
  const listed = new Set(sessions.flatMap(({ files }) => files))
  return [...rows.values()]
    .filter((row) => row.own === 1 && !listed.has(row.path) && row.path.endsWith(`/${row.agent_session}.jsonl`))
    .map((row) => sessionAt(row.path, notRead))
}

/** Looks for a line of this project in a transcript of another's, behind what was looked at before; undefined where nothing is new. */
function lookThrough(
  file: Pick<Elsewhere, 'path' | 'agent' | 'session'>,
  roots: string[],
  known: TranscriptRow | undefined,
): 'own' | Elsewhere | undefined {
  const { path, agent } = file
  const stat = regularFile(path)
  if (!stat || (known && isUnchanged(known, stat))) return undefined
  const start = known && fingerprint(path, known.offset) === known.fingerprint ? known.offset : 0
  const { found, end } = findProject(path, start, roots, dialectOf(agent).workplaces())
  return found ? 'own' : { ...file, stat, end, mark: fingerprint(path, end) ?? '' }
}

/** A transcript that is not the project's, as far as it was looked at. */
interface Elsewhere {
  path: string
  agent: AgentName
  session: string
  stat: Stats
  end: number
  mark: string
}

/** Files of other projects are remembered many at a time: a transaction for each took longer than looking through it. */
const mostRemembered = 100

type Memory = ReturnType<typeof createMemory>

function createMemory(db: Database) {
  const waiting: Elsewhere[] = []
  const advance = db.prepare(
    'UPDATE transcripts SET inode = ?, size = ?, mtime_ms = ?, offset = ?, fingerprint = ? WHERE id = ?',
  )
  const write = db.transaction(() => {
    for (const { path, agent, session, stat, end, mark } of waiting) {
      const { id } = rowOf(db, path, agent, session)
      advance.run(stat.ino, stat.size, stat.mtimeMs, end, mark, id)
    }
  })
  const finish = () => {
    if (waiting.length > 0) write.immediate()
    waiting.length = 0
  }
  return {
    add(files: Elsewhere[]): void {
      waiting.push(...files)
      if (waiting.length >= mostRemembered) finish()
    },
    finish,
  }
}
