import { setImmediate } from 'node:timers/promises'
import type { Document } from 'mongodb'
import type { Database } from '../../database.ts'
import { contentHash, normaliseDecision } from '../../decision.ts'
import { sha256 } from '../../json.ts'
import type { MongoAddress } from '../../mongo/address.ts'
import { type MongoServer, plainJson } from '../../mongo/connection.ts'
import { decisionWriter } from '../insert.ts'
import { auditCollection } from './audit-log.ts'
import { formsOf, matchesOf } from './times.ts'

/** Writers are asynchronous, and clocks differ: what came in late is found by reading the last day again. */
const overlapMs = 86_400_000
const batchDocuments = 5000
/** Years that sort as text as they do as times. */
const always = { from: Date.parse('0001-01-01'), to: Date.parse('9999-12-01') }

export interface DocumentImport {
  added: number
  known: number
  unreadable: number
}

/**
 * Reads the decisions of a collection into the cache: those since the last ones that it has from there, in order of time, so that equal ones
 * are numbered as they are everywhere. Idempotent. Each batch is one transaction; a run that is killed goes on where it was.
 */
export async function importCollection(
  db: Database,
  server: MongoServer,
  address: MongoAddress,
  progress: (decisions: number) => void,
): Promise<DocumentImport> {
  const source = openSource(db, address.shown)
  const insert = decisionWriter(db, source.id)
  const reached = db.prepare('UPDATE sources SET last_ms = MAX(COALESCE(last_ms, ?), ?) WHERE id = ?')
  const result: DocumentImport = { added: 0, known: 0, unreadable: 0 }
  const unreadable = db.prepare(
    'INSERT OR REPLACE INTO unreadable (source, line, earliest_ms, latest_ms, reason) VALUES (?, ?, ?, ?, ?)',
  )
  const equals = new Map<string, number>()
  let inOrder = true
  let instant = Number.NaN

  const take = db.transaction((documents: Document[]) => {
    for (const document of documents) {
      const normal = normaliseDecision(plainJson(document))
      if ('unreadable' in normal) {
        result.unreadable++
        const near = Number.isFinite(instant) ? instant : 0
        unreadable.run(source.id, placeOf(document._id), near, near, normal.unreadable)
        continue
      }
      const { at } = normal.decision
      if (inOrder && at !== instant) equals.clear()
      instant = at
      const hash = contentHash(normal.decision)
      const number = equals.get(hash) ?? 0
      equals.set(hash, number + 1)
      if (insert(normal.decision, hash, number, 0)) result.added++
      else result.known++
    }
    if (Number.isFinite(instant)) reached.run(instant, instant, source.id)
  })

  await server.use(address, async (store) => {
    const collection = store.collection(auditCollection)
    const from = source.last_ms === null ? always.from : source.last_ms - overlapMs
    const times = matchesOf(await formsOf(collection), { from, to: always.to })
    // Equal decisions stand together where the store's order is that of time; else all of them are remembered.
    inOrder = times.length === 1 && times[0]?.exact === true
    for (const { match } of times) {
      let batch: Document[] = []
      const flush = async () => {
        take.immediate(batch)
        batch = []
        progress(result.added + result.known)
        await setImmediate()
      }
      for await (const document of collection.find(match, { batchSize: batchDocuments }).sort({ timestamp: 1 })) {
        if (batch.push(document) === batchDocuments) await flush()
      }
      await flush()
    }
  })
  return result
}

/** A document's place among the unreadable ones: the same each time that it is read. */
function placeOf(id: unknown): number {
  return Number.parseInt(sha256(String(id)).slice(0, 12), 16)
}

function openSource(db: Database, name: string): { id: number; last_ms: number | null } {
  db.prepare("INSERT INTO sources (path, offset, lines, fingerprint) VALUES (?, 0, 0, '') ON CONFLICT DO NOTHING").run(
    name,
  )
  return db.prepare('SELECT id, last_ms FROM sources WHERE path = ?').get(name) as {
    id: number
    last_ms: number | null
  }
}
