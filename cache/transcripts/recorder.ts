import { hash } from 'node:crypto'
import { type Line, longestLine } from '../audit/lines.ts'
import { type Database, prepared } from '../database.ts'
import { parseTranscriptLine, type ToolCall, type ToolResult, type TranscriptLine } from './line.ts'
import { createMessages } from './messages.ts'

/** A tool call that has no result yet. `about`: what of it a decision will tell, where decisions are wanted. */
export interface OpenCall {
  name: string
  about?: { file?: string; command?: string }
}

/** Where reading stands in one transcript. */
export interface Place {
  id: number
  path: string
  /** The agent's id of the session. */
  session: string
  /** A subagent's transcript: its context and its to-dos are not the conversation's. */
  subagent: boolean
  offset: number
  lines: number
  /** Time of the last line that has one. */
  last: number | null
  openCalls: Map<string, OpenCall>
}

/** Takes the tool calls that were allowed or refused, where someone wants them as decisions. `line`: its number in the file. */
export interface CallSink {
  about(call: ToolCall, cwd: string | undefined): NonNullable<OpenCall['about']>
  decided(call: OpenCall, result: ToolResult, at: number, line: number): void
  unreadable(at: number, line: number): void
  /** The time of everything so far, which stood before the first line with one. */
  settle(at: number): void
}

/** No session has this many calls under way; a file that claims it must not fill the memory. */
const mostOpenCalls = 1000
const longestName = 200

/** Hash of an identity, so that the identity itself need not be kept: 64 bits of SHA-256. */
export const keyOf = (identity: string): bigint => hash('sha256', identity, 'buffer').readBigInt64LE(0)

/**
 * Takes lines of one transcript into the cache. `fallback`: the time of lines that stand before the first one with a time, until that is
 * known. Everything is written so that the same line written again changes nothing, except for counts without a key: the caller must not
 * hand over a line twice.
 */
export function createRecorder(db: Database, place: Place, fallback: number, sink?: CallSink) {
  const { id, openCalls } = place
  const sql = statements(db)
  const messages = createMessages(db, id)

  const event = (kind: string, key: bigint, at: number, name = '') => {
    const { changes } = sql.event.run(kind, name.slice(0, longestName), at, key, id)
    if (changes > 0 && key !== 0n && sql.eventAgain.get(key)) sql.shareEvent.run(key)
  }

  const settle = (at: number) => {
    messages.settle(at)
    for (const statement of sql.settle) statement.run(at, id)
    sink?.settle(at)
  }
  // As long as no line had a time, every row of the file waits for one, at one and the same time meanwhile.
  if (place.last === null) settle(fallback)

  const record = (line: TranscriptLine, at: number, position: number) => {
    const identity = line.uuid ?? `${place.path}:${position}`
    const sidechain = line.sidechain || place.subagent
    if (!line.known) event('unknown', line.uuid ? keyOf(line.uuid) : 0n, at)
    if (line.compaction) event('compaction', keyOf(identity), at)
    const message = line.message ?? identity
    if (line.usage) messages.add(keyOf(message), { ...line.usage, at, position, sidechain })
    for (const [index, call] of line.calls.entries()) {
      event('call', keyOf(`${message}\n${call.id || index}`), at, call.name)
      open(call, line.cwd)
    }
    for (const [index, result] of line.results.entries()) settleCall(result, at, `${identity}\n${result.id || index}`)
    if (line.todo && !sidechain) sql.todo.run(id, position, at, keyOf(identity), JSON.stringify(line.todo))
  }
  const open = (call: ToolCall, cwd: string | undefined) => {
    if (call.id === '') return
    openCalls.set(call.id, { name: call.name.slice(0, longestName), ...(sink && { about: sink.about(call, cwd) }) })
    if (openCalls.size > mostOpenCalls) openCalls.delete(openCalls.keys().next().value as string)
  }
  const settleCall = (result: ToolResult, at: number, identity: string) => {
    const known = openCalls.get(result.id)
    const call = known ?? { name: 'unknown' }
    openCalls.delete(result.id)
    // A success of a call that nobody saw says nothing about a decision.
    if (known || typeof result.outcome === 'object')
      sink?.decided(call, { ...result, id: result.id || identity }, at, place.lines + 1)
    if (result.outcome === 'done') return
    event(result.outcome === 'failure' ? 'failure' : 'denial', keyOf(identity), at, call.name)
  }

  return {
    /** Takes one line and moves the place behind it, unless it is a last line that may still be being written. */
    take(line: Line): void {
      const text = line.offset === 0 ? line.text.replace(/^\uFEFF/, '') : line.text
      const empty = text.trim() === ''
      const parsed = empty || text.length >= longestLine ? undefined : parseTranscriptLine(text)
      if (parsed?.at !== undefined) {
        if (place.last === null) settle(parsed.at)
        place.last = parsed.at
      }
      const at = place.last ?? fallback
      if (!empty) sql.time.run(id, at)
      if (parsed) record(parsed, at, line.offset)
      else if (!empty) {
        event(line.terminated ? 'unreadable' : 'cut', 0n, at)
        sink?.unreadable(at, place.lines + 1)
      }
      // A whole object ends where it ends, whether or not its line feed is there yet.
      if (line.terminated || parsed) place.offset = line.end
      if (line.terminated) place.lines++
    },
    /** Writes what still waits for more lines: to be called before a transaction ends. */
    flush: messages.flush,
  }
}

const statements = prepared((db) => {
  return {
    event: db.prepare(
      `INSERT INTO transcript_events (kind, name, at_ms, key, transcript, count, alone) VALUES (?, ?, ?, ?, ?, 1, 1)
       ON CONFLICT DO UPDATE SET count = count + 1 WHERE key = 0`,
    ),
    eventAgain: db.prepare('SELECT 1 FROM transcript_events WHERE key = ? AND key <> 0 LIMIT 1 OFFSET 1'),
    shareEvent: db.prepare('UPDATE transcript_events SET alone = 0 WHERE key = ? AND key <> 0 AND alone = 1'),
    time: db.prepare('INSERT OR IGNORE INTO transcript_times (transcript, at_ms) VALUES (?, ?)'),
    todo: db.prepare(
      'INSERT OR REPLACE INTO transcript_todos (transcript, position, at_ms, line, change) VALUES (?, ?, ?, ?, ?)',
    ),
    settle: ['transcript_times', 'transcript_events', 'transcript_todos'].map((table) =>
      db.prepare(`UPDATE ${table} SET at_ms = ? WHERE transcript = ?`),
    ),
  }
})
