import { isObject, type Json, type JsonObject } from '../../cache/json.ts'
import { namesOfItems, withoutName } from './names.ts'

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
  /** What of the report was not recounted. */
  notRecounted: string[]
}

/**
 * Compares every leaf of a report with what was recounted. `uncounted` are the paths of which nothing is counted, with all that is in them (`*` is any
 * text); everything else that the report has and the recount has not is a difference.
 */
export function compare(recounted: JsonObject, reported: JsonObject, root: string, uncounted: string[]): Comparison {
  const own = leaves(recounted, root)
  const theirs = leaves(reported, root)
  const passedOver = uncounted.map((path) => ({ path, covers: coverage(path) }))
  const differences = [...new Set([...own.keys(), ...theirs.keys()])]
    .filter((path) => own.has(path) || !passedOver.some(({ covers }) => covers.test(path)))
    .filter((path) => !own.has(path) || !theirs.has(path) || own.get(path) !== theirs.get(path))
    .map((path): Difference => ({ path, recounted: own.get(path), reported: theirs.get(path) }))
  const notRecounted = passedOver.filter(({ covers }) => [...theirs.keys()].some((path) => covers.test(path)))
  return { recounted: own.size, differences, notRecounted: notRecounted.map(({ path }) => path) }
}

const coverage = (path: string): RegExp => {
  const parts = path.split('*').map((part) => part.replace(/[.\\+?^${}()|[\]]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}(\\.|$)`, 's')
}

/**
 * Every value that is not an object, by its path, and every object and list that is empty. Items of a list are called by their name, and have their place;
 * a list without names is one value.
 */
function leaves(value: Json, path: string, into = new Map<string, Json>()): Map<string, Json> {
  const names = Array.isArray(value) ? namesOfItems(value) : undefined
  if (Array.isArray(value) && names) {
    for (const [place, item] of (value as JsonObject[]).entries())
      leaves({ ...withoutName(item), place }, `${path}.${names[place]}`, into)
  } else if (isObject(value) && Object.keys(value).length > 0) {
    for (const [key, item] of Object.entries(value)) leaves(item as Json, `${path}.${key}`, into)
  } else into.set(path, typeof value === 'object' && value !== null ? JSON.stringify(value) : value)
  return into
}
