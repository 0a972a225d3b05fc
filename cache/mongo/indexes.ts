import type { Collection } from 'mongodb'
import type { Question } from './connection.ts'

/**
 * What every question of bookend's begins with is a window of time. The framework lets an index on `timestamp` alone expire documents, and a server
 * takes no second one of that name: so this one has the id as well.
 */
export const auditIndex = { timestamp: 1, _id: 1 } as const

/** Whether a collection has an index that begins with the time, in whatever direction, for all of its documents, and for text as it is written. */
export async function hasTimeIndex(collection: Collection, { maxTimeMS, comment }: Question): Promise<boolean> {
  const indexes = await collection.listIndexes({ maxTimeMS, comment }).toArray().catch(ofNoCollection)
  return indexes.some(
    ({ key, partialFilterExpression, sparse, hidden, collation }) =>
      Object.keys(key)[0] === 'timestamp' &&
      !partialFilterExpression &&
      !sparse &&
      !hidden &&
      (collation === undefined || collation.locale === 'simple'),
  )
}

/** A collection that is not there yet has no indexes. */
function ofNoCollection(error: unknown): never[] {
  if (error instanceof Error && 'code' in error && error.code === 26) return []
  throw error
}
