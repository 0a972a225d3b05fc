import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decision } from './support/decisions.ts'
import { createProject, type TestProject } from './support/project.ts'
import { logsOf, type Scenario, scenarioDays, scenarios, windowArguments } from './support/scenarios.ts'

/** Figures of the analysis that are not counted from the decisions of a log: its clock, rules, the rule store, canaries, transcripts. */
const test = suite('recount: other sources')

interface Analysis {
  anomalies: { kind: string; service?: string; detail: string }[]
  health: {
    score: number | null
    band: number[]
    parts: Record<string, { points: number; of: number }>
    basis: { part: string; points: number; why: string }[]
  }
}
interface Report {
  analysis: Analysis
}
interface Recounted {
  differences: { path: string }[]
  notRecounted: string[]
}

const rules = [
  { id: 'inst_001', text: 'Ask before deleting', quadrant: 'OPERATIONAL', persistence: 'HIGH' },
  { id: 'inst_002', text: 'Use port 27027', quadrant: 'SYSTEM', persistence: 'HIGH' },
]
const config = {
  services: 'src/services/*',
  canaries: [
    { service: 'BoundaryEnforcer', call: 'lax2' },
    { service: 'BoundaryEnforcer', call: 'strict' },
  ],
}

function projectWithCanaries(): TestProject {
  const project = createProject()
  for (const [path, content] of logsOf(scenarios[0] as Scenario)) project.write(path, String(content))
  // The clock goes back twice, by an hour; by half a minute is nothing. It does in the other log, too, where two lines are welded.
  const back = ['14:00:00', '13:00:00', '16:00:00', '15:59:30', '15:00:00']
  project.write(
    '.memory/audit/clock.jsonl',
    back.map((time) => decision(`2025-10-12T${time}.000Z`, { sessionId: 'clock' })).join('\n'),
  )
  project.write('.claude/instruction-history.json', JSON.stringify(rules))
  project.write(
    'src/services/BoundaryEnforcer.service.js',
    'module.exports = { lax2: () => ({ allowed: true }), strict: () => ({ allowed: false }) }',
  )
  project.write('session.config.mjs', `export default ${JSON.stringify(config)}\n`)
  return project
}

/** Each change by itself is found, where it was made. */
function eachIsFound(project: TestProject, report: Report, planted: [path: string, change: (a: Analysis) => void][]) {
  for (const [n, [path, change]] of planted.entries()) {
    const changed = structuredClone(report)
    change(changed.analysis)
    assert.not.equal(changed, report, `${n}: ${path}`)
    project.write('changed.json', JSON.stringify(changed))
    const { differences } = project.json<Recounted>(['recount', 'changed.json'])
    const paths = differences.map((each) => each.path)
    assert.ok(
      paths.some((each) => each.startsWith(`analysis.${path}`)),
      `${n}: ${path} is not in ${paths.join(', ')}`,
    )
  }
}

const deduction = ({ health }: Analysis, why: RegExp) => {
  const found = health.basis.find((each) => why.test(each.why))
  assert.ok(found, `${why} in ${JSON.stringify(health.basis)}`)
  return found as Analysis['health']['basis'][number]
}
const without = (analysis: Analysis, why: RegExp) => {
  const { points } = deduction(analysis, why)
  const { health } = analysis
  Object.assign(health, {
    basis: health.basis.filter((each) => !why.test(each.why)),
    score: (health.score ?? 0) + points,
    band: health.band.map((each) => each + points),
  })
}
const saying = (analysis: Analysis, why: RegExp, from: RegExp, to: string) => {
  const found = deduction(analysis, why)
  found.why = found.why.replace(from, to)
}
const anomaly = ({ anomalies }: Analysis, detail: RegExp) =>
  anomalies.find((each) => detail.test(each.detail)) as Analysis['anomalies'][number]

test('clock, rules, store and canaries that nobody tried: no difference, and each planted one is found', () => {
  const project = projectWithCanaries()
  const report = project.json<Report>(['closedown', ...windowArguments(scenarioDays - 1)])
  const found = project.json<Recounted>(['recount'])
  assert.equal(found.differences, [])
  assert.equal(found.notRecounted, [
    'analysis.stats',
    'analysis.baseline.own',
    ...found.notRecounted.filter((path) => /accuracy|^\w+$/.test(path)),
  ])
  const [clock, unchecked, untried] = [/^the clock of the log/, /HIGH rules/, /not tried/]
  assert.match(anomaly(report.analysis, clock).detail, /goes back 3 times/)
  assert.match(deduction(report.analysis, unchecked).why, / 1 of 2 /)
  assert.equal(report.analysis.health.parts.store, { points: 0, of: 4 })
  eachIsFound(project, report, [
    ['anomalies.data clock', (a) => a.anomalies.splice(a.anomalies.indexOf(anomaly(a, clock)), 1)],
    [
      'anomalies.data clock.figures',
      (a) => Object.assign(anomaly(a, clock), { detail: anomaly(a, clock).detail.replace('3', '2') }),
    ],
    ['health.basis.data', (a) => without(a, clock)],
    ['health.basis.data 1.figures', (a) => saying(a, clock, /3/, '2')],
    ['health.basis.rules 1', (a) => without(a, unchecked)],
    ['health.basis.rules 1.figures', (a) => saying(a, unchecked, /1 of/, '0 of')],
    ['health.basis.rules 1.figures', (a) => saying(a, unchecked, /of 2/, 'of 3')],
    ['health.basis.rules 1.points', (a) => Object.assign(deduction(a, unchecked), { points: 1 })],
    ['health.parts.rules', (a) => Reflect.deleteProperty(a.health.parts, 'rules')],
    ['health.parts.store', (a) => Reflect.deleteProperty(a.health.parts, 'store')],
    ['health.parts.store.points', (a) => Object.assign(a.health.parts.store ?? {}, { points: 4 })],
    ['health.basis.store 1', (a) => a.health.basis.push({ part: 'store', points: 4, why: 'not verified' })],
    ['health.basis.enforcement', (a) => without(a, untried)],
    [
      'health.basis.enforcement',
      (a) => saying(a, untried, /^2 calls that must be refused were/, '1 call that must be refused was'),
    ],
    ['health.score', (a) => Object.assign(a.health, { score: null, band: [0, 100], parts: {}, basis: [] })],
  ])
  project.remove()
})

test('canaries that were tried: no difference, and each planted one is found', () => {
  const project = projectWithCanaries()
  project.bookend(['init'])
  project.write('.memory/audit/today.jsonl', `${decision(new Date().toISOString())}\n`)
  const report = project.json<Report>(['closedown'])
  const found = project.json<Recounted>(['recount'])
  assert.equal(found.differences, [])
  const passed = /must be refused|must refuse/
  const called = /^lax2\(\) was called/
  assert.is(anomaly(report.analysis, called).service, 'BoundaryEnforcer')
  eachIsFound(project, report, [
    ['anomalies.canary BoundaryEnforcer', (a) => a.anomalies.splice(a.anomalies.indexOf(anomaly(a, called)), 1)],
    ['anomalies.canary Nobody', (a) => Object.assign(anomaly(a, called), { service: 'Nobody' })],
    ...[/^lax2/, /not refused$/].map((text): [string, (a: Analysis) => void] => [
      'anomalies.canary BoundaryEnforcer.figures',
      (a) => Object.assign(anomaly(a, called), { detail: anomaly(a, called).detail.replace(text, 'refused') }),
    ]),
    ['health.basis.enforcement', (a) => without(a, passed)],
    ['health.basis.enforcement', (a) => saying(a, passed, /^BoundaryEnforcer/, 'MetacognitiveVerifier')],
    ['health.parts.enforcement.points', (a) => Object.assign(a.health.parts.enforcement ?? {}, { points: 0 })],
  ])
  project.remove()
})

test('the clock of a last line without an end counts once, however often it is read', () => {
  const project = createProject({ git: false })
  const times = ['2025-10-24T13:00:00.000Z', '2025-10-24T12:00:00.000Z']
  project.write('.memory/audit/decisions-2025-10-24.jsonl', times.map((time) => decision(time)).join('\n'))
  for (const _ of [1, 2]) {
    const { analysis } = project.json<Report>([
      ...['closedown', '--from', '2025-10-24T11:00:00.000Z', '--to', '2025-10-24T17:00:00.000Z'],
    ])
    assert.match(anomaly(analysis, /clock/).detail, /goes back 1 time:/)
    assert.equal(project.json<Recounted>(['recount']).differences, [])
  }
  project.remove()
})

test('what was read from files that the configuration does not name, or no longer, is counted from them again', () => {
  const project = createProject({ git: false })
  const at = (time: string) => `${decision(`2025-10-24T${time}:00.000Z`)}\n`
  const closedown = ['closedown', '--from', '2025-10-24T11:00:00.000Z', '--to', '2025-10-24T17:00:00.000Z']
  const recounted = (decisions: object) => {
    const { analysis } = project.json<{ analysis: { decisions: object } }>(closedown)
    assert.equal(analysis.decisions, { allowed: 1, blocked: 0, mended: 0, unreadable: 0, ...decisions })
    const { stdout, status } = project.bookend(['recount'])
    assert.match(stdout, /all agree$/m)
    assert.is(status, 0)
  }
  project.write('elsewhere/log.jsonl', at('12:00'))
  project.bookend(['import', 'elsewhere/log.jsonl'])
  recounted({ total: 1 })
  project.write('.memory/audit/decisions.jsonl', `${at('13:00')}not JSON\n`)
  recounted({ total: 2, allowed: 2, unreadable: 1 })
  project.write('other/decisions.jsonl', at('14:00'))
  project.write('session.config.mjs', "export default { audit: 'jsonl:other' }\n")
  recounted({ total: 3, allowed: 3, unreadable: 1 })
  project.remove()
})

test('tool calls are counted from the transcripts again', () => {
  const project = createProject()
  const call = (id: string, time: string, more = {}) => ({
    type: 'assistant',
    uuid: `u-${id}-${time}`,
    sessionId: 's1',
    cwd: project.root,
    timestamp: `2025-10-24T${time}Z`,
    message: {
      id: `m-${id}`,
      role: 'assistant',
      model: 'claude-x',
      usage: { input_tokens: 1, output_tokens: 1 },
      content: [{ type: 'tool_use', id, name: 'Bash', input: { command: 'ls' } }],
    },
    ...more,
  })
  const subagents = { type: 'progress', data: { type: 'agent_progress', message: call('c', '12:30:00.000') } }
  const transcript = [
    call('before', '10:59:59.999'),
    ...[call('a', '11:00:00.000'), call('a', '11:00:00.000'), call('b', '12:00:00.000'), call('b2', '12:00:00.001')],
    ...[call('p', '12:30:00.000', subagents), call('d', '16:59:59.999'), call('behind', '17:00:00.000')],
  ]
  const lines = transcript.map((line) => JSON.stringify(line)).join('\n')
  project.write('agent/projects/-p/s1.jsonl', `${lines}\nno JSON\n`)
  project.write('agent/projects/-p/fork.jsonl', lines)
  project.write('.memory/audit/decisions-2025-10-24.jsonl', `${decision('2025-10-24T12:00:00.000Z')}\n`)
  const env = { CLAUDE_CONFIG_DIR: join(project.root, 'agent') }
  const run = (args: string[]) => JSON.parse(project.bookend([...args, '--json'], { env }).stdout)
  const window = ['--from', '2025-10-24T11:00:00.000Z', '--to', '2025-10-24T17:00:00.000Z']
  const report = run(['closedown', ...window])
  assert.equal([report.analysis.exposure.toolCalls, report.analysis.exposure.toolCallsAfterLog], [5, 3])
  const found = run(['recount'])
  assert.equal(found.differences, [])
  assert.not(found.notRecounted.some((path: string) => /toolCalls/.test(path)))
  for (const name of ['toolCalls', 'toolCallsAfterLog', 'decisionsPerToolCall']) {
    const changed = structuredClone(report)
    changed.analysis.exposure[name] += 1
    project.write('changed.json', JSON.stringify(changed))
    const { differences } = run(['recount', 'changed.json'])
    assert.equal(
      differences.map(({ path }: { path: string }) => path),
      [`analysis.exposure.${name}`],
    )
  }
  project.remove()
})

test.run()
