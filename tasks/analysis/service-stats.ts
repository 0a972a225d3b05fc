import { services } from '../../cache/audit/catalogue/services.ts'
import { isObject, type Json, type JsonObject } from '../../cache/json.ts'
import type { ServiceMetrics } from './service-metrics.ts'

/** A counter of a service's `getStats()` that says something else than its logs. */
export interface Difference {
  counter: string
  stats: number
  logs: number
}

/** Counters of the framework's services, and the metric that each should equal. */
const counters = services.flatMap((service) => Object.entries(service.counters))

/**
 * Where a service's own counters differ from what its logs show. A module that is loaded for this counts from zero, so the logs are the record;
 * a counter that the logs have no number for is left alone.
 */
export function differences(stats: Json, metrics: ServiceMetrics | undefined): Difference[] {
  if (!isObject(stats)) return []
  const logged = metrics ?? { decisions: 0 }
  const single = counters.map(([counter, metric]) => [counter, stats[counter], figure(logged, metric)])
  const several = counters.flatMap(([counter, metric]) => {
    const own = isObject(stats[counter]) ? (stats[counter] as JsonObject) : {}
    const found = figures(logged, metric)
    return Object.entries(own).map(([value, n]) => [
      `${counter}.${value}`,
      n,
      Object.hasOwn(found, value) ? found[value] : 0,
    ])
  })
  return [...single, ...several]
    .filter((row): row is [string, number, number] => typeof row[1] === 'number' && typeof row[2] === 'number')
    .filter(([, own, found]) => own !== found)
    .map(([counter, own, found]) => ({ counter, stats: own, logs: found }))
}

const figure = (metrics: object, name: string): unknown => (metrics as Record<string, unknown>)[name]

function figures(metrics: object, name: string): Record<string, unknown> {
  const found = figure(metrics, name)
  return isObject(found) ? found : {}
}
