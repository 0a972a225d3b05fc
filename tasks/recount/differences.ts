import { isObject, type Json, type JsonObject } from '../../cache/json.ts'

/** A number, time or name of the report that differs from what was recounted; undefined where one of the two does not have it. */
export interface Difference {
  path: string
  recounted: Json | undefined
  reported: Json | undefined
}

export interface Comparison {
  /** How many values were recounted. */
  recounted: number
  differences: Difference[]
  /** Paths of the report that nothing was recounted of. */
  notRecounted: string[]
}

/** Compares every leaf of the blocks that were recounted with the report's; `uncounted` are paths that are passed over. */
export function compare(recounted: JsonObject, reported: JsonObject, root: string, uncounted: string[]): Comparison {
  const own = leaves(recounted, root)
  const theirs = leaves(reported, root)
  const passedOver = [...uncounted, ...blocksWithout(recounted, reported, root)]
  const within = (path: string, block: string) => path === block || path.startsWith(`${block}.`)
  const differences = [...new Set([...own.keys(), ...theirs.keys()])]
    .filter((path) => own.has(path) || !passedOver.some((block) => within(path, block)))
    .filter((path) => !own.has(path) || !theirs.has(path) || own.get(path) !== theirs.get(path))
    .map((path): Difference => ({ path, recounted: own.get(path), reported: theirs.get(path) }))
  const notRecounted = passedOver.filter(
    (block) => !uncounted.includes(block) || [...theirs.keys()].some((path) => within(path, block)),
  )
  return { recounted: own.size, differences, notRecounted }
}

/** The blocks of the report that are not recounted at all. */
function blocksWithout(recounted: JsonObject, reported: JsonObject, root: string): string[] {
  return Object.keys(reported)
    .filter((name) => !Object.hasOwn(recounted, name))
    .map((name) => `${root}.${name}`)
}

/** Every value that is no object, by its path. Items of a list are called by their `key`; a list without such items is one value, an empty one is none. */
function leaves(value: Json, path: string, into = new Map<string, Json>()): Map<string, Json> {
  if (Array.isArray(value) && value.every((item) => isObject(item) && typeof item.key === 'string')) {
    const seen = new Map<string, number>()
    for (const { key, ...item } of value as (JsonObject & { key: string })[]) {
      const number = (seen.get(key) ?? 0) + 1
      seen.set(key, number)
      leaves(item, `${path}.${key}${number > 1 ? `#${number}` : ''}`, into)
    }
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) leaves(item as Json, `${path}.${key}`, into)
  } else into.set(path, Array.isArray(value) ? JSON.stringify(value) : (value as Json))
  return into
}
