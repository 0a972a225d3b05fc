import { setImmediate } from 'node:timers/promises'
import type { Database } from '../database.ts'
import { contentHash, type Decision, normaliseDecision } from '../decision.ts'
import type { JsonObject } from '../json.ts'
import type { MongoAddress } from '../mongo/address.ts'
import type { MongoServer } from '../mongo/connection.ts'
import { plainDocument } from '../mongo/plain.ts'
import { decisionOf } from './backfill.ts'
import { documentOf } from './document.ts'
import { linesFrom } from './lines.ts'
import { parseLine } from './parse-line.ts'
import { auditCollection } from './sources/mongo-import.ts'
import type { Outgoing } from './sources/mongo-write.ts'

/** The decisions of a file of them, each with the document that it was logged as; lines that are none are handed to `unreadable`. */
export async function* decisionsOfFile(
  path: string,
  unreadable: (line: number, reason: string) => void,
): AsyncGenerator<Outgoing> {
  const numbered = numbering()
  let number = 0
  for (const line of linesFrom(path, 0)) {
    number++
    const parsed = parseLine(line)
    if (parsed === 'empty') continue
    if ('unreadable' in parsed) unreadable(number, parsed.unreadable)
    else yield numbered(parsed.decision, JSON.parse(line.text.replace(/^\uFEFF/, '')) as JsonObject)
  }
}

type CacheRow = Parameters<typeof decisionOf>[0] & { id: number; hash: string; number: number }

const pageRows = 2000

/** The decisions in the cache, in order of time. */
export async function* decisionsOfCache(db: Database): AsyncGenerator<Outgoing> {
  const page = db.prepare(
    `SELECT id, hash, number, at_ms AS at, session, service, action, verdict, document FROM decisions
     WHERE (at_ms, id) > (?, ?) ORDER BY at_ms, id LIMIT ${pageRows}`,
  )
  let last = { at: -8.64e15, id: 0 }
  for (;;) {
    const rows = page.all(last.at, last.id) as CacheRow[]
    for (const { id: _, hash, number, ...row } of rows) {
      const decision = decisionOf(row)
      yield { hash, number, at: decision.at, document: documentOf(decision) }
    }
    last = rows.at(-1) ?? last
    if (rows.length < pageRows) return
    await setImmediate()
  }
}

/** The decisions of a collection, each with its document as it lies there. */
export async function* decisionsOfCollection(server: MongoServer, address: MongoAddress): AsyncGenerator<Outgoing> {
  const numbered = numbering()
  const documents = server.stream(address, (db) => db.collection(auditCollection).find({}, { batchSize: pageRows }))
  for await (const found of documents) {
    const { _id, ...document } = plainDocument(found)
    const normal = normaliseDecision(document)
    if ('decision' in normal) yield numbered(normal.decision, document)
  }
}

/** Numbers equal decisions of one source, in the order in which they come. */
function numbering() {
  const equals = new Map<string, number>()
  return (decision: Decision, document: JsonObject): Outgoing => {
    const hash = contentHash(decision)
    const number = equals.get(hash) ?? 0
    equals.set(hash, number + 1)
    return { hash, number, at: decision.at, document }
  }
}
