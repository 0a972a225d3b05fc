import { type Database, prepared } from '../database.ts'
import type { Window } from '../window.ts'
import type { Usage } from './line.ts'

/** What the lines of one moment report of an API message. */
export interface MessageLine extends Usage {
  at: number
  /** Byte of the line. */
  position: number
  sidechain: boolean
}

/** A message as one transcript has it. */
interface MessageRow {
  first_ms: number
  last_ms: number
  position: number
  sidechain: number
  model: string
  input: number
  output: number
  cache_read: number
  cache_write: number
  cache_write_hour: number
  ended: number
  lines: string | null
}

/** Of a message with more moments than this, those with the least are forgotten: a window that cuts just there may then count less. */
const mostLines = 64

const totalOf = ({ input, output, cacheRead, cacheWrite }: Usage): number => input + output + cacheRead + cacheWrite

/** Of several lines of a message, the one that counts: the one with the largest total; it ended where any of them says so. */
export function largest(lines: MessageLine[]): MessageLine {
  const most = lines.reduce((best, line) => (totalOf(line) > totalOf(best) ? line : best))
  return { ...most, ended: lines.some((line) => line.ended) }
}

const statements = prepared((db) => ({
  get: db.prepare('SELECT * FROM transcript_messages WHERE transcript = ? AND message = ?'),
  put: db.prepare(
    `INSERT INTO transcript_messages (transcript, message, first_ms, last_ms, position, sidechain, model, input, output, cache_read,
       cache_write, cache_write_hour, ended, lines, alone)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
     ON CONFLICT DO UPDATE SET first_ms = excluded.first_ms, last_ms = excluded.last_ms, position = excluded.position,
       sidechain = excluded.sidechain, model = excluded.model, input = excluded.input, output = excluded.output,
       cache_read = excluded.cache_read, cache_write = excluded.cache_write,
       cache_write_hour = excluded.cache_write_hour, ended = excluded.ended, lines = excluded.lines`,
  ),
  again: db.prepare('SELECT 1 FROM transcript_messages WHERE message = ? LIMIT 1 OFFSET 1'),
  share: db.prepare('UPDATE transcript_messages SET alone = 0 WHERE message = ? AND alone = 1'),
  settle: db.prepare('UPDATE transcript_messages SET first_ms = ?, last_ms = ? WHERE transcript = ?'),
}))

/** Keeps the messages of one transcript. */
export function createMessages(db: Database, transcript: number) {
  const { get, put, again, share, settle } = statements(db)
  // The lines of a message stand together, so it is written when the next one begins.
  let current: { message: bigint; lines: MessageLine[]; isNew: boolean } | undefined

  const flush = () => {
    if (!current) return
    const { message, lines, isNew } = current
    const times = lines.map(({ at }) => at)
    const { sidechain, model, input, output, cacheRead, cacheWrite, cacheWriteHour, ended } = largest(lines)
    put.run(
      ...[transcript, message, Math.min(...times), Math.max(...times), Math.max(...lines.map((line) => line.position))],
      ...[sidechain ? 1 : 0, model, input, output, cacheRead, cacheWrite, cacheWriteHour],
      ended ? 1 : 0,
      lines.length > 1 ? JSON.stringify(lines.map(packed)) : null,
    )
    if (isNew && again.get(message)) share.run(message)
    current = undefined
  }
  return {
    add(message: bigint, line: MessageLine): void {
      if (current?.message !== message) {
        flush()
        const known = get.get(transcript, message) as MessageRow | undefined
        current = { message, lines: known ? linesOf(known) : [], isNew: !known }
      }
      current.lines = merged(current.lines, line)
    },
    flush,
    /** Gives every message a time: none of them had one of its own. */
    settle(at: number): void {
      flush()
      settle.run(at, at, transcript)
    },
  }
}

/** Lines of one moment are one: no window can cut between them. */
function merged(lines: MessageLine[], line: MessageLine): MessageLine[] {
  const same = lines.findIndex(({ at }) => at === line.at)
  if (same !== -1) return lines.with(same, largest([line, lines[same] as MessageLine]))
  if (lines.length < mostLines) return [...lines, line]
  return [...lines, line].toSorted((a, b) => totalOf(b) - totalOf(a)).slice(0, mostLines)
}

type Packed = [
  at: number,
  position: number,
  input: number,
  output: number,
  read: number,
  write: number,
  ended: number,
  writeHour: number,
]

const packed = (line: MessageLine): Packed => [
  ...([line.at, line.position, line.input, line.output, line.cacheRead, line.cacheWrite] as const),
  line.ended ? 1 : 0,
  line.cacheWriteHour,
]

/** The moments of a message. */
function linesOf(row: MessageRow): MessageLine[] {
  const { first_ms, position, input, output, cache_read, cache_write, cache_write_hour, ended, model } = row
  const lines: Packed[] = row.lines
    ? JSON.parse(row.lines)
    : [[first_ms, position, input, output, cache_read, cache_write, ended, cache_write_hour]]
  return lines.map(([at, byte, ...counts]) => ({
    ...{ at, position: byte, model, sidechain: row.sidechain === 1 },
    ...{ input: counts[0], output: counts[1], cacheRead: counts[2], cacheWrite: counts[3], ended: counts[4] === 1 },
    cacheWriteHour: counts[5],
  }))
}

/** The messages that need a second look: those that a window cuts, and those that several transcripts report. */
export function cutMessages(db: Database, { from, to }: Window): MessageLine[] {
  const rows = db
    .prepare(
      `SELECT *, CAST(message AS TEXT) AS key FROM transcript_messages
       WHERE first_ms < ? AND last_ms >= ? AND (alone = 0 OR first_ms < ? OR last_ms >= ?)`,
    )
    .all(to, from, from, to) as (MessageRow & { key: string })[]
  const lines = new Map<string, MessageLine[]>()
  for (const row of rows) {
    const within = linesOf(row).filter(({ at }) => at >= from && at < to)
    lines.set(row.key, [...(lines.get(row.key) ?? []), ...within])
  }
  return [...lines.values()].flatMap((each) => (each.length > 0 ? [largest(each)] : []))
}
