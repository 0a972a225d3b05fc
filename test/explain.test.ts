import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decisionWriter } from '../cache/audit/insert.ts'
import { describePlace, placesOf } from '../cache/audit/places.ts'
import { openCache } from '../cache/database.ts'
import { contentHash, normaliseDecision } from '../cache/decision.ts'
import type { Json, JsonObject } from '../cache/json.ts'
import { compare } from '../tasks/recount/differences.ts'
import { healthIn } from '../tasks/recount/health.ts'
import { anomaliesIn } from '../tasks/recount/verdicts.ts'
import { definitionOf, sections } from '../workflows/commands/explain/definitions.ts'
import type { Explanation } from '../workflows/commands/explain/explain.ts'
import { parsePath, pathsOf } from '../workflows/commands/explain/report-path.ts'
import { at, day, decision } from './support/decisions.ts'
import { createProject, repository } from './support/project.ts'

const test = suite('explain')

const file = '.memory/audit/decisions-2025-10-24.jsonl'
const refused = (domain: string, word: string, action: string) => ({
  allowed: false,
  violations: [word],
  metadata: { domain, boundary: 'none', actionType: action },
})
const pressure = (value: number) => ({
  sessionId: 'pressure-monitor',
  action: 'context_pressure_analysis',
  service: 'ContextPressureMonitor',
  metadata: { overall_pressure: value, pressure_level: value < 0.5 ? 'NORMAL' : 'HIGH', warnings_count: 0 },
})
const secret = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`

/** Hand-counted: eight decisions of the enforcer (three blocked, on lines 2, 4 and 7), four of the monitor, one line that is not one. */
const lines = [
  decision(at(0)),
  decision(at(10), refused('v1.2', 'Credentials in the output', 'Edit src/a.js')),
  decision(at(20), pressure(0.31)),
  decision(at(30), refused('VALUES', 'Credentials in the output', 'Edit src/b.js')),
  decision(at(40), pressure(0.62)),
  decision(at(50)),
  decision(at(60), refused('VALUES', 'Credentials in the output', 'Edit src/c.js')),
  'this is no decision',
  decision(at(70), pressure(0.58)),
  decision(at(80), { sessionId: secret }),
  decision(at(90)),
  decision(at(100), pressure(0.4)),
  decision(at(110)),
]
const project = createProject()
test.after(() => project.remove())
const explain = (path: string, ...more: string[]) => project.json<Explanation>(['explain', path, ...more] as string[])
const onLines = (...numbers: number[]) => numbers.map((number) => `${file}:${number}`)

test('before any closedown it says what to run', () => {
  const { status, stderr } = project.bookend(['explain', 'analysis.health.score'])
  assert.is(status, 2)
  assert.is(stderr, 'bookend: no session was closed yet; bookend closedown closes one\n')
})

test('every path of a report is explained by what it was counted from', () => {
  project.write(file, `${lines.join('\n')}\n`)
  const report = project.json<Record<string, never>>(['closedown', ...day])
  const paths = pathsOf(report)
  assert.ok(paths.length > 100)
  for (const path of paths) {
    const { section, row } = definitionOf(path.split('.'))
    assert.is(typeof section.page, 'string', path)
    if (/^(git|work|cleanup|analysis\.framework)\b/.test(path)) assert.ok(row[2]?.figures, path)
  }

  assert.equal(explain('analysis.services.BoundaryEnforcer.blockRate'), {
    path: 'analysis.services.BoundaryEnforcer.blockRate',
    value: 0.375,
    definition: 'blocked by decisions, 0..1',
    source: 'docs/metrics.md, "Every service"; counted from verdict',
    figures: {
      'analysis.services.BoundaryEnforcer.blocked': 3,
      'analysis.services.BoundaryEnforcer.decisions': 8,
    },
    decisions: onLines(2, 4, 7),
  })
  const counted: [path: string, value: unknown, figures: Record<string, unknown>, decisions: string[]][] = [
    [
      'analysis.decisions.total',
      12,
      {
        'analysis.decisions.allowed': 9,
        'analysis.decisions.blocked': 3,
        'analysis.services.BoundaryEnforcer.decisions': 8,
        'analysis.services.ContextPressureMonitor.decisions': 4,
      },
      onLines(1, 2, 3),
    ],
    ['analysis.decisions.unreadable', 1, {}, onLines(8)],
    ['analysis.pressure.peak', 0.62, { 'analysis.services.ContextPressureMonitor.decisions': 4 }, onLines(5, 9, 12)],
    ['analysis.pressure.last', 0.4, { 'analysis.services.ContextPressureMonitor.decisions': 4 }, onLines(12, 9, 5)],
    ['analysis.activity.last', at(110), { 'session.to': '2025-10-24T17:00:00.000Z' }, onLines(13, 12, 11)],
    // A key of a distribution may hold a dot.
    [
      'analysis.services.BoundaryEnforcer.byDomain.v1.2',
      1,
      { 'analysis.services.BoundaryEnforcer.decisions': 8 },
      onLines(2),
    ],
    [
      'analysis.services.ContextPressureMonitor.byLevel.HIGH',
      2,
      { 'analysis.services.ContextPressureMonitor.decisions': 4 },
      onLines(5, 9),
    ],
    ['analysis.quality.placeholderIds', 4, { 'analysis.decisions.total': 12 }, onLines(3, 5, 9)],
    [
      'analysis.violations.0.count',
      3,
      {
        'analysis.violations.0.key': 'Credentials in the output',
        'analysis.violations.0.contexts': 3,
        'analysis.decisions.blocked': 3,
      },
      onLines(2, 4, 7),
    ],
  ]
  for (const [path, value, figures, decisions] of counted) {
    const explained = explain(path)
    assert.equal(
      { ...explained, definition: '', source: '' },
      { path, value, definition: '', source: '', figures, decisions },
    )
  }
})

test('the score by its deductions, an anomaly and a proposal by what they quote', () => {
  const score = explain('analysis.health.score')
  const basis = Object.entries(score.figures).map(([path, deduction]) => {
    assert.match(path, /^analysis\.health\.basis\.\d+$/)
    return (deduction as { points: number }).points
  })
  assert.ok(basis.length >= 2)
  assert.is(score.value, 100 - basis.reduce((sum, points) => sum + points, 0))
  assert.match(score.source, /^docs\/health\.md, "The health score"/)

  const part = explain('analysis.health.parts.data.points')
  const deductions = Object.entries(part.figures).filter(([path]) => path.includes('.basis.'))
  assert.ok(deductions.every(([, deduction]) => (deduction as { part: string }).part === 'data'))
  assert.is(
    deductions.reduce((sum, [, deduction]) => sum + (deduction as { points: number }).points, 0),
    part.value,
  )
  assert.is(part.figures['analysis.health.parts.data.of'], 8)

  const anomaly = explain('analysis.anomalies.0')
  assert.is(anomaly.figures['analysis.anomalies.0.kind'], 'data')
  assert.equal(anomaly.decisions, onLines(8))

  const proposal = explain('rules.proposals.SR-001')
  assert.is((proposal.value as { id: string }).id, 'SR-001')
  assert.is(proposal.figures['rules.proposals.SR-001.occurrences'], 3)
  assert.equal(proposal.decisions, onLines(2, 4, 7))
  assert.equal(explain('rules.proposals.0').decisions, proposal.decisions)
})

test('as text, with secrets redacted, of the latest session or another', () => {
  const { status, stdout, stderr } = project.bookend(['explain', 'analysis.services.BoundaryEnforcer.blocked'])
  assert.is(status, 0)
  assert.is(stderr, '')
  assert.is(
    stdout,
    `analysis.services.BoundaryEnforcer.blocked: 3  (session 2025-10-24-001)
Definition: decisions of this service that were blocked
Source: docs/metrics.md, "Every service"; counted from verdict
Figures:
  analysis.services.BoundaryEnforcer.decisions: 8
  analysis.services.BoundaryEnforcer.allowed: 5
Decisions:
${onLines(2, 4, 7)
  .map((place) => `  ${place}\n`)
  .join('')}`,
  )
  project.write('.memory/audit/decisions-2025-10-25.jsonl', `${decision('2025-10-25T12:00:00.000Z')}\n`)
  project.bookend(['note', '--goal', `use ${secret}`])
  project.write('session.config.mjs', "export default { expected: ['BoundaryEnforcer', 'ContextPressureMonitor'] }\n")
  const later = ['--from', '2025-10-25T11:00:00.000Z', '--to', '2025-10-25T17:00:00.000Z']
  assert.is(project.bookend(['closedown', ...later]).status, 0)
  assert.is(explain('analysis.decisions.total').value, 1)
  assert.equal(explain('analysis.decisions.total').decisions, ['.memory/audit/decisions-2025-10-25.jsonl:1'])
  assert.is(explain('analysis.decisions.total', '--session', '2025-10-24-001').value, 12)
  // A silent service is shown by its last decisions, of an earlier session.
  const silent = explain('analysis.anomalies.0')
  assert.is(silent.figures['analysis.anomalies.0.kind'], 'silent')
  assert.equal(silent.decisions, onLines(12, 9, 5))
  assert.not.ok(project.bookend(['explain', 'work']).stdout.includes(secret))
})

test('every path that recount prints is explained, by the names that it has there', () => {
  const own = createProject({ git: false })
  const dayOf = (n: number) => `2025-10-${10 + n}`
  own.write(
    '.claude/instruction-history.json',
    JSON.stringify({
      instructions: [{ id: 'inst_001', text: 'x', quadrant: 'SYSTEM', persistence: 'HIGH', active: true }],
    }),
  )
  // Six days of two services; on the seventh and eighth one is silent, and the other blocks nearly everything.
  for (let n = 0; n < 8; n++)
    own.write(
      `.memory/audit/decisions-${dayOf(n)}.jsonl`,
      Array.from({ length: 60 }, (_, i) => {
        const time = `${dayOf(n)}T12:${String(i).padStart(2, '0')}:00.000Z`
        const fields =
          i % 2 === 0 && n < 6 ? pressure(0.3) : i % 10 === 1 || n > 6 ? refused('V', 'Twice', 'Edit a.js') : {}
        return `${decision(time, fields)}\n`
      }).join(''),
    )
  const report = ([6, 7] as const)
    .map((n) => own.json<JsonObject>(['closedown', '--from', `${dayOf(n)}T11:00:00Z`, '--to', `${dayOf(n)}T14:00:00Z`]))
    .at(-1) as JsonObject
  const analysis = report.analysis as JsonObject
  const inRecount = {
    ...analysis,
    anomalies: anomaliesIn(analysis.anomalies),
    health: healthIn(analysis.health, ['BoundaryEnforcer']) as Json,
  }
  const printed = compare({}, inRecount, 'analysis', []).differences.map(({ path }) => path)
  assert.ok(printed.length > 80, String(printed.length))
  for (const path of printed) {
    const steps = parsePath(report, path)
    assert.ok(steps, path)
    assert.is(typeof definitionOf(steps).section.page, 'string', path)
  }
  const explained = (path: string) => own.json<Explanation>(['explain', path])
  // Nothing is taken off: what the part is measured by is there all the same.
  const rules = explained('analysis.health.parts.rules.points')
  assert.is(rules.value, 0)
  assert.is(rules.figures['analysis.decisions.total'], 60)
  assert.equal(
    rules.decisions,
    [1, 2, 3].map((line) => `.memory/audit/decisions-${dayOf(7)}.jsonl:${line}`),
  )
  const low = explained('analysis.baseline.comparisons.decisions.perHour.low')
  assert.equal(low.value, explained(`${placeOf(analysis, 'decisions.perHour')}.low`).value)
  assert.ok(Object.values(low.figures).includes('decisions.perHour'))
  assert.is(explained('analysis.anomalies.silent ContextPressureMonitor.place').value, 1)
  const silent = explained('analysis.anomalies.silent ContextPressureMonitor.figures')
  assert.match(String(silent.value), /^no decision in this session; 30 in each of the \d+ before/)
  assert.is(silent.decisions.length, 3)
  assert.match(String(explained('analysis.health.basis.coverage 1.figures').value), /ContextPressureMonitor/)
  // A deduction has what its points come from by docs/health.md: W before and with it, of the most that its part takes off.
  for (const [name, blockedOnly] of [
    ['coverage 1', false],
    ['enforcement 1', true],
  ] as const) {
    const { value, figures, decisions } = explained(`analysis.health.basis.${name}`)
    const { part, points, service } = value as { part: string; points: number; service: string }
    const figure = (ending: string) => Object.entries(figures).find(([path]) => path.endsWith(ending))?.[1] as number
    const upTo = (weight: number) => Math.round(figure(`parts.${part}.of`) * (0.8 * weight + 0.2 * weight ** 2))
    assert.is(upTo(figure('.from.weight')) - upTo(figure('.from.weightBefore')), points, name)
    const share = blockedOnly ? figure('.from.share') : 1 / figure('.from.services')
    assert.ok(Math.abs(figure('.from.loss') * share - figure('.from.weight')) < 1e-5, name)
    assert.ok(figure('.from.p') < 0.1 && figure('.from.evidence') > 0, name)
    assert.ok(service.length > 0)
    assert.is(decisions.length, 3, name)
    const ofPart = explained(`analysis.health.parts.${part}`)
    assert.equal(ofPart.decisions, decisions)
    assert.ok(
      Object.values(ofPart.figures).some((each) => (each as { from?: object } | null)?.from),
      name,
    )
  }
  for (const [path, message] of [
    ['', /has no path ""; it has schema, .* and \d+ more$/],
    ['analysis.baseline.comparisons.nothing.of.the.kind', /; analysis\.baseline\.comparisons has .*decisions\.perHour/],
    [
      'analysis.exposure.commits',
      /has no analysis\.exposure\.commits: there is nothing to measure it by \(docs\/metrics\.md, "The session": /,
    ],
    [
      'analysis.baseline.comparisons.decision.perHour.low',
      /did you mean "analysis\.baseline\.comparisons\.decisions\.perHour\.low"/,
    ],
  ] as const) {
    const { status, stderr } = own.bookend(['explain', path])
    assert.is(status, 2)
    assert.match(stderr.trim(), message)
  }
  own.remove()
})

/** The path of a comparison by its place. */
const placeOf = ({ baseline }: JsonObject, metric: string): string => {
  const { comparisons } = baseline as { comparisons: JsonObject[] } & JsonObject
  return `analysis.baseline.comparisons.${comparisons.findIndex((each) => each.metric === metric)}`
}

for (const [args, message] of [
  [['analysis.health.scoer'], /has no analysis\.health\.scoer; did you mean "analysis\.health\.score"\?/],
  [['health.score'], /did you mean "analysis\.health\.score"\?/],
  [['constructor'], /^bookend: the report of 2025-10-25-001 has no constructor/],
  [['analysis.decisions.total', '--session', 'none'], /there is no report of a session "none"; bookend history lists/],
] as const)
  test(`refuses ${args.join(' ')}`, () => {
    const { status, stderr } = project.bookend(['explain', ...args])
    assert.is(status, 2)
    assert.match(stderr, message)
  })

test('a log that was rotated, compressed or removed since: where its decisions are now', () => {
  const blocked = () => explain('analysis.services.BoundaryEnforcer.blocked', '--session', '2025-10-24-001').decisions
  const log = join(project.root, file)
  const text = readFileSync(log)
  renameSync(log, `${log}.1`)
  // Another decision is on line 2 of the new log.
  writeFileSync(log, `${decision('2025-10-26T12:00:00.000Z')}\n`.repeat(3))
  const rotated = (name: string) => [2, 4, 7].map((line) => `${file}${name}:${line}`)
  assert.equal(blocked(), rotated('.1'))
  writeFileSync(`${log}.2.gz`, gzipSync(text))
  rmSync(`${log}.1`)
  assert.equal(blocked(), rotated('.2.gz'))
  rmSync(`${log}.2.gz`)
  const gone = ' (no longer there: the log was rotated, cut or removed since it was read)'
  assert.equal(
    blocked(),
    onLines(2, 4, 7).map((place) => `${place}${gone}`),
  )
  writeFileSync(log, text)
  assert.equal(blocked(), onLines(2, 4, 7))
})

test('a decision of a store is named by the store, its time and its id', () => {
  const cache = openCache(join(project.root, 'other-cache'), 'durable', new Date())
  try {
    const name = 'mongodb://127.0.0.1:27017/framework'
    cache.db.prepare("INSERT INTO sources (id, path, offset, lines, fingerprint) VALUES (1, ?, 0, 0, '')").run(name)
    const normal = normaliseDecision(JSON.parse(decision(at(0))))
    assert.ok('decision' in normal)
    const hash = contentHash(normal.decision)
    decisionWriter(cache.db)(1, normal.decision, hash, 0, 0)
    const places = placesOf(cache.db, { from: Date.parse(at(0)), to: Date.parse(at(1)) }, {}, 3)
    assert.equal(places.map(describePlace), [`${name} ${at(0)} ${hash}-0`])
  } finally {
    cache.close()
  }
})

test('the headings are there, and every metric of docs/metrics.md has a definition under its own', () => {
  for (const { page, heading } of sections) {
    assert.ok(existsSync(join(repository, page)), page)
    const text = readFileSync(join(repository, page), 'utf8')
    const there = page.endsWith('.json') ? text.includes(`"${heading}": {`) : headingsOf(text).includes(heading)
    assert.ok(there, `${page}: ${heading}`)
  }
  let checked = 0
  for (const part of readFileSync(join(repository, 'docs/metrics.md'), 'utf8').split(/^## /m).slice(1)) {
    const [heading = ''] = headingsOf(`## ${part}`)
    const begin = beginOf(heading)
    if (begin === undefined) continue
    let whole = ''
    for (const [, metric] of [...part.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell]) => [
      ...(cell as string).matchAll(/`([^`]+)`/g),
    ])) {
      whole = (metric as string).startsWith('.') ? whole.replace(/\.?[^.]+$/, metric as string) : (metric as string)
      const path = `${begin}${whole.replace('[]', '.0')}`
      const { section, row } = definitionOf(path.split('.'))
      assert.is(section.heading, heading, path)
      assert.is.not(row[0], '*.**', path)
      checked++
    }
  }
  assert.ok(checked > 60, String(checked))
})

const headingsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => (heading as string).replaceAll('`', ''))

function beginOf(heading: string): string | undefined {
  if (heading === 'The session') return 'analysis.'
  if (heading === 'Every service') return 'analysis.services.AnyService.'
  return sections.find((section) => section.heading === heading)?.under
}

test.run()
