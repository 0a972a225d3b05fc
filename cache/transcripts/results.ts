import type { Database } from '../database.ts'
import type { Window } from '../window.ts'
import { dialectOf } from './dialects.ts'
import type { LinePlace, LineReader } from './lines-at.ts'
import { type KnownCall, keyOf } from './recorder.ts'

/** A call that failed or was refused in a window. */
export interface BadResult extends LinePlace {
  key: bigint
  at: number
  /** Kind of the refusal; empty where it is a failure. */
  denial: string
  /** Undefined where no transcript has it. */
  call?: KnownCall & LinePlace & { subject: bigint }
}

interface BadRow extends KnownCall {
  key: bigint
  at: bigint
  denial: string
  transcript: bigint
  position: bigint
  secondary: bigint
  subject: bigint
  /** Null where no transcript has the call. */
  callTranscript: bigint | null
  callPosition: bigint | null
}

/** Each call that failed or was refused once, by its last result, a refusal before a failure; in order of time. */
export function settledResults(db: Database, { from, to }: Window): BadResult[] {
  // Of several calls of one id the first by name and place is the last of its rows, and of several results the worst.
  const rows = db
    .prepare(
      `SELECT r.key, r.at_ms AS at, denial, r.transcript, r.position, secondary, name, about, head, subject,
              c.transcript AS callTranscript, c.position AS callPosition
       FROM transcript_results AS r LEFT JOIN transcript_calls AS c ON c.key = r.key
       WHERE rank > 0 AND r.at_ms >= ? AND r.at_ms < ?
       ORDER BY rank, r.at_ms, denial, r.transcript, r.position, name DESC, c.transcript DESC, c.position DESC`,
    )
    .safeIntegers()
    .all(from, to) as BadRow[]
  const results = new Map<bigint, BadResult>()
  for (const { key, at, denial, transcript, position, secondary, callTranscript, callPosition, ...call } of rows) {
    if (callTranscript === null && secondary === 1n) continue
    results.set(key, {
      ...{ key, at: Number(at), denial, transcript: Number(transcript), position: Number(position) },
      ...(callTranscript !== null && {
        call: { ...call, transcript: Number(callTranscript), position: Number(callPosition) },
      }),
    })
  }
  return [...results.values()].toSorted((a, b) => a.at - b.at || a.position - b.position)
}

/** What a refusal says; empty where its transcript is gone. */
export function reasonAt(lines: LineReader, place: LinePlace, key: bigint): string {
  const line = lines.at(place)
  if (!line) return ''
  const { results } = dialectOf(line.agent).reader('', {})(line.value)
  const outcome = results.find(({ id }) => keyOf(id) === key)?.outcome
  return typeof outcome === 'object' ? outcome.reason : ''
}

/** The command that a call runs; undefined where its transcript is gone, or it runs none. */
export function commandAt(lines: LineReader, place: LinePlace, key: bigint): string | undefined {
  const line = lines.at(place)
  return (
    line &&
    dialectOf(line.agent)
      .reader(
        '',
        {},
      )(line.value)
      .calls.find(({ id }) => keyOf(id) === key)?.command
  )
}
