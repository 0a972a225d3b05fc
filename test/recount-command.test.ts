import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { at, day, decision } from './support/decisions.ts'
import { createProject, type TestProject } from './support/project.ts'
import { fileTime, randomDecisions, randomWindow } from './support/random-decisions.ts'
import { variedDocuments } from './support/varied-log.ts'

const test = suite('recount: the command')

interface Recounted {
  session: string
  recounted: number
  differences: { path: string; recounted: unknown; reported: unknown }[]
  notRecounted: string[]
}

const log = '.memory/audit/decisions-2025-10-24.jsonl'
const accuracy = 'analysis.services.InstructionPersistenceClassifier.accuracy'
const lines = (documents: unknown[]) => `${documents.map((document) => JSON.stringify(document)).join('\n')}\n`
const recounted = (project: TestProject, ...args: string[]) => project.json<Recounted>(['recount', ...args])

/** A closedown of the window, and what was recounted of it. */
function closedAndRecounted(files: Record<string, string>, window = day): Recounted {
  const project = createProject({ git: false })
  for (const [path, text] of Object.entries(files)) project.write(path, text)
  project.json(['closedown', ...window])
  const found = recounted(project)
  project.remove()
  return found
}

test('generated days: no difference', () => {
  for (const [seed, count] of [
    [1, 30],
    [20251024, 240],
    [77, 900],
  ] as const) {
    const found = closedAndRecounted({ [log]: lines(variedDocuments(count, seed)) })
    assert.equal(found.differences, [], `seed ${seed}`)
    assert.ok(found.recounted > 60)
  }
})

test('random documents of every shape: no difference', () => {
  const window = ['--from', fileTime(randomWindow.from), '--to', fileTime(randomWindow.to)]
  for (const seed of [1, 2, 3]) {
    const lists = fc.sample(randomDecisions(['text']), { seed, numRuns: 16 })
    const documents = lists.flat().map(({ document, at: time }) => ({ ...document, timestamp: fileTime(time) }))
    assert.equal(closedAndRecounted({ [log]: lines(documents) }, window).differences, [], `seed ${seed}`)
  }
})

test('lines in no order are no clock that went back, and lines without a verdict count to their own time', () => {
  const documents = variedDocuments(200, 5)
  const shuffled = documents.map((_, place) => documents[(place * 77) % 200])
  const project = createProject({ git: false })
  // It says its time, which is the next day's: behind a line of this session it is not of it.
  const tomorrow = { action: 'boundary_enforcement', timestamp: '2025-10-25T12:00:00.000Z' }
  project.write(log, lines([...shuffled, tomorrow, { ...tomorrow, timestamp: documents[100]?.timestamp }]))
  type Report = { analysis: { anomalies: { detail: string }[]; decisions: { unreadable: number } } }
  const { analysis } = project.json<Report>(['closedown', ...day])
  const details = analysis.anomalies.map(({ detail }) => detail)
  assert.equal(details, [`1 unreadable line: ${documents[100]?.timestamp} (no valid verdict)`])
  assert.equal(recounted(project).differences, [])
  project.remove()
})

/** A report of a varied day, and values of it that are changed by hand. */
test('every planted difference is found, and nothing else', () => {
  const project = createProject()
  project.write(log, lines(variedDocuments(240, 20251024)))
  const report = project.json<{ session: { id: string }; analysis: Record<string, unknown> }>(['closedown', ...day])
  const planted: [path: string, value: (was: never) => unknown][] = [
    ['decisions.total', (was: number) => was + 1],
    ['decisions.unreadable', () => 1],
    ['decisions.mended', () => 3],
    ['activity.perHour', (was: number) => was + 0.000001],
    ['activity.last', () => '2025-10-24T16:59:59.999Z'],
    ['services.BoundaryEnforcer.blockRate', () => null],
    ['services.BoundaryEnforcer.byDomain.VALUES', (was: number) => was - 1],
    ['services.ContextPressureMonitor.trend', (was: number) => -was],
    ['services.ContextPressureMonitor.trendUnit', () => 'per minute'],
    ['services.CrossReferenceValidator.bySeverity.UNKNOWN', () => 1],
    ['services.MetacognitiveVerifier.confidence.lowerQuartile', (was: number) => was + 0.01],
    ['services.PluralisticDeliberationOrchestrator.pending', () => undefined],
    ['services.Ghost', () => ({ decisions: 4 })],
    ['pressure.mean', (was: number) => was / 2],
    ['quality.placeholderIds', () => 0],
    ['quality.lockstep', () => [['A', 'B']]],
    ['violations.0.count', (was: number) => was + 1],
    ['violations.1.contexts', () => 99],
    ['violations.2.ruleId', () => 'inst_999'],
  ]
  const changed = structuredClone(report)
  const expected: string[] = []
  for (const [path, value] of planted) {
    const keys = path.split('.')
    const last = keys.pop() as string
    const place = keys.reduce((block, key) => block[key] as Record<string, unknown>, changed.analysis)
    place[last] = value(place[last] as never)
    const named = path.startsWith('violations') ? `violations.${place.key}.${last}` : path
    expected.push(`analysis.${named}${path === 'services.Ghost' ? '.decisions' : ''}`)
  }
  project.write('changed.json', JSON.stringify(changed))
  const found = recounted(project, 'changed.json')
  assert.equal(found.differences.map(({ path }) => path).sort(), expected.sort())
  assert.is(found.session, report.session.id)
  const { status, stdout } = project.bookend(['recount', 'changed.json'])
  assert.is(status, 4)
  assert.is(stdout.trimEnd().split('\n').length, planted.length)
  const { total } = report.analysis.decisions as { total: number }
  assert.match(stdout, new RegExp(`^analysis\\.decisions\\.total: recounted ${total}, reported ${total + 1}$`, 'm'))
  assert.match(stdout, /^analysis\.services\.Ghost\.decisions: recounted nothing, reported 4$/m)

  for (const asked of [[], [report.session.id]]) {
    const agreed = project.bookend(['recount', ...asked])
    assert.is(agreed.status, 0)
    assert.match(agreed.stdout, /^2025-10-24-001: \d+ numbers were recounted, and all agree\n$/)
    assert.match(
      agreed.stderr,
      /^Not recounted: [^\n]*; what is proposed about the rules [^\n]*; the work tree; .*; how the steps went\n$/,
    )
  }
  // What was logged late, or taken away, is a difference of the report that the cache has.
  project.write(log, lines(variedDocuments(240, 20251024).slice(40)))
  assert.is(project.bookend(['recount']).status, 4)
  project.remove()
})

const blocked = (minute: number, fields: object = {}) =>
  decision(at(minute), { allowed: false, violations: ['VALUES'], ...fields })
const pressure = (minute: number, overall_pressure: unknown, more: object = {}) =>
  decision(at(minute), { action: 'context_pressure_analysis', metadata: { overall_pressure, ...more } })
const nul = '\0'.repeat(9)
const secret = `password = "hunter2-${'x7Qz9'.repeat(4)}"`

const edges: [what: string, files: Record<string, string>, window?: string[]][] = [
  ['an empty log', { [log]: '' }],
  [
    'more violations and values than are listed, some of them numbers',
    {
      [log]: Array.from({ length: 520 }, (_, n) =>
        blocked(n % 300, {
          violations: [`é${n % 260}`, ...(n < 9 ? ['often'] : [])],
          metadata: { domain: n % 2 ? n : `D${n % 180}`, boundary: n % 200 },
        }),
      ).join('\n'),
    },
  ],
  ['decisions outside of the window only', { [log]: `${decision('2025-10-24T10:59:59.999Z')}\n` }],
  [
    'the edges of the window',
    { [log]: `${decision('2025-10-24T11:00:00.000Z')}\n${decision('2025-10-24T17:00:00.000Z')}\n` },
  ],
  ['one decision', { [log]: blocked(0) }],
  ['equal lines', { [log]: `${blocked(0)}\n${blocked(0)}\n${blocked(0)}\n` }],
  [
    'the same lines in a rotated file',
    {
      [log]: `${blocked(0)}\n${blocked(0)}\n`,
      [`${log}.1`]: `${blocked(0)}\n${blocked(0)}\n${blocked(0)}\n${blocked(1)}`,
    },
  ],
  [
    'damaged lines in a rotated file and a copy',
    {
      [log]: `x\n${blocked(0)}${blocked(1)}\nx\nx\n${nul}${blocked(2)}\n{"half`,
      [`${log}.1`]: `x\n${blocked(0)}${blocked(1)}\nx\nx\n`,
      '.memory/audit/copy.jsonl': `${blocked(0)}${blocked(1)}\nx\n${nul}${blocked(2)}\nx\n{"half`,
      '.memory/audit/2025-10-24.jsonl': 'no\nno\n',
      '.memory/audit/2025-10-24.jsonl.1': 'no\n',
    },
  ],
  [
    'decisions of two files that differ in the rule beside the violation only',
    {
      [log]: decision(at(1), { allowed: false, violations: ['a sentence'], tractatus_section: 'inst_001' }),
      [`${log}.1`]: decision(at(1), { allowed: false, violations: ['a sentence'], tractatus_section: 'inst_002' }),
    },
  ],
  ['damaged lines above the first decision', { [log]: `x\n[]\n${blocked(0)}\n{"half\n` }],
  [
    'damaged lines behind a decision before the window',
    { [log]: `${decision('2025-10-24T09:00:00Z')}\nx\n${blocked(0)}` },
  ],
  ['a log without a readable line, dated by its name', { [log]: 'x\ny\n' }],
  ['a log without a readable line of another day', { '.memory/audit/decisions-2025-10-22.jsonl': 'x\ny\n' }],
  ['two objects in a line', { [log]: `${blocked(0)}${blocked(1)}\n${nul}${blocked(2)} ${nul}\n` }],
  ['an object and half of one', { [log]: `${blocked(0)}${blocked(1).slice(0, 60)}\n${blocked(3)}\n${nul}\n` }],
  ['braces and quotes in texts', { [log]: `${blocked(0, { violations: ['} "{\\'] })}${blocked(1)}\n` }],
  ['a byte order mark and carriage returns', { [log]: `\uFEFF${blocked(0)}\r\n\r\n${blocked(1)}\r\n` }],
  ['deep nesting', { [log]: `${blocked(0)}\n{"a":${'['.repeat(3000)}${']'.repeat(3000)}}\n` }],
  ['extended JSON', { [log]: `{"timestamp":{"$date":{"$numberLong":"1761307200000"}},"allowed":false}\n` }],
  [
    'services named like properties of every object',
    {
      [log]: `${decision(at(1), { action: 'x', service: 'constructor' })}\n${decision(at(2), { action: 'x', service: '__proto__' })}\n`,
    },
  ],
  ['a clock that goes back', { [log]: `${blocked(30)}\nx\n${blocked(0)}\ny\n` }],
  [
    'pressures that are none, and equal times',
    {
      [log]: [
        ...[pressure(0, 0.4), pressure(0, 0.9), pressure(0, 0.1), pressure(1, 7), pressure(1, '0.5')],
        ...[pressure(1, null), pressure(1, -0.1), pressure(2, 0), pressure(3, 1)],
      ].join('\n'),
    },
  ],
  ['one pressure, many times', { [log]: Array.from({ length: 5 }, () => pressure(0, 0.4)).join('\n') }],
  [
    'counters that are negative, fractional, or not numbers',
    {
      [log]: [
        ...[-1, 0.25, 0.1, 'two', null].map((count, n) =>
          pressure(n, 0.5, { warnings_count: count, top_metric: ['a', ' ', '', null, 3, { b: 1 }][n] }),
        ),
        ...[-1, 0.25, 'two', null].map((count, n) =>
          decision(at(n), {
            action: 'cross_reference_validation',
            metadata: {
              conflicts_found: count,
              critical_conflicts: count,
              validation_status: [['x', 'ESCALATE'], true, 'escalate', ''][n],
            },
          }),
        ),
      ].join('\n'),
    },
  ],
  [
    'lists where a text is usual, and texts where a list is',
    {
      [log]: [
        decision(at(0), { metadata: { domain: ['A', 'A', null, '', { d: [], c: [1] }, ['n']], boundary: 5 } }),
        decision(at(1), {
          action: 'metacognitive_verification',
          metadata: { failed_checks: 'Safety', checks: { a: false } },
        }),
        decision(at(2), {
          action: 'metacognitive_verification',
          metadata: { failed_checks: [], checks: { a: false, b: 0 } },
        }),
        decision(at(3), { action: 'pluralistic_deliberation', metadata: { tensions: 'a vs b', outcome: 'CONSENSUS' } }),
        decision(at(4), {
          action: 'pluralistic_deliberation',
          metadata: { tensions: [{ between: ['a', null, { z: 1, b: 2 }] }, { x: 1 }] },
        }),
        decision(at(5), { action: 'cross_reference_validation', metadata: { conflict_details: { severity: 'HIGH' } } }),
        decision(at(6), {
          action: 'cross_reference_validation',
          metadata: { conflict_details: ['x', { severity: ['a', 'b'] }] },
        }),
      ].join('\n'),
    },
  ],
  [
    'violations under every name, and rules that differ',
    {
      [log]: [
        blocked(0, { violations: ['same', 'same', { ruleId: 'inst_001' }, { rule_id: 'inst_001', details: 'x' }] }),
        blocked(1, { violations: ['same'], tractatus_section: 'inst_016' }),
        blocked(2, { violations: [{ ruleText: 'only' }], tractatus_section: 'inst_016' }),
        blocked(3, { violations: ['__proto__', 'toString', 'a.b'], metadata: { file: '__proto__' } }),
        blocked(4, { violations: ['same'], metadata: {}, sessionId: '2025-10-01-007' }),
        decision(at(5), { violations: ['allowed with a warning'] }),
      ].join('\n'),
    },
  ],
  ['a secret in a violation', { [log]: `${blocked(0, { violations: [secret] })}\n` }],
  [
    'session ids with dates',
    {
      [log]: ['2025-10-23-001', '2025-10-22-001', '2025-13-01-001', 'x2025-01-01', 'validator-service', '']
        .map((sessionId, n) => decision(at(n), { sessionId }))
        .join('\n'),
    },
  ],
  [
    'services in lockstep',
    {
      [log]: [
        ...Array.from({ length: 10 }, (_, n) => [decision(at(n)), pressure(n, 0.2)]).flat(),
        pressure(11, 0.2),
        ...Array.from({ length: 9 }, (_, n) => decision(at(n), { action: 'x', service: 'Own' })),
        decision(at(20), { action: 'x', service: 'Own' }),
        ...Array.from({ length: 4 }, (_, n) => decision(at(n), { action: 'x', service: 'Rare' })),
      ].join('\n'),
    },
  ],
  [
    'more pressures than pairs are made of',
    { [log]: Array.from({ length: 650 }, (_, n) => pressure((n * n) % 290, ((n * 7919) % 1000) / 1000)).join('\n') },
  ],
]

test('edge cases: no difference', () => {
  for (const [what, files, window] of edges) {
    const { differences, recounted: values } = closedAndRecounted(files, window)
    assert.equal(differences, [], what)
    assert.ok(values > 10, what)
  }
})

test('compressed logs and configured directories are recounted, each file once', () => {
  const project = createProject({ git: false })
  project.write('session.config.mjs', `export default { audit: ['sqlite:', 'jsonl:.memory/audit', 'jsonl:logs'] }`)
  const text = lines(variedDocuments(120, 9))
  project.write(log, `${text}half\n`)
  writeFileSync(join(project.root, `${log}.1.gz`), gzipSync(`${text}${blocked(3, { sessionId: 'late' })}\n`))
  project.write('logs/more.jsonl', `${blocked(4, { sessionId: 'elsewhere' })}\n`)
  const { analysis } = project.json<{ analysis: { violations: object[] } }>(['closedown', ...day])
  assert.ok(analysis.violations.length > 3)
  assert.equal(recounted(project).differences, [])
  project.remove()
})

test('what is not recounted is named', () => {
  const found = closedAndRecounted({ [log]: lines(variedDocuments(60, 3)) })
  // There is no file of rules, so nobody knows what they were.
  assert.ok(found.notRecounted.includes(accuracy))
  assert.not(found.notRecounted.includes('analysis.anomalies'))
  assert.not(found.notRecounted.some((path) => /\.(decisions|services|violations|pressure|quality)$/.test(path)))
  for (const block of ['rules', 'cleanup', 'work', 'tasks']) assert.ok(found.notRecounted.includes(block), block)

  const project = createProject()
  project.write('session.config.mjs', `export default { audit: ['sqlite:', 'claude-code'] }`)
  project.write(log, `${blocked(0)}\n`)
  const { analysis } = project.json<{ analysis: object }>(['closedown', ...day])
  const { status, stdout } = project.bookend(['recount'])
  // What was not compared does not agree.
  assert.is(status, 4)
  assert.match(stdout, /^2025-10-24-001: nothing was recounted: "audit" names the transcripts/)
  const shown = project.bookend(['recount', '--json'])
  assert.is(shown.status, 4)
  assert.equal(
    (JSON.parse(shown.stdout) as { notRecounted: string[] }).notRecounted.filter((path) => path.includes('.')),
    Object.keys(analysis).map((name) => `analysis.${name}`),
  )
  project.remove()
})

test('a session in which nothing was logged is recounted where there is no log, and one of a log that is gone is not', () => {
  const project = createProject()
  project.json(['closedown', ...day])
  const none = recounted(project)
  assert.equal([none.differences, none.recounted > 10], [[], true])
  project.write(log, `${blocked(0)}\n`)
  project.json(['closedown', ...day])
  rmSync(join(project.root, '.memory'), { recursive: true })
  const { status, stdout } = project.bookend(['recount'])
  assert.is(status, 4)
  assert.match(stdout, /^2025-10-24-001: nothing was recounted: there is no audit log$/m)
  project.remove()
})

test('logs outside of the project, by an absolute directory, are read and recounted', () => {
  const elsewhere = createProject({ git: false })
  const project = createProject()
  elsewhere.write('logs/a.jsonl', `${blocked(0)}\n`)
  project.write('session.config.mjs', `export default { audit: 'jsonl:${join(elsewhere.root, 'logs')}' }`)
  const { analysis } = project.json<{ analysis: { decisions: { total: number } } }>(['closedown', ...day])
  assert.is(analysis.decisions.total, 1)
  assert.equal(recounted(project).differences, [])
  for (const each of [project, elsewhere]) each.remove()
})

test('what cannot be recounted ends with status 2 and says why', () => {
  const project = createProject()
  project.write(log, `${blocked(0)}\n`)
  const refused = (args: string[], why: RegExp) => {
    const { status, stderr } = project.bookend(['recount', ...args])
    assert.is(status, 2, `${args}: ${stderr}`)
    assert.match(stderr, why)
  }
  project.json(['init'])
  refused([], /there is no report to recount/)
  project.json(['closedown', ...day])
  refused(['2020-01-01-001'], /there is no report of a session 2020-01-01-001/)
  refused(['no.json'], /there is no file no\.json/)
  project.write('half.json', '{"session":')
  refused(['half.json'], /half\.json is not valid JSON/)
  project.write('other.json', '{"session":{"id":"x"},"analysis":{}}')
  refused(['other.json'], /other\.json has no session with a window/)
  project.write(`${log}.gz`, 'not compressed')
  refused([], /decisions-2025-10-24\.jsonl\.gz cannot be read/)
  project.write('session.config.mjs', `export default { audit: 'jsonl:logs' }`)
  refused([], /"audit" names jsonl:logs, and there is no such directory/)
  project.remove()
})

test.run()
