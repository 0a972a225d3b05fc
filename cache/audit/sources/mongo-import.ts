import { setImmediate } from 'node:timers/promises'
import type { Db, Document } from 'mongodb'
import { batchTransaction } from '../../batch-transaction.ts'
import type { Database } from '../../database.ts'
import { contentHash, decisionFields, decisionTime, normaliseDecision } from '../../decision.ts'
import type { MongoAddress } from '../../mongo/address.ts'
import { auditCollection } from '../../mongo/collections.ts'
import { inItsOrder, type MongoServer, type Question } from '../../mongo/connection.ts'
import { plainDocument } from '../../mongo/plain.ts'
import type { Window } from '../../window.ts'
import { decisionWriter } from '../insert.ts'
import { changedSpans } from './mongo-counts.ts'
import { documentsIn } from './mongo-documents.ts'
import { type Latest, startOfLatest } from './mongo-latest.ts'
import { countedAt, knownTimes } from './mongo-ranges.ts'
import { lookAtTimes, type TimesSeen } from './mongo-times.ts'
import { createSpans, dayOf, type Spans } from './spans.ts'

export interface DocumentImport {
  added: number
  known: number
  /** Where only the latest were wanted: from when on the cache has all of the window. */
  since?: number
  /** Where the store has nothing of the window: whether it has documents that no window can find. */
  seen?: TimesSeen
}

/**
 * Brings the decisions that a collection has of a window into the cache. What was read before is counted, a day at a time, and read again only
 * where the store has another number now: late and repaired documents arrive, and a window that is over costs one count. Decisions are only
 * ever added: what the store let expire stays. Where only the latest are wanted, what is before them is neither read nor counted.
 */
export async function importCollection(
  db: Database,
  server: MongoServer,
  address: MongoAddress,
  { from, to }: Window,
  progress: (decisions: number) => void,
  latest?: Latest,
): Promise<DocumentImport> {
  const window = { from: Math.max(from, knownTimes.from), to: Math.min(to, knownTimes.to) }
  const source = sourceCalled(db, address.shown)
  const spans = createSpans(db, source)
  const result: DocumentImport = { added: 0, known: 0 }
  if (window.from >= window.to) return result
  const bring = async (store: Db, question: Question) => {
    const collection = store.collection(auditCollection)
    const read = async (part: Window) => {
      const taken = importer(db, source, spans, part)
      for await (const batch of documentsIn(collection, part, decisionFields, question)) {
        // The next question leaves before this batch keeps the process busy.
        await setImmediate()
        const { added, known } = taken.take(batch)
        result.added += added
        result.known += known
        progress(result.added + result.known)
      }
      taken.finish()
    }
    const wanted = latest ? { from: await startOfLatest(collection, window, latest, question), to: window.to } : window
    const changed = await changedSpans(collection, spans.within(wanted), question)
    for (const part of [...changed, ...spans.gaps(wanted)]) await read(part)
    if (latest) {
      result.since = spans.gaps(window).at(-1)?.to ?? window.from
      return
    }
    const isEmpty = result.added + result.known === 0 && spans.within(window).every(({ documents }) => documents === 0)
    if (isEmpty) result.seen = await lookAtTimes(store, question)
  }
  await server.use(address, (store) => inItsOrder(server.question, (question) => bring(store, question)))
  return result
}

/** Takes the documents of one part of time. Each batch is one transaction, and what is complete is noted with it. */
function importer(db: Database, source: number, spans: Spans, part: Window) {
  const insert = decisionWriter(db)
  const addUnreadable = db.prepare(
    `INSERT INTO unreadable (source, line, earliest_ms, latest_ms, reason)
     VALUES (@source, (SELECT 1 + COALESCE(MAX(line), 0) FROM unreadable WHERE source = @source), @at, @at, @reason)`,
  )
  const counts = new Map<number, number>()
  const equals = new Map<string, number>()
  /** Whether the documents come in order of time: servers sort by type first, and dates are the last of them. */
  let inOrder = true
  let instant = Number.NaN
  let complete = part.from
  db.transaction(() => {
    spans.forget(part)
    db.prepare('DELETE FROM unreadable WHERE source = ? AND earliest_ms >= ? AND earliest_ms < ?').run(
      ...[source, part.from, part.to],
    )
  }).immediate()

  /** Equal decisions of this source are numbered in the order in which they come; whether one is new the table knows. */
  const add = (document: Document): boolean | undefined => {
    // Nearly every time is a date: as text it would be written and read again.
    if (document.timestamp instanceof Date) document.timestamp = document.timestamp.getTime()
    // It is not part of a decision, and as text only wanted where there is none.
    const id = document._id
    document._id = null
    const plain = plainDocument(document)
    const normal = normaliseDecision(plain)
    if ('unreadable' in normal) {
      const at = decisionTime(plain.timestamp)
      const reason = `${normal.unreadable} (_id ${JSON.stringify(plainDocument({ id }).id)})`
      if (at !== undefined && at >= part.from && at < part.to) addUnreadable.run({ source, at, reason })
      return undefined
    }
    const { decision } = normal
    if (inOrder && decision.at !== instant) equals.clear()
    instant = decision.at
    const hash = contentHash(decision)
    const number = equals.get(hash) ?? 0
    equals.set(hash, number + 1)
    return insert(source, decision, hash, number, 0)
  }
  const take = batchTransaction(db, (batch: Iterable<Document>): Pick<DocumentImport, 'added' | 'known'> => {
    const result = { added: 0, known: 0 }
    for (const document of batch) {
      inOrder &&= document.timestamp instanceof Date
      const counted = countedAt(document.timestamp, part)
      if (counted !== undefined) {
        const day = dayOf(counted)
        counts.set(day, (counts.get(day) ?? 0) + 1)
      }
      const added = add(document)
      if (added !== undefined) result[added ? 'added' : 'known']++
    }
    const today = dayOf(instant)
    if (inOrder && today > complete) note(today)
    return result
  })
  const note = (end: number) => {
    spans.note({ from: complete, to: end }, counts)
    complete = end
  }
  return { take, finish: () => note(part.to) }
}

function sourceCalled(db: Database, name: string): number {
  db.prepare("INSERT INTO sources (path, offset, lines, fingerprint) VALUES (?, 0, 0, '') ON CONFLICT DO NOTHING").run(
    name,
  )
  return db.prepare('SELECT id FROM sources WHERE path = ?').pluck().get(name) as number
}
