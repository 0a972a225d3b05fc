import { isObject, type Json, type JsonObject } from './json.ts'

/**
 * Canonical JSON in which no key has an empty object or list. Nearly every decision is written by one call of `JSON.stringify`, which takes half
 * the time of writing each value by itself: it keeps the order in which the keys were set, but for keys that look like numbers.
 */
export function contentJson(value: Json): string {
  const sorted = sortedContent(value)
  return sorted === undefined ? contentText(value) : JSON.stringify(sorted)
}

/** A copy of a value with its keys in code-unit order, without those that have an empty object or list; undefined where JavaScript would order them otherwise. */
function sortedContent(value: Json): Json | undefined {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const list: Json[] = new Array(value.length)
    for (let index = 0; index < value.length; index++) {
      const item = sortedContent(value[index] as Json)
      if (item === undefined) return undefined
      list[index] = item
    }
    return list
  }
  const object: JsonObject = {}
  for (const key of sortedKeys(value)) {
    // Digits come before every letter, and a prototype is not a key.
    if (key < ':' || key === '__proto__') return undefined
    const item = sortedContent(value[key] as Json)
    if (item === undefined) return undefined
    if (typeof item !== 'object' || item === null || !isEmpty(item)) object[key] = item
  }
  return object
}

/** The same as text, whatever the keys are. */
function contentText(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(contentText).join()}]`
  if (!isObject(value)) return JSON.stringify(value)
  let text = ''
  for (const key of sortedKeys(value)) {
    const item = contentText(value[key] as Json)
    if (item !== '{}' && item !== '[]') text += `${text && ','}${JSON.stringify(key)}:${item}`
  }
  return `{${text}}`
}

/** Objects of decisions have few keys: putting each in its place takes half the time of `sort`, and this runs for every object. */
const fewKeys = 24

/** The keys of an object in code-unit order. */
function sortedKeys(value: JsonObject): string[] {
  const keys = Object.keys(value)
  if (keys.length > fewKeys) return keys.sort()
  for (let end = 1; end < keys.length; end++) {
    const key = keys[end] as string
    let place = end
    for (; place > 0 && (keys[place - 1] as string) > key; place--) keys[place] = keys[place - 1] as string
    keys[place] = key
  }
  return keys
}

/**
 * What was logged, whoever stored it: Mongoose leaves out empty objects, and gives those in lists an `_id`. The value itself where it has neither,
 * as nearly every one.
 */
export function withoutTraces(object: Record<string, unknown>, inList = false): Record<string, unknown> {
  let clean = object
  if (inList && '_id' in object) {
    clean = { ...object }
    delete clean._id
  }
  for (const key in clean) {
    const value = clean[key]
    if (typeof value !== 'object' || value === null) continue
    const item = Array.isArray(value) ? listWithoutTraces(value) : withoutTraces(value as Record<string, unknown>)
    const nothing = !Array.isArray(item) && isEmpty(item)
    if (item === value && !nothing) continue
    if (clean === object) clean = { ...object }
    if (nothing) delete clean[key]
    else clean[key] = item
  }
  return clean
}

function listWithoutTraces(list: unknown[]): unknown[] {
  let clean = list
  for (let index = 0; index < list.length; index++) {
    const value = list[index]
    if (typeof value !== 'object' || value === null) continue
    const item = Array.isArray(value) ? listWithoutTraces(value) : withoutTraces(value as Record<string, unknown>, true)
    if (item === value) continue
    if (clean === list) clean = [...list]
    clean[index] = item
  }
  return clean
}

/** Whether an object or list has nothing in it. */
function isEmpty(value: object): boolean {
  for (const _ in value) return false
  return true
}
