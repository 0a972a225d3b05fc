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

/** What items of a list are called by. */
const names = ['key', 'metric'] as const
const nameOf = (item: Json): string | undefined =>
  isObject(item) ? (names.map((name) => item[name]).find((value) => typeof value === 'string') as string) : undefined

/**
 * Every value that is not an object, by its path, and every object and list that is empty. Items of a list are called by their name, and a list without
 * names is one value.
 */
function leaves(value: Json, path: string, into = new Map<string, Json>()): Map<string, Json> {
  if (Array.isArray(value) && value.length > 0 && value.every((item) => nameOf(item) !== undefined)) {
    const seen = new Map<string, number>()
    for (const item of value as JsonObject[]) {
      const name = nameOf(item) as string
      const number = (seen.get(name) ?? 0) + 1
      seen.set(name, number)
      const rest = Object.fromEntries(Object.entries(item).filter(([key]) => !names.includes(key as 'key')))
      leaves(rest, `${path}.${name}${number > 1 ? `#${number}` : ''}`, into)
    }
  } else if (isObject(value) && Object.keys(value).length > 0) {
    for (const [key, item] of Object.entries(value)) leaves(item as Json, `${path}.${key}`, into)
  } else into.set(path, typeof value === 'object' && value !== null ? JSON.stringify(value) : value)
  return into
}
