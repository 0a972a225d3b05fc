import type { Listed, ViolationCount } from '../../cache/audit/audit-log.ts'
import { serviceCalled } from '../../cache/audit/catalogue.ts'
import type { Distribution, ServiceMetrics } from './service-metrics.ts'
import { mostListed } from './session-numbers.ts'

export interface MostFrequent {
  services: Record<string, ServiceMetrics>
  violations: ViolationCount[]
  /** How many violations (`violations`), or values of a distribution (`SERVICE.METRIC`), are left out; absent where nothing is. */
  notListed?: Record<string, number>
}

/** Of long lists the most frequent items. Violations have that order; of an object, keys that are numbers come first, whatever they count. */
export function mostFrequentOf(
  services: Record<string, ServiceMetrics>,
  violations: Listed<ViolationCount>,
): MostFrequent {
  const left: [string, number][] = []
  const noteRest = (name: string, length: number) => {
    if (length > mostListed) left.push([name, length - mostListed])
  }
  noteRest('violations', violations.total)
  const shortened = Object.entries(services).map(([name, metrics]): [string, ServiceMetrics] => {
    const long = (serviceCalled(name)?.metrics ?? []).filter(({ formula }) => formula.kind === 'distribution')
    const cut = long.map(({ name: metric }): [string, Distribution] => {
      const values = Object.entries(metrics[metric] as Distribution).sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
      noteRest(`${name}.${metric}`, values.length)
      return [metric, Object.fromEntries(values.slice(0, mostListed))]
    })
    return [name, { ...metrics, ...Object.fromEntries(cut) }]
  })
  return {
    services: Object.fromEntries(shortened),
    violations: violations.first,
    ...(left.length > 0 && { notListed: Object.fromEntries(left) }),
  }
}
