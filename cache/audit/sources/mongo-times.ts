import type { Collection, Db } from 'mongodb'
import { decisionTime } from '../../decision.ts'
import type { MongoAddress } from '../../mongo/address.ts'
import { auditCollection, kindOf } from '../../mongo/collections.ts'
import { inItsOrder, type MongoServer, type Question } from '../../mongo/connection.ts'
import { plainDocument } from '../../mongo/plain.ts'
import type { Window } from '../../window.ts'
import { services } from '../catalogue/services.ts'
import { countedIn, knownTimes } from './mongo-ranges.ts'

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

/** How much of a window is wanted: its latest decisions, so many at most, in whole parts between pauses of a length. */
export interface Latest {
  most: number
  pauseMs: number
}

/**
 * Where the latest whole parts of a window begin, with the pause before them; the window's beginning where it has no more documents than are wanted,
 * its end where they are one part that began earlier. The server is asked for the times of those documents and no more, however long the window is.
 */
export async function startOfLatest(
  collection: Collection,
  window: Window,
  { most, pauseMs }: Latest,
  question: Question,
): Promise<number> {
  let start = window.from
  const times: number[] = []
  // Each form of time has an order of its own.
  for (const form of countedIn(window).$or) {
    const found = await collection
      .find(form, { ...question, projection: { _id: 0, timestamp: 1 } })
      .sort({ timestamp: -1 })
      .limit(most + 1)
      .toArray()
    const latest = found.flatMap((document) => decisionTime(plainDocument(document).timestamp) ?? [])
    if (found.length > most) start = Math.max(start, latest.at(-1) ?? window.to)
    for (const at of latest) times.push(at)
  }
  if (start === window.from) return start
  const ascending = times.filter((at) => at >= start && at < window.to).sort((a, b) => a - b)
  const first = ascending.find((at, n) => at - (ascending[n - 1] ?? at) >= pauseMs)
  return first === undefined ? window.to : first - pauseMs
}

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
