import BetterSqlite3 from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { day } from './support/decisions.ts'
import { createProject } from './support/project.ts'
import { variedDocuments } from './support/varied-log.ts'

/** Every number that is measured, counted a second time by SQL over the raw lines. */
const test = suite('recount')

const db = new BetterSqlite3(':memory:')
db.exec(`CREATE TABLE raw (doc TEXT);
  CREATE VIEW d AS SELECT rowid AS line, doc, json_extract(doc, '$.timestamp') AS at, json_extract(doc, '$.sessionId') AS session,
    json_extract(doc, '$.allowed') AS allowed,
    CASE json_extract(doc, '$.action') WHEN 'boundary_enforcement' THEN 'BoundaryEnforcer'
      WHEN 'context_pressure_analysis' THEN 'ContextPressureMonitor' WHEN 'cross_reference_validation' THEN 'CrossReferenceValidator'
      WHEN 'instruction_classification' THEN 'InstructionPersistenceClassifier'
      WHEN 'metacognitive_verification' THEN 'MetacognitiveVerifier' ELSE 'PluralisticDeliberationOrchestrator' END AS service
  FROM raw WHERE json_extract(doc, '$.timestamp') >= '2025-10-24T11:00' AND json_extract(doc, '$.timestamp') < '2025-10-24T17:00'`)

const round = (value: number) => Math.round(value * 1e6) / 1e6
const one = (sql: string, ...values: unknown[]) =>
  db
    .prepare(sql)
    .pluck()
    .get(...values) as number
const column = (sql: string, ...values: unknown[]) =>
  db
    .prepare(sql)
    .pluck()
    .all(...values) as number[]
/** `SELECT value, count`, as a distribution. */
const counts = (sql: string, ...values: unknown[]) =>
  Object.fromEntries(
    db
      .prepare(sql)
      .raw()
      .all(...values) as [string, number][],
  )
const by = (service: string, field: string) =>
  counts(
    `SELECT v, COUNT(*) FROM (SELECT json_extract(doc, '$.metadata.${field}') AS v FROM d WHERE service = ?) WHERE v IS NOT NULL GROUP BY v`,
    service,
  )
const items = (service: string, list: string, item = 'value') =>
  counts(
    `SELECT ${item}, COUNT(*) FROM d, json_each(doc, '$.metadata.${list}') WHERE service = ? AND ${item} IS NOT NULL GROUP BY 1`,
    service,
  )
const numbers = (service: string, field: string, low: number, high: number) =>
  column(
    `SELECT json_extract(doc, '$.metadata.${field}') AS v FROM d
     WHERE service = ? AND json_type(doc, '$.metadata.${field}') IN ('real', 'integer') AND v BETWEEN ? AND ? ORDER BY v`,
    ...[service, low, high],
  )
const added = (service: string, field: string) =>
  one(`SELECT SUM(json_extract(doc, '$.metadata.${field}')) FROM d WHERE service = ?`, service)
const outcome = (word: string) => one(`SELECT COUNT(*) FROM d WHERE json_extract(doc, '$.metadata.outcome') = ?`, word)
const mean = (values: number[]) => round(values.reduce((a, b) => a + b, 0) / values.length)
const quantile = (sorted: number[], share: number) => {
  const place = (sorted.length - 1) * share
  const [below, above] = [sorted[Math.floor(place)] as number, sorted[Math.ceil(place)] as number]
  return round(below + (above - below) * (place % 1))
}

function common(service: string) {
  const decisions = one('SELECT COUNT(*) FROM d WHERE service = ?', service)
  const blocked = one('SELECT COUNT(*) FROM d WHERE service = ? AND NOT allowed', service)
  return {
    decisions,
    allowed: decisions - blocked,
    blocked,
    blockRate: round(blocked / decisions),
    perHour: round(decisions / 6),
    lastAt: one('SELECT MAX(at) FROM d WHERE service = ?', service),
  }
}

function pressureOf() {
  const within = `FROM d WHERE service = 'ContextPressureMonitor' AND json_type(doc, '$.metadata.overall_pressure') = 'real'`
  db.exec(
    `CREATE TEMP TABLE p AS SELECT unixepoch(at, 'subsec') / 3600.0 AS x, json_extract(doc, '$.metadata.overall_pressure') AS y ${within}`,
  )
  const slopes = column('SELECT (b.y - a.y) / (b.x - a.x) AS slope FROM p a, p b WHERE b.x > a.x ORDER BY slope')
  const values = column('SELECT y FROM p ORDER BY y')
  return {
    peak: round(values.at(-1) as number),
    mean: mean(values),
    last: round(one('SELECT y FROM p ORDER BY x DESC LIMIT 1')),
    trend: quantile(slopes, 0.5),
  }
}

function servicesOf(pressure: object) {
  const [enforcer, monitor, validator] = [
    'BoundaryEnforcer',
    'ContextPressureMonitor',
    'CrossReferenceValidator',
  ] as const
  const [classifier, verifier, deliberation] = [
    ...(['InstructionPersistenceClassifier', 'MetacognitiveVerifier', 'PluralisticDeliberationOrchestrator'] as const),
  ] as const
  const confidence = numbers(verifier, 'confidence', 0, 1)
  const adjustment = numbers(verifier, 'pressure_adjustment', -1, 1)
  const reviewed = `FROM d WHERE service = '${classifier}' AND json_extract(doc, '$.metadata.instruction_text') = 'Ask before deleting'`
  const n = one(`SELECT COUNT(*) ${reviewed}`)
  const agreed = one(`SELECT COUNT(*) ${reviewed} AND json_extract(doc, '$.metadata.quadrant') = 'OPERATIONAL'`)
  const warnings = `FROM d, json_each(doc, '$.violations') WHERE service = '${monitor}'`
  const of = (service: string) => common(service)
  return {
    [enforcer]: {
      ...of(enforcer),
      enforcements: of(enforcer).decisions,
      violations: one(
        `SELECT COUNT(*) FROM d, json_each(doc, '$.violations') WHERE service = ? AND NOT allowed`,
        enforcer,
      ),
      byDomain: by(enforcer, 'domain'),
      byBoundary: by(enforcer, 'boundary'),
    },
    [monitor]: {
      ...of(monitor),
      analyses: of(monitor).decisions,
      byLevel: by(monitor, 'pressure_level'),
      ...pressure,
      trendUnit: 'per hour',
      byTopMetric: by(monitor, 'top_metric'),
      warnings: one(
        `SELECT SUM(COALESCE(json_extract(doc, '$.metadata.warnings_count'), json_array_length(doc, '$.violations'))) FROM d WHERE service = ?`,
        monitor,
      ),
      errorPatterns: counts(`SELECT 'N' || SUBSTR(value, INSTR(value, ' ')), COUNT(*) ${warnings} GROUP BY 1`),
    },
    [validator]: {
      ...of(validator),
      validations: of(validator).decisions,
      byStatus: by(validator, 'validation_status'),
      conflicts: added(validator, 'conflicts_found'),
      criticalConflicts: added(validator, 'critical_conflicts'),
      escalations: by(validator, 'validation_status').ESCALATE ?? 0,
      bySeverity: items(validator, 'conflict_details', "json_extract(value, '$.severity')"),
      byParameter: items(validator, 'conflict_details', "json_extract(value, '$.parameter')"),
    },
    [classifier]: {
      ...of(classifier),
      classifications: of(classifier).decisions,
      byQuadrant: by(classifier, 'quadrant'),
      byPersistence: by(classifier, 'persistence'),
      meanExplicitness: mean(numbers(classifier, 'explicitness', 0, 1)),
      accuracy: { share: round(agreed / n), n },
    },
    [verifier]: {
      ...of(verifier),
      verifications: of(verifier).decisions,
      byDecision: by(verifier, 'decision'),
      confidence: {
        n: confidence.length,
        median: quantile(confidence, 0.5),
        lowerQuartile: quantile(confidence, 0.25),
        upperQuartile: quantile(confidence, 0.75),
        low: round(confidence.filter((value) => value < 0.6).length / confidence.length),
      },
      failedChecks: counts(
        `SELECT name, COUNT(*) FROM (
           SELECT value AS name FROM d, json_each(doc, '$.metadata.failed_checks') WHERE service = '${verifier}'
           UNION ALL SELECT key FROM d, json_each(doc, '$.metadata.checks') WHERE service = '${verifier}' AND value = 0) GROUP BY name`,
      ),
      pressureAdjustment: {
        n: adjustment.length,
        mean: mean(adjustment),
        lowest: adjustment[0],
        highest: adjustment.at(-1),
      },
    },
    [deliberation]: {
      ...of(deliberation),
      deliberations: of(deliberation).decisions,
      byTension: items(deliberation, 'tensions'),
      consensus: outcome('consensus'),
      disagreement: outcome('disagreement'),
      pending: outcome('pending'),
    },
  }
}

test('every number of the analysis, counted again from the raw lines', () => {
  const project = createProject()
  const lines = variedDocuments(240, 20251024).map((document) => JSON.stringify(document))
  project.write('.memory/audit/decisions-2025-10-24.jsonl', `${lines.join('\n')}\n{"half\n`)
  const rule = { id: 'inst_001', text: 'Ask before deleting', quadrant: 'OPERATIONAL', persistence: 'HIGH' }
  project.write('.claude/instruction-history.json', JSON.stringify({ instructions: [rule] }))
  const { analysis } = project.json<{ analysis: Record<string, unknown> }>(['closedown', ...day])
  const insert = db.prepare('INSERT INTO raw VALUES (?)')
  for (const line of lines) insert.run(line)

  const total = one('SELECT COUNT(*) FROM d')
  const blocked = one('SELECT COUNT(*) FROM d WHERE NOT allowed')
  assert.ok(total > 150 && total < 240)
  // The half line stands behind a decision that came after the window.
  assert.equal(analysis.decisions, { total, allowed: total - blocked, blocked, unreadable: 0, mended: 0 })
  assert.equal(analysis.activity, {
    perHour: round(total / 6),
    first: one('SELECT MIN(at) FROM d'),
    last: one('SELECT MAX(at) FROM d'),
  })
  const pressure = pressureOf()
  assert.equal(analysis.pressure, pressure)
  const measured = analysis.services as Record<string, object>
  for (const [service, expected] of Object.entries(servicesOf(pressure))) {
    assert.equal(measured[service], expected, service)
  }
  assert.is(Object.keys(measured).length, 6)
  const placeholders = `session LIKE '%-service' OR session LIKE '%-session' OR session = 'pressure-monitor'`
  assert.equal(analysis.quality, {
    placeholderIds: one(`SELECT COUNT(*) FROM d WHERE ${placeholders}`),
    staleIds: one(`SELECT COUNT(*) FROM d WHERE session LIKE '2025-09-30%'`),
    lockstep: [],
  })
  const violations = analysis.violations as { key: string; count: number }[]
  assert.equal(
    Object.fromEntries(violations.map(({ key, count }) => [key, count])),
    counts(
      `SELECT COALESCE(json_extract(value, '$.rulText'), atom), COUNT(DISTINCT line) FROM (
         SELECT line, CASE type WHEN 'object' THEN value ELSE '{}' END AS value, atom FROM d, json_each(doc, '$.violations') WHERE NOT allowed)
       GROUP BY 1`,
    ),
  )
  project.remove()
})

test.run()
