import { gzipSync } from 'node:zlib'
import { randomFrom } from '../bench/anomalies/random.ts'

/** How a project logs over some days, and what is odd about the last of them. */
export interface Scenario {
  name: string
  seed: number
  /** Decisions of a session, by service. */
  services: Record<string, number>
  /** Whether documents are those of the framework, or of its published paper. */
  shape: 'framework' | 'paper'
  serviceField: 'right' | 'always the first' | 'none'
  violations: 'texts' | 'objects'
  /** Share of the decisions whose session id is that of nobody. */
  placeholders: number
  /** Damaged lines of each day. */
  damaged: number
  /** The verifier's decisions bring one of the enforcer and one of the monitor, in the same instant. */
  lockstep: boolean
  /** From which day on a service is silent. */
  silent?: [service: string, from: number]
  /** A log a day, one for all, or compressed ones and copies. */
  files: 'daily' | 'one' | 'rotated'
}

const actions: Record<string, string> = {
  BoundaryEnforcer: 'boundary_enforcement',
  ContextPressureMonitor: 'context_pressure_analysis',
  CrossReferenceValidator: 'cross_reference_validation',
  InstructionPersistenceClassifier: 'instruction_classification',
  MetacognitiveVerifier: 'metacognitive_verification',
  PluralisticDeliberationOrchestrator: 'pluralistic_deliberation',
}
const six = {
  BoundaryEnforcer: 24,
  ContextPressureMonitor: 14,
  CrossReferenceValidator: 9,
  InstructionPersistenceClassifier: 8,
  MetacognitiveVerifier: 7,
  PluralisticDeliberationOrchestrator: 3,
}

export const scenarios: Scenario[] = [
  {
    name: 'an ordinary project whose deliberations fall silent',
    seed: 11,
    services: six,
    shape: 'framework',
    serviceField: 'right',
    violations: 'texts',
    placeholders: 0.2,
    damaged: 1,
    lockstep: true,
    files: 'daily',
    silent: ['CrossReferenceValidator', 9],
  },
  {
    name: 'every decision under one name, violations that are objects, rotated logs',
    seed: 12,
    services: six,
    shape: 'framework',
    serviceField: 'always the first',
    violations: 'objects',
    placeholders: 0.9,
    damaged: 3,
    lockstep: false,
    files: 'rotated',
  },
  {
    name: 'documents of the paper in one file',
    seed: 13,
    services: six,
    shape: 'paper',
    serviceField: 'right',
    violations: 'texts',
    placeholders: 0,
    damaged: 0,
    lockstep: false,
    files: 'one',
  },
  {
    name: 'two services without names, one of which appears late and is gone again',
    seed: 14,
    shape: 'framework',
    serviceField: 'none',
    violations: 'texts',
    services: { BoundaryEnforcer: 40, MetacognitiveVerifier: 20 },
    placeholders: 0.5,
    damaged: 2,
    lockstep: false,
    files: 'one',
    silent: ['MetacognitiveVerifier', 7],
  },
]

export const scenarioDays = 12
const windowOf = (day: number) => ({ from: Date.UTC(2025, 9, 1 + day, 11), to: Date.UTC(2025, 9, 1 + day, 17) })

export const windowArguments = (day: number): string[] => {
  const { from, to } = windowOf(day)
  return ['--from', new Date(from).toISOString(), '--to', new Date(to).toISOString()]
}

type Random = () => number
const pick = <T>(list: T[], random: Random): T => list[Math.floor(random() * list.length)] as T

/** The logs of a scenario up to a day, by path. */
export function logsOf(scenario: Scenario, upTo = scenarioDays): Map<string, string | Buffer> {
  const random = randomFrom(scenario.seed)
  const days = Array.from({ length: scenarioDays }, (_, day) => linesOf(scenario, day, random)).slice(0, upTo)
  const text = (lines: string[]) => `${lines.join('\n')}\n`
  const folder = '.memory/audit'
  if (scenario.files === 'one') return new Map([[`${folder}/decisions.jsonl`, text(days.flat())]])
  const name = (day: number) => `${folder}/decisions-${new Date(windowOf(day).from).toISOString().slice(0, 10)}.jsonl`
  if (scenario.files === 'daily') return new Map(days.map((lines, day) => [name(day), text(lines)]))
  return new Map<string, string | Buffer>([
    ...days.map((lines, day): [string, Buffer] => [`${name(day)}.gz`, gzipSync(text(lines))]),
    // The last two days are there as they were before they were compressed, too.
    ...days.slice(-2).map((lines, n): [string, string] => [`${name(upTo - Math.min(2, upTo) + n)}.1`, text(lines)]),
  ])
}

function linesOf(scenario: Scenario, day: number, random: Random): string[] {
  const { services, silent, lockstep, damaged } = scenario
  const { from, to } = windowOf(day)
  const rows: { at: number; line: string }[] = []
  const add = (service: string, at: number) => rows.push({ at, line: documentOf(scenario, service, day, at, random) })
  for (const [service, usual] of Object.entries(services)) {
    if (silent?.[0] === service && day >= silent[1]) continue
    const count = Math.round(usual * (0.7 + 0.6 * random()))
    for (let n = 0; n < count; n++) {
      const at = Math.round(from + (to - from) * random())
      add(service, at)
      if (lockstep && service === 'MetacognitiveVerifier')
        for (const other of ['BoundaryEnforcer', 'ContextPressureMonitor']) add(other, at)
    }
  }
  const lines = rows.sort((a, b) => a.at - b.at).map(({ line }) => line)
  const odd = ['{"sessionId":"2025', 'not JSON', '[]', `${lines[0]}${lines[1]}`, '\0\0', '{"allowed":"maybe"}']
  for (let n = 0; n < damaged; n++) lines.splice(Math.floor(random() * lines.length), 0, pick(odd, random))
  return lines
}

const rates: Record<string, number> = {
  BoundaryEnforcer: 0.12,
  CrossReferenceValidator: 0.2,
  MetacognitiveVerifier: 0.15,
}

function documentOf(scenario: Scenario, service: string, day: number, time: number, random: Random): string {
  const timestamp = new Date(time).toISOString()
  const isBlocked = random() < (rates[service] ?? 0)
  const id = `${timestamp.slice(0, 10)}-001`
  const sessionId = random() < scenario.placeholders ? pick(['validator-service', '2025-08-01-001'], random) : id
  const keys = isBlocked ? [pick(['VALUES', 'inst_016', 'a "quoted" one', `only on day ${day}`], random)] : []
  const metadata = {
    ...metadataOf(service, isBlocked, random),
    file: pick(['src/a.js', 'src/b.js', 'docs/c.md'], random),
  }
  if (scenario.shape === 'paper')
    return JSON.stringify({
      audit_id: `audit_${Math.floor(random() * 1e9)}`,
      timestamp,
      service,
      rule_id: pick(['inst_001', null], random),
      decision: isBlocked ? 'BLOCK' : pick(['ALLOW', 'WARN'], random),
      reason: keys.join('; ') || 'nothing',
      context: `Action: ${pick(['Edit src/a.js', 'Run the tests'], random)}`,
      metadata: { ...metadata, sessionId },
    })
  const named = { right: service, 'always the first': 'BoundaryEnforcer', none: undefined }[scenario.serviceField]
  const violations =
    scenario.violations === 'texts' ? keys : keys.map((ruleId) => ({ ruleId, severity: 'HIGH', details: 'in a test' }))
  return JSON.stringify({
    sessionId,
    action: actions[service],
    allowed: !isBlocked,
    rulesChecked: ['inst_001'],
    violations,
    metadata,
    service: named,
    userId: null,
    timestamp,
  })
}

function metadataOf(service: string, isBlocked: boolean, random: Random): object {
  switch (service) {
    case 'BoundaryEnforcer':
      return { domain: pick(['VALUES', 'TECHNICAL', ['A', 'B']], random), boundary: isBlocked ? 'VALUES' : 'none' }
    case 'ContextPressureMonitor':
      return {
        overall_pressure: 0.1 + 0.5 * random(),
        pressure_level: pick(['NORMAL', 'ELEVATED'], random),
        warnings_count: Math.floor(3 * random()),
      }
    case 'CrossReferenceValidator':
      return {
        validation_status: isBlocked ? 'REJECTED' : 'APPROVED',
        conflicts_found: Number(isBlocked),
        conflict_details: isBlocked ? [{ parameter: 'port', severity: pick(['CRITICAL', 'MINOR'], random) }] : [],
      }
    case 'InstructionPersistenceClassifier':
      return {
        instruction_text: pick(['Ask before deleting', 'Use port 27027', 'Nobody wrote this down'], random),
        quadrant: pick(['SYSTEM', 'OPERATIONAL'], random),
        persistence: 'HIGH',
        explicitness: random(),
      }
    case 'MetacognitiveVerifier':
      return {
        confidence: random(),
        decision: isBlocked ? 'BLOCK' : 'PROCEED',
        pressure_adjustment: -0.1 * random(),
        checks: { safety: !isBlocked, alignment: random() < 0.9 },
      }
    default:
      return { tensions: ['privacy vs speed'], outcome: pick(['consensus', 'disagreement', 'pending'], random) }
  }
}
