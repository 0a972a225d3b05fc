import type { Profile } from '../../../cache/audit/profile.ts'
import { decisionsOf, pressureRows, type Row, type Section } from './definition.ts'

const ofService = (service: string, holds?: (profile: Profile) => boolean) => () => decisionsOf(service, holds)

const boundary = 'BoundaryEnforcer'
const monitor = 'ContextPressureMonitor'
const validator = 'CrossReferenceValidator'
const classifier = 'InstructionPersistenceClassifier'
const verifier = 'MetacognitiveVerifier'
const orchestrator = 'PluralisticDeliberationOrchestrator'

/** A distribution, and each of its values. */
function distribution(metric: string, field: string, service: string, facet: string): Row[] {
  const has = ({ values }: Profile, value?: string) =>
    (values[facet] ?? []).some((each) => value === undefined || each === value)
  return [
    [
      `${metric}.*`,
      `how often this value of ${field} came up`,
      {
        of: field,
        figures: [`analysis.services.${service}.decisions`],
        decisions: ({ stars }) => decisionsOf(service, (profile) => has(profile, stars[0])),
      },
    ],
    [
      metric,
      `how often each value of ${field} came up`,
      { of: field, figures: ['.*'], decisions: ofService(service, has) },
    ],
  ]
}

/** What has the same value as `decisions` under the service's own name for it. */
const sameAsDecisions = (metric: string, service: string): Row => [
  metric,
  'the same as decisions',
  { of: 'at', figures: [`analysis.services.${service}.decisions`], decisions: ofService(service) },
]

const added = (metric: string, field: string, service: string, facet: string): Row => [
  metric,
  `${field}, added up`,
  {
    of: field,
    figures: [`analysis.services.${service}.decisions`],
    decisions: ofService(service, ({ numbers }) => (numbers[facet] ?? 0) > 0),
  },
]

const having = (metric: string, field: string, service: string, facet: string, value: string): Row => [
  metric,
  `decisions with this ${field.split('.').at(-1)}, ${value}, in any case of letters`,
  {
    of: field,
    figures: [`analysis.services.${service}.decisions`],
    decisions: ofService(service, ({ values }) => values[facet]?.[0]?.trim().toLowerCase() === value),
  },
]

/** The metrics of the framework's services, and those that every service has. */
export const serviceSections: Section[] = [
  {
    page: 'docs/metrics.md',
    heading: boundary,
    under: `analysis.services.${boundary}.`,
    rows: [
      sameAsDecisions('enforcements', boundary),
      [
        'violations',
        'violations that its blocked decisions name',
        {
          of: 'violations',
          figures: [`analysis.services.${boundary}.blocked`],
          decisions: ofService(boundary, ({ violations }) => violations > 0),
        },
      ],
      ...distribution('byDomain', 'metadata.domain', boundary, 'domain'),
      ...distribution('byBoundary', 'metadata.boundary', boundary, 'boundary'),
    ],
  },
  {
    page: 'docs/metrics.md',
    heading: monitor,
    under: `analysis.services.${monitor}.`,
    rows: [
      sameAsDecisions('analyses', monitor),
      ...distribution('byLevel', 'metadata.pressure_level', monitor, 'level'),
      ...distribution('byTopMetric', 'metadata.top_metric', monitor, 'topMetric'),
      ...pressureRows(''),
      ['trendUnit', 'the unit of trend', { figures: [`analysis.services.${monitor}.trend`] }],
      added('warnings', 'metadata.warnings_count, else the listed warnings', monitor, 'warnings'),
      ...distribution('errorPatterns', 'violations (the warnings, their figures written as N)', monitor, 'warning'),
    ],
  },
  {
    page: 'docs/metrics.md',
    heading: validator,
    under: `analysis.services.${validator}.`,
    rows: [
      sameAsDecisions('validations', validator),
      ...distribution('byStatus', 'metadata.validation_status', validator, 'status'),
      added('conflicts', 'metadata.conflicts_found', validator, 'conflicts'),
      added('criticalConflicts', 'metadata.critical_conflicts', validator, 'criticalConflicts'),
      having('escalations', 'metadata.validation_status', validator, 'status', 'escalate'),
      ...distribution('bySeverity', 'metadata.conflict_details[].severity', validator, 'severity'),
      ...distribution('byParameter', 'metadata.conflict_details[].parameter', validator, 'parameter'),
    ],
  },
  {
    page: 'docs/metrics.md',
    heading: classifier,
    under: `analysis.services.${classifier}.`,
    rows: [
      sameAsDecisions('classifications', classifier),
      ...distribution('byQuadrant', 'metadata.quadrant', classifier, 'quadrant'),
      ...distribution('byPersistence', 'metadata.persistence', classifier, 'persistence'),
      [
        'meanExplicitness',
        'mean of the values from 0 to 1',
        {
          of: 'metadata.explicitness',
          figures: [`analysis.services.${classifier}.decisions`],
          decisions: () => ({ measure: 'explicitness' }),
        },
      ],
      [
        'accuracy.**',
        "of the n classifications whose text is that of a rule in the instruction history, the share that chose the rule's quadrant",
        {
          of: 'metadata.instruction_text, metadata.quadrant',
          figures: ['.*'],
          decisions: ofService(classifier, ({ values }) => (values.quadrant ?? []).length > 0),
        },
      ],
    ],
  },
  {
    page: 'docs/metrics.md',
    heading: verifier,
    under: `analysis.services.${verifier}.`,
    rows: [
      sameAsDecisions('verifications', verifier),
      ...distribution('byDecision', 'metadata.decision', verifier, 'decision'),
      [
        'confidence.**',
        'of the confidences from 0 to 1: how many, median and quartiles (between neighbours, type 7), and the share under 0.6',
        { of: 'metadata.confidence', figures: ['.*'], decisions: () => ({ measure: 'confidence', order: 'lowest' }) },
      ],
      ...distribution(
        'failedChecks',
        'metadata.failed_checks, else the checks that are false',
        verifier,
        'failedCheck',
      ),
      [
        'pressureAdjustment.**',
        'of the adjustments from -1 to 1: how many, mean, lowest and highest',
        {
          of: 'metadata.pressure_adjustment',
          figures: ['.*'],
          decisions: () => ({ measure: 'adjustment', order: 'lowest' }),
        },
      ],
    ],
  },
  {
    page: 'docs/metrics.md',
    heading: orchestrator,
    under: `analysis.services.${orchestrator}.`,
    rows: [
      sameAsDecisions('deliberations', orchestrator),
      ...distribution('byTension', 'metadata.tensions', orchestrator, 'tension'),
      ...['consensus', 'disagreement', 'pending'].map((outcome) =>
        having(outcome, 'metadata.outcome', orchestrator, 'outcome', outcome),
      ),
    ],
  },
  {
    page: 'docs/metrics.md',
    heading: 'Every service',
    under: 'analysis.services.',
    rows: [
      [
        '*.decisions',
        'decisions of this service in the window',
        {
          of: 'at, action, service',
          figures: ['.allowed', '.blocked'],
          decisions: ({ stars }) => decisionsOf(stars[0] as string),
        },
      ],
      [
        '*.allowed',
        'decisions of this service that were allowed or warned',
        {
          of: 'verdict',
          figures: ['.decisions', '.blocked'],
          decisions: ({ stars }) => decisionsOf(stars[0] as string, ({ blocked }) => !blocked),
        },
      ],
      [
        '*.blocked',
        'decisions of this service that were blocked',
        {
          of: 'verdict',
          figures: ['.decisions', '.allowed'],
          decisions: ({ stars }) => decisionsOf(stars[0] as string, ({ blocked }) => blocked),
        },
      ],
      [
        '*.blockRate',
        'blocked by decisions, 0..1',
        {
          of: 'verdict',
          figures: ['.blocked', '.decisions'],
          decisions: ({ stars }) => decisionsOf(stars[0] as string, ({ blocked }) => blocked),
        },
      ],
      [
        '*.perHour',
        'decisions by the length of the window, per hour',
        {
          of: 'at',
          figures: ['.decisions', 'session.from', 'session.to'],
          decisions: ({ stars }) => decisionsOf(stars[0] as string),
        },
      ],
      [
        '*.lastAt',
        'time of the last decision: how stale the service is',
        {
          of: 'at',
          figures: ['.decisions'],
          decisions: ({ stars }) => ({ ...decisionsOf(stars[0] as string), order: 'last' }),
        },
      ],
      [
        '*.**',
        'what the decisions of this service in the window come to',
        {
          of: 'its decisions',
          figures: ['.decisions', '.allowed', '.blocked'],
          decisions: ({ stars }) => decisionsOf(stars[0] as string),
        },
      ],
    ],
  },
]
