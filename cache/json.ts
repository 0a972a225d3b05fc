import { crypto } from './crypto.ts'

/** What JSON can hold. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The number at a path of keys, which dots part; null where there is none. */
export function numberAt(value: unknown, path: string): number | null {
  let found = value
  for (const key of path.split('.')) found = isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined
  return typeof found === 'number' ? found : null
}

/** A file's text without the byte order mark that some editors begin it with: it is no part of what the file says. */
export function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

/** What a file's text says as JSON. Throws SyntaxError where it is not valid. */
export function parseJsonFile(text: string): unknown {
  return JSON.parse(withoutByteOrderMark(text))
}

/** JSON with the keys of every object in code-unit order, so that equal content has equal bytes whichever store it came from. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value) ?? 'null'
  let text = ''
  for (const key of Object.keys(value).sort()) {
    const item = value[key]
    if (item !== undefined) text += `${text ? ',' : ''}${JSON.stringify(key)}:${canonicalJson(item)}`
  }
  return `{${text}}`
}

/** As deep as SQLite reads JSON. */
const deepest = 1000
export const tooDeep = 'nested deeper than 1,000 levels'

/** Whether a value is nested deeper than what is to keep it can hold; found without a call a level. */
export function isTooDeep(value: unknown, most = deepest): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true
    level = level.flatMap((each) =>
      typeof each === 'object' && each !== null && !ArrayBuffer.isView(each) ? Object.values(each) : [],
    )
  }
  return false
}

/** More than this is neither scanned for secrets in a moment nor read by anybody. */
const mostCharacters = 2_000_000
export const plainJson = 'plain JSON of 2 million characters at most'

/** What of a value JSON would say otherwise than it is, or is too much, with its place; undefined where it is plain JSON. A key without a value is none. */
export function unlikeJson(
  value: unknown,
  place: string[] = [],
  within: unknown[] = [],
  room = { left: mostCharacters },
): string | undefined {
  const is = (what: string) => `${place.join('.') || 'it'} is ${what}`
  room.left -= (place.at(-1)?.length ?? 0) + (typeof value === 'string' ? value.length : 1)
  if (room.left < 0) return is('too long')
  if (value === null || ['string', 'boolean'].includes(typeof value)) return undefined
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : is(`${value}`)
  if (typeof value !== 'object') return is(value === undefined ? 'undefined' : `a ${typeof value}`)
  if (within.includes(value)) return is('part of itself, a circle')
  if (within.length === deepest) return is(tooDeep)
  const kind = Array.isArray(value) ? 'Array' : nameOfClass(value)
  if (kind !== 'Object' && kind !== 'Array') return is(`a ${kind}`)
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined && kind === 'Object') continue
    const found = unlikeJson(item, [...place, key], [...within, value], room)
    if (found !== undefined) return found
  }
  return undefined
}

function nameOfClass(value: object): string {
  const prototype = Object.getPrototypeOf(value)
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null
  return isPlain ? 'Object' : String(prototype.constructor?.name ?? 'object')
}

/** Whether JSON may have an escape for half a character (a surrogate without its other half). */
export const mayHaveHalves = (json: string): boolean => json.includes('\\ud') || json.includes('\\uD')

/** A value with � for each half of a character, as every store has it: no encoding has them. */
export function withoutHalves(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\p{Surrogate}/gu, '\uFFFD')
  if (Array.isArray(value)) return value.map(withoutHalves)
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map((entry) => entry.map(withoutHalves)))
}

/** SHA-256 of a text, in hex. */
export function sha256(text: string): string {
  return crypto().hash('sha256', text)
}

/**
 * Six decimals: more would differ between stores that add in another order. A half goes up, and what is nearer to a half than a billionth is one: the
 * mean of two such numbers often is, and its last bit depends on how it was added.
 */
export function rounded(value: number): number {
  return Math.round(Math.round(value * 1e9) / 1e3) / 1e6
}
