import { isObject } from '../json.ts'

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
