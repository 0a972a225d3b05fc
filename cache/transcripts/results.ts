import type { Whereabouts } from './command.ts'
import { dialectOf } from './dialects.ts'
import type { Excerpt } from './excerpt.ts'
import { keyOf } from './key.ts'
import { KeyTable } from './key-table.ts'
import { goneTranscripts, type LinePlace, type LineReader } from './lines-at.ts'
import type { Row } from './part.ts'

/** A call that failed or was refused in a window. */
export interface BadResult extends LinePlace {
  key: number
  at: number
  /** Kind of the refusal; empty where it is a failure. */
  denial: string
  /** Undefined where no transcript has it. */
  call?: Row<'calls'>
}

const known = new WeakMap<Excerpt, BadResult[]>()

/** Each call that failed or was refused once, by its last result, a refusal before a failure; in order of time. */
export function settledResults(excerpt: Excerpt): BadResult[] {
  const settled = known.get(excerpt) ?? settle(excerpt)
  known.set(excerpt, settled)
  return settled
}

function settle(excerpt: Excerpt): BadResult[] {
  const bad = [...excerpt.bad()]
  const keys = new KeyTable()
  for (const { key } of bad) keys.place(key)
  const calls = excerpt.calls(keys)
  const gone = goneTranscripts(excerpt.db)
  const worst = new Map<number, Row<'results'>>()
  for (const result of bad) {
    if (result.secondary > 0 && !calls.has(result.key)) continue
    const other = worst.get(result.key)
    if (!other || isWorse(result, other, gone)) worst.set(result.key, result)
  }
  return [...worst.values()]
    .map(({ key, at, denial, transcript, position }) => {
      const call = firstCall(calls.get(key), gone)
      return { key, at, denial, transcript, position, ...(call && { call }) }
    })
    .toSorted((a, b) => a.at - b.at || a.position - b.position)
}

type Gone = (transcript: number) => boolean

/** Of equal ones that which can still be quoted. */
function isWorse(a: Row<'results'>, b: Row<'results'>, gone: Gone): boolean {
  if (a.rank !== b.rank || a.at !== b.at) return (a.rank - b.rank || a.at - b.at) > 0
  if (a.denial !== b.denial) return a.denial > b.denial
  return (
    (Number(gone(b.transcript)) - Number(gone(a.transcript)) ||
      a.transcript - b.transcript ||
      a.position - b.position) > 0
  )
}

/** Of several calls of one id the first by name and place, of those that can still be quoted. */
function firstCall(calls: Row<'calls'>[] | undefined, gone: Gone): Row<'calls'> | undefined {
  return calls?.toSorted(
    (a, b) =>
      Number(a.name > b.name) - Number(a.name < b.name) ||
      Number(gone(a.transcript)) - Number(gone(b.transcript)) ||
      a.transcript - b.transcript ||
      a.position - b.position,
  )[0]
}

/** What a refusal says; empty where its transcript is gone. */
export function reasonAt(lines: LineReader, place: LinePlace, key: number): string {
  const line = lines.at(place)
  if (!line) return ''
  const outcome = line.reduced.results.find(({ id }) => keyOf(id) === key)?.outcome
  return typeof outcome === 'object' ? outcome.reason : ''
}

/** The command that a call runs, and where, as far as its line says; undefined where its transcript is gone, or it runs none. */
export function commandAt(
  { lines, roots }: { lines: LineReader; roots: string[] },
  call: (LinePlace & { key: number }) | undefined,
): (Whereabouts & { command: string }) | undefined {
  const line = call && lines.at(call)
  if (!line) return undefined
  const { calls, cwd } = line.reduced
  const command = calls.find(({ id }) => keyOf(id) === call.key)?.command
  return command === undefined
    ? undefined
    : { command, cwd, branch: dialectOf(line.agent).quotes.branch(line.value), roots }
}
