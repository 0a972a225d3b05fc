import type { BSON, Db, Document } from 'mongodb'
import { messageOf } from '../errors.ts'
import { isTooDeep } from '../json.ts'
import type { Question } from './connection.ts'

/** What a server says of a batch of writes. */
export interface WriteAnswer {
  /** Documents that it wrote or found as they were to be. */
  n: number
  /** What it would not do to single documents, by their place in the batch. */
  refused: { index: number; code: number; reason: string }[]
  /** Why what it wrote may not last: too few members of the set have it. */
  unconfirmed?: string
}

/**
 * Sends an `insert` or `update` command as it is. The driver's own bulk writes turn whatever goes wrong (no right, no primary, no connection) into
 * one error that looks as if it were about documents; so everything that is not about a single document is thrown here as what it is.
 * Why so: docs/decisions.md, 74.
 */
export async function sendWrites(db: Db, command: Document, { maxTimeMS, comment }: Question): Promise<WriteAnswer> {
  const writeConcern = { w: 'majority', wtimeout: maxTimeMS }
  try {
    return answerOf(await db.command({ ...command, ordered: false, writeConcern, comment }))
  } catch (error) {
    const result =
      error instanceof Error && error.name === 'MongoWriteConcernError' && 'result' in error && error.result
    if (!result) throw error
    return answerOf(result as Document)
  }
}

function answerOf({ n, writeErrors = [], writeConcernError }: Document): WriteAnswer {
  const refused = (writeErrors as Document[]).map(({ index, code, errmsg }) => ({
    index: Number(index),
    code: Number(code),
    reason: String(errmsg ?? `code ${code}`),
  }))
  const { codeName, code, errmsg } = (writeConcernError ?? {}) as Document
  return {
    n: Number(n ?? 0),
    refused,
    ...(writeConcernError && { unconfirmed: `${codeName ?? `code ${code}`}: ${errmsg}` }),
  }
}

/** What passes by itself: no primary, shutting down, a connection that was lost. The driver's list of what may be tried again. */
const passing = new Set([6, 7, 89, 91, 134, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436])

/** Whether what failed may go through if it is sent again. */
export function mayPass(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (/^Mongo(Network|NetworkTimeout|PoolCleared|ServerSelection|NotConnected)/.test(error.name)) return true
  return error.name.startsWith('Mongo') && 'code' in error && passing.has(Number(error.code))
}

/** Asks a second time where the first may have failed by the way: only what does no more the second time. */
export async function again<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (!mayPass(error)) throw error
    return ask()
  }
}

/** What a server takes as one document, in bytes and in levels; one that is larger would be refused with all that is sent beside it. */
const longestDocument = 16 * 2 ** 20
const deepestDocument = 100

/** How many bytes a document takes, or why it cannot be one. */
export function sized(bson: typeof BSON, document: Document): { size: number; unfit?: string } {
  if (isTooDeep(document, deepestDocument)) return { size: 0, unfit: `nested deeper than ${deepestDocument} levels` }
  try {
    const size = bson.calculateObjectSize(document)
    if (size > longestDocument - 64) return { size, unfit: 'larger than 16 MiB' }
    // A name with a NUL byte in it is found here, and not when all of a batch is sent.
    bson.serialize(document, { ignoreUndefined: true })
    return { size }
  } catch (error) {
    return { size: 0, unfit: messageOf(error) }
  }
}
