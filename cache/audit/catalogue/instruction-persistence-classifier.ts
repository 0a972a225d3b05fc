import { distribution, type Measure, type Service, sameAsDecisions } from './metric.ts'

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
