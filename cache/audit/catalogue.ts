import { canonicalJson, sha256 } from '../json.ts'
import { type Classified, type Counter, type Facet, facetKey, type Measure, type Service } from './catalogue/metric.ts'
import { services } from './catalogue/services.ts'

const byName = new Map(services.map((service) => [service.name, service]))
const byAction = new Map(services.flatMap(({ name, actions }) => actions.map((action) => [action, name] as const)))

/** Undefined for a service that is not the framework's. */
export const serviceCalled = (name: string): Service | undefined => byName.get(name)

/**
 * Which service made a decision. The action decides: several services never set `service`, and the framework's writer then
 * fills in BoundaryEnforcer. The field counts only where the action names no service.
 */
export function attributeService(action: string, service: string): string {
  const named = byAction.get(action)
  if (named) return named
  const recognised = services.find(({ actionWord }) => actionWord !== undefined && action.includes(actionWord))
  return recognised?.name ?? (service || 'unknown')
}

/** Another one, and the decisions in the cache may be other services' than they were. */
export const attributionVersion = (): string =>
  sha256(canonicalJson(services.map(({ name, actions, actionWord }) => [name, actions, actionWord]))).slice(0, 16)

/** The `sessionId`s that services fall back to when they were called without one. */
export const placeholders = new Set(services.flatMap((service) => service.placeholders))

/** What is taken out of each decision of a service when it is imported, because a metric needs it. */
export interface Extracted {
  /** By the name in a profile; two metrics may count the same. */
  facets: Map<string, Facet>
  counters: Map<string, Counter>
  measures: Measure[]
  classified?: Classified
}

function extractedFor({ metrics }: Service): Extracted {
  const needed: Extracted = { facets: new Map(), counters: new Map(), measures: [] }
  for (const { formula } of metrics) {
    if ('facet' in formula) needed.facets.set(facetKey(formula.facet), formula.facet)
    if ('counter' in formula) needed.counters.set(formula.counter.field, formula.counter)
    if ('measure' in formula && !needed.measures.includes(formula.measure)) needed.measures.push(formula.measure)
    if ('classified' in formula) needed.classified = formula.classified
  }
  return needed
}

const extracted = new Map(services.map((service) => [service.name, extractedFor(service)]))

/** A service that is not the framework's needs nothing. */
export const extractedOf = (service: string): Extracted | undefined => extracted.get(service)

/** Every measure of every service: its place, counted from 1, is the number of its series in the cache. */
export const measures: Measure[] = [...extracted.values()].flatMap((each) => each.measures)

const series = new Map(measures.map(({ name }, place) => [name, place + 1]))

export function seriesOf(measure: string): number {
  const found = series.get(measure)
  if (found === undefined) throw new Error(`no measure is called ${measure}`)
  return found
}
