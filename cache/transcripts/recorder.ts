import { crypto } from '../crypto.ts'
import { type Database, prepared } from '../database.ts'
import type { Line } from '../lines.ts'
import { commandName } from './command.ts'
import type { AgentName, ReaderState } from './dialect.ts'
import type { ToolCall, ToolResult, TranscriptLine } from './line.ts'
import { createMessages } from './messages.ts'
import type { Parsed } from './parsed.ts'

/** Where reading is in one transcript. */
export interface Place {
  id: number
  path: string
  agent: AgentName
  /** The agent's id of the session. */
  session: string
  /** A subagent's transcript: its context is not the conversation's. */
  subagent: boolean
  offset: number
  lines: number
  /** Time of the last line that has one. */
  last: number | null
  /** What the reader of its dialect remembers. */
  state: ReaderState
}

/** A tool call as it is kept: by names, without what it was given. */
export interface KnownCall {
  name: string
  about: 'command' | 'file' | 'other' | ''
  /** Program and subcommand of a command, the file as the project names it, or another name; empty where there is none. */
  head: string
}

const longestName = 200

/** Hash of an identity, so that the identity itself need not be kept: 64 bits of SHA-256. */
export function keyOf(identity: string): bigint {
  const known = recentKeys.get(identity)
  if (known !== undefined) return known
  const key = crypto().hash('sha256', identity, 'buffer').readBigInt64LE(0)
  if (recentKeys.size === mostRecentKeys) recentKeys.clear()
  recentKeys.set(identity, key)
  return key
}
/** A call's result, the other lines of a message and the same command come soon after. */
const recentKeys = new Map<string, bigint>()
const mostRecentKeys = 1000

/** Of several results of one call, the one with the highest rank counts. */
const rankOf = ({ outcome }: ToolResult): number => (outcome === 'done' ? 0 : outcome === 'failure' ? 1 : 2)

export interface Recording {
  /** Of the transcript's dialect. */
  reduce: (value: Record<string, unknown>) => TranscriptLine
  /** A file as the project names it. */
  named: (path: string, cwd: string | undefined) => string
  /** The time of lines that come before the first one with a time, until that is known. */
  fallback: number
}

/**
 * Takes lines of one transcript into the cache. Everything is written so that the same line written again changes nothing, except for counts
 * without a key: the caller must not hand over a line twice.
 */
export function createRecorder(db: Database, place: Place, { reduce, named, fallback }: Recording) {
  const { id } = place
  const sql = statements(db)
  const messages = createMessages(db, id)

  /** The time that was written last. */
  let noted: number | undefined

  const settle = (at: number) => {
    noted = undefined
    messages.settle(at)
    for (const statement of sql.settle) statement.run(at, id)
  }
  // As long as no line had a time, every row of the file waits for one, at one and the same time.
  if (place.last === null) settle(fallback)

  const record = (line: TranscriptLine, at: number, position: number) => {
    const identity = line.uuid ?? `${place.path}:${position}`
    const sidechain = line.sidechain || place.subagent
    const message = line.message ?? identity
    const isCopy = (table: keyof typeof sql.elsewhere, key: bigint): boolean =>
      line.maybeCopied === true && sql.elsewhere[table].get(key, id) !== undefined
    if (!line.known) {
      const key = line.uuid ? keyOf(line.uuid) : 0n
      if (!isCopy('unknown', key)) sql.event.run('unknown', at, key, id)
    }
    if (line.compaction) {
      const key = keyOf(line.compaction === true ? identity : line.compaction)
      if (!isCopy('events', key)) sql.event.run('compaction', at, key, id)
    }
    if (line.usage && !isCopy('messages', keyOf(message)))
      messages.add(keyOf(message), { ...line.usage, at, position, sidechain })
    let copied = false
    for (const [index, call] of line.calls.entries()) {
      const key = keyOf(call.id || `${message}\n${index}`)
      copied = isCopy('calls', key)
      if (!copied) recordCall(call, key, line.cwd, at, position)
    }
    for (const [index, result] of line.results.entries()) {
      const callId = result.id || `${identity}\n${index}`
      if (!isCopy('results', keyOf(callId))) recordResult(result, callId, at, position)
    }
    for (const kind of line.marks) {
      if ((sidechain && kind === 'request') || (copied && kind === 'todo')) continue
      const key = keyOf(kind === 'request' ? (line.turn ?? identity) : identity)
      if (!isCopy('marks', key)) sql.mark.run(kind, at, key, id, position)
    }
  }
  const recordCall = (call: ToolCall, key: bigint, cwd: string | undefined, at: number, position: number) => {
    const name = call.name.slice(0, longestName)
    const { about, head, text } = subjectOf(call, (path) => named(path, cwd))
    // The same command is the same thing, whichever agent's tool runs it.
    const subject = keyOf(`${about === 'command' ? about : name}\n${text}`)
    sql.call.run(key, id, position, at, name, about, head.slice(0, longestName), subject)
    for (const path of call.edits ?? []) sql.edit.run(key, named(path, cwd), id)
  }
  const recordResult = (result: ToolResult, identity: string, at: number, position: number) => {
    const key = keyOf(identity)
    const denial = typeof result.outcome === 'object' ? result.outcome.kind.slice(0, longestName) : ''
    sql.result.run(key, id, position, place.lines + 1, at, rankOf(result), denial, result.secondary ? 1 : 0)
  }

  return {
    /** Takes one line and moves the place behind it, unless it is a last line that may still be being written. */
    take(line: Line<Parsed>): void {
      const parsed = typeof line.text === 'object' ? reduce(line.text) : undefined
      if (parsed?.at !== undefined) {
        if (place.last === null) settle(parsed.at)
        place.last = parsed.at
      }
      const at = place.last ?? fallback
      if (line.text !== 'blank' && at !== noted) {
        sql.time.run(id, at)
        noted = at
      }
      if (parsed) record(parsed, at, line.offset)
      else if (line.text !== 'blank') {
        sql.event.run(line.terminated ? 'unreadable' : 'cut', at, 0n, id)
      }
      // A whole object ends where it ends, whether or not its line feed is there yet.
      if (line.terminated || parsed) place.offset = line.end
      if (line.terminated) place.lines++
    },
    /** Writes what still waits for more lines: to be called before a transaction ends. */
    flush: messages.flush,
  }
}

/** What a call is about: by its names alone, and in full. */
export function subjectOf(
  { command, file, other }: ToolCall,
  named: (path: string) => string,
): Pick<KnownCall, 'about' | 'head'> & { text: string } {
  if (command !== undefined) return { about: 'command', ...commandName(command) }
  if (file !== undefined) return { about: 'file', head: named(file), text: named(file) }
  return { about: other ? 'other' : '', head: other ?? '', text: other ?? '' }
}

/** The tables that hold what was read of transcripts. */
export const transcriptTables = [
  ...['transcript_times', 'transcript_messages', 'transcript_calls', 'transcript_results'],
  ...['transcript_edits', 'transcript_events', 'transcript_marks'],
]

const statements = prepared((db) => {
  const elsewhere = (table: string, which = 'key = ?') =>
    db.prepare(`SELECT 1 FROM transcript_${table} WHERE ${which} AND transcript <> ? LIMIT 1`)
  return {
    /** Whether another transcript has the same. */
    elsewhere: {
      messages: elsewhere('messages', 'message = ?'),
      calls: elsewhere('calls'),
      results: elsewhere('results'),
      marks: elsewhere('marks', "kind = 'request' AND key = ?"),
      events: elsewhere('events', "kind = 'compaction' AND key = ?"),
      unknown: elsewhere('events', "kind = 'unknown' AND key = ?"),
    },
    event: db.prepare(
      `INSERT INTO transcript_events (kind, at_ms, key, transcript, count) VALUES (?, ?, ?, ?, 1)
       ON CONFLICT DO UPDATE SET count = count + 1 WHERE key = 0`,
    ),
    call: db.prepare(
      'INSERT OR IGNORE INTO transcript_calls (key, transcript, position, at_ms, name, about, head, subject) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    edit: db.prepare('INSERT OR IGNORE INTO transcript_edits (key, path, transcript) VALUES (?, ?, ?)'),
    result: db.prepare(
      `INSERT INTO transcript_results (key, transcript, position, line, at_ms, rank, denial, secondary) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET rank = excluded.rank, denial = excluded.denial WHERE excluded.rank > rank`,
    ),
    time: db.prepare('INSERT OR IGNORE INTO transcript_times (transcript, at_ms) VALUES (?, ?)'),
    mark: db.prepare(
      'INSERT OR IGNORE INTO transcript_marks (kind, at_ms, key, transcript, position) VALUES (?, ?, ?, ?, ?)',
    ),
    settle: transcriptTables
      .filter((table) => table !== 'transcript_messages' && table !== 'transcript_edits')
      .map((table) => db.prepare(`UPDATE ${table} SET at_ms = ? WHERE transcript = ?`)),
  }
})
