import type { Database } from '../database.ts'
import { contentHash, type Decision, normaliseDecision } from '../decision.ts'
import { messageOf } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import type { MongoAddress } from '../mongo/address.ts'
import { auditCollection } from '../mongo/collections.ts'
import type { MongoServer } from '../mongo/connection.ts'
import { mayBeExtended, plainExtended } from '../mongo/plain.ts'
import { everyDocument } from '../mongo/reading.ts'
import { decisionOf, documentOf, storedDecisions } from './document.ts'
import { linesIn } from './log-lines.ts'
import { parseLine } from './parse-line.ts'
import type { Outgoing } from './sources/mongo-write.ts'

/**
 * The decisions of a file of them, each with the document that it was logged as; what is not one is handed to `unreadable`, and a decision that is
 * one only without the types of its values to `unfit`: no store can take it as it is.
 */
export async function* decisionsOfFile(
  path: string,
  unreadable: (line: number, reason: string) => void,
  unfit = unreadable,
): AsyncGenerator<Outgoing> {
  const { EJSON } = (await import('mongodb')).BSON
  const numbered = numbering()
  let number = 0
  for await (const line of linesIn(path, 0)) {
    number++
    const parsed = parseLine(line)
    if (parsed.unreadable !== undefined) unreadable(number, parsed.unreadable)
    for (const { decision, text } of parsed.decisions) {
      let document: JsonObject
      try {
        const isExtended = mayBeExtended(text)
        const misfit = isExtended && misfitIn(text)
        if (misfit) throw new RangeError(misfit)
        document = (isExtended ? EJSON.parse(text, { relaxed: false }) : JSON.parse(text)) as JsonObject
      } catch (error) {
        unfit(number, `not valid Extended JSON (${messageOf(error)})`)
        continue
      }
      // The framework's own form, in which it finds them again, and lets them expire.
      yield { ...numbered(decision, { ...document, timestamp: new Date(decision.at) }), line: number }
    }
  }
}

/** A whole number of Extended JSON that its type does not hold: the driver would take it for another one. */
function misfitIn(text: string): string | undefined {
  for (const [, type, number = ''] of text.matchAll(/"\$number(Int|Long)"\s*:\s*"([^"]*)"/g)) {
    const whole = /^[+-]?\d+$/.test(number) ? BigInt(number) : undefined
    if (whole === undefined || BigInt.asIntN(type === 'Int' ? 32 : 64, whole) !== whole)
      return `${number} is no $number${type}`
  }
  return undefined
}

/** As far as dates go. */
const allTimes = { from: -8.64e15, to: 8.64e15 + 1 }

/** The decisions in the cache, in order of time. */
export async function* decisionsOfCache(db: Database): AsyncGenerator<Outgoing> {
  for await (const row of storedDecisions(db, allTimes)) {
    const decision = decisionOf(row)
    const { hash, number, at } = row
    yield { hash, number, at, document: { ...documentOf(decision), timestamp: new Date(at) } }
  }
}

/** The decisions of a collection, each with its document as it is there: every value with its type. What is not one is handed to `leaveOut`. */
export async function* decisionsOfCollection(
  server: MongoServer,
  address: MongoAddress,
  leaveOut: (id: string, reason: string) => void,
): AsyncGenerator<Outgoing> {
  const { EJSON } = (await import('mongodb')).BSON
  const numbered = numbering()
  const { maxTimeMS, comment } = server.question
  const asStored = { promoteValues: false, promoteLongs: false }
  for await (const document of everyDocument(server, address, auditCollection, { maxTimeMS, comment }, asStored)) {
    const plain = plainExtended(JSON.parse(EJSON.stringify(document, { relaxed: false }))) as JsonObject
    const normal = normaliseDecision(plain)
    if ('decision' in normal) yield numbered(normal.decision, document)
    else leaveOut(typeof plain._id === 'string' ? plain._id : JSON.stringify(plain._id), normal.unreadable)
  }
}

/** Numbers equal decisions of one source, in the order in which they come. */
function numbering() {
  const equals = new Map<string, number>()
  return (decision: Decision, document: Outgoing['document']): Outgoing => {
    const hash = contentHash(decision)
    const number = equals.get(hash) ?? 0
    equals.set(hash, number + 1)
    return { hash, number, at: decision.at, document }
  }
}
