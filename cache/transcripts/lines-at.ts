import { closeSync, readSync } from 'node:fs'
import { isSystemError } from '../errors.ts'
import { isObject, withoutByteOrderMark } from '../json.ts'
import { longestLine } from '../lines.ts'
import { openRegular } from '../regular-file.ts'
import { type Database, prepared } from '../sqlite.ts'
import type { AgentName } from './dialect.ts'
import { parseJson } from './parsed.ts'

/** A line of a transcript. */
export interface LinePlace {
  transcript: number
  position: number
}

/** Reads single lines of transcripts again, to quote them. Why so: docs/decisions.md, 49. */
export interface LineReader {
  /** A line's value; undefined where the transcript is gone, or is not what was read. */
  at(place: LinePlace): { agent: AgentName; value: Record<string, unknown> } | undefined
  /** Whose transcript a line is in. */
  agentOf(place: LinePlace): AgentName
  close(): void
}

const chunkBytes = 16 * 1024

export function openLines(db: Database): LineReader {
  const { row } = statements(db)
  const open = new Map<number, { fd: number; agent: AgentName } | undefined>()
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
      const file = fileOf(transcript)
      const value = file && parseJson(lineAt(file.fd, position))?.value
      return file && isObject(value) ? { agent: file.agent, value } : undefined
    },
    agentOf: ({ transcript }) => (row.get(transcript) as { agent: AgentName }).agent,
    close() {
      for (const file of open.values()) if (file) closeSync(file.fd)
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
