import type { Json } from '../../cache/json.ts'
import { loadServices } from '../services/load.ts'
import { defineTask, degraded, skipped } from '../task.ts'
import { measureServices } from './metrics.ts'
import { type Difference, differences } from './service-stats.ts'

/** A service's own counters beside the numbers of its logs. */
export type ServiceStats = { file: string; stats: Json; differences: Difference[] } | { file: string; error: string }

/** Asks the project's service modules for their counters, each in a process of its own with a time limit. */
export const readServiceStats = defineTask({
  id: 'analysis/stats',
  title: "Ask the services' modules for their counters",
  needs: { metrics: measureServices },
  block: (stats: Record<string, ServiceStats>) => ({ analysis: { stats } }),
  show: (stats: Record<string, ServiceStats>) =>
    Object.entries(stats)
      .map(([name, told]) => `${name}: ${'error' in told ? told.error : describe(told.differences)}`)
      .join('\n'),
  async run(context, { metrics }) {
    const pattern = context.config.services
    if (pattern === undefined) return skipped({ reason: 'not-configured', key: 'services' })
    const loaded = await loadServices(context, pattern, ['getStats'])
    const output = Object.fromEntries(
      loaded.map(({ name, file, results, error }): [string, ServiceStats] => {
        if (error !== undefined || results?.getStats === undefined)
          return [name, { file, error: error ?? 'no counters' }]
        const logged = Object.hasOwn(metrics.services, name) ? metrics.services[name] : undefined
        return [name, { file, stats: results.getStats, differences: differences(results.getStats, logged) }]
      }),
    )
    const broken = Object.entries(output).filter(([, told]) => 'error' in told)
    if (broken.length === 0) return output
    const names = broken.map(([name]) => name).join(', ')
    return degraded(output, {
      reason: 'incomplete',
      detail: `${broken.length} of ${loaded.length} gave no counters: ${names}`,
    })
  },
})

function describe(found: Difference[]): string {
  if (found.length === 0) return 'as in the logs'
  return found.map(({ counter, stats, logs }) => `${counter} ${stats}, in the logs ${logs}`).join('; ')
}
