import type { Db } from 'mongodb'
import { decisionTime } from '../../decision.ts'
import type { MongoAddress } from '../../mongo/address.ts'
import { auditCollection } from '../../mongo/collections.ts'
import { inItsOrder, type MongoServer, type Question } from '../../mongo/connection.ts'
import { plainDocument } from '../../mongo/plain.ts'
import { services } from '../catalogue/services.ts'
import { countedIn, knownTimes } from './mongo-ranges.ts'

/**
 * When each service last decided, by name, as far back as `since`: the newest document with the service's own action, asked for without reading
 * the decisions in between. A service that is not there made none.
 */
export async function lastDecisions(
  server: MongoServer,
  address: MongoAddress,
  since: number,
): Promise<Map<string, number>> {
  const ask = async (db: Db, question: Question) => {
    const window = countedIn({ from: since, to: knownTimes.to })
    const last = async ({ name, actions }: (typeof services)[number]): Promise<[string, number][]> => {
      const found = await db
        .collection(auditCollection)
        .findOne(
          { $and: [{ action: { $in: actions } }, window] },
          { ...question, sort: { timestamp: -1 }, projection: { timestamp: 1 } },
        )
      const at = found ? decisionTime(plainDocument(found).timestamp) : undefined
      return at === undefined ? [] : [[name, at]]
    }
    return new Map((await Promise.all(services.map(last))).flat())
  }
  return server.use(address, (db) => inItsOrder(server.question, (question) => ask(db, question)))
}
