import { isObject, type Json } from '../../../cache/json.ts'

/** The steps from a value of the report to those inside it: the keys of an object; of a list the ids of its items, and their places. */
function stepsFrom(value: Json): [step: string, inside: Json][] {
  if (value === null || typeof value !== 'object') return []
  if (!Array.isArray(value)) return Object.entries(value)
  const byId = value.flatMap((item): [string, Json][] => {
    const id = idOf(item)
    return id === undefined ? [] : [[id, item]]
  })
  return [...byId, ...value.map((item, place): [string, Json] => [String(place), item])]
}

const idOf = (item: Json): string | undefined => (isObject(item) && typeof item.id === 'string' ? item.id : undefined)

/** The same with one step for each item: its id where it has one. */
const typedStepsFrom = (value: Json): [step: string, inside: Json][] =>
  Array.isArray(value)
    ? value.map((item, place): [string, Json] => [idOf(item) ?? String(place), item])
    : stepsFrom(value)

/** The steps of a path as it is typed; keys may hold dots themselves. Undefined where the report has no such path. */
export function parsePath(report: Json, path: string): string[] | undefined {
  for (const [step, inside] of stepsFrom(report)) {
    if (path === step) return [step]
    const rest = path.startsWith(`${step}.`) ? parsePath(inside, path.slice(step.length + 1)) : undefined
    if (rest) return [step, ...rest]
  }
  return undefined
}

export function valueAt(report: Json, steps: string[]): Json | undefined {
  let value: Json | undefined = report
  for (const step of steps)
    value = value === undefined ? undefined : stepsFrom(value).find(([name]) => name === step)?.[1]
  return value
}

/** Every path of a value, as one would type it: an item that has an id is named by it. */
export function pathsOf(value: Json): string[] {
  return typedStepsFrom(value).flatMap(([step, inside]) => [step, ...pathsOf(inside).map((path) => `${step}.${path}`)])
}

/** The paths that a pattern names in a report: `*` is every step there is, `[key=value]` every item with that value. */
export function expandPattern(report: Json, pattern: string[], from: string[] = []): string[][] {
  const [next, ...rest] = pattern
  if (next === undefined) return [from]
  const value = valueAt(report, from)
  if (value === undefined) return []
  return stepsNamed(value, next).flatMap((step) => expandPattern(report, rest, [...from, step]))
}

function stepsNamed(value: Json, pattern: string): string[] {
  const steps = typedStepsFrom(value)
  const [, key, wanted] = /^\[(\w+)=(.*)\]$/.exec(pattern) ?? []
  return (key === undefined ? steps : steps.filter(([, inside]) => isObject(inside) && inside[key] === wanted))
    .map(([step]) => step)
    .filter((step) => key !== undefined || pattern === '*' || pattern === step)
}
