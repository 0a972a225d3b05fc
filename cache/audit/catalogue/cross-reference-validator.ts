import { distribution, having, type Service, sameAsDecisions, sum } from './metric.ts'

const ofConflicts = (what: string) => ({
  kind: 'list' as const,
  definition: `how often each ${what} came up among the listed conflicts (the framework lists three at most)`,
})

export const crossReferenceValidator: Service = {
  name: 'CrossReferenceValidator',
  actions: ['cross_reference_validation'],
  placeholders: ['validator-service'],
  metrics: [
    sameAsDecisions('validations'),
    distribution('byStatus', 'validation_status'),
    sum('conflicts', 'conflicts_found'),
    sum('criticalConflicts', 'critical_conflicts'),
    having('escalations', 'validation_status', 'escalate'),
    distribution('bySeverity', 'conflict_details', { ...ofConflicts('severity'), of: 'severity' }),
    distribution('byParameter', 'conflict_details', { ...ofConflicts('parameter'), of: 'parameter' }),
  ],
  counters: { total_validations: 'decisions', conflicts_detected: 'conflicts', by_severity: 'bySeverity' },
}
