import { isObject, type Json, type JsonObject } from '../json.ts'

/**
 * A stored document as plain JSON, as the same document would be in a file: times as ISO text, object ids as hex. The document itself is changed:
 * nearly all of it is plain already.
 */
export function plainDocument(document: Record<string, unknown>): JsonObject {
  // Without a list of entries: this runs for every object of every document.
  for (const key in document) {
    const value = document[key]
    if (typeof value === 'string' || typeof value === 'boolean' || value === null) continue
    if (value === undefined) delete document[key]
    else {
      const plain = plainValue(value)
      if (plain !== value) document[key] = plain
    }
  }
  return document as JsonObject
}

function plainValue(value: unknown): Json {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const item: unknown = value[index]
      const plain = item === undefined ? null : plainValue(item)
      if (plain !== item) value[index] = plain
    }
    return value as Json
  }
  if (isObject(value) && '_bsontype' in value) return plainBson(value)
  return isObject(value) ? plainDocument(value) : null
}

/**
 * A value of one of the driver's own classes (numbers that JavaScript's do not hold exactly, ids, bytes, patterns), as a file of Extended JSON says it
 * and is read: the same document is one, whichever way it came.
 */
const plainBson = (value: Record<string, unknown>): Json =>
  typeof value.toExtendedJSON === 'function'
    ? plainValue(plainExtended(value.toExtendedJSON({ relaxed: false })))
    : null

/** How MongoDB's Extended JSON writes what JSON has no form for, as the plain value that it is read as elsewhere. */
const wrapped: Record<string, (value: unknown) => unknown> = {
  $numberInt: Number,
  $numberLong: Number,
  $numberDouble: Number,
  $numberDecimal: Number,
  $oid: (id) => id,
  $symbol: (text) => text,
  $date: (date) => {
    const time = isObject(date) ? Number(date.$numberLong) : date
    if (typeof time !== 'number') return time
    return Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : Number.NaN
  },
}

/** Whether a line may hold Extended JSON; `value` of one that does not is plain already. */
export const mayBeExtended = (line: string): boolean => line.includes('"$')

/** A parsed line of Extended JSON as plain JSON. */
export function plainExtended(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainExtended)
  if (!isObject(value)) return value
  const [key = '', ...others] = Object.keys(value)
  const plain = others.length === 0 && Object.hasOwn(wrapped, key) ? wrapped[key]?.(value[key]) : undefined
  if (plain !== undefined) return typeof plain === 'number' && !Number.isFinite(plain) ? null : plain
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plainExtended(item)]))
}
