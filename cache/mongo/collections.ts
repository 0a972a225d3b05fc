import type { Collection, Db } from 'mongodb'
import type { Question } from './connection.ts'

/** The framework's own collections. */
export const auditCollection = 'auditLogs'
export const rulesCollection = 'governanceRules'

/** A collection that is not a plain one, in which documents are written one by one, stay, and are indexed. */
export interface CollectionKind {
  is: string
  /** What that means for bookend. */
  means: string
  /** Whether it can have indexes of its own, and needs them. */
  indexed: boolean
}

const kinds = {
  view: {
    is: 'a view',
    means: 'bookend reads it; what is written and indexed is the collection behind it, so import --to needs that one',
    indexed: false,
  },
  timeseries: {
    is: 'a time-series collection',
    means:
      'bookend reads it; the server keeps it in order of time and lets it expire by itself; import --to does not write into it, since no id is unique there',
    indexed: false,
  },
  capped: {
    is: 'a capped collection',
    means:
      'bookend reads it; the server drops its oldest documents where it needs their room, so import --to, whose decisions are to stay, does not write into it',
    indexed: true,
  },
} satisfies Record<string, CollectionKind>

const isOdd = (name: string | undefined): name is keyof typeof kinds => name !== undefined && name in kinds

const unauthorised = 13

/** Which kind a collection is of; `plain`, also where we may not know it; undefined where there is none of that name. */
export async function kindOf(
  db: Db,
  name: string,
  { maxTimeMS, comment }: Question,
): Promise<CollectionKind | 'plain' | undefined> {
  const list = (options: object) => db.listCollections({ name }, { maxTimeMS, comment, ...options }).toArray()
  // Whoever may not list collections may list the names and kinds of those that he may read.
  const listed = await ifAllowed(
    () => list({}),
    () =>
      ifAllowed(
        () => list({ nameOnly: true, authorizedCollections: true }),
        () => undefined,
      ),
  )
  if (!listed) return 'plain'
  // Not every server looks at the filter.
  const found = listed.find((collection) => collection.name === name)
  if (!found) return undefined
  const isCapped = 'options' in found && found.options?.capped === true
  const kind = isCapped ? 'capped' : found.type
  return isOdd(kind) ? kinds[kind] : 'plain'
}

async function ifAllowed<T, U>(work: () => Promise<T>, otherwise: () => U): Promise<T | Awaited<U>> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === unauthorised)) throw error
    return await otherwise()
  }
}

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
