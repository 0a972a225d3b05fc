import type { Collection, Document } from 'mongodb'
import type { Question } from '../../mongo/connection.ts'
import type { Window } from '../../window.ts'
import { atOrAfter, readIn } from './mongo-ranges.ts'

/**
 * Each batch is one answer and one transaction: large enough that few pages are written twice, and so small that most of its documents are gone when
 * the young generation is tidied up. Of 2000, half survived it, and the heap was twice as large.
 */
const batchDocuments = 500
/** Documents of one question: however many a window has, no answer is longer than these and the rest of an instant. */
const sliceDocuments = 200_000

/**
 * The documents of a window in order of their `timestamp`, in batches, with no other fields than these. The index on `timestamp` has that order
 * already; to sort by `_id` as well would make the server hold the whole window.
 */
export async function* documentsIn(
  collection: Collection,
  window: Window,
  fields: string[],
  question: Question,
): AsyncGenerator<Document[]> {
  const projection = Object.fromEntries(fields.map((field) => [field, 1]))
  const ask = (match: Document) =>
    collection.find(match, { ...question, projection, batchSize: batchDocuments }).sort({ timestamp: 1 })
  let rest: unknown = { $or: [] }
  for (let match: Document = readIn(window); rest !== undefined; ) {
    rest = yield* firstSlice(ask(match))
    match = { $and: [readIn(window), atOrAfter(rest)] }
  }
}

/** The documents of one question; returns the time at which the next one begins, undefined where there is nothing more to ask. */
async function* firstSlice(cursor: ReturnType<Collection['find']>): AsyncGenerator<Document[], unknown> {
  let last: unknown
  try {
    let next = cursor.hasNext()
    for (let count = 0; await next; ) {
      const batch = cursor.readBufferedDocuments()
      // The server works on the next batch while this one is taken. Whoever waits for it is told of what fails.
      next = cursor.hasNext()
      next.catch(() => undefined)
      // Slices are cut between instants, so that equal decisions are in one.
      const cut = count < sliceDocuments ? -1 : batch.findIndex(({ timestamp }) => !isSame(timestamp, last))
      yield cut === -1 ? batch : batch.slice(0, cut)
      if (cut !== -1) return batch[cut]?.timestamp
      count += batch.length
      last = batch.at(-1)?.timestamp
    }
    return undefined
  } finally {
    await cursor.close()
  }
}

const isSame = (one: unknown, other: unknown): boolean =>
  one === other || (one instanceof Date && other instanceof Date && +one === +other)
