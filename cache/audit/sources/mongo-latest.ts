import type { Collection } from 'mongodb'
import { decisionTime } from '../../decision.ts'
import type { Question } from '../../mongo/connection.ts'
import { plainDocument } from '../../mongo/plain.ts'
import type { Window } from '../../window.ts'
import { countedIn } from './mongo-ranges.ts'

/** How much of a window is wanted: its latest decisions, so many at most, in whole parts between pauses of a length. */
export interface Latest {
  most: number
  pauseMs: number
}

/**
 * Where the latest whole parts of a window begin, with the pause before them; the window's beginning where it has no more documents than are wanted,
 * its end where they are one part that began earlier. The server is asked for the times of those documents and no more, however long the window is.
 */
export async function startOfLatest(
  collection: Collection,
  window: Window,
  { most, pauseMs }: Latest,
  question: Question,
): Promise<number> {
  let start = window.from
  const times: number[] = []
  // Each form of time has an order of its own.
  for (const form of countedIn(window).$or) {
    const found = await collection
      .find(form, { ...question, projection: { _id: 0, timestamp: 1 } })
      .sort({ timestamp: -1 })
      .limit(most + 1)
      .toArray()
    const latest = found.flatMap((document) => decisionTime(plainDocument(document).timestamp) ?? [])
    if (found.length > most) start = Math.max(start, latest.at(-1) ?? window.to)
    for (const at of latest) times.push(at)
  }
  if (start === window.from) return start
  const ascending = times.filter((at) => at >= start && at < window.to).sort((a, b) => a - b)
  const first = ascending.find((at, n) => at - (ascending[n - 1] ?? at) >= pauseMs)
  return first === undefined ? window.to : first - pauseMs
}
