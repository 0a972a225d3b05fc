import { canonicalJson, isObject, type Json, type JsonObject } from '../../cache/json.ts'

/** What a field that is to be a list holds; nothing where it is not one. */
export const itemsOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : [])

/** How a logged value, or each item of a logged list, is named in a distribution; nothing for one that says nothing. */
export const namesOf = (value: Json | undefined): string[] => (Array.isArray(value) ? value : [value]).flatMap(nameOf)

function nameOf(item: Json | undefined): string[] {
  if (item === undefined || item === null || item === '') return []
  if (typeof item === 'string') return [item]
  if (isObject(item) && Array.isArray(item.between))
    return [item.between.map((side: Json) => nameOf(side)[0] ?? '').join(' vs ')]
  return [canonicalJson(item)]
}

/** How often each name comes up, the most frequent first. */
export function distribution(names: string[]): JsonObject {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return Object.fromEntries([...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)))
}
