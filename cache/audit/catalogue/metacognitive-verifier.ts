import { distribution, type Measure, type Service, sameAsDecisions } from './metric.ts'

const confidence: Measure = { name: 'confidence', field: 'confidence', low: 0, high: 1 }
const adjustment: Measure = { name: 'adjustment', field: 'pressure_adjustment', low: -1, high: 1 }
/** Below this a verifier is not sure of itself. */
const lowConfidence = 0.6

export const metacognitiveVerifier: Service = {
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
