import type { Db, Document } from 'mongodb'
import { StoreUnavailable } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import type { MongoAddress } from '../mongo/address.ts'
import { rulesCollection } from '../mongo/collections.ts'
import type { MongoServer } from '../mongo/connection.ts'
import { plainDocument } from '../mongo/plain.ts'
import { everyDocument } from '../mongo/reading.ts'
import { again, sendWrites, sized } from '../mongo/send-writes.ts'
import type { RuleStore, RuleWrite, StoredRule, WriteResult } from './rule-store.ts'
import { dateNames, fitValues, timeOf } from './stored-form.ts'

const batchRules = 500
const storable = /^[^$.\0][^.\0]*$/

/** What the framework asks for the rules that are in force. Text is never later than a date, so a date that is stored as text ends a rule at once. */
const inForce = (now: number): Document => ({
  active: true,
  $or: [{ expiresAt: null }, { expiresAt: { $gt: new Date(now) } }],
})

/** The framework's own collection of rules, in its documented shape. It is read from the primary, whatever the URL prefers: what was just written is there. */
export function createMongoRuleStore(server: MongoServer, address: MongoAddress): RuleStore {
  return {
    name: address.shown,
    shared: true,
    fit: fitValues,
    async read(now) {
      const question = { ...server.question, readConcern: { level: 'majority' }, readPreference: 'primary' } as const
      const asked = await server.use(address, (db) =>
        db
          .collection(rulesCollection)
          .find(inForce(now), { ...question, projection: { _id: 1 } })
          .toArray(),
      )
      const enforced = new Set(asked.map(({ _id }) => String(_id)))
      const stored: StoredRule[] = []
      for await (const found of everyDocument(server, address, rulesCollection, question)) {
        const mistyped = dateNames.filter((name) => name in found && timeOf(found[name]) !== undefined)
        const key = String(found._id)
        const { _id, ...document } = plainDocument(found)
        const id = typeof document.id === 'string' ? document.id : String(document.id ?? _id)
        stored.push({ id, active: document.active !== false, enforced: enforced.has(key), mistyped, document })
      }
      return stored.sort((a, b) => (a.id < b.id ? -1 : 1))
    },
    async write(rules, progress) {
      const { BSON } = await import('mongodb')
      const result: WriteResult = { refused: [] }
      for (let from = 0; from < rules.length; from += batchRules) {
        const batch = rules.slice(from, from + batchRules).filter(({ id, keys }) => {
          const { unfit } = sized(BSON, bsonOf(keys))
          if (unfit !== undefined) result.refused.push({ id, reason: unfit })
          return unfit === undefined
        })
        try {
          // A batch says what a rule is to be, whatever it was: sent a second time it does no more.
          const answer = await server.use(address, (db) => again(() => writeBatch(db, server, batch)))
          result.refused.push(...answer.refused)
          if (answer.unconfirmed !== undefined) result.unconfirmed = answer.unconfirmed
        } catch (error) {
          if (!(error instanceof StoreUnavailable)) throw error
          return { ...result, stopped: error }
        }
        progress(Math.min(from + batchRules, rules.length))
      }
      return result
    },
  }
}

/**
 * Each rule by itself, and each document of it where there are several: one update a document is what a driver may send again, and what a server
 * takes for what it is when two write at the same time.
 */
async function writeBatch(db: Db, { question }: MongoServer, rules: RuleWrite[]): Promise<WriteResult> {
  if (rules.length === 0) return { refused: [] }
  const there = db
    .collection(rulesCollection)
    .find(
      { id: { $in: rules.map(({ id }) => id) } },
      { ...question, projection: { id: 1, expiresAt: 1 }, readPreference: 'primary' },
    )
  const documents = new Map<string, Document[]>()
  for await (const found of there) documents.set(found.id, [...(documents.get(found.id) ?? []), found])
  const writes = rules.flatMap(({ id, keys }): { id: string; write: Document }[] => {
    const known = documents.get(id)
    // In the order of another language 'inst_A' may be 'inst_a'.
    if (!known)
      return [{ id, write: { q: { id }, u: { $set: bsonOf(keys) }, upsert: true, collation: question.collation } }]
    // An end that the store alone has stays, and is a date: as text it would end the rule at once.
    return known.map(({ _id, expiresAt }) => ({
      id,
      write: { q: { _id }, u: { $set: bsonOf({ ...(timeOf(expiresAt) !== undefined && { expiresAt }), ...keys }) } },
    }))
  })
  const answer = await sendWrites(db, { update: rulesCollection, updates: writes.map(({ write }) => write) }, question)
  return {
    refused: answer.refused.map(({ index, reason }) => ({ id: writes[index]?.id ?? '', reason })),
    ...(answer.unconfirmed !== undefined && { unconfirmed: answer.unconfirmed }),
  }
}

/** Keys as they are stored: dates as dates. A name that an update would take for a path or an operator is left out; reading back names the rule as different. */
function bsonOf(keys: JsonObject): Document {
  const stored: Document = {}
  for (const [name, value] of Object.entries(keys)) {
    if (!storable.test(name)) continue
    const time = dateNames.includes(name) ? timeOf(value) : undefined
    stored[name] = time === undefined ? value : new Date(time)
  }
  return stored
}
