import type { Collection, Document } from 'mongodb'
import type { Question } from '../../mongo/connection.ts'
import { dayMs, type Window } from '../../window.ts'
import { countedIn, dayOfStored, storedDay } from './mongo-ranges.ts'
import { dayOf, type Span } from './spans.ts'

/**
 * Of these spans, in order, the ones of which the store has another number of documents now. It is asked one thing: the number of documents, where
 * all are of one UTC day, else their numbers by day. The sum of several days alone would not do: what one day lost another may have got.
 */
export async function changedSpans(collection: Collection, known: Span[], question: Question): Promise<Span[]> {
  const [first, last] = [known[0], known.at(-1)]
  if (!first || !last) return []
  const match = { $or: unbroken(known).flatMap((run): Document[] => countedIn(run).$or) }
  const day = dayOf(first.from)
  if (last.to <= day + dayMs) {
    // Of one day: `count` needs no document where an index has the field.
    return (await collection.count(match, question)) === sumOf(known) ? [] : known
  }
  /** Documents that the store has of a day more than the cache knows of. */
  const found = new Map<number, number>()
  const groups = collection.aggregate(
    [{ $match: match }, { $group: { _id: storedDay, documents: { $sum: 1 } } }],
    question,
  )
  for await (const { _id, documents } of groups) {
    const day = dayOfStored(_id, { from: first.from, to: last.to })
    if (day !== undefined) found.set(day, (found.get(day) ?? 0) + documents)
  }
  // What has documents is of one day; a longer span has none.
  for (const { from, documents } of known) found.set(dayOf(from), (found.get(dayOf(from)) ?? 0) - documents)
  const differing = [...found.keys()].filter((day) => found.get(day) !== 0)
  return known.filter(({ from, to }) => differing.some((day) => day < to && day + dayMs > from))
}

const sumOf = (spans: Span[]) => spans.reduce((sum, { documents }) => sum + documents, 0)

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
