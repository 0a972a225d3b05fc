import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const kinds = [
  [
    'boundary_enforcement',
    'BoundaryEnforcer',
    { boundary: 'none', domain: 'TECHNICAL_IMPLEMENTATION', requirementType: 'NONE' },
  ],
  [
    'context_pressure_analysis',
    'ContextPressureMonitor',
    { overall_pressure: 0.31, pressure_level: 'ELEVATED', top_metric: 'tokenUsage' },
  ],
  [
    'cross_reference_validation',
    'CrossReferenceValidator',
    { validation_status: 'APPROVED', conflicts_found: 0, conflict_details: [] },
  ],
  [
    'instruction_classification',
    'InstructionPersistenceClassifier',
    { quadrant: 'SYSTEM', persistence: 'HIGH', explicitness: 0.9 },
  ],
  ['metacognitive_verification', 'MetacognitiveVerifier', { confidence: 0.82, decision: 'PROCEED', failed_checks: [] }],
] as const

/** A decision in the documented shape; every ninth one is blocked. */
export function sampleDecision(number: number, at: number): string {
  const [action, service, metadata] = kinds[number % kinds.length] as (typeof kinds)[number]
  const blocked = number % 9 === 0
  return JSON.stringify({
    sessionId: number % 5 === 0 ? 'boundary-enforcer-session' : '2025-10-24-001',
    action,
    allowed: !blocked,
    rulesChecked: ['inst_001', 'inst_002', 'inst_008', 'inst_016', 'inst_021'],
    violations: blocked ? [`pattern_${number % 40}`] : [],
    metadata: { ...metadata, actionType: `Edit src/file-${number % 500}.js`, file: `src/file-${number % 500}.js` },
    domain: 'UNKNOWN',
    boundary: null,
    tractatus_section: null,
    durationMs: null,
    service,
    userId: null,
    timestamp: new Date(at).toISOString(),
  })
}

export const sampleWindow = { from: Date.parse('2025-10-24T11:00:00.000Z'), to: Date.parse('2025-10-24T17:00:00.000Z') }

/** Lines that are put together at once: all of three millions are more than one string may hold. */
const atOnce = 100_000

/** Writes a log of so many decisions, spread evenly over the window. */
export function writeSampleLog(root: string, decisions: number): string {
  const file = join(root, '.memory/audit/decisions-2025-10-24.jsonl')
  const step = (sampleWindow.to - sampleWindow.from) / decisions
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, '')
  for (let from = 0; from < decisions; from += atOnce) {
    const count = Math.min(atOnce, decisions - from)
    const line = (_: unknown, n: number) =>
      `${sampleDecision(from + n, Math.floor(sampleWindow.from + (from + n) * step))}\n`
    appendFileSync(file, Array.from({ length: count }, line).join(''))
  }
  return file
}
