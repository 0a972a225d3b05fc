import type { AnyBulkWriteOperation, Collection, Document } from 'mongodb'
import type { MongoAddress } from '../mongo/address.ts'
import type { MongoServer } from '../mongo/connection.ts'
import { ensureIndexes } from '../mongo/indexes.ts'
import { plainDocument } from '../mongo/plain.ts'
import type { RuleStore, RuleWrite } from './rule-store.ts'

const collectionName = 'governanceRules'
const batchRules = 500
const storable = /^[^$.\0][^.\0]*$/

/** The framework's own collection of rules, in its documented shape. */
export function createMongoRuleStore(server: MongoServer, address: MongoAddress): RuleStore {
  return {
    name: address.shown,
    read: () =>
      server.use(address, async (db) => {
        const stored = db.collection(collectionName).find({}, { readConcern: { level: 'majority' } })
        const rules = []
        for await (const found of stored) {
          const { _id, ...document } = plainDocument(found)
          const id = typeof document.id === 'string' ? document.id : String(document.id ?? _id)
          rules.push({ id, active: document.active !== false, document })
        }
        return rules.sort((a, b) => (a.id < b.id ? -1 : 1))
      }),
    write: (rules, progress) =>
      server.use(address, async (db) => {
        const collection = db.collection(collectionName)
        await ensureIndexes(collection, [{ key: { id: 1 }, unique: true }])
        for (let from = 0; from < rules.length; from += batchRules) {
          await writeBatch(collection, rules.slice(from, from + batchRules))
          progress(Math.min(from + batchRules, rules.length))
        }
      }),
  }
}

/** Each rule for itself: what the server refuses is found by reading back. */
async function writeBatch(collection: Collection, rules: RuleWrite[]): Promise<void> {
  const operations = rules.map(({ id, keys }): AnyBulkWriteOperation<Document> => {
    // A name that an update would take for a path or an operator is left out; reading back names the rule as different.
    const content = Object.fromEntries(Object.entries(keys).filter(([name]) => storable.test(name)))
    // Where there is no unique index, one id may have several documents: all of them become what the file says.
    return { updateMany: { filter: { id }, update: { $set: content }, upsert: true } }
  })
  try {
    await collection.bulkWrite(operations, { ordered: false, writeConcern: { w: 'majority' } })
  } catch (error) {
    if (!(error instanceof Error && error.name === 'MongoBulkWriteError')) throw error
  }
}
