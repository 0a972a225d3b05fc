import { distribution, having, type Service, sameAsDecisions } from './metric.ts'

export const pluralisticDeliberationOrchestrator: Service = {
  name: 'PluralisticDeliberationOrchestrator',
  actions: ['pluralistic_deliberation'],
  actionWord: 'deliberation',
  placeholders: ['deliberation-service'],
  metrics: [
    sameAsDecisions('deliberations'),
    distribution('byTension', 'tensions', {
      kind: 'list',
      definition: 'how often each tension came up; `{ between: [a, b] }` is "a vs b"',
    }),
    having('consensus', 'outcome', 'consensus'),
    having('disagreement', 'outcome', 'disagreement'),
    having('pending', 'outcome', 'pending'),
  ],
  counters: { total_deliberations: 'decisions' },
}
