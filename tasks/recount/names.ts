import { isObject, type Json, type JsonObject } from '../../cache/json.ts'

/** What items of a list of the report are called by, where they have no id. */
const named = ['key', 'metric'] as const

const clockText = /^the clock of the log goes back \d+ times?/
const canaryText = /^(\S+)\(\) was called when the session was opened, and did not answer as it must: (.*)$/s

/** What an anomaly is about, as a recount calls it: canaries and damage have no test of their own. */
export interface AnomalySubject {
  kind: string
  service?: string
  /** Of a canary, the call and its answer. */
  canary?: string[]
}

export function subjectOfAnomaly({ kind, service, detail }: JsonObject): AnomalySubject {
  const text = String(detail)
  const canary = kind === 'weaker' ? canaryText.exec(text)?.slice(1) : undefined
  const about = kind === 'data' ? (clockText.test(text) ? 'clock' : 'lines') : service
  return {
    kind: canary ? 'canary' : String(kind),
    ...(about !== undefined && { service: String(about) }),
    ...(canary && { canary }),
  }
}

export const nameOfAnomaly = ({ kind, service }: Pick<AnomalySubject, 'kind' | 'service'>): string =>
  service === undefined ? kind : `${kind} ${service}`

/** The second of a name is `name#2`, by the list's separator. */
export function numbered(names: string[], separator: '#' | ' '): string[] {
  const seen = new Map<string, number>()
  return names.map((name) => {
    const number = (seen.get(name) ?? 0) + 1
    seen.set(name, number)
    return number > 1 ? `${name}${separator}${number}` : name
  })
}

/** Deductions are called by their part and their place in it. */
export function namesOfDeductions(parts: string[]): string[] {
  const places = new Map<string, number>()
  return parts.map((part) => {
    const place = (places.get(part) ?? 0) + 1
    places.set(part, place)
    return `${part} ${place}`
  })
}

const ownName = (item: Json): string | undefined =>
  isObject(item) ? (named.map((key) => item[key]).find((value) => typeof value === 'string') as string) : undefined

/** The names of a list's items; undefined where they have none. What a name is made of is in `named`. */
export function namesOfItems(list: Json[]): string[] | undefined {
  const names = list.map(ownName)
  const all = names.filter((name) => name !== undefined)
  return list.length > 0 && all.length === list.length ? numbered(all, '#') : undefined
}

/** An item without what it is called by. */
export const withoutName = (item: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(item).filter(([key]) => !named.includes(key as 'key')))

/** The names under which a recount shows the items of a list, those that it has in a form of its own (anomalies and deductions) too. */
export function namesInRecount(list: Json[]): string[] | undefined {
  const own = namesOfItems(list)
  if (own) return own
  const items = list.filter((item): item is JsonObject => isObject(item))
  if (items.length < list.length || list.length === 0) return undefined
  if (items.every(({ kind, detail }) => kind !== undefined && detail !== undefined))
    return numbered(
      items.map((item) => nameOfAnomaly(subjectOfAnomaly(item))),
      ' ',
    )
  if (items.every(({ part, why }) => part !== undefined && why !== undefined))
    return namesOfDeductions(items.map(({ part }) => String(part)))
  return undefined
}

/** The field whose numbers a recount compares as `figures`, of an anomaly and of a deduction. */
export const sentenceOf = ({ kind, detail, part, why }: JsonObject): Json | undefined =>
  kind !== undefined ? detail : part !== undefined ? why : undefined
