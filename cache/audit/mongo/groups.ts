import type { Collection, Document } from 'mongodb'
import { type Normalised, normaliseDecision } from '../../decision.ts'
import { isObject, type Json } from '../../json.ts'
import { plainJson } from '../../mongo/connection.ts'
import type { Window } from '../../window.ts'
import type { TimeMatch } from './times.ts'

/** Decisions that have the same values in the fields that were asked for. */
export interface RawGroup {
  /** A decision of these fields alone, in the normal form. */
  normal: Normalised
  count: number
  first: number
  last: number
}

/** What every decision is told by: its service, and its verdict. */
export const baseFields = ['action', 'service', 'allowed', 'decision']
export const sessionFields = ['sessionId', 'session_id', 'metadata.sessionId']
export const violationFields = ['violations', 'reason', 'tractatus_section', 'metadata.tractatus_section']

/** A decision that has no time of its own any more still needs a valid one to be read. */
const anyTime = '1970-01-01T00:00:00.000Z'

/**
 * Groups the decisions of a window in the store by the raw values of some fields (dotted paths), and reads each group's values as the
 * normaliser reads a whole document: so the groups mean the same as those that another store makes of normal forms. One meaning may come in
 * several groups.
 */
export async function* groupRaw(
  collection: Collection,
  times: TimeMatch[],
  window: Window,
  fields: string[],
  match: Document = {},
): AsyncGenerator<RawGroup> {
  for (const time of times) {
    // Where the store cannot tell whether a time lies in the window, the time is a value like any other.
    const paths = time.exact ? fields : [...fields, 'timestamp']
    const key = Object.fromEntries(paths.map((path, index) => [`f${index}`, valueAt(path)]))
    const groups = collection.aggregate(
      [
        { $match: { $and: [time.match, match] } },
        {
          $group: { _id: key, count: { $sum: 1 }, first: { $min: '$timestamp' }, last: { $max: '$timestamp' } },
        },
      ],
      { allowDiskUse: true, batchSize: 1000 },
    )
    for await (const { _id, count, first, last } of groups) {
      const document = documentOf(_id, paths)
      if (time.exact)
        yield {
          normal: normaliseDecision({ ...document, timestamp: anyTime }),
          count,
          first: +new Date(first),
          last: +new Date(last),
        }
      else {
        const normal = normaliseDecision(document)
        const at = 'decision' in normal ? normal.decision.at : Number.NaN
        if (at >= window.from && at < window.to) yield { normal, count, first: at, last: at }
      }
    }
  }
}

/** Fields that hold lists, most of which are empty. */
const lists = new Set([
  'violations',
  'rulesChecked',
  'metadata.conflict_details',
  'metadata.failed_checks',
  'metadata.tensions',
])
/** Not every server finds two empty lists equal when it groups by them: they travel as a word. */
const emptyList = 'bookend: an empty list'
/** Not every server tells lists apart by more than their smallest element: they travel as an object, from position to element. */
const asList = 'bookend: a list'

function valueAt(path: string): Document | string {
  const value = `$${path}`
  if (!lists.has(path)) return value
  const element = { k: { $toString: '$$at' }, v: { $arrayElemAt: [value, '$$at'] } }
  const elements = { $map: { input: { $range: [0, { $size: value }] }, as: 'at', in: element } }
  const list = { [asList]: { $arrayToObject: elements } }
  return { $cond: [{ $eq: [value, []] }, emptyList, { $cond: [{ $isArray: value }, list, value] }] }
}

function storedValue(raw: Json): Json {
  if (raw === emptyList) return []
  return isObject(raw) && isObject(raw[asList]) ? (Object.values(raw[asList]) as Json[]) : raw
}

/** The document that the values of a group's key would be taken from. */
function documentOf(key: Document, paths: string[]): Document {
  const document: Document = {}
  for (const [name, raw] of Object.entries(plainJson(key))) {
    if (raw === null) continue
    const value = storedValue(raw as Json)
    const path = paths[Number(name.slice(1))] as string
    const [parent, child] = path.split('.') as [string, string | undefined]
    if (child === undefined) document[parent] = value
    else document[parent] = { ...document[parent], [child]: value }
  }
  return document
}
