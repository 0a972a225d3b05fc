import { isObject, type Json } from '../cache/json.ts'
import { type Again, againOf, isOneElsewhere, isTelling } from './secrets/again.ts'
import { findSecrets, withoutSecrets } from './secrets/find.ts'
import { kindOfName } from './secrets/name.ts'
import { mask, type Range } from './secrets/ranges.ts'
import { isTime, scanTexts } from './secrets/scanner.ts'
import { isSecretValue } from './secrets/value.ts'

/** A text with its secrets replaced by `[redacted]`. */
export async function redactText(text: string): Promise<string> {
  return (await redactTexts([text])).get(text) ?? text
}

/** The same for a line that is written while a step runs: at once, without the rules of secretlint. */
export const redactLine = (text: string): string => withoutKnown(redactRanges(text, findSecrets(text)))

/** Every string of a JSON value with its secrets replaced by `[redacted]`: those that the text gives away, and those that its key does. */
export async function redactJson<T>(value: T): Promise<T> {
  const texts = new Set<string>()
  collect(value as Json, texts)
  const redacted = await redactTexts([...texts])
  return replace(value as Json, (text) => redacted.get(text) ?? text) as T
}

/** The same for an object of bookend's own, whose names say nothing of a secret: only what is behind them is looked at. */
export async function redactOwn<T>(value: T): Promise<T> {
  const texts = new Set<string>()
  eachText(value as Json, (text) => texts.add(text))
  const redacted = await redactTexts([...texts])
  return eachText(value as Json, (text) => redacted.get(text) ?? text) as T
}

/** A JSON value with each of its strings, names excepted, by what is made of it. */
function eachText(value: Json, by: (text: string) => unknown): unknown {
  if (typeof value === 'string') return by(value)
  if (Array.isArray(value)) return value.map((item) => eachText(item, by))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, eachText(item as Json, by)]))
}

/** The same at once, for what is printed: with secretlint's rules only where the text was looked at with them before. */
export const redactJsonAtOnce = <T>(value: T): T => replace(value as Json, redactAtOnce) as T

function redactAtOnce(text: string): string {
  if (text.length < shortest) return text
  const before = known.get(text)
  if (before !== undefined) return withoutKnown(before)
  return redactLine(text)
}

function collect(value: Json, into: Set<string>): void {
  if (typeof value === 'string') into.add(value)
  else if (Array.isArray(value)) {
    for (const [place, item] of value.entries()) {
      collect(item, into)
      if (followsFlag(value[place - 1], item) && isTelling(item)) keep(item)
    }
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      into.add(key)
      collect(item as Json, into)
    }
  }
}

function replace(value: Json, by: (text: string) => string): Json {
  if (typeof value === 'string') return by(value)
  if (Array.isArray(value))
    return value.map((item, place) => (followsFlag(value[place - 1], item) ? mask : replace(item, by)))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const named = isNamedSecret(key, item) || (key === 'value' && isNamedSecret(value.name, item))
      return [by(key), named ? mask : replace(item as Json, by)]
    }),
  )
}

function isNamedSecret(name: unknown, value: unknown): boolean {
  if (typeof name !== 'string' || typeof value !== 'string') return false
  const kind = kindOfName(name)
  return kind !== undefined && (isSecretValue(value, kind, 'quoted') || (/cookie$/i.test(name) && value.includes('=')))
}

/** `["--password", "…"]`, as the command line of a process is kept. */
const followsFlag = (flag: unknown, value: unknown): value is string =>
  typeof flag === 'string' && /^--?[a-z][\w-]*$/i.test(flag) && isNamedSecret(flag, value)

/** No secret is shorter, not even with its name. */
const shortest = 6
/** The report is redacted again as each step adds to it: what was looked at before is known. */
const known = new Map<string, string>()
const mostKnown = 50_000
/** Texts with more secrets than this are scanned in short pieces. */
const mostInPlain = 200

/** The texts in which something was found, each with what is left of it. */
async function redactTexts(texts: string[]): Promise<Map<string, string>> {
  const unknown = texts.filter((text) => text.length >= shortest && !known.has(text) && !isTime(text))
  const own = unknown.map(findSecrets)
  const scanned = await scanTexts(unknown, own.flat().length > mostInPlain ? 'dense' : 'plain')
  // What is known is forgotten in between, where it becomes too much.
  const redacted = new Map(
    texts.flatMap((text) => (known.has(text) ? [[text, known.get(text) as string] as const] : [])),
  )
  for (const [place, text] of unknown.entries()) {
    const seen = (scanned[place] ?? []).filter((range) => !text.slice(...range).includes(mask))
    const ranges = [...(own[place] ?? []), ...seen]
    if (known.size >= mostKnown) known.clear()
    known.set(text, redactRanges(text, ranges))
    redacted.set(text, known.get(text) as string)
  }
  return new Map([...redacted].map(([text, left]) => [text, withoutKnown(left)]))
}

/** What was a secret once is one wherever this run says it again: a file's name has no words around it in another list. */
const values = new Map<string, Again>()
const mostValues = 100

function redactRanges(text: string, ranges: Range[]): string {
  for (const range of ranges) {
    const value = text.slice(...range)
    if (mayKeep(value) && isOneElsewhere(text, range)) keep(value)
  }
  return withoutSecrets(text, ranges)
}

const mayKeep = (value: string): boolean => values.size < mostValues && !values.has(value)

function keep(value: string): void {
  if (mayKeep(value)) values.set(value, againOf(value))
}

function withoutKnown(text: string): string {
  if (values.size === 0) return text
  const small = text.toLowerCase()
  let left = text
  for (const { holds, pattern } of values.values())
    if (holds.some((part) => small.includes(part))) left = left.replace(pattern(), mask)
  return left
}
