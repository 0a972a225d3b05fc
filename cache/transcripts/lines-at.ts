import { closeSync, existsSync, readSync } from 'node:fs'
import { isSystemError } from '../errors.ts'
import { isObject, withoutByteOrderMark } from '../json.ts'
import { longestLine } from '../lines.ts'
import { openRegular } from '../regular-file.ts'
import { type Database, prepared } from '../sqlite.ts'
import type { AgentName } from './dialect.ts'
import { dialectOf } from './dialects.ts'
import type { TranscriptLine } from './line.ts'
import { parseJson } from './parsed.ts'

/** A line of a transcript. */
export interface LinePlace {
  transcript: number
  position: number
}

/** A line that was read again. */
export interface LineAgain {
  agent: AgentName
  value: Record<string, unknown>
  /** What the reader of its dialect makes of it by itself. */
  readonly reduced: TranscriptLine
}

/** Reads single lines of transcripts again, to quote them. Why so: docs/decisions.md, 49. */
export interface LineReader {
  /** A line; undefined where the transcript is gone, or is not what was read. The same line is the same object as long as not too much is read in between. */
  at(place: LinePlace): LineAgain | undefined
  /** Whose transcript a line is in. */
  agentOf(place: LinePlace): AgentName
  close(): void
}

const chunkBytes = 16 * 1024
/** So many characters of lines are kept: what a call printed is asked for several times in a row. */
const mostKept = 8 * 2 ** 20

export function openLines(db: Database): LineReader {
  const { row } = statements(db)
  const open = new Map<number, { fd: number; agent: AgentName } | undefined>()
  const kept = new Map<string, LineAgain>()
  let characters = 0
  const fileOf = (transcript: number) => {
    if (open.has(transcript)) return open.get(transcript)
    const { path, agent } = row.get(transcript) as { path: string; agent: AgentName }
    let file: { fd: number; agent: AgentName } | undefined
    try {
      file = { fd: openRegular(path).fd, agent }
    } catch (error) {
      if (!isSystemError(error)) throw error
    }
    open.set(transcript, file)
    return file
  }
  return {
    at({ transcript, position }) {
      const place = `${transcript} ${position}`
      const known = kept.get(place)
      if (known) return known
      const file = fileOf(transcript)
      const text = file ? lineAt(file.fd, position) : ''
      const value = file && parseJson(text)?.value
      if (!file || !isObject(value)) return undefined
      if (characters > mostKept) {
        kept.clear()
        characters = 0
      }
      characters += text.length
      const line = lineAgain(file.agent, value)
      kept.set(place, line)
      return line
    },
    agentOf: ({ transcript }) => (row.get(transcript) as { agent: AgentName }).agent,
    close() {
      for (const file of open.values()) if (file) closeSync(file.fd)
    },
  }
}

/** Whether a transcript's file is gone; each is looked for once. */
export function goneTranscripts(db: Database): (transcript: number) => boolean {
  const known = new Map<number, boolean>()
  return (transcript) => {
    const gone = known.get(transcript) ?? !existsSync((statements(db).row.get(transcript) as { path: string }).path)
    known.set(transcript, gone)
    return gone
  }
}

function lineAgain(agent: AgentName, value: Record<string, unknown>): LineAgain {
  let reduced: TranscriptLine | undefined
  return {
    agent,
    value,
    get reduced() {
      reduced ??= dialectOf(agent).reader('', {})(value)
      return reduced
    },
  }
}

const statements = prepared((db) => ({ row: db.prepare('SELECT path, agent FROM transcripts WHERE id = ?') }))

/** What is read of a line at first: most are shorter, and hundreds are read one after the other. */
const beginning = Buffer.allocUnsafeSlow(chunkBytes)

function lineAt(fd: number, position: number): string {
  const text = bytesAt(fd, position).toString('utf8')
  return position === 0 ? withoutByteOrderMark(text) : text
}

/** The bytes of a line, which are there until the next is asked for. */
function bytesAt(fd: number, position: number): Buffer {
  const first = readSync(fd, beginning, 0, chunkBytes, position)
  const feed = beginning.indexOf(10)
  if (feed !== -1 && feed < first) return beginning.subarray(0, feed)
  const chunks = [beginning.subarray(0, first)]
  let size = chunkBytes * 2
  for (let length = first; length > 0 && length < longestLine; size *= 2) {
    const chunk = Buffer.allocUnsafe(size)
    const read = readSync(fd, chunk, 0, size, position + length)
    const end = chunk.subarray(0, read).indexOf(10)
    chunks.push(chunk.subarray(0, end === -1 ? read : end))
    if (end !== -1 || read === 0) break
    length += read
  }
  return Buffer.concat(chunks)
}
