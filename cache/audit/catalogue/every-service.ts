import type { Described } from './metric.ts'

/** What every service has, the framework's or not. */
export const everyService = {
  decisions: { definition: 'decisions of this service in the window', unit: 'count', source: 'at, action, service' },
  allowed: {
    definition: 'decisions of this service that were allowed or warned',
    unit: 'count',
    source: 'verdict',
  },
  blocked: { definition: 'decisions of this service that were blocked', unit: 'count', source: 'verdict' },
  blockRate: { definition: 'blocked by decisions, 0..1', unit: '0..1', source: 'verdict' },
  perHour: {
    definition: 'decisions by the length of the window, per hour',
    unit: 'per hour',
    source: 'at',
  },
  lastAt: {
    definition: 'time of the last decision: how stale the service is',
    unit: 'time (UTC)',
    source: 'at',
  },
} satisfies Record<string, Described>
