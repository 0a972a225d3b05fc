import type { Collection, Document } from 'mongodb'
import { contentHash, type Decision, normaliseDecision } from '../../decision.ts'
import { plainJson } from '../../mongo/connection.ts'
import { services } from '../../services.ts'
import type { Window } from '../../window.ts'
import type { Evidence, EvidenceFilter } from '../audit-log.ts'
import type { TimeMatch } from './times.ts'

/**
 * The first (or last) whole decisions of a window, by (time, id), that a filter lets through. The store narrows down by raw values, the
 * normal form decides; documents are read in order until there are enough, and the instant of the last one is over.
 */
export async function findEvidence(
  collection: Collection,
  times: TimeMatch[],
  window: Window,
  filter: EvidenceFilter,
  limit: number,
  direction: 1 | -1,
): Promise<Evidence[]> {
  const narrowed = narrowedBy(filter)
  const found: Evidence[] = []
  for (const { match, exact } of times) {
    const cursor = collection
      .find({ $and: [match, ...narrowed] }, { batchSize: Math.min(limit * 2, 1000) })
      .sort({ timestamp: direction })
    // Times of which the store does not know the order are all looked at.
    found.push(...(await readInstants(cursor, window, filter, exact ? limit : Number.POSITIVE_INFINITY)))
  }
  return found.sort((a, b) => direction * byTimeAndId(a, b)).slice(0, limit)
}

async function readInstants(
  documents: AsyncIterable<Document>,
  window: Window,
  filter: EvidenceFilter,
  limit: number,
): Promise<Evidence[]> {
  const found: Evidence[] = []
  const equals = new Map<string, number>()
  for await (const document of documents) {
    const normal = normaliseDecision(plainJson(document))
    if (!('decision' in normal)) continue
    const { decision } = normal
    if (found.length >= limit && found.at(-1)?.at !== decision.at) break
    if (decision.at < window.from || decision.at >= window.to || !letsThrough(filter, decision)) continue
    const hash = contentHash(decision)
    const number = equals.get(hash) ?? 0
    equals.set(hash, number + 1)
    found.push({ id: `${hash}-${number}`, ...decision })
  }
  return found
}

function letsThrough({ service, blocked, session, violation }: EvidenceFilter, decision: Decision): boolean {
  const isBlocked = decision.verdict === 'block'
  if (service !== undefined && decision.service !== service) return false
  if (blocked !== undefined && isBlocked !== blocked) return false
  if (session !== undefined && decision.session !== session) return false
  return violation === undefined || (isBlocked && decision.violations.some(({ key }) => key === violation))
}

/** Conditions that no decision fails which the filter lets through: raw values may carry blanks that the normal form has not. */
function narrowedBy({ service, blocked, session, violation }: EvidenceFilter): Document[] {
  const conditions: Document[] = []
  const oneOf = (fields: string[], wanted: Document) => ({ $or: fields.map((field) => ({ [field]: wanted })) })
  if (service !== undefined) {
    const action = services.find(({ name }) => name === service)?.action
    const said = [oneOf(['service'], holding(service)), ...(action ? [oneOf(['action'], holding(action))] : [])]
    if (service === 'PluralisticDeliberationOrchestrator') said.push(oneOf(['action'], holding('deliberation')))
    if (service !== 'unknown') conditions.push({ $or: said })
  }
  if (blocked !== undefined || violation !== undefined)
    conditions.push({ allowed: { $ne: violation !== undefined || blocked } })
  if (session) conditions.push(oneOf(['sessionId', 'session_id', 'metadata.sessionId'], holding(session)))
  return conditions
}

/** A condition on text that holds these words, or on the number that they are. */
function holding(text: string): Document {
  const number = Number(text)
  const words = new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return { $in: Number.isFinite(number) ? [words, number] : [words] }
}

function byTimeAndId(a: Evidence, b: Evidence): number {
  return a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}
