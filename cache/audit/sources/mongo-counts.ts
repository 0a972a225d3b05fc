import type { Db, Document } from 'mongodb'
import { auditCollection } from '../../mongo/collections.ts'
import type { Question } from '../../mongo/connection.ts'
import { again } from '../../mongo/send-writes.ts'
import { dayMs, type Window } from '../../window.ts'
import { countedIn, dayOfStored, storedDay } from './mongo-ranges.ts'
import { dayOf, type Span } from './spans.ts'

/** Spans of which a store has another number of documents, and how many more of those days it has than were read. */
export interface Changed {
  spans: Span[]
  more: number
}

/**
 * Of these spans, in order, the ones of which the store has another number of documents now. It is asked one thing: the number of documents, where
 * all are of one UTC day, else their numbers by day. The sum of several days alone would not do: what one day lost another may have got.
 */
export async function changedSpans(db: Db, known: Span[], question: Question): Promise<Changed> {
  const unchanged = { spans: [], more: 0 }
  const [first, last] = [known[0], known.at(-1)]
  if (!first || !last) return unchanged
  const match = { $or: unbroken(known).flatMap((run): Document[] => countedIn(run).$or) }
  // Of one day: `count` needs no document where an index has the field. It counts a list of times too, which is none of these.
  if (last.to <= dayOf(first.from) + dayMs && (await count(db, match, question)) === sumOf(known)) return unchanged
  /** Documents that the store has of a day more than the cache knows of. */
  const found = new Map<number, number>()
  const groups = db
    .collection(auditCollection)
    .aggregate([{ $match: match }, { $group: { _id: storedDay, documents: { $sum: 1 } } }], question)
  for await (const { _id, documents } of groups) {
    const day = dayOfStored(_id, { from: first.from, to: last.to })
    if (day !== undefined) found.set(day, (found.get(day) ?? 0) + documents)
  }
  // What has documents is of one day; a longer span has none.
  for (const { from, documents } of known) found.set(dayOf(from), (found.get(dayOf(from)) ?? 0) - documents)
  const differing = [...found.keys()].filter((day) => found.get(day) !== 0)
  return {
    spans: known.filter(({ from, to }) => differing.some((day) => day < to && day + dayMs > from)),
    more: differing.reduce((sum, day) => sum + Math.max(0, found.get(day) ?? 0), 0),
  }
}

/** The driver's own count says to nobody whose question it is. */
async function count(db: Db, query: Document, question: Question): Promise<number> {
  const { readPreference, readConcern } = db
  const options = { ...(readPreference && { readPreference }), ...(readConcern && { readConcern }) }
  const { n } = await again(() => db.command({ count: auditCollection, query, ...question }, options))
  return Number(n)
}

export const sumOf = (spans: Span[]) => spans.reduce((sum, { documents }) => sum + documents, 0)

/** Spans in order, those that follow each other without a gap as one window. */
function unbroken(spans: Span[]): Window[] {
  const runs: Window[] = []
  for (const { from, to } of spans) {
    const run = runs.at(-1)
    if (run?.to === from) run.to = to
    else runs.push({ from, to })
  }
  return runs
}
