import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { contentHash, normaliseDecision } from '../cache/decision.ts'
import { at, day, decision } from './support/decisions.ts'
import { createProject, type TestProject } from './support/project.ts'

const test = suite('decisions')

const timestamp = '2025-10-24T10:15:00.000Z'
/** A document, and what of its normal form matters. */
const shapes: [what: string, document: object, normal: object][] = [
  [
    'the action decides over a default service',
    { timestamp, allowed: true, action: 'metacognitive_verification', service: 'BoundaryEnforcer' },
    { service: 'MetacognitiveVerifier', verdict: 'allow' },
  ],
  [
    'the service where the action says nothing',
    { timestamp, allowed: true, service: 'CrossReferenceValidator' },
    { service: 'CrossReferenceValidator' },
  ],
  [
    'any deliberation',
    { timestamp, allowed: true, action: 'values_deliberation_round' },
    { service: 'PluralisticDeliberationOrchestrator' },
  ],
  ['neither', { timestamp, allowed: true }, { service: 'unknown' }],
  [
    'an allowed decision with warnings',
    { timestamp, allowed: true, violations: ['High token usage'] },
    { verdict: 'warn', violations: [{ key: 'High token usage' }] },
  ],
  [
    'a boundary with the rule in its section',
    { timestamp, allowed: false, violations: ['VALUES'], metadata: { tractatus_section: 'inst_017' } },
    { verdict: 'block', violations: [{ key: 'VALUES', ruleId: 'inst_017' }] },
  ],
  [
    'a rule id as the violation',
    { timestamp, allowed: false, violations: ['inst_008'] },
    { violations: [{ key: 'inst_008', ruleId: 'inst_008' }] },
  ],
  [
    'an object with the misspelt text',
    { timestamp, allowed: false, violations: [{ rulText: 'Ask first', severity: 'HIGH', details: 'rm' }] },
    { violations: [{ key: 'Ask first', severity: 'HIGH', detail: 'rm' }] },
  ],
  [
    "the working paper's form",
    {
      timestamp,
      service: 'BoundaryEnforcer',
      decision: 'BLOCK',
      rule_id: 'inst_001',
      context: 'Tool: Write, File: config.json',
      reason: 'Values',
    },
    { verdict: 'block', rules: ['inst_001'], violations: [{ key: 'Values' }] },
  ],
  [
    "the working paper's warning",
    { timestamp, decision: 'warn', reason: 'Careful' },
    { verdict: 'warn', violations: [{ key: 'Careful' }] },
  ],
  [
    "the working paper's permission",
    { timestamp, decision: 'ALLOW', reason: 'No boundary violations detected' },
    { verdict: 'allow', violations: [] },
  ],
  [
    'a session id in the metadata',
    { timestamp, decision: 'ALLOW', metadata: { sessionId: 's-1' } },
    { session: 's-1' },
  ],
  ['extended JSON', { timestamp: { $date: timestamp }, allowed: true }, { at: Date.parse(timestamp) }],
  [
    'extended JSON with a number',
    { timestamp: { $date: { $numberLong: '1761300900000' } }, allowed: true },
    { at: 1761300900000 },
  ],
  ['a time without a zone is UTC', { timestamp: '2025-10-24T10:15:00', allowed: true }, { at: Date.parse(timestamp) }],
  [
    'keys that it does not know',
    { timestamp, allowed: true, durationMs: 4, userId: null },
    { extra: { durationMs: 4, userId: null } },
  ],
]
for (const [what, document, normal] of shapes) {
  test(`normal form: ${what}`, () => {
    const result = normaliseDecision(document)
    if ('unreadable' in result) throw new Error(result.unreadable)
    for (const [key, value] of Object.entries(normal)) assert.equal(result.decision[key as 'at'], value, key)
  })
}

const unreadable: [what: string, value: unknown][] = [
  ['a list', []],
  ['null', null],
  ['a text', 'x'],
  ['no time', { allowed: true }],
  ['a time that is none', { timestamp: 'yesterday', allowed: true }],
  ['a month that is none', { timestamp: '2025-13-01T00:00:00Z', allowed: true }],
  ['a time in seconds', { timestamp: 1_755_594_000, allowed: true }],
  ['the last second that no time in milliseconds is', { timestamp: 99_999_999_999, allowed: true }],
  ['the same as a date', { timestamp: { $date: { $numberLong: '1755594000' } }, allowed: true }],
  ['a date that was made of it', { timestamp: '1970-01-21T07:39:54.000Z', allowed: true }],
  ['a time in microseconds', { timestamp: 1_755_594_000_000_000, allowed: true }],
  ['a date that was made of it', { timestamp: '+057601-09-21T00:00:00.000Z', allowed: true }],
  ['a time in nanoseconds', { timestamp: 1_755_594_000_000_000_000, allowed: true }],
  ['a fraction of a millisecond', { timestamp: 1_755_594_000_000.5, allowed: true }],
  ['a number that is a time in no unit', { timestamp: 1e22, allowed: true }],
  ['no verdict', { timestamp }],
  ['a verdict that is none', { timestamp, allowed: 'maybe' }],
  ['a word that is none', { timestamp, decision: 'PERHAPS' }],
]
for (const [what, value] of unreadable) {
  test(`unreadable: ${what}`, () => assert.ok('unreadable' in normaliseDecision(value)))
}

const meant = Date.parse('2025-08-19T09:00:00.250Z')
for (const [unit, time] of [
  ['seconds', meant / 1000],
  ['microseconds', meant * 1000],
  ['microseconds', { $date: { $numberLong: String(meant * 1000) } }],
  ['microseconds', new Date(meant * 1000).toISOString()],
  ['nanoseconds', meant * 1_000_000],
] as const)
  test(`unreadable in the session that it means: ${unit}, ${JSON.stringify(time)}`, () => {
    const normal = normaliseDecision({ timestamp: time, allowed: true })
    assert.is('unreadable' in normal && normal.unreadable, `timestamp in ${unit}, not in milliseconds`)
    assert.is('unreadable' in normal && normal.timed?.at, meant)
  })

test('the content has one hash, whatever the order of its keys', () => {
  const hash = (value: object) => {
    const result = normaliseDecision(value)
    return 'decision' in result ? contentHash(result.decision) : ''
  }
  assert.is(
    hash({ timestamp, allowed: true, metadata: { a: 1, b: { c: 1, d: 2 } } }),
    hash({ metadata: { b: { d: 2, c: 1 }, a: 1 }, allowed: true, timestamp }),
  )
  assert.is.not(
    hash({ timestamp, allowed: true, metadata: { a: 1 } }),
    hash({ timestamp, allowed: true, metadata: { a: 2 } }),
  )
})

const log = '.memory/audit/decisions-2025-10-24.jsonl'
interface Counts {
  analysis: {
    decisions: { total: number; unreadable: number }
    violations: { key: string; count: number; contexts: number }[]
  }
}
const counted = (project: TestProject) => project.json<Counts>(['closedown', ...day]).analysis.decisions

test('equal lines are decisions of their own, and the same line read again is not', () => {
  const project = createProject()
  const twice = [decision(at(0)), decision(at(0)), decision(at(1))]
  project.write(log, `${twice.join('\n')}\n`)
  assert.is(counted(project).total, 3)
  assert.is(counted(project).total, 3)
  project.write(log, `${[...twice, decision(at(0))].join('\n')}\n`)
  assert.is(counted(project).total, 4)
  project.write('copy.jsonl', `${[...twice, decision(at(0))].join('\n')}\n`)
  assert.equal(project.json<{ files: object[] }>(['import', 'copy.jsonl']).files, [
    {
      file: 'copy.jsonl',
      lines: 4,
      readBefore: 0,
      added: 0,
      known: 4,
      bytes: Buffer.byteLength(project.read('copy.jsonl')),
      unreadable: [],
    },
  ])
  project.write('more.jsonl', `${Array.from({ length: 5 }, () => decision(at(0))).join('\n')}\n`)
  assert.is(project.json<{ files: { added: number }[] }>(['import', 'more.jsonl']).files[0]?.added, 2)
  assert.is(counted(project).total, 6)
  project.remove()
})

test('only what was appended is read, and a line cut off in the middle is completed later', () => {
  const project = createProject()
  const half = decision(at(2))
  project.write(log, `${decision(at(0))}\n${decision(at(1))}\n${half.slice(0, 40)}`)
  assert.equal([counted(project).total, counted(project).unreadable], [2, 1])
  project.write(log, `${decision(at(0))}\n${decision(at(1))}\n${half}\n${decision(at(3))}\n`)
  assert.equal([counted(project).total, counted(project).unreadable], [4, 0])
  const again = project.json<{ files: { lines: number }[] }>(['import', log])
  assert.is(again.files[0]?.lines, 0)
  project.remove()
})

test('a file that was rewritten is read from its beginning, and adds nothing twice', () => {
  const project = createProject()
  project.write(log, `${[0, 1, 2].map((minute) => decision(at(minute))).join('\n')}\n`)
  assert.is(counted(project).total, 3)
  project.write(log, `${[9, 0, 1, 2, 3].map((minute) => decision(at(minute))).join('\n')}\n`)
  assert.is(counted(project).total, 5)
  project.remove()
})

test('unreadable lines count to the session of the line before them, also on later runs', () => {
  const project = createProject()
  const early = decision('2025-10-24T09:00:00.000Z')
  project.write(log, `not json\n\n${early}\n[]\n${decision(at(0))}\n{"allowed":"maybe"}\n\u0000\u0000\n`)
  for (let run = 0; run < 2; run++) assert.equal([counted(project).total, counted(project).unreadable], [1, 2])
  const { stdout } = project.bookend(['task', 'analysis/decisions', ...day])
  assert.match(stdout, new RegExp(`^${log.replaceAll('.', '\\.')}:6: no valid timestamp$`, 'm'))
  assert.match(stdout, new RegExp(`^${log.replaceAll('.', '\\.')}:7: not JSON$`, 'm'))
  project.remove()
})

test('a file without a readable line counts to its date', () => {
  const project = createProject()
  project.write(log, 'nothing\nhere\n')
  assert.equal(counted(project), { total: 0, allowed: 0, blocked: 0, unreadable: 2, mended: 0 })
  project.remove()
})

test('contexts: a retry loop on one file is one, different files are several', () => {
  const project = createProject()
  const blocked = (minute: number, key: string, metadata: object) =>
    decision(at(minute), { allowed: false, violations: [key], metadata })
  project.write(
    log,
    `${[
      ...[0, 1, 2].map((minute) => blocked(minute, 'loop', { actionType: `Try ${minute} on src/a.js` })),
      ...[3, 4].map((minute) => blocked(minute, 'files', { actionType: 'Edit', file: `src/${minute}.js` })),
      ...[5, 6].map((minute) => blocked(minute, 'words', { actionType: `Do thing ${minute === 5 ? 'one' : 'two'}` })),
    ].join('\n')}\n`,
  )
  const { violations } = project.json<Counts>(['closedown', ...day]).analysis
  assert.equal(violations, [
    { key: 'loop', count: 3, contexts: 1 },
    { key: 'files', count: 2, contexts: 2 },
    { key: 'words', count: 2, contexts: 2 },
  ])
  project.remove()
})

test('a directory of its own, and one that is missing', () => {
  const project = createProject()
  project.write('logs/a.jsonl', `${decision(at(0))}\n`)
  project.write('session.config.ts', "export default { audit: 'jsonl:logs' }")
  assert.is(counted(project).total, 1)
  project.write('session.config.ts', "export default { audit: 'jsonl:absent' }")
  const report = project.json<{
    outcome: string
    analysis?: object
    tasks: { id: string; reason?: { detail: string } }[]
  }>(['closedown', ...day])
  assert.is(report.outcome, 'degraded')
  assert.not.ok(report.analysis)
  project.remove()
})

test.run()
