import type { Collection, Document } from 'mongodb'
import { contentHash, normaliseDecision } from '../../decision.ts'
import type { JsonObject } from '../../json.ts'
import type { MongoAddress } from '../../mongo/address.ts'
import type { MongoServer } from '../../mongo/connection.ts'
import { ensureIndexes } from '../../mongo/indexes.ts'
import { plainDocument } from '../../mongo/plain.ts'
import { auditCollection } from './mongo-import.ts'
import { readIn } from './mongo-ranges.ts'

/** The framework's own indexes: every question begins with a window of time. */
const auditIndexes = [
  { key: { timestamp: 1 } },
  { key: { sessionId: 1, timestamp: 1 } },
  { key: { allowed: 1, timestamp: 1 } },
  { key: { service: 1, timestamp: 1 } },
  { key: { 'violations.ruleId': 1 } },
]

/** A decision on its way into a store: its id, and the document as it will lie there. */
export interface Outgoing {
  hash: string
  number: number
  at: number
  document: JsonObject
}

export interface Written {
  added: number
  /** The store had them already. */
  known: number
  /** What the store would not take, and why. */
  refused: { id: string; reason: string }[]
}

const batchDocuments = 500

/**
 * Writes decisions into a collection. Each has its id as `_id`, so that doing it again, after an interruption or for good measure, adds
 * nothing; documents that the framework wrote itself are found by their content.
 */
export async function writeDecisions(
  server: MongoServer,
  address: MongoAddress,
  decisions: AsyncIterable<Outgoing>,
  progress: (done: number) => void,
): Promise<Written> {
  const total: Written = { added: 0, known: 0, refused: [] }
  const ask = <T>(question: (collection: Collection) => Promise<T>) =>
    server.use(address, (db) => question(db.collection(auditCollection)))
  const foreign = await ask(async (collection) => {
    await ensureIndexes(collection, auditIndexes)
    return (await collection.findOne({ $nor: [{ _id: { $gte: '' as never } }] })) !== null
  })
  let batch: Outgoing[] = []
  const flush = async () => {
    const sent = batch
    batch = []
    const written = await ask(async (collection) => insertNew(collection, sent, foreign))
    total.added += written.added
    total.known += written.known
    total.refused.push(...written.refused)
    progress(total.added + total.known)
  }
  for await (const decision of decisions) if (batch.push(decision) === batchDocuments) await flush()
  if (batch.length > 0) await flush()
  return total
}

async function insertNew(collection: Collection, batch: Outgoing[], foreign: boolean): Promise<Written> {
  const theirs = foreign ? await countForeign(collection, batch) : new Map<string, number>()
  const fresh = batch.filter(({ hash, number }) => number >= (theirs.get(hash) ?? 0))
  const documents = fresh.map(({ hash, number, at, document }): Document => {
    return { ...document, _id: `${hash}-${number}`, timestamp: new Date(at) }
  })
  const known = batch.length - fresh.length
  if (documents.length === 0) return { added: 0, known, refused: [] }
  try {
    const { insertedCount } = await collection.insertMany(documents, {
      ordered: false,
      writeConcern: { w: 'majority' },
    })
    return { added: insertedCount, known, refused: [] }
  } catch (error) {
    const failures = failuresOf(error)
    if (!failures) throw error
    const refused = failures
      .filter(({ code }) => code !== duplicateKey)
      .map(({ index, errmsg = '' }) => ({ id: String(documents[index]?._id), reason: errmsg }))
    return {
      added: documents.length - failures.length,
      known: known + failures.length - refused.length,
      refused,
    }
  }
}

const duplicateKey = 11_000

function failuresOf(error: unknown): { index: number; code: number; errmsg?: string }[] | undefined {
  if (!(error instanceof Error) || error.name !== 'MongoBulkWriteError') return undefined
  const { writeErrors } = error as Error & { writeErrors?: unknown }
  return [writeErrors ?? []].flat() as { index: number; code: number; errmsg?: string }[]
}

/** How many decisions of which content the framework's own writer left in the time of a batch. */
async function countForeign(collection: Collection, batch: Outgoing[]): Promise<Map<string, number>> {
  const times = batch.map(({ at }) => at)
  const window = { from: Math.min(...times), to: Math.max(...times) + 1 }
  const counts = new Map<string, number>()
  for await (const document of collection.find({
    $and: [readIn(window), { $nor: [{ _id: { $gte: '' as never } }] }],
  })) {
    const normal = normaliseDecision(plainDocument(document))
    if (!('decision' in normal)) continue
    const hash = contentHash(normal.decision)
    counts.set(hash, (counts.get(hash) ?? 0) + 1)
  }
  return counts
}
