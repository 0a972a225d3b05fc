import fc from 'fast-check'

/** A document of an audit log, in one of the documented shapes; times are in `randomWindow` or just outside of it. */
export const randomWindow = { from: Date.parse('2025-10-24T12:00:00.500Z'), to: Date.parse('2025-10-24T12:00:08.000Z') }

const actions = [
  'boundary_enforcement',
  'context_pressure_analysis',
  'cross_reference_validation',
  'instruction_classification',
  'metacognitive_verification',
  'values_deliberation_round',
  'something_else',
]
const serviceNames = [
  ...['BoundaryEnforcer', 'ContextPressureMonitor', 'CrossReferenceValidator', 'InstructionPersistenceClassifier'],
  ...['MetacognitiveVerifier', 'PluralisticDeliberationOrchestrator', 'OwnService'],
]
const quadrants = ['STRATEGIC', 'OPERATIONAL', 'SYSTEM']
const words = fc.constantFrom(
  'VALUES',
  'Privacy & trust',
  'inst_008',
  'Ask first',
  ' blank ',
  '52 % used',
  'Straße',
  '😀 face',
  '\uFF5E wide',
)
const unit = fc.constantFrom(0, 0.1, 0.25, 0.3000001, 0.85, 1, 1.5, -0.5)
const file = fc.constantFrom('src/a.js', 'src/b.js', 'docs/guide.md')
const few = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 3 })
const optional = <T>(item: fc.Arbitrary<T>) => fc.option(item, { nil: undefined })

const metadata = fc.record(
  {
    boundary: fc.constantFrom('VALUES', 'none', 'ERROR'),
    domain: fc.constantFrom('VALUES', 'SYSTEM', 'TECHNICAL'),
    actionType: fc.constantFrom('Edit src/a.js', 'Update privacy policy'),
    tractatus_section: fc.constantFrom('12.1', 'inst_016'),
    overall_pressure: fc.oneof(unit, fc.constant('0.4')),
    pressure_level: fc.constantFrom('NORMAL', 'HIGH'),
    top_metric: fc.constantFrom('tokenUsage', 'errors'),
    warnings_count: fc.constantFrom(0, 1, 2, -1, 'two'),
    validation_status: fc.constantFrom('APPROVED', 'REJECTED', 'ESCALATE'),
    conflicts_found: fc.nat(3),
    critical_conflicts: fc.nat(2),
    conflict_details: few(
      fc.record({ parameter: fc.constantFrom('port', 'host'), severity: fc.constantFrom('CRITICAL', 'MINOR') }),
    ),
    instruction_text: fc.constantFrom('Use port 27027', 'Ask first'),
    quadrant: fc.constantFrom(...quadrants),
    persistence: fc.constantFrom('HIGH', 'LOW'),
    explicitness: unit,
    action_description: fc.constantFrom('Rename docs/guide.md', 'Test'),
    confidence: unit,
    pressure_adjustment: unit,
    decision: fc.constantFrom('PROCEED', 'BLOCK', 'REQUEST_CONFIRMATION'),
    checks: fc.record({ safety: fc.boolean(), coherence: fc.boolean() }),
    failed_checks: few(fc.constantFrom('Safety', 'Coherence')),
    tensions: few(
      fc.oneof(fc.constant('privacy vs transparency'), fc.record({ between: fc.constant(['speed', 'care']) })),
    ),
    outcome: fc.constantFrom('consensus', 'disagreement', 'pending'),
    file,
  },
  { requiredKeys: [] },
)

const violation = fc.oneof(
  words,
  fc.record(
    {
      ruleId: fc.constantFrom('inst_001', 'RULE-7'),
      ruleText: words,
      rulText: words,
      severity: fc.constantFrom('LOW', 'HIGH'),
      details: words,
    },
    { requiredKeys: [] },
  ),
)

/** Milliseconds: many decisions share an instant, and some are at the edges of the window. */
const time = fc
  .integer({ min: -3, max: 12 })
  .chain((second) =>
    fc.constantFrom(0, 0, 500).map((ms) => Date.parse('2025-10-24T12:00:00.000Z') + second * 1000 + ms),
  )

const session = fc.constantFrom('2025-10-24-001', '2025-09-01-002', 'pressure-monitor', 17)

const auditLog = fc.record(
  {
    sessionId: session,
    action: fc.constantFrom(...actions),
    allowed: fc.boolean(),
    rulesChecked: few(fc.constantFrom('inst_001', 'inst_002', 'inst_016')),
    violations: few(violation),
    metadata,
    service: fc.constantFrom(...serviceNames),
    userId: fc.constant(null),
    durationMs: fc.nat(9),
    tractatus_section: fc.constantFrom(null, 'inst_017'),
  },
  { requiredKeys: ['allowed'] },
)

const paper = fc.record(
  {
    audit_id: fc.constantFrom('audit_1', 'audit_2'),
    service: fc.constantFrom(...serviceNames),
    decision: fc.constantFrom('ALLOW', 'BLOCK', 'WARN', 'warn', 'PERHAPS'),
    rule_id: fc.constantFrom('inst_001', 'inst_002'),
    context: fc.constantFrom('Tool: Write, File: config.json', 'Action: Deploy'),
    reason: words,
    metadata: optional(metadata),
  },
  { requiredKeys: ['decision'] },
)

export interface RandomDecision {
  document: Record<string, unknown>
  at: number
  /** How MongoDB has its time. */
  form: 'date' | 'text' | 'number' | 'other'
}

const randomDecision = (forms: RandomDecision['form'][]): fc.Arbitrary<RandomDecision> =>
  fc.record({
    document: fc.oneof({ weight: 4, arbitrary: auditLog }, paper) as fc.Arbitrary<Record<string, unknown>>,
    at: time,
    form: fc.constantFrom(...forms),
  })

/** Lists of decisions, some of them equal to each other. */
export const randomDecisions = (forms: RandomDecision['form'][]): fc.Arbitrary<RandomDecision[]> =>
  fc
    .array(fc.tuple(randomDecision(forms), fc.constantFrom(1, 1, 1, 2, 3)), { maxLength: 40 })
    .map((list) => list.flatMap(([decision, times]) => Array<RandomDecision>(times).fill(decision)))

/** The time as a file has it. */
export const fileTime = (at: number): string => new Date(at).toISOString()

/** The same time as a collection has it. */
export const storedTime: Record<RandomDecision['form'], (at: number) => unknown> = {
  date: (at) => new Date(at),
  text: fileTime,
  number: (at) => at,
  other: (at) => new Date(at + 2 * 3_600_000).toISOString().replace('Z', '+02:00'),
}
