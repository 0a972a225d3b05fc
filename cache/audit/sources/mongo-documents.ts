import type { Collection, Document, FindCursor } from 'mongodb'
import { asRead, type Question } from '../../mongo/connection.ts'
import { batchDocuments, brokeOff, idTexts } from '../../mongo/reading.ts'
import type { Window } from '../../window.ts'
import { atOrAfter, instantOf, readIn } from './mongo-ranges.ts'

/** Documents of one question: however many a window has, no answer is longer than these. */
const sliceDocuments = 200_000

/**
 * The documents of a window in order of their `timestamp`, in batches, with no other fields than these. The index on `timestamp` has that order
 * already; to sort by `_id` as well would make the server hold the whole window. A batch stays bytes, and each of its documents is made when it is
 * taken: of batches made as a whole so many outlived the young generation that the heap grew to three times its size. A reading that breaks off goes on
 * once where it was, as the next slice does.
 */
export async function* documentsIn(
  collection: Collection,
  window: Window,
  fields: string[],
  question: Question,
): AsyncGenerator<Iterable<Document>> {
  const { BSON } = await import('mongodb')
  const keyOf = await idTexts()
  const projection = Object.fromEntries(fields.map((field) => [field, 1]))
  /** The last time that was taken, and the ids of its documents so far. */
  let time: unknown
  let ids: unknown[] = []
  let taken = new Set<string>()
  function* each(batch: Uint8Array[]): Generator<Document> {
    for (const bytes of batch) {
      const document = BSON.deserialize(bytes, asRead)
      if (taken.size > 0 && taken.has(keyOf(document._id))) continue
      // A list of times is none, and no place to go on from.
      if (!Array.isArray(document.timestamp)) {
        if (instantOf(document.timestamp) !== instantOf(time)) ids = []
        time = document.timestamp
        ids.push(document._id)
      }
      yield document
    }
  }
  let broken = false
  for (let isWhole = false; !isWhole; ) {
    taken = new Set(ids.map(keyOf))
    const match = time === undefined ? readIn(window) : { $and: [readIn(window), atOrAfter(time)] }
    const cursor = collection
      .find<Uint8Array>(match, { ...question, projection, batchSize: batchDocuments, raw: true })
      .sort({ timestamp: 1 })
    try {
      isWhole = yield* slice(cursor, each, sliceDocuments + taken.size)
    } catch (error) {
      if (broken || time === undefined || !brokeOff(error)) throw error
      broken = true
    }
  }
}

/** The documents of one question, so many at most and the rest of their batch; returns whether these were all. */
async function* slice(
  cursor: FindCursor<Uint8Array>,
  each: (batch: Uint8Array[]) => Iterable<Document>,
  most: number,
): AsyncGenerator<Iterable<Document>, boolean> {
  try {
    let next = cursor.hasNext()
    for (let count = 0; await next; ) {
      const batch = cursor.readBufferedDocuments()
      count += batch.length
      const isFull = count >= most
      if (!isFull) {
        // The server works on the next batch while this one is taken. Whoever waits for it is told of what fails.
        next = cursor.hasNext()
        next.catch(() => undefined)
      }
      yield each(batch)
      if (isFull) return false
    }
    return true
  } finally {
    await cursor.close()
  }
}
