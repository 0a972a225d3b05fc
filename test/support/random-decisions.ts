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

/** Nothing, nested lists, texts of every plane, and keys that look like numbers: what JSON and a store can both hold. */
const { anything } = fc.letrec<{ anything: unknown }>((tie) => ({
  anything: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, false, 0, -0, -1, 0.1, 2 ** 31, 2 ** 53 - 1, 1e21, 5e-324),
    fc.constantFrom(
      '',
      ' ',
      'VALUES',
      'inst_016',
      '12.1',
      '0.5',
      'a\u0000b',
      'a\u00a0b',
      '漢字',
      '😀',
      '\uFF5E',
      'e\u0301',
      '[]',
    ),
    fc.array(tie('anything'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('größe', '漢字', '😀', '\uFF5E', '10', '9', 'a b', ' ', 'between'), tie('anything'), {
      maxKeys: 3,
    }),
  ),
}))

const known = ['domain', 'boundary', 'file', 'actionType', 'overall_pressure', 'pressure_level', 'warnings_count']
const others = [
  'conflict_details',
  'conflicts_found',
  'instruction_text',
  'quadrant',
  'confidence',
  'checks',
  'decision',
]
const more = ['failed_checks', 'tensions', 'outcome', 'tractatus_section', 'sessionId', 'ключ', '😀']

/** A decision whose fields have values of any type. */
const oddDecision = fc.record(
  {
    sessionId: anything,
    action: fc.oneof(fc.constantFrom(...actions), anything),
    allowed: fc.boolean(),
    rulesChecked: anything,
    violations: fc.oneof(fc.array(anything, { maxLength: 3 }), anything),
    metadata: fc.oneof(
      { weight: 4, arbitrary: fc.dictionary(fc.constantFrom(...known, ...others, ...more), anything, { maxKeys: 8 }) },
      anything,
    ),
    service: fc.oneof(fc.constantFrom(...serviceNames), anything),
    tractatus_section: anything,
  },
  { requiredKeys: ['allowed'] },
) as fc.Arbitrary<Record<string, unknown>>

export interface RandomDecision {
  document: Record<string, unknown>
  at: number
  /** How MongoDB has its time. */
  form: 'date' | 'text' | 'number' | 'other'
}

const documented = fc.oneof({ weight: 4, arbitrary: auditLog }, paper) as fc.Arbitrary<Record<string, unknown>>

const randomDecision = (forms: RandomDecision['form'][], document = documented): fc.Arbitrary<RandomDecision> =>
  fc.record({
    document,
    at: time,
    form: fc.constantFrom(...forms),
  })

/** Lists of decisions, some of them equal to each other; `odd`: with values of any type. */
export const randomDecisions = (forms: RandomDecision['form'][], odd = false): fc.Arbitrary<RandomDecision[]> =>
  fc
    .array(fc.tuple(randomDecision(forms, odd ? oddDecision : documented), fc.constantFrom(1, 1, 1, 2, 3)), {
      maxLength: 40,
    })
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
