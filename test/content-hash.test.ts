import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { rehashStored } from '../cache/audit/derived.ts'
import { decisionWriter } from '../cache/audit/insert.ts'
import { openCache } from '../cache/database.ts'
import { contentHash, type Decision, normaliseDecision } from '../cache/decision.ts'

const test = suite('content of a decision')

function decisionOf(fields: object): Decision {
  const normal = normaliseDecision({ timestamp: 0, action: 'boundary_enforcement', allowed: false, ...fields })
  if (!('decision' in normal)) throw new Error(normal.unreadable)
  return normal.decision
}

const logged = { violations: ['VALUES'], metadata: { domain: 'VALUES', list: [{ a: 1 }], deep: { b: [1, 2] } } }
const same: [what: string, fields: object][] = [
  [
    'keys in another order',
    { metadata: { deep: { b: [1, 2] }, list: [{ a: 1 }], domain: 'VALUES' }, violations: ['VALUES'] },
  ],
  ['empty objects and lists', { ...logged, metadata: { ...logged.metadata, x: {}, y: [], z: { v: {} } } }],
  ['ids of a store in a list', { ...logged, metadata: { ...logged.metadata, list: [{ _id: 'f00', a: 1 }] } }],
  ['violations as objects', { ...logged, violations: [{ ruleId: 'VALUES', severity: 'HIGH', details: 'more' }] }],
  ['fields that are no part of it', { ...logged, durationMs: 3, _id: 'f00', __v: 0 }],
]
for (const [what, fields] of same)
  test(`the same with ${what}`, () => {
    assert.is(contentHash(decisionOf(fields)), contentHash(decisionOf(logged)))
  })

const different: [what: string, fields: object][] = [
  ['another violation', { ...logged, violations: ['AGENCY'] }],
  ['another order of violations', { ...logged, violations: ['AGENCY', 'VALUES'] }],
  ['an element more', { ...logged, metadata: { ...logged.metadata, deep: { b: [1, 2, {}] } } }],
  ['another rule beside it', { ...logged, tractatus_section: 'inst_017' }],
  ['another type', { ...logged, metadata: { ...logged.metadata, domain: 7 } }],
]
for (const [what, fields] of different)
  test(`not the same with ${what}`, () => {
    assert.is.not(contentHash(decisionOf(fields)), contentHash(decisionOf(logged)))
  })

test('decisions of an older cache are hashed again; those of two sources that are one stay once', () => {
  const { db, close } = openCache('/nonexistent', 'existing', new Date(0))
  for (const path of ['file', 'store'])
    db.prepare("INSERT INTO sources (path, offset, lines, fingerprint) VALUES (?, 0, 0, '')").run(path)
  const write = decisionWriter(db)
  const migrated = decisionOf({ ...logged, violations: [{ ruleId: 'VALUES', severity: 'HIGH' }] })
  // As the older version told them apart.
  write(1, decisionOf(logged), 'old-1', 0, 1)
  write(1, decisionOf(logged), 'old-1', 1, 2)
  write(2, migrated, 'old-2', 0, 0)
  write(2, decisionOf({ ...logged, timestamp: 5 }), 'old-3', 0, 0)
  rehashStored(db)
  const rows = db.prepare('SELECT at_ms, hash, number, source FROM decisions ORDER BY id').raw().all()
  const hash = contentHash(decisionOf(logged))
  assert.equal(rows, [
    [0, hash, 0, 1],
    [0, hash, 1, 1],
    [5, contentHash(decisionOf({ ...logged, timestamp: 5 })), 0, 2],
  ])
  assert.is(db.prepare('SELECT COUNT(*) FROM violations').pluck().get(), 3)
  close()
})

test.run()
