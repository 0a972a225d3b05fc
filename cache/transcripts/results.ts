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

/** Each call that failed or was refused once, by its last result, a refusal before a failure; in order of time. */
export function settledResults(db: Database, { from, to }: Window): BadResult[] {
  const rows = db
    .prepare(
      `SELECT key, at_ms AS at, rank, denial, transcript, position, secondary FROM transcript_results
       WHERE rank > 0 AND at_ms >= ? AND at_ms < ? ORDER BY rank, at_ms, denial, transcript, position`,
    )
    .safeIntegers()
    .all(from, to) as Record<string, bigint>[]
  const call = db
    .prepare(
      `SELECT name, about, head, subject, transcript, position FROM transcript_calls WHERE key = ?
       ORDER BY name, transcript, position LIMIT 1`,
    )
    .safeIntegers()
  const results = new Map<bigint, BadResult>()
  for (const row of rows) {
    const known = call.get(row.key) as
      | (KnownCall & { subject: bigint; transcript: bigint; position: bigint })
      | undefined
    if (!known && row.secondary === 1n) continue
    results.set(row.key as bigint, {
      key: row.key as bigint,
      at: Number(row.at),
      denial: String(row.denial),
      transcript: Number(row.transcript),
      position: Number(row.position),
      ...(known && { call: { ...known, transcript: Number(known.transcript), position: Number(known.position) } }),
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
