import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createProject, type TestProject } from './support/project.ts'
import { logsOf, type Scenario, scenarioDays, scenarios, windowArguments } from './support/scenarios.ts'

/** Whole histories of sessions, each closed and counted again, with everything that depends on the sessions before. */
const test = suite('recount: scenarios')

interface Report {
  session: { id: string }
  analysis: Record<string, unknown> & {
    baseline: {
      state: string
      inferred: number
      own?: object
      comparisons: { metric: string; usual: number; verdict: string }[]
    }
    services: Record<string, Record<string, unknown>>
    anomalies: { kind: string; service?: string; detail: string; since?: string; evidence: object[] }[]
    health: {
      score: number
      band: number[]
      basis: { part: string; points: number; why: string; from?: Record<string, number> }[]
    }
  }
}
interface Recounted {
  recounted: number
  differences: { path: string }[]
  notRecounted: string[]
  changedSince: { session: string; measured: number; logged: number }[]
}

const rules = JSON.stringify([
  { id: 'inst_001', text: 'Ask before deleting', quadrant: 'OPERATIONAL', persistence: 'HIGH' },
  { id: 'inst_002', text: 'Use port 27027', quadrant: 'SYSTEM', persistence: 'HIGH' },
])

function projectOf(scenario: Scenario): TestProject {
  const project = createProject({ git: false })
  project.write('.claude/instruction-history.json', rules)
  for (const [path, content] of logsOf(scenario)) {
    mkdirSync(dirname(join(project.root, path)), { recursive: true })
    writeFileSync(join(project.root, path), content)
  }
  return project
}
const close = (project: TestProject, day: number) => project.json<Report>(['closedown', ...windowArguments(day)])
const recounted = (project: TestProject, ...args: string[]) => project.json<Recounted>(['recount', ...args])

for (const scenario of scenarios)
  test(`${scenario.name}: no difference in twelve sessions`, () => {
    const project = projectOf(scenario)
    let own = 0
    for (let day = 0; day < scenarioDays; day++) {
      const { session, analysis } = close(project, day)
      const found = recounted(project, session.id)
      assert.equal(found.differences, [], session.id)
      assert.is(analysis.baseline.state, day < 5 ? 'learning' : 'ready')
      assert.ok(found.recounted > 50 + (day < 5 ? 0 : 5 * analysis.baseline.comparisons.length), session.id)
      own += Number(analysis.baseline.own !== undefined)
    }
    // A service that fell silent is compared with the sessions before that.
    if (scenario.silent) assert.ok(own > 0)
    project.remove()
  })

test('the last session alone is compared with inferred ones, and every planted difference of all blocks is found', () => {
  const project = projectOf(scenarios[0] as Scenario)
  const report = close(project, scenarioDays - 1)
  const { analysis } = report
  assert.equal([analysis.baseline.inferred, analysis.baseline.state], [scenarioDays - 1, 'ready'])
  const found = recounted(project)
  assert.equal(found.differences, [])
  assert.equal(
    found.notRecounted.filter((path) => path.startsWith('analysis.') && !path.includes('accuracy')),
    ['analysis.baseline.own'],
  )
  const metrics = analysis.baseline.comparisons.map(({ metric }) => metric)
  const place = metrics.indexOf('BoundaryEnforcer.blockRate')
  const planted: [path: string, value: (was: never) => unknown, named?: string][] = [
    ['decisions.allowed', (was: number) => was - 1],
    ['decisions.unreadable', (was: number) => was + 1],
    ['activity.first', () => null],
    ['services.ContextPressureMonitor.byLevel', () => ({}), 'services.ContextPressureMonitor.byLevel.NORMAL'],
    ['services.InstructionPersistenceClassifier.accuracy.share', (was: number) => was / 2],
    ['services.InstructionPersistenceClassifier.accuracy.n', (was: number) => was + 1],
    ['services.MetacognitiveVerifier.pressureAdjustment.mean', (was: number) => was + 1e-6],
    ['services.BoundaryEnforcer.invented', () => ({})],
    ['services.BoundaryEnforcer.decisions', (was: number) => String(was)],
    ['pressure.peak', (was: number) => was + 0.1],
    ['quality.lockstep', () => []],
    ['violations.0.count', (was: number) => was + 1],
    ['baseline.sessions', () => 12],
    ['baseline.inferred', () => 0],
    ['baseline.state', () => 'learning'],
    ['baseline.previous.decisions\u0000perHour', (was: number) => was * 2],
    ['baseline.mean.pressure\u0000peak', (was: number) => was + 0.01],
    [`baseline.comparisons.${place}.value`, (was: number) => was + 0.01],
    [`baseline.comparisons.${place}.usual`, (was: number) => was + 0.01],
    [`baseline.comparisons.${place}.mad`, (was: number) => was + 0.01],
    [`baseline.comparisons.${place}.low`, (was: number) => was - 0.01],
    [`baseline.comparisons.${place}.verdict`, (was: string) => (was === 'same' ? 'worse' : 'same')],
    [`baseline.comparisons.${metrics.indexOf('pressure.peak')}.verdict`, () => 'better'],
    [`baseline.comparisons.${metrics.indexOf('MetacognitiveVerifier.perHour')}.verdict`, () => 'new'],
    ['health.score', (was: number) => was + 1],
    ['health.band', () => [0, 100]],
    ['health.parts.coverage.points', (was: number) => was + 1],
    ['health.parts.enforcement.of', (was: number) => was - 5],
    ['health.parts.pressure.points', (was: number) => was + 1],
    ['invented', () => 5],
  ]
  const changed = structuredClone(report)
  const expected = planted.map(([path, value, named]) => {
    const keys = path.split('.').map((key) => key.replace('\u0000', '.'))
    const last = keys.pop() as string
    const block = keys.reduce(
      (within, key) => within[key] as Record<string, unknown>,
      changed.analysis as Record<string, unknown>,
    )
    const name = (block.key ?? block.metric) as string | undefined
    block[last] = value(block[last] as never)
    const shown = named ?? (name === undefined ? [...keys, last] : [...keys.slice(0, -1), name, last]).join('.')
    return `analysis.${shown}`
  })
  project.write('changed.json', JSON.stringify(changed))
  const differences = recounted(project, 'changed.json').differences.map(({ path }) => path)
  for (const path of expected) assert.ok(differences.includes(path), `${path} is not in ${differences.join(', ')}`)
  // A distribution that was emptied lacks each of its values.
  assert.ok(differences.length <= expected.length + 3, differences.join(', '))
  project.remove()
})

test('the anomaly of the service that costs most is the first, whichever was found before it', () => {
  const project = createProject({ git: false })
  const log = Array.from({ length: 14 }, (_, day) => {
    const of = (service: string, action: string, count: number, blocked: number) =>
      Array.from({ length: count }, (_, n) => ({
        timestamp: new Date(Date.UTC(2025, 9, day + 1, 8, 0, 37 * n + 1)).toISOString(),
        session_id: `S${day}`,
        service,
        action,
        allowed: n >= blocked,
        violations: n < blocked ? ['wrote_outside'] : [],
      }))
    return [
      ...of('BoundaryEnforcer', 'boundary_enforcement', 80, day < 11 ? 11 + (day % 3) : 0),
      ...of('InstructionPersistenceClassifier', 'instruction_classification', day < 8 ? 22 + (day % 4) : 6, 0),
      ...of('MetacognitiveVerifier', 'metacognitive_verification', 30 + (day % 2), 3),
    ]
  }).flat()
  const lines = log.sort((a, b) => (a.timestamp < b.timestamp ? -1 : 1)).map((line) => JSON.stringify(line))
  project.write('.memory/audit/decisions-2025-10-14.jsonl', `${lines.join('\n')}\n`)
  const { analysis } = project.json<Report>([
    'closedown',
    '--from',
    '2025-10-14T07:00:00Z',
    '--to',
    '2025-10-14T10:00:00Z',
  ])
  assert.equal(
    analysis.anomalies.map(({ kind, service }) => `${kind} ${service}`),
    ['weaker BoundaryEnforcer', 'weaker InstructionPersistenceClassifier'],
  )
  const said = analysis.health.basis.filter(({ part }) => part === 'enforcement').map(({ why }) => why)
  assert.ok(
    said.some((why) =>
      /^InstructionPersistenceClassifier decided \d+ times since its pace fell, [\d.]+ expected$/.test(why),
    ),
    said.join('; '),
  )
  assert.equal(recounted(project).differences, [])
  project.remove()
})

test('every planted difference of anomalies and of deductions is found', () => {
  const project = projectOf(scenarios[3] as Scenario)
  const report = close(project, scenarioDays - 1)
  assert.equal(recounted(project).differences, [])
  type Analysis = Report['analysis']
  const anomaly = ({ anomalies }: Analysis, kind: string) =>
    anomalies.find((each) => each.kind === kind) as Report['analysis']['anomalies'][number]
  const deduction = ({ health }: Analysis, part: string) =>
    health.basis.find((each) => each.part === part) as Report['analysis']['health']['basis'][number]
  const inDetail = (from: RegExp, to: string) => (analysis: Analysis) => {
    const silent = anomaly(analysis, 'silent')
    assert.match(silent.detail, from)
    silent.detail = silent.detail.replace(from, to)
  }
  const inReason = (part: string, from: RegExp, to: string) => (analysis: Analysis) => {
    const own = deduction(analysis, part)
    assert.match(own.why, from)
    own.why = own.why.replace(from, to)
  }
  const inPoints = (part: string, by: number) => (analysis: Analysis) => {
    deduction(analysis, part).points += by
  }
  const silent = 'anomalies.silent MetacognitiveVerifier'
  const verdict = (metric: string, to: string) => (analysis: Analysis) => {
    const own = analysis.baseline.comparisons.find((each) => each.metric === metric)
    assert.ok(own && own.verdict !== to, metric)
    Object.assign(own ?? {}, { verdict: to })
  }
  const planted: [path: string, change: (analysis: Analysis) => void][] = [
    [silent, (analysis) => analysis.anomalies.splice(0, 1)],
    ['anomalies.data lines', (analysis) => analysis.anomalies.splice(1, 1)],
    [
      'anomalies.rate BoundaryEnforcer',
      (analysis) => analysis.anomalies.push({ kind: 'rate', service: 'BoundaryEnforcer', detail: '', evidence: [] }),
    ],
    [
      `${silent} 2`,
      (analysis) => analysis.anomalies.push({ ...(analysis.anomalies[0] as Analysis['anomalies'][number]) }),
    ],
    [
      'anomalies.weaker MetacognitiveVerifier',
      (analysis) => Object.assign(anomaly(analysis, 'silent'), { kind: 'weaker' }),
    ],
    [
      'anomalies.silent BoundaryEnforcer',
      (analysis) => Object.assign(anomaly(analysis, 'silent'), { service: 'BoundaryEnforcer' }),
    ],
    [
      `${silent}.since`,
      (analysis) => Object.assign(anomaly(analysis, 'silent'), { since: '2025-10-09T11:00:00.000Z' }),
    ],
    [`${silent}.figures`, inDetail(/15 to/, '5 to')],
    [`${silent}.figures`, inDetail(/to 24/, 'to 25')],
    [`${silent}.figures`, inDetail(/the 7 before/, 'the 8 before')],
    [`${silent}.figures`, inDetail(/last 5 sessions/, 'last 4 sessions')],
    [`${silent}.figures`, inDetail(/T16:58/, 'T16:57')],
    [
      'anomalies.data lines.figures',
      (analysis) => Object.assign(anomaly(analysis, 'data'), { detail: '1 unreadable line' }),
    ],
    [
      `${silent}.evidence`,
      (analysis) => Object.assign(anomaly(analysis, 'silent').evidence[1] ?? {}, { session: '2025-10-01-001' }),
    ],
    [`${silent}.evidence`, (analysis) => anomaly(analysis, 'silent').evidence.reverse()],
    [`${silent}.evidence`, (analysis) => anomaly(analysis, 'silent').evidence.pop()],
    [`${silent}.place`, (analysis) => analysis.anomalies.reverse()],
    ...[
      ['coverage', 'p'],
      ['coverage', 'services'],
      ['enforcement', 'share'],
      ['enforcement', 'weight'],
      ['exposure', 'usual'],
      ['data', 'lines'],
    ].map(([part = '', name = '']): [string, (analysis: Analysis) => void] => [
      `health.basis.${part} 1.from.${name}`,
      (analysis) => {
        const { from = {} } = deduction(analysis, part)
        assert.ok(name in from, `${part}: ${JSON.stringify(from)}`)
        from[name] = (from[name] as number) * 1.01
      },
    ]),
    ['health.basis.enforcement 1.from.loss', (analysis) => delete deduction(analysis, 'enforcement').from?.loss],
    ['health.basis.coverage 1.points', inPoints('coverage', -1)],
    ['health.basis.enforcement 1.points', inPoints('enforcement', 1)],
    ['health.basis.coverage 1.figures', inReason('coverage', /^MetacognitiveVerifier/, 'BoundaryEnforcer')],
    ['health.basis.exposure 1.figures', inReason('exposure', /^\d+ decisions/, '36 decisions')],
    ['health.basis.exposure 1.points', inPoints('exposure', 1)],
    ['health.basis.data 1.figures', inReason('data', /^2/, '3')],
    ['health.basis.data 3', (analysis) => analysis.health.basis.pop()],
    [
      'health.basis.pressure 1',
      (analysis) => analysis.health.basis.push({ part: 'pressure', points: 1, why: 'pressure rose to 0.60' }),
    ],
    ...['decisions.perHour', 'decisions.blockRate', 'BoundaryEnforcer.perHour', 'quality.staleShare'].map(
      (metric): [string, (analysis: Analysis) => void] => [
        `baseline.comparisons.${metric}.verdict`,
        verdict(metric, 'better'),
      ],
    ),
    [
      'health.basis.coverage 1.service',
      (analysis) => Object.assign(deduction(analysis, 'coverage'), { service: 'BoundaryEnforcer' }),
    ],
    ['baseline.comparisons.decisions.perHour.place', (analysis) => analysis.baseline.comparisons.reverse()],
    ['violations.', (analysis) => (analysis as object as { violations: object[] }).violations.reverse()],
    // No transcript was read: these blocks are no reason to pass over what is judged.
    ['agent', (analysis) => Object.assign(analysis, { agent: {} })],
    ['exposure', (analysis) => Object.assign(analysis, { exposure: {} })],
    // Both the list and the sums: that they agree is not enough.
    [
      'health.score',
      (analysis) => {
        deduction(analysis, 'coverage').points -= 10
        Object.assign(analysis.health, {
          score: analysis.health.score + 10,
          band: analysis.health.band.map((each) => each + 10),
        })
      },
    ],
  ]
  assert.ok(planted.length >= 20)
  for (const [n, [path, change]] of planted.entries()) {
    const changed = structuredClone(report)
    change(changed.analysis)
    project.write('changed.json', JSON.stringify(changed))
    const paths = recounted(project, 'changed.json').differences.map((each) => each.path)
    assert.ok(
      paths.some((each) => each.startsWith(`analysis.${path}`)),
      `${n}: ${path} is not in ${paths.join(', ')}`,
    )
  }
  project.remove()
})

test('a report says neither which session it is of nor what is judged', () => {
  const project = projectOf(scenarios[3] as Scenario)
  const report = close(project, scenarioDays - 1)
  const differences = (session: object, analysis: object) => {
    project.write(
      'changed.json',
      JSON.stringify({
        ...report,
        session: { ...report.session, ...session },
        analysis: { ...report.analysis, ...analysis },
      }),
    )
    return recounted(project, 'changed.json').differences.map(({ path }) => path)
  }
  const unknown = { id: '2025-10-12-007' }
  assert.equal(differences(unknown, {}), ['session.id'])
  for (const session of [{}, unknown]) {
    const paths = differences(session, { agent: {}, anomalies: [] })
    for (const path of ['analysis.agent', 'analysis.anomalies.silent MetacognitiveVerifier.kind'])
      assert.ok(paths.includes(path), `${path} is not in ${paths.join(', ')}`)
  }
  const { to } = report.session as object as { to: string }
  const later = new Date(Date.parse(to) + 1).toISOString()
  assert.ok(differences({ ...unknown, to: later }, {}).includes('session.id'))
  project.remove()
})

test('an earlier session of which decisions were logged late is named as the cause of differences', () => {
  const project = projectOf(scenarios[0] as Scenario)
  for (let n = 0; n < 7; n++) close(project, n)
  const [second] = [...logsOf(scenarios[0] as Scenario).keys()].slice(1) as [string]
  const path = join(project.root, second)
  const text = readFileSync(path, 'utf8')
  const again = text
    .split('\n')
    .slice(0, 3)
    .map((line) => line.replace('"timestamp":"', '"late":1,"timestamp":"'))
  writeFileSync(path, `${text}${again.join('\n')}\n`)
  const { status, stderr, stdout } = project.bookend(['recount'])
  assert.is(status, 4)
  assert.match(stdout, /^analysis\.baseline\./m)
  const named = /^(\S+) was measured by (\d+) decisions, and (\d+) are logged of it now: /m.exec(stderr)
  assert.ok(named, stderr)
  assert.is(Number(named[3]) - Number(named[2]), 3)
  const { changedSince } = recounted(project)
  assert.equal(changedSince, [{ session: named[1], measured: Number(named[2]), logged: Number(named[3]) }])
  project.remove()
})

test('a baseline whose logs are gone, and accuracy by rules that changed since, are not recounted and named', () => {
  const project = projectOf(scenarios[0] as Scenario)
  close(project, scenarioDays - 1)
  const first = [...logsOf(scenarios[0] as Scenario).keys()][0] as string
  writeFileSync(join(project.root, first), '')
  project.write('.claude/instruction-history.json', rules.replace('SYSTEM', 'TACTICAL'))
  const found = recounted(project)
  assert.equal(found.differences, [])
  for (const path of ['baseline', 'services.InstructionPersistenceClassifier.accuracy'])
    assert.ok(found.notRecounted.includes(`analysis.${path}`), path)
  project.remove()
})

test('a window of the past that was closed later makes no unchanged report wrong, and hides no changed one', () => {
  const project = projectOf(scenarios[0] as Scenario)
  const report = close(project, scenarioDays - 1)
  const { session, analysis } = report
  const [, from = '', , to = ''] = windowArguments(2)
  const noon = new Date((Date.parse(from) + Date.parse(to)) / 2).toISOString()
  const later = project.json<Report>(['closedown', '--from', from, '--to', noon]).session.id
  const { status, stderr } = project.bookend(['recount', session.id])
  assert.is(status, 0)
  assert.match(stderr, new RegExp(`^${later} was closed after it`, 'm'))
  const found = recounted(project, session.id)
  assert.equal(found.differences, [])
  assert.ok(found.notRecounted.includes('analysis.baseline'), found.notRecounted.join())
  const changed = { ...report, analysis: { ...analysis, decisions: { ...(analysis.decisions as object), total: 1 } } }
  project.write('changed.json', JSON.stringify(changed))
  assert.equal(
    recounted(project, 'changed.json').differences.map(({ path }) => path),
    ['analysis.decisions.total'],
  )
  project.remove()
})

test.run()
