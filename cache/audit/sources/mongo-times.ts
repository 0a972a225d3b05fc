import type { Db } from 'mongodb'
import { decisionTime } from '../../decision.ts'
import { auditCollection, kindOf } from '../../mongo/collections.ts'
import type { Question } from '../../mongo/connection.ts'
import { plainDocument } from '../../mongo/plain.ts'

/** So many documents are looked at, however many a collection has. */
const mostDocuments = 1000

/** The latest documents that were looked at, and how many of them have no `timestamp` by which any session could find them. */
export interface TimesSeen {
  documents: number
  untimed: number
}

/** Looks at the times of a collection's latest documents: by the id, which is the one thing that every plain collection has an index on. */
export async function lookAtTimes(db: Db, { maxTimeMS, comment }: Question): Promise<TimesSeen> {
  const kind = await kindOf(db, auditCollection, { maxTimeMS, comment })
  // To sort a view or a time series by id, a server would go through all of it.
  const order = kind === 'plain' ? { sort: { _id: -1 } as const } : {}
  const found = await db
    .collection(auditCollection)
    .find({}, { maxTimeMS, comment, projection: { timestamp: 1 }, limit: mostDocuments, ...order })
    .toArray()
  const untimed = found.filter((document) => decisionTime(plainDocument(document).timestamp) === undefined)
  return { documents: found.length, untimed: untimed.length }
}
