/** One of the framework's six services, as its decisions can be told apart. */
export interface ServiceRow {
  name: string
  /** The `action` that it writes. */
  action: string
  /** The `sessionId`s that it falls back to when it was called without one. */
  placeholders: string[]
}

/** The six services of the framework, in the order in which documents list them. */
export const services: ServiceRow[] = [
  { name: 'BoundaryEnforcer', action: 'boundary_enforcement', placeholders: ['boundary-enforcer-session'] },
  { name: 'ContextPressureMonitor', action: 'context_pressure_analysis', placeholders: ['pressure-monitor'] },
  { name: 'CrossReferenceValidator', action: 'cross_reference_validation', placeholders: ['validator-service'] },
  {
    name: 'InstructionPersistenceClassifier',
    action: 'instruction_classification',
    placeholders: ['classifier-service'],
  },
  {
    name: 'MetacognitiveVerifier',
    action: 'metacognitive_verification',
    placeholders: ['verifier-service', 'verifier-session'],
  },
  {
    name: 'PluralisticDeliberationOrchestrator',
    action: 'pluralistic_deliberation',
    placeholders: ['deliberation-service'],
  },
]

const byAction = new Map(services.map((service) => [service.action, service.name]))

/**
 * Which service made a decision. The action decides: several services never set `service`, and the framework's writer then
 * fills in BoundaryEnforcer. The field counts only where the action names no service.
 */
export function attributeService(action: string, service: string): string {
  const named = byAction.get(action)
  if (named) return named
  if (action.includes('deliberation')) return 'PluralisticDeliberationOrchestrator'
  return service || 'unknown'
}
