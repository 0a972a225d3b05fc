import { setImmediate } from 'node:timers/promises'
import type { Collection, Db, Document } from 'mongodb'
import type { Database } from '../../database.ts'
import { contentHash, decisionFields, normaliseDecision } from '../../decision.ts'
import { StoreCutShort } from '../../errors.ts'
import type { MongoAddress } from '../../mongo/address.ts'
import { auditCollection } from '../../mongo/collections.ts'
import { inItsOrder, type MongoServer, type Question } from '../../mongo/connection.ts'
import { plainDocument } from '../../mongo/plain.ts'
import { idTexts } from '../../mongo/reading.ts'
import { batchTransaction } from '../../sqlite.ts'
import type { Window } from '../../window.ts'
import { decisionWriter, sourceCalled } from '../insert.ts'
import { byItself } from '../noted-lines.ts'
import { changedSpans, sumOf } from './mongo-counts.ts'
import { documentsIn } from './mongo-documents.ts'
import { countedAt, knownTimes } from './mongo-ranges.ts'
import { createReplaced } from './mongo-replaced.ts'
import { type Latest, lookAtTimes, startOfLatest, type TimesSeen } from './mongo-times.ts'
import { createSpans, dayOf } from './spans.ts'

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
  asked: Window,
  progress: (decisions: number) => void,
  latest?: Latest,
): Promise<DocumentImport> {
  const [window] = readable([asked])
  if (!window) return { added: 0, known: 0 }
  const { spans, result, bring } = reader(db, address, progress)
  await server.use(address, (store) =>
    inItsOrder(server.question, async (question) => {
      const wanted = latest
        ? { from: await startOfLatest(store.collection(auditCollection), window, latest, question), to: window.to }
        : window
      await bring(store, [wanted], question)
      if (latest) {
        result.since = spans.gaps(window).at(-1)?.to ?? window.from
        return
      }
      const isEmpty =
        result.added + result.known === 0 && spans.within(window).every(({ documents }) => documents === 0)
      if (isEmpty) result.seen = await lookAtTimes(store, question)
    }),
  )
  return result
}

/** The same of windows in order that are over, with one question about all of them together: what came to them since they were read. */
export async function importLate(
  db: Database,
  server: MongoServer,
  address: MongoAddress,
  windows: Window[],
  progress: (decisions: number) => void,
): Promise<void> {
  const asked = readable(windows)
  if (asked.length === 0) return
  const { bring } = reader(db, address, progress)
  await server.use(address, (store) => inItsOrder(server.question, (question) => bring(store, asked, question)))
}

/** What of windows can have decisions at all. */
const readable = (windows: Window[]): Window[] =>
  windows
    .map(({ from, to }) => ({ from: Math.max(from, knownTimes.from), to: Math.min(to, knownTimes.to) }))
    .filter(({ from, to }) => from < to)

function reader(db: Database, { shown }: MongoAddress, progress: (decisions: number) => void) {
  const source = sourceCalled(db, shown)
  const spans = createSpans(db, source)
  const result: DocumentImport = { added: 0, known: 0 }
  const replaced = createReplaced(db, source)
  const read = async (collection: Collection, part: Window, question: Question) => {
    const taken = importer(db, { source, spans, replaced, idText: await idTexts() }, part)
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
  return {
    spans,
    result,
    /**
     * Reads what windows in order lack, and again what of them is another number of documents now. What was read is counted too: an answer may end early
     * without a word. Throws StoreCutShort where it does so twice.
     */
    async bring(store: Db, windows: Window[], question: Question): Promise<void> {
      const differing = (of: Window[]) => {
        const known = new Map(of.flatMap((window) => spans.within(window)).map((span) => [span.from, span]))
        return changedSpans(store, [...known.values()], question)
      }
      const readAll = async (parts: Window[]) => {
        for (const part of parts) await read(store.collection(auditCollection), part, question)
        return differing(parts)
      }
      const { spans: changed } = await differing(windows)
      const parts = [...changed, ...windows.flatMap((window) => spans.gaps(window))]
      const first = await readAll(parts)
      const { spans: left, more } = await readAll(first.spans)
      if (more === 0) return replaced.remove(store, parts, question)
      for (const part of left) spans.forget(part)
      throw new StoreCutShort(shown, sumOf(left), more)
    },
  }
}

interface Reading {
  source: number
  spans: ReturnType<typeof createSpans>
  replaced: ReturnType<typeof createReplaced>
  idText(id: unknown): string
}

/** Takes the documents of one part of time. Each batch is one transaction, and what is complete is noted with it. */
function importer(db: Database, { source, spans, replaced, idText }: Reading, part: Window) {
  const insert = decisionWriter(db)
  const addUnreadable = db.prepare(
    `INSERT INTO unreadable (source, line, earliest_ms, latest_ms, reason, text, dated)
     VALUES (@source, (SELECT 1 + COALESCE(MAX(line), 0) FROM unreadable WHERE source = @source), @at, @at, @reason, @hash, ${byItself})`,
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
    const stored = document._id === undefined ? null : idText(document._id)
    // It is not part of a decision.
    document._id = null
    const plain = plainDocument(document)
    const normal = normaliseDecision(plain)
    if ('unreadable' in normal) {
      const { unreadable: reason, timed } = normal
      if (timed && timed.at >= part.from && timed.at < part.to) addUnreadable.run({ source, reason, ...timed })
      return undefined
    }
    const { decision } = normal
    if (inOrder && decision.at !== instant) equals.clear()
    instant = decision.at
    const hash = contentHash(decision)
    const number = equals.get(hash) ?? 0
    equals.set(hash, number + 1)
    const isNew = insert(source, decision, hash, number, 0, undefined, stored)
    if (!isNew) replaced.came(decision.at, hash, number, stored)
    return isNew
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
