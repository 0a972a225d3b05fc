import type { ProfileCount, ViolationCount } from '../../cache/audit/audit-log.ts'
import { rounded } from '../../cache/json.ts'
import { services } from '../../cache/services.ts'
import { defineTask } from '../task.ts'
import { readDecisions } from './decisions.ts'

export interface ServiceMetrics {
  decisions: number
  allowed: number
  blocked: number
  /** Share of the decisions, 0..1. */
  blockRate: number
}

export interface Metrics {
  decisions: { total: number; allowed: number; blocked: number; unreadable: number }
  services: Record<string, ServiceMetrics>
  violations: ViolationCount[]
}

/** Counts the session's decisions by service and verdict, and what was violated. */
export const measureServices = defineTask({
  id: 'analysis/metrics',
  title: "Measure the session's decisions",
  needs: { read: readDecisions },
  block: (analysis: Metrics) => ({ analysis }),
  show: ({ decisions, services }: Metrics) =>
    [
      `${decisions.total} decisions: ${decisions.allowed} allowed, ${decisions.blocked} blocked; ${decisions.unreadable} unreadable lines`,
      ...Object.entries(services).map(
        ([name, { decisions, blocked }]) =>
          `${name.padEnd(36)} ${String(decisions).padStart(7)} decisions ${String(blocked).padStart(6)} blocked`,
      ),
    ].join('\n'),
  async run({ stores, session }, { read }) {
    const log = await stores.audit()
    const counts = countServices(await log.profiles(session))
    const sum = (key: 'decisions' | 'allowed' | 'blocked') => counts.reduce((total, count) => total + count[key], 0)
    return {
      decisions: {
        total: sum('decisions'),
        allowed: sum('allowed'),
        blocked: sum('blocked'),
        unreadable: read.unreadable.total,
      },
      services: Object.fromEntries(
        counts
          .toSorted((a, b) => rank(a.service) - rank(b.service) || (a.service < b.service ? -1 : 1))
          .map(({ service, decisions, allowed, blocked }) => [
            service,
            { decisions, allowed, blocked, blockRate: rounded(blocked / decisions) },
          ]),
      ),
      violations: await log.countViolations(session),
    }
  },
})

function countServices(profiles: ProfileCount[]) {
  const counts = new Map<string, { service: string; decisions: number; allowed: number; blocked: number }>()
  for (const { service, blocked, decisions } of profiles) {
    const count = counts.get(service) ?? { service, decisions: 0, allowed: 0, blocked: 0 }
    count.decisions += decisions
    count[blocked ? 'blocked' : 'allowed'] += decisions
    counts.set(service, count)
  }
  return [...counts.values()]
}

/** The framework's six services in their usual order, others behind them. */
function rank(name: string): number {
  const index = services.findIndex((service) => service.name === name)
  return index === -1 ? services.length : index
}
