import { distribution, type Service, sameAsDecisions } from './metric.ts'

export const boundaryEnforcer: Service = {
  name: 'BoundaryEnforcer',
  actions: ['boundary_enforcement'],
  placeholders: ['boundary-enforcer-session'],
  metrics: [
    sameAsDecisions('enforcements'),
    {
      name: 'violations',
      formula: { kind: 'violations' },
      definition: 'violations that its blocked decisions name',
      unit: 'count',
      source: 'violations',
    },
    distribution('byDomain', 'domain'),
    distribution('byBoundary', 'boundary'),
  ],
  counters: {
    total_enforcements: 'decisions',
    boundaries_violated: 'violations',
    by_boundary: 'byBoundary',
  },
}
