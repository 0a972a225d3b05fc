import {
  type Described,
  distribution,
  having,
  type Measure,
  type Metric,
  type Service,
  sameAsDecisions,
  sum,
} from './metric.ts'
import { sessionMetrics } from './session.ts'

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

const boundaryEnforcer: Service = {
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

export const pressure: Measure = { name: 'pressure', field: 'overall_pressure', low: 0, high: 1 }

/** A figure of the session's pressure is one of the monitor's too. */
const ofPressure = (figure: 'peak' | 'mean' | 'last' | 'trend'): Metric => {
  const { definition, unit, source } = sessionMetrics[`pressure.${figure}`]
  return { name: figure, formula: { kind: 'pressure', measure: pressure, figure }, definition, unit, source }
}

/** Where the monitor's levels begin, as the framework documents them. */
export const pressureLevels = { ELEVATED: 0.3, HIGH: 0.5, CRITICAL: 0.7, DANGEROUS: 0.85 }

export const contextPressureMonitor: Service = {
  name: 'ContextPressureMonitor',
  actions: ['context_pressure_analysis'],
  placeholders: ['pressure-monitor'],
  metrics: [
    sameAsDecisions('analyses'),
    distribution('byLevel', 'pressure_level'),
    ofPressure('peak'),
    ofPressure('mean'),
    ofPressure('last'),
    ofPressure('trend'),
    {
      name: 'trendUnit',
      formula: { kind: 'text', value: 'per hour' },
      definition: 'the unit of trend',
      unit: 'text',
      source: '',
    },
    {
      name: 'warnings',
      formula: { kind: 'sum', counter: { field: 'warnings_count', orViolations: true } },
      definition: 'warnings issued, added up; without the field, the warnings that are listed',
      unit: 'count',
      source: 'metadata.warnings_count, violations',
    },
    distribution('errorPatterns', 'warnings', {
      kind: 'warnings',
      definition: 'how often each warning came up, its figures written as N',
      source: 'violations (of allowed decisions too)',
    }),
    distribution('byTopMetric', 'top_metric'),
  ],
  counters: { total_analyses: 'decisions', by_level: 'byLevel' },
}

const ofConflicts = (what: string) => ({
  kind: 'list' as const,
  definition: `how often each ${what} came up among the listed conflicts (the framework lists three at most)`,
})

const crossReferenceValidator: Service = {
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

const explicitness: Measure = { name: 'explicitness', field: 'explicitness', low: 0, high: 1 }

export const instructionPersistenceClassifier: Service = {
  name: 'InstructionPersistenceClassifier',
  actions: ['instruction_classification'],
  placeholders: ['classifier-service'],
  metrics: [
    sameAsDecisions('classifications'),
    distribution('byQuadrant', 'quadrant'),
    distribution('byPersistence', 'persistence'),
    {
      name: 'meanExplicitness',
      formula: { kind: 'mean', measure: explicitness },
      definition: 'mean of the values from 0 to 1',
      unit: '0..1',
      source: 'metadata.explicitness',
    },
    {
      name: 'accuracy',
      formula: { kind: 'agreement', classified: { text: 'instruction_text', quadrant: 'quadrant' } },
      definition:
        "of the n classifications whose text is that of a rule in the instruction history (its first 100 characters), the share that chose the rule's quadrant; texts whose rules disagree are left out",
      unit: '0..1; count',
      source: 'metadata.instruction_text, metadata.quadrant',
      figures: ['share', 'n'],
      compared: { figure: 'share', of: 'n', better: 'higher' },
    },
  ],
  counters: {
    total_classifications: 'decisions',
    by_quadrant: 'byQuadrant',
    by_persistence: 'byPersistence',
  },
}

const confidence: Measure = { name: 'confidence', field: 'confidence', low: 0, high: 1 }
const adjustment: Measure = { name: 'adjustment', field: 'pressure_adjustment', low: -1, high: 1 }
/** Below this a verifier is not sure of itself. */
const lowConfidence = 0.6

const metacognitiveVerifier: Service = {
  name: 'MetacognitiveVerifier',
  actions: ['metacognitive_verification'],
  placeholders: ['verifier-service', 'verifier-session'],
  metrics: [
    sameAsDecisions('verifications'),
    distribution('byDecision', 'decision'),
    {
      name: 'confidence',
      formula: { kind: 'quartiles', measure: confidence, under: lowConfidence },
      definition: `of the confidences from 0 to 1: how many, median and quartiles (between neighbours, type 7), and the share under ${lowConfidence}`,
      unit: 'count; 0..1',
      source: 'metadata.confidence',
      figures: ['n', 'median', 'lowerQuartile', 'upperQuartile', 'low'],
      compared: { figure: 'median', better: 'higher', deviation: 0.05 },
    },
    distribution('failedChecks', 'failed_checks', {
      kind: 'list',
      orFalseOf: 'checks',
      definition: 'how often each failed check came up; without the list, the checks that are false',
      source: 'metadata.failed_checks, metadata.checks',
    }),
    {
      name: 'pressureAdjustment',
      formula: { kind: 'range', measure: adjustment },
      definition: 'of the adjustments from -1 to 1: how many, mean, lowest and highest',
      unit: 'count; difference of confidence',
      source: 'metadata.pressure_adjustment',
      figures: ['n', 'mean', 'lowest', 'highest'],
    },
  ],
  counters: { total_verifications: 'decisions', by_decision: 'byDecision' },
}

export const pluralisticDeliberationOrchestrator: Service = {
  name: 'PluralisticDeliberationOrchestrator',
  actions: ['pluralistic_deliberation'],
  actionWord: 'deliberation',
  placeholders: ['deliberation-service'],
  metrics: [
    sameAsDecisions('deliberations'),
    distribution('byTension', 'tensions', {
      definition: 'how often each tension came up, one that is a text by itself too; `{ between: [a, b] }` is "a vs b"',
    }),
    having('consensus', 'outcome', 'consensus'),
    having('disagreement', 'outcome', 'disagreement'),
    having('pending', 'outcome', 'pending'),
  ],
  counters: { total_deliberations: 'decisions' },
}

/**
 * The six services of the framework, in the order in which documents list them. The normaliser, what is taken out of decisions at import, the
 * metrics, the comparisons, `explain` and docs/metrics.md follow from these rows.
 * Why so: docs/decisions.md, 101.
 */
export const services: Service[] = [
  boundaryEnforcer,
  contextPressureMonitor,
  crossReferenceValidator,
  instructionPersistenceClassifier,
  metacognitiveVerifier,
  pluralisticDeliberationOrchestrator,
]
