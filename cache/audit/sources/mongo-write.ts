import type { Db, Document, ObjectId } from 'mongodb'
import { contentHash, decisionFields, normaliseDecision } from '../../decision.ts'
import { sha256 } from '../../json.ts'
import type { MongoAddress } from '../../mongo/address.ts'
import { auditCollection } from '../../mongo/collections.ts'
import type { MongoServer, Question } from '../../mongo/connection.ts'
import { plainDocument } from '../../mongo/plain.ts'
import { mayPass, sendWrites, sized, type WriteAnswer } from '../../mongo/send-writes.ts'
import { readIn } from './mongo-ranges.ts'

/** A decision on its way into a store: its content and its number among equals, and the document as it will be there. */
export interface Outgoing {
  hash: string
  number: number
  at: number
  document: Document
  /** Of the file that it comes from. */
  line?: number
}

export interface Written {
  /** The store said so, each of them. */
  added: number
  /** The store had them already. */
  known: number
  /** Written by one server, and not confirmed by the majority of its set. */
  unconfirmed: number
  /** What the store would not take, and why. */
  refused: { id: string; line?: number; reason: string }[]
}

/** What is written so far. `unanswered`: sent, and no answer says whether they are in; once it has stopped, the store could not be asked either. */
export interface Writing extends Written {
  unanswered: number
}

const batchDocuments = 500
/** Of a batch, in bytes: far below the 48 MB that a server takes at once. */
const batchBytes = 8 * 2 ** 20
const duplicateKey = 11_000

/** A batch that was written and not confirmed, or whose answer cannot be right: what comes after it would be no better. */
export class Unconfirmed extends Error {}

/**
 * Writes decisions into a collection. Each has an id made of its content, so that doing it again, after an interruption or for good measure, adds
 * nothing; documents that others wrote are recognised by their content. `total` counts what the store said, also where it stops in the middle.
 */
export async function writeDecisions(
  server: MongoServer,
  address: MongoAddress,
  decisions: AsyncIterable<Outgoing>,
  total: Writing,
  progress: () => void,
): Promise<void> {
  const { BSON, ObjectId } = await import('mongodb')
  const idOf = ({ hash, number }: Pick<Outgoing, 'hash' | 'number'>) =>
    new ObjectId(`${ownIds.first.slice(0, 6)}${sha256(`${hash}-${number}`).slice(0, 18)}`)
  const own = { $gte: new ObjectId(ownIds.first), $lte: new ObjectId(ownIds.last) }
  // Whatever the URL prefers: a secondary that lags would have what is there written again.
  const question = { ...server.question, readPreference: 'primary' } as const
  const writer: Writer = { question, idOf, others: { $nor: [{ _id: own }] } }
  const foreign = await server.use(
    address,
    async (db) =>
      (await db.collection(auditCollection).findOne(writer.others, { ...question, projection: { _id: 1 } })) !== null,
  )
  let batch: Outgoing[] = []
  let bytes = 0
  const flush = async () => {
    const sent = batch
    batch = []
    bytes = 0
    await server.use(address, (db) => writeBatch(db, writer, sent, foreign, total))
    progress()
  }
  for await (const decision of decisions) {
    const { size, unfit } = sized(BSON, decision.document)
    if (unfit !== undefined) {
      total.refused.push({ id: `${decision.hash}-${decision.number}`, ...lineOf(decision), reason: unfit })
      continue
    }
    bytes += size
    if (batch.push(decision) === batchDocuments || bytes > batchBytes) await flush()
  }
  if (batch.length > 0) await flush()
}

/** Ids that bookend gives: those that servers and drivers make begin with the second in which they were made, and these with one in 2063. */
const ownIds = { first: 'b00ced000000000000000000', last: 'b00cedffffffffffffffffff' }

const lineOf = (decision: Outgoing | undefined) => (decision?.line === undefined ? {} : { line: decision.line })

interface Writer {
  question: Question & { readPreference: 'primary' }
  idOf(decision: Pick<Outgoing, 'hash' | 'number'>): ObjectId
  /** Documents that bookend did not write. */
  others: Document
}

async function writeBatch(db: Db, writer: Writer, batch: Outgoing[], foreign: boolean, total: Writing): Promise<void> {
  const theirs = foreign ? await countTheirs(db, writer, batch) : new Map<string, number>()
  const documents = batch
    .filter(({ hash, number }) => number >= (theirs.get(hash) ?? 0))
    .map((decision): Document => ({ ...decision.document, _id: writer.idOf(decision) }))
  const byId = new Map(batch.map((decision) => [String(writer.idOf(decision)), decision]))
  const there = await present(db, writer, documents)
  const fresh = documents.filter(({ _id }) => !there.has(String(_id)))
  total.known += batch.length - fresh.length
  const added = async (answer: WriteAnswer, sent: Document[]) => {
    total[answer.unconfirmed === undefined ? 'added' : 'unconfirmed'] += answer.n
    // Somebody else wrote it at the same time; or an index of the owner's own keeps it out, and it is not there.
    const twice = answer.refused.flatMap(({ code, index }) => (code === duplicateKey ? (sent[index] as Document) : []))
    const theirs = twice.length > 0 ? await present(db, writer, twice) : new Set<string>()
    total.known += theirs.size
    for (const { index, reason } of answer.refused) {
      const id = String(sent[index]?._id)
      if (!theirs.has(id)) total.refused.push({ id, ...lineOf(byId.get(id)), reason })
    }
    if (answer.unconfirmed !== undefined) throw new Unconfirmed(answer.unconfirmed)
  }
  /** Sends documents; returns those that are not in where no answer said so, and the error that came in its place. */
  const insert = async (sent: Document[]): Promise<{ left: Document[]; error?: unknown }> => {
    if (sent.length === 0) return { left: [] }
    total.unanswered += sent.length
    let answer: WriteAnswer
    try {
      answer = await sendWrites(db, { insert: auditCollection, documents: sent }, writer.question)
      const answered = answer.n + answer.refused.length
      if (answered !== sent.length)
        throw new Unconfirmed(`it answered for ${answered} of ${sent.length} that were sent`)
      if (answer.refused.some(({ index }) => sent[index] === undefined))
        throw new Unconfirmed('it refused a document that was not sent')
    } catch (error) {
      // What of it went in before that, the store knows, if it can still be asked.
      const arrived = await present(db, writer, sent).catch(() => {
        throw error
      })
      total.unanswered -= sent.length
      total.added += arrived.size
      return { left: sent.filter(({ _id }) => !arrived.has(String(_id))), error }
    }
    total.unanswered -= sent.length
    await added(answer, sent)
    return { left: [] }
  }
  const first = await insert(fresh)
  if (first.error === undefined) return
  if (!mayPass(first.error)) throw first.error
  const { error } = await insert(first.left)
  if (error !== undefined) throw error
}

/** Which of these documents the primary has, by their ids. */
async function present(db: Db, { question }: Writer, documents: Document[]): Promise<Set<string>> {
  const ids = documents.map(({ _id }) => _id)
  const found = db.collection(auditCollection).find({ _id: { $in: ids } }, { ...question, projection: { _id: 1 } })
  return new Set((await found.toArray()).map(({ _id }) => String(_id)))
}

/** How many decisions of which content others left in the time of a batch. */
async function countTheirs(db: Db, { question, others }: Writer, batch: Outgoing[]): Promise<Map<string, number>> {
  const times = batch.map(({ at }) => at)
  const window = { from: Math.min(...times), to: Math.max(...times) + 1 }
  const projection = Object.fromEntries(decisionFields.map((field) => [field, 1]))
  const counts = new Map<string, number>()
  const found = db.collection(auditCollection).find({ $and: [readIn(window), others] }, { ...question, projection })
  for await (const document of found) {
    const normal = normaliseDecision(plainDocument(document))
    if (!('decision' in normal)) continue
    const hash = contentHash(normal.decision)
    counts.set(hash, (counts.get(hash) ?? 0) + 1)
  }
  return counts
}
