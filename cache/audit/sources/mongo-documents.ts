import type { Collection, Document, FindCursor } from 'mongodb'
import { asRead, type Question } from '../../mongo/connection.ts'
import type { Window } from '../../window.ts'
import { atOrAfter, readIn } from './mongo-ranges.ts'

/**
 * Each batch is one answer and one transaction. Two thousand take a twentieth less processor time, since fewer pages are written twice, and a third more
 * memory: 205 MB at the peak of 100,000 documents instead of 148.
 */
const batchDocuments = 500
/** Documents of one question: however many a window has, no answer is longer than these and the rest of an instant. */
const sliceDocuments = 200_000

/**
 * The documents of a window in order of their `timestamp`, in batches, with no other fields than these. The index on `timestamp` has that order
 * already; to sort by `_id` as well would make the server hold the whole window. A batch stays bytes, and each of its documents is made when it is
 * taken: of batches made as a whole so many outlived the young generation that the heap grew to three times its size.
 */
export async function* documentsIn(
  collection: Collection,
  window: Window,
  fields: string[],
  question: Question,
): AsyncGenerator<Iterable<Document>> {
  const { BSON } = await import('mongodb')
  const made = (bytes: Uint8Array) => BSON.deserialize(bytes, asRead)
  const projection = Object.fromEntries(fields.map((field) => [field, 1]))
  const ask = (match: Document) =>
    collection
      .find<Uint8Array>(match, { ...question, projection, batchSize: batchDocuments, raw: true })
      .sort({ timestamp: 1 })
  let rest: unknown = { $or: [] }
  for (let match: Document = readIn(window); rest !== undefined; ) {
    rest = yield* firstSlice(ask(match), made)
    match = { $and: [readIn(window), atOrAfter(rest)] }
  }
}

/** The documents of one question; returns the time at which the next one begins, undefined where there is nothing more to ask. */
async function* firstSlice(
  cursor: FindCursor<Uint8Array>,
  made: (bytes: Uint8Array) => Document,
): AsyncGenerator<Iterable<Document>, unknown> {
  let last: unknown
  try {
    let next = cursor.hasNext()
    for (let count = 0; await next; ) {
      const batch = cursor.readBufferedDocuments()
      // The server works on the next batch while this one is taken. Whoever waits for it is told of what fails.
      next = cursor.hasNext()
      next.catch(() => undefined)
      // Slices are cut between instants, so that equal decisions are in one.
      const cut = count < sliceDocuments ? -1 : batch.findIndex((bytes) => !isSame(made(bytes).timestamp, last))
      yield each(cut === -1 ? batch : batch.slice(0, cut), made)
      if (cut !== -1) return made(batch[cut] as Uint8Array).timestamp
      count += batch.length
      last = made(batch.at(-1) as Uint8Array).timestamp
    }
    return undefined
  } finally {
    await cursor.close()
  }
}

function* each(batch: Uint8Array[], made: (bytes: Uint8Array) => Document): Generator<Document> {
  for (const bytes of batch) yield made(bytes)
}

const isSame = (one: unknown, other: unknown): boolean => one === other || JSON.stringify(one) === JSON.stringify(other)
