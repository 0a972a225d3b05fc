import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { AuditLog } from '../cache/audit/audit-log.ts'
import { importJsonl } from '../cache/audit/jsonl-import.ts'
import { profileOf, warningPattern } from '../cache/audit/profile.ts'
import { createSqliteAuditLog } from '../cache/audit/sqlite.ts'
import { openCache } from '../cache/database.ts'
import { normaliseDecision } from '../cache/decision.ts'
import { type Migration, migrations } from '../cache/migrations.ts'
import { at, decision } from './support/decisions.ts'

const test = suite('audit log')
const window = { from: Date.parse('2025-10-24T11:00:00.000Z'), to: Date.parse('2025-10-24T17:00:00.000Z') }

/** What is asked of the decisions of some lines, imported into a new cache. */
async function withLog<T>(lines: string[], ask: (log: AuditLog) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'bookend-test-'))
  const cache = openCache(join(directory, 'cache'), 'durable', new Date(0))
  try {
    writeFileSync(join(directory, 'log.jsonl'), `${lines.join('\n')}\n`)
    await importJsonl(cache.db, join(directory, 'log.jsonl'), { name: 'log.jsonl' })
    return await ask(createSqliteAuditLog(cache.db))
  } finally {
    cache.close()
    rmSync(directory, { recursive: true })
  }
}

const monitor = (minute: number, pressure: unknown, fields: object = {}) =>
  decision(at(minute), {
    action: 'context_pressure_analysis',
    metadata: { overall_pressure: pressure, pressure_level: 'NORMAL', top_metric: 'tokenUsage' },
    ...fields,
  })
const verifier = (minute: number, metadata: object, fields: object = {}) =>
  decision(at(minute), { action: 'metacognitive_verification', metadata, ...fields })

const profile = (document: object) => {
  const result = normaliseDecision({ timestamp: at(0), allowed: true, ...document })
  if ('unreadable' in result) throw new Error(result.unreadable)
  return profileOf(result.decision)
}

const facets: [what: string, document: object, expected: object][] = [
  [
    'a boundary exactly as logged',
    { action: 'boundary_enforcement', metadata: { domain: ' values', boundary: null } },
    { values: { domain: [' values'], boundary: [] } },
  ],
  [
    'numbers that are none count nothing',
    { action: 'cross_reference_validation', metadata: { conflicts_found: -3, critical_conflicts: 1e300 } },
    { numbers: { conflicts_found: 0, critical_conflicts: 0 } },
  ],
  [
    'conflicts by severity and parameter',
    {
      action: 'cross_reference_validation',
      metadata: { conflict_details: [{ severity: 'MINOR', parameter: 'port' }, 'x', { parameter: '__proto__' }] },
    },
    {
      values: {
        validation_status: [],
        'conflict_details[].severity': ['MINOR'],
        'conflict_details[].parameter': ['port', '__proto__'],
      },
    },
  ],
  [
    'tensions of both forms',
    {
      action: 'deliberation',
      metadata: { tensions: ['speed', { between: ['privacy', 'safety'] }], outcome: 'pending' },
    },
    { values: { tensions: ['speed', 'privacy vs safety'], outcome: ['pending'] } },
  ],
  [
    'tensions as a text',
    { action: 'deliberation', metadata: { tensions: 'privacy vs safety', outcome: 'pending' } },
    { values: { tensions: ['privacy vs safety'], outcome: ['pending'] } },
  ],
  [
    'warnings without their figures',
    { action: 'context_pressure_analysis', violations: ['52.5 % used', '61 % used'], metadata: {} },
    {
      values: { pressure_level: [], warnings: ['N % used', 'N % used'], top_metric: [] },
      numbers: { warnings_count: 2 },
    },
  ],
  [
    'failed checks without a list of them',
    {
      action: 'metacognitive_verification',
      metadata: { checks: { safety: false, alignment: false, coherence: true } },
    },
    { values: { decision: [], failed_checks: ['alignment', 'safety'] } },
  ],
  [
    'a service of no known name',
    { action: 'x', service: '__proto__' },
    { service: '__proto__', values: {}, numbers: {} },
  ],
  ['violations of a blocked decision', { allowed: false, violations: ['a', 'b'] }, { blocked: true, violations: 2 }],
  ['none of an allowed one', { violations: ['a', 'b'] }, { blocked: false, violations: 0 }],
]
for (const [what, document, expected] of facets) {
  test(`profile: ${what}`, () => {
    const got = profile(document)
    for (const [key, value] of Object.entries(expected)) assert.equal(got[key as 'values'], value, key)
  })
}

test('a warning pattern has no figures', () => {
  assert.is(warningPattern('Token usage at 52.3% of 200,000 (3rd)'), 'Token usage at N% of N (Nrd)')
})

test('profiles are counted, with their first and last time', async () => {
  const profiles = await withLog(
    [0, 5, 9].map((minute) => decision(at(minute))),
    (log) => log.profiles(window),
  )
  assert.equal(
    profiles.map(({ decisions, first, last }) => ({ decisions, first, last })),
    [{ decisions: 3, first: Date.parse(at(0)), last: Date.parse(at(9)) }],
  )
})

test('measures: only numbers within their bounds, in order of time', async () => {
  const lines = [
    ...[0.5, 0.3, 0.4].map((pressure) => monitor(3, pressure)),
    monitor(1, 0.1),
    monitor(2, 85),
    monitor(4, '0.4'),
    monitor(5, -0.1),
    monitor(6, null),
  ]
  const batches = await withLog(lines, async (log) => {
    const all = []
    for await (const batch of log.measures(window, 'pressure')) all.push(batch)
    return all
  })
  const third = Date.parse(at(3))
  assert.equal(batches, [{ at: [Date.parse(at(1)), third, third, third], values: [0.1, 0.3, 0.4, 0.5] }])
})

test('the last measure of one instant is that of the greatest id', async () => {
  const lines = [0.2, 0.7, 0.5].map((pressure) => monitor(1, pressure))
  const [forward, backward] = [await withLog(lines, last), await withLog(lines.toReversed(), last)]
  assert.is(forward, backward)
  assert.ok([0.2, 0.7, 0.5].includes(forward as number))
  function last(log: AuditLog) {
    return log.lastMeasure(window, 'pressure')
  }
})

test('instants are counted by the services that decided in them', async () => {
  const lines = [decision(at(0)), monitor(0, 0.1), decision(at(1)), decision(at(1)), monitor(2, 0.2), monitor(3, 0.2)]
  const counts = await withLog(lines, (log) => log.instants(window))
  assert.equal(
    counts.toSorted((a, b) => (a.services.join() < b.services.join() ? -1 : 1)),
    [
      { services: ['BoundaryEnforcer'], instants: 1 },
      { services: ['BoundaryEnforcer', 'ContextPressureMonitor'], instants: 1 },
      { services: ['ContextPressureMonitor'], instants: 2 },
    ],
  )
})

test('evidence is whole decisions, filtered, from either end', async () => {
  const lines = [
    decision(at(0)),
    decision(at(1), { allowed: false, violations: ['VALUES'] }),
    verifier(2, { confidence: 0.2 }, { allowed: false, violations: ['Safety'], sessionId: 'other' }),
    decision(at(3)),
  ]
  const found = await withLog(lines, async (log) => [
    await log.evidence(window, { service: 'BoundaryEnforcer' }, 2, 'end'),
    await log.evidence(window, { blocked: true }, 9),
    await log.evidence(window, { violation: 'Safety' }, 9),
    await log.evidence(window, { session: 'other' }, 9),
  ])
  const minutes = found.map((list) => list.map((each) => (each.at - Date.parse(at(0))) / 60_000))
  assert.equal(minutes, [[3, 1], [1, 2], [2], [2]])
  assert.match(found[2]?.[0]?.id as string, /^[0-9a-f]{32}-0$/)
  assert.equal(found[2]?.[0]?.metadata, { confidence: 0.2 })
})

test('a clock that goes back is noted with its line, and seconds are not', async () => {
  const lines = [decision(at(10)), decision(at(9)), decision(at(0)), decision(at(1)), 'x']
  const backwardJumps = await withLog(lines, (log) => log.backwardJumps(window, 5))
  const before = Date.parse(at(9))
  assert.equal(backwardJumps, { total: 1, first: [{ file: 'log.jsonl', line: 3, at: Date.parse(at(0)), before }] })
})

test('a cache of the first version gets what newer ones extract at import', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'bookend-test-'))
  const old = new BetterSqlite3(join(directory, 'sessions.db'))
  old.exec((migrations[0] as Migration).sql)
  old.pragma('user_version = 1')
  old.exec("INSERT INTO sources (id, path, offset, lines, fingerprint) VALUES (1, 'log.jsonl', 0, 0, '')")
  const document = JSON.stringify({
    rules: [],
    violations: [],
    metadata: { overall_pressure: 0.4, pressure_level: 'ELEVATED' },
    extra: {},
  })
  old
    .prepare(
      "INSERT INTO decisions VALUES (NULL, 'h', 0, ?, 's', 'ContextPressureMonitor', 'context_pressure_analysis', 'allow', ?, 1, 1)",
    )
    .run(Date.parse(at(0)), document)
  old.close()
  const cache = openCache(directory, 'durable', new Date(0))
  const log = createSqliteAuditLog(cache.db)
  const [profile] = await log.profiles(window)
  assert.equal(profile?.values.pressure_level, ['ELEVATED'])
  assert.is(await log.lastMeasure(window, 'pressure'), 0.4)
  cache.close()
  rmSync(directory, { recursive: true })
})

test.run()
