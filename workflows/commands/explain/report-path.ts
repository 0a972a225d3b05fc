import { isObject, type Json, type JsonObject } from '../../../cache/json.ts'
import { namesInRecount, sentenceOf } from '../../../tasks/recount/names.ts'
import { didYouMean } from '../../../templates/did-you-mean.ts'
import { firstNames } from '../../../templates/words.ts'

/**
 * The steps from a value of the report to those inside it: the keys of an object; of a list the ids of its items, the names that `recount` calls them
 * by, and their places.
 */
function stepsFrom(value: Json): [step: string, inside: Json][] {
  if (value === null || typeof value !== 'object') return []
  if (!Array.isArray(value)) return [...Object.entries(value), ...figuresIn(value as JsonObject)]
  const byId = value.flatMap((item): [string, Json][] => {
    const id = idOf(item)
    return id === undefined ? [] : [[id, item]]
  })
  const names = namesInRecount(value) ?? []
  return [
    ...byId,
    ...names.map((name, place): [string, Json] => [name, withPlace(value[place] as Json, place)]),
    ...value.map((item, place): [string, Json] => [String(place), item]),
  ]
}

/** `recount` compares the order of lists by the places of their items; deductions have theirs in their names. */
const withPlace = (item: Json, place: number): Json =>
  isObject(item) && item.part === undefined ? ({ ...item, place } as Json) : item

/** What `recount` calls the numbers of a sentence is the sentence. */
function figuresIn(item: JsonObject): [step: string, inside: Json][] {
  const sentence = sentenceOf(item)
  return sentence === undefined || 'figures' in item ? [] : [['figures', sentence]]
}

const idOf = (item: Json): string | undefined => (isObject(item) && typeof item.id === 'string' ? item.id : undefined)

/** The same with one step for each item: its id where it has one. */
const typedStepsFrom = (value: Json): [step: string, inside: Json][] =>
  Array.isArray(value)
    ? value.map((item, place): [string, Json] => [idOf(item) ?? String(place), item])
    : value !== null && typeof value === 'object'
      ? Object.entries(value)
      : []

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
export function pathsOf(value: Json, steps = typedStepsFrom): string[] {
  return steps(value).flatMap(([step, inside]) => [step, ...pathsOf(inside, steps).map((path) => `${step}.${path}`)])
}

const mostNames = 8

/** What there is near a path that a report does not have: the nearest one, else what is inside of as much of it as there is. */
export function nearby(report: Json, path: string): string {
  const near = path === '' ? '' : didYouMean(path, pathsOf(report, namedStepsFrom))
  if (near) return near
  const [beginning, inside] = longestBeginning(report, path)
  const names = [...new Set(namedStepsFrom(inside).map(([step]) => step))]
  const where = beginning === '' ? 'it' : beginning
  return `; ${where} has ${names.length === 0 ? 'nothing' : firstNames(names.slice(0, mostNames), mostNames, names.length)}`
}

/** One step for each item: what it is called by, else its place. */
function namedStepsFrom(value: Json): [step: string, inside: Json][] {
  if (!Array.isArray(value)) return typedStepsFrom(value)
  const names = namesInRecount(value)
  return names ? names.map((name, place) => [name, value[place] as Json]) : typedStepsFrom(value)
}

function longestBeginning(report: Json, path: string): [beginning: string, inside: Json] {
  for (const [step, inside] of stepsFrom(report)) {
    if (!path.startsWith(`${step}.`)) continue
    const [beginning, found] = longestBeginning(inside, path.slice(step.length + 1))
    return [beginning === '' ? step : `${step}.${beginning}`, found]
  }
  return ['', report]
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
