import type { Database } from '../database.ts'
import type { Line } from '../lines.ts'
import { commandName, type Whereabouts } from './command.ts'
import { type CopiedKind, type Copies, copiesOf } from './copies.ts'
import type { AgentName, ReaderState } from './dialect.ts'
import { keyOf } from './key.ts'
import type { ToolCall, ToolResult, TranscriptLine, Usage } from './line.ts'
import type { Parsed } from './parsed.ts'
import { createPart } from './part.ts'
import { addPart, settleParts } from './parts.ts'
import { writtenByHand } from './written-by-hand.ts'

/** Where reading is in one transcript. */
export interface ReadingPlace {
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
  /** Time of a last line that is cut off, where there is one. */
  cut: number | null
  /** What the reader of its dialect remembers. */
  state: ReaderState
}

const longestName = 200

/** Of several results of one call, the one with the highest rank counts. */
const rankOf = ({ outcome }: ToolResult): number => (outcome === 'done' ? 0 : outcome === 'failure' ? 1 : 2)

export interface Recording {
  /** Of the transcript's dialect. */
  reduce: (value: Record<string, unknown>) => TranscriptLine
  /** A file as the project names it. */
  named: (path: string, cwd: string | undefined) => string
  /** The project's paths. */
  roots: string[]
  /** The time of lines that come before the first one with a time, until that is known. */
  fallback: number
}

/** Takes lines of one transcript into the cache: a part for every flush. The caller must not hand over a line twice. */
export function createRecorder(db: Database, place: ReadingPlace, { reduce, named, roots, fallback }: Recording) {
  const { id } = place
  let part = createPart()
  /** The time that was written last. */
  let noted: number | undefined
  /** Asked only for transcripts that copies may be in. */
  let copies: Copies | undefined
  const isCopy = (line: TranscriptLine, what: CopiedKind, key: number): boolean => {
    if (line.maybeCopied !== true) return false
    copies ??= copiesOf(db, place.agent)
    return copies.isElsewhere(what, key, id)
  }

  const settle = (at: number) => {
    noted = undefined
    part.settle(at)
    if (place.offset > 0) settleParts(db, id, at)
  }
  // As long as no line had a time, every row of the file waits for one, at one and the same time.
  if (place.last === null) settle(fallback)

  const event = (kind: string, key: number, at: number) => part.numbers.events.push(key, at, part.place(kind), 1)
  const record = (line: TranscriptLine, at: number, position: number) => {
    const identity = line.uuid ?? `${place.path}:${position}`
    const sidechain = line.sidechain || place.subagent
    const message = line.message ?? identity
    if (!line.known) {
      const key = line.uuid ? keyOf(line.uuid) : 0
      if (!isCopy(line, 'unknown', key)) event('unknown', key, at)
    }
    if (line.compaction) {
      const key = keyOf(line.compaction === true ? identity : line.compaction)
      if (!isCopy(line, 'compaction', key)) event('compaction', key, at)
    }
    if (line.usage) {
      const key = keyOf(message)
      if (!isCopy(line, 'messages', key)) recordUsage(line.usage, key, at, position, sidechain)
    }
    let copied = false
    for (const [index, call] of line.calls.entries()) {
      const key = keyOf(call.id || `${message}\n${index}`)
      copied = isCopy(line, 'calls', key)
      if (!copied) recordCall(call, key, line.cwd, at, position)
    }
    for (const [index, result] of line.results.entries()) {
      const key = keyOf(result.id || `${identity}\n${index}`)
      if (!isCopy(line, 'results', key)) recordResult(result, key, at, position)
    }
    for (const kind of line.marks) {
      if ((sidechain && (kind === 'request' || kind === 'stopped')) || (copied && kind === 'todo')) continue
      // Of the others only the place is asked for.
      const key = kind === 'request' ? keyOf(line.turn ?? identity) : kind === 'todo' ? keyOf(identity) : 0
      if (key === 0 || !isCopy(line, kind as CopiedKind, key))
        part.numbers.marks.push(key, at, position, part.place(kind))
    }
  }
  const recordUsage = (usage: Usage, key: number, at: number, position: number, sidechain: boolean) => {
    const { model, input, output, cacheRead, cacheWrite, cacheWriteHour, ended } = usage
    part.numbers.messages.push(key, at, position, part.place(model), sidechain ? 1 : 0, input, output)
    part.numbers.messages.push(cacheRead, cacheWrite, cacheWriteHour, ended ? 1 : 0)
  }
  const recordCall = (call: ToolCall, key: number, cwd: string | undefined, at: number, position: number) => {
    const name = call.name.slice(0, longestName)
    const { about, head, subject: same } = subjectOf(call, { cwd, roots }, (path) => named(path, cwd))
    // The same command is the same thing, whichever agent's tool runs it.
    const subject = about === 'command' ? keyOfCommand(same) : keyOf(`${name}\n${same}`)
    const names = [name, about, head.slice(0, longestName)].map(part.place)
    part.numbers.calls.push(key, at, position, ...names, subject)
    const edits = call.command === undefined ? call.edits : writtenByHand(call.command, { cwd, roots })
    for (const path of edits ?? []) part.numbers.edits.push(key, part.place(named(path, cwd)))
  }
  const recordResult = (result: ToolResult, key: number, at: number, position: number) => {
    const denial = typeof result.outcome === 'object' ? result.outcome.kind.slice(0, longestName) : ''
    part.numbers.results.push(key, at, position, place.lines + 1, rankOf(result), part.place(denial))
    part.numbers.results.push(result.isPart ? 2 : result.secondary ? 1 : 0)
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
        part.numbers.times.push(at)
        noted = at
      }
      if (parsed) record(parsed, at, line.offset)
      else if (line.text !== 'blank') {
        if (line.terminated) event('unreadable', 0, at)
        else place.cut = at
      }
      // A whole object ends where it ends, whether or not its line feed is there yet.
      if (line.terminated || parsed) place.offset = line.end
      if (line.terminated) place.lines++
    },
    /** Writes what was taken: to be called before a transaction ends. */
    flush(): void {
      if (!part.isEmpty()) addPart(db, id, place.offset, part.packed())
      part = createPart()
      noted = undefined
    },
  }
}

/** Of a command's subject. */
export const keyOfCommand = (subject: string): number => keyOf(`command\n${subject}`)

/** What a call is about: by its names alone, and in full. */
export function subjectOf(
  { command, file, other }: ToolCall,
  at: Whereabouts,
  named: (path: string) => string,
): { about: 'command' | 'file' | 'other' | ''; head: string; text: string; subject: string } {
  if (command !== undefined) return { about: 'command', ...commandName(command, at) }
  const name = file === undefined ? (other ?? '') : named(file)
  return { about: file !== undefined ? 'file' : other ? 'other' : '', head: name, text: name, subject: name }
}
