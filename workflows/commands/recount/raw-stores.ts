import type { Document } from 'mongodb'
import { readIn } from '../../../cache/audit/sources/mongo-ranges.ts'
import { normaliseDecision } from '../../../cache/decision.ts'
import { StoreUnavailable, UserError } from '../../../cache/errors.ts'
import type { MongoAddress } from '../../../cache/mongo/address.ts'
import { auditCollection } from '../../../cache/mongo/collections.ts'
import { createMongoServers, inItsOrder, type MongoServers } from '../../../cache/mongo/connection.ts'
import { plainDocument } from '../../../cache/mongo/plain.ts'
import type { Window } from '../../../cache/window.ts'
import type { RawLog } from '../../../tasks/recount/lines.ts'
import type { Invocation } from '../../runner/command.ts'

/**
 * The documents that stores have now of some windows, each window of each store as a log of its own, in order of time. Throws UserError where a store
 * does not answer or refuses.
 */
export async function* readStores(
  { settings, interruption }: Invocation,
  stores: MongoAddress[],
  windows: Window[],
): AsyncGenerator<RawLog> {
  if (stores.length === 0) return
  const servers = createMongoServers(settings, interruption.signal)
  try {
    for (const store of stores)
      for (const window of windows) yield { ...(await readWindow(servers, store, window)), changed: window.from }
  } catch (error) {
    if (error instanceof StoreUnavailable) throw new UserError(`${error.message}: nothing was recounted`, 4)
    throw error
  } finally {
    await servers.close()
  }
}

async function readWindow(
  servers: MongoServers,
  store: MongoAddress,
  window: Window,
): Promise<Omit<RawLog, 'changed'>> {
  const server = servers.of(store)
  const found: { at: number; line: string }[] = []
  const take = async (documents: AsyncIterable<Document>) => {
    for await (const document of documents) {
      const plain = plainDocument(document)
      const normal = normaliseDecision(plain)
      const at = 'decision' in normal ? normal.decision.at : (normal.timed?.at ?? Number.NaN)
      if (at >= window.from && at < window.to) found.push({ at, line: JSON.stringify(plain) })
    }
  }
  await server.use(store, (db) =>
    inItsOrder(server.question, (question) => take(db.collection(auditCollection).find(readIn(window), question))),
  )
  found.sort((a, b) => a.at - b.at)
  return { lines: found.map(({ line }) => line), name: store.shown }
}
