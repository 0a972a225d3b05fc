import type { Collection, IndexDescription } from 'mongodb'

/**
 * Makes the indexes that are missing, and touches none that is there: an index on the same keys is the user's, whatever its options are.
 * One that cannot be made (the data forbids it, or we may not) costs time, never the result.
 */
export async function ensureIndexes(
  collection: Collection,
  wanted: (IndexDescription & { key: object })[],
): Promise<void> {
  const keysOf = (key: object) => JSON.stringify(Object.entries(key))
  const present = new Set((await existing(collection)).map(({ key }) => keysOf(key)))
  for (const index of wanted) {
    if (present.has(keysOf(index.key))) continue
    try {
      await collection.createIndexes([index])
    } catch (error) {
      if (!isServerError(error)) throw error
    }
  }
}

async function existing(collection: Collection): Promise<{ key: object }[]> {
  try {
    return (await collection.indexes()) as { key: object }[]
  } catch (error) {
    // A collection that is not there yet has none.
    if (isServerError(error)) return []
    throw error
  }
}

function isServerError(error: unknown): boolean {
  return error instanceof Error && error.name === 'MongoServerError'
}
