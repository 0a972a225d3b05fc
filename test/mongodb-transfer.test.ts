import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { Binary, BSON, BSONRegExp, Code, Decimal128, Double, Int32, Long, MaxKey, ObjectId, Timestamp } from 'mongodb'
import * as assert from 'uvu/assert'
import { documentOf } from '../cache/audit/document.ts'
import { contentHash, normaliseDecision } from '../cache/decision.ts'
import { plainExtended } from '../cache/mongo/plain.ts'
import { at, day, decision } from './support/decisions.ts'
import { assertDescribed } from './support/json-forms.ts'
import { serverSuite } from './support/mongo.ts'
import { createProject } from './support/project.ts'
import { fileTime, randomDecisions } from './support/random-decisions.ts'
import { randomRuns } from './support/random-runs.ts'

const { EJSON } = BSON
const { test, onServers } = await serverSuite('import and export')

test('a decision that is written as a document and read again is the same, with every key of its own', () => {
  fc.assert(
    fc.property(randomDecisions(['date']), (decisions) => {
      for (const { document, at: time } of decisions) {
        const first = normaliseDecision({ ...document, own_key: { kept: [1] }, timestamp: fileTime(time) })
        if (!('decision' in first)) continue
        const again = normaliseDecision(JSON.parse(JSON.stringify(documentOf(first.decision))))
        assert.ok('decision' in again)
        assert.is(contentHash(again.decision), contentHash(first.decision), JSON.stringify(document))
        assert.equal(again.decision.extra.own_key, { kept: [1] })
      }
    }),
    { numRuns: randomRuns(80) },
  )
})

const lines = [
  decision(at(0), { own_key: 'kept' }),
  decision(at(1), { allowed: false, violations: ['VALUES'] }),
  decision(at(1), { allowed: false, violations: ['VALUES'] }),
  decision(at(2), { metadata: { 'a.b': 1, deep: { c: [1, 2] } } }),
]

test('an embedded user exports lines that are imported as the same decisions', () => {
  const from = createProject()
  from.write('.memory/audit/decisions-2025-10-24.jsonl', `${lines.join('\n')}\n`)
  const { status, stdout } = from.bookend(['export', '--to', 'out.jsonl'])
  assert.is(status, 0, stdout)
  const exported = from.bookend(['export'])
  assert.is(exported.stdout, from.read('out.jsonl'))
  assert.is(exported.stdout.trim().split('\n').length, 4)
  const into = createProject()
  into.write('.memory/audit/decisions-2025-10-24.jsonl', from.read('out.jsonl'))
  const blocks = [from, into].map((project) => project.json<{ analysis: unknown }>(['closedown', ...day]).analysis)
  assert.equal(blocks[0], blocks[1])
  from.remove()
  into.remove()
})

onServers('files go into MongoDB once, equal lines are two, and come back', async ({ url, db }) => {
  const here = createProject()
  here.write('log.jsonl', `${lines.join('\n')}\n{"broken\n`)
  const first = here.bookend(['import', 'log.jsonl', '--to', url])
  assert.is(first.status, 0, first.stderr)
  assert.match(first.stdout, /log\.jsonl: 4 decisions added, 0 known already, 1 unreadable line\n/)
  assert.match(first.stdout, /log\.jsonl:5: not JSON/)
  const second = here.bookend(['import', 'log.jsonl', '--to', 'env:STORE'], { env: { STORE: url } })
  assert.match(second.stdout, /0 decisions added, 4 known already/)
  const stored = await db.collection('auditLogs').findOne({ own_key: 'kept' })
  assert.ok(stored?.timestamp instanceof Date)
  assert.ok(stored?._id instanceof ObjectId)
  // The framework lets decisions expire by an index of this name: it must still be able to make it.
  await db.collection('auditLogs').createIndex({ timestamp: 1 }, { expireAfterSeconds: 7_776_000 })
  here.write('session.config.ts', `export default { audit: '${url}', ruleStore: 'sqlite:' }\n`)
  const exported = here.bookend(['export'])
  const sorted = (text: string) =>
    text
      .trim()
      .split('\n')
      .map((line) => {
        const { _id, ...document } = plainExtended(JSON.parse(line)) as Record<string, unknown>
        return JSON.stringify(Object.entries(document).sort())
      })
      .sort()
  assert.equal(sorted(exported.stdout), sorted(lines.join('\n')))
  here.remove()
})

onServers('what an export leaves out is named by its id, with why', async ({ url, db }, server) => {
  const ids = Array.from({ length: 5 }, () => new ObjectId())
  await db
    .collection('auditLogs')
    .insertMany([
      ...lines.map((line) => JSON.parse(line)),
      ...ids.map((_id) => ({ _id, action: 'boundary_enforcement', allowed: true, timestamp: 'never' })),
    ])
  const here = createProject()
  here.write('session.config.ts', `export default { audit: '${url}', ruleStore: 'sqlite:' }\n`)
  const { status, stderr } = here.bookend(['export'])
  assert.is(status, 0)
  assert.match(stderr, /5 documents left out: not readable as decisions\n/)
  for (const id of ids.slice(0, 3)) assert.match(stderr, new RegExp(`\n {2}${id}: \\w`))
  assert.match(stderr, /\n {2}and 2 more\n/)
  for (const to of ['out.jsonl', server.database().url]) {
    const printed = here.json<{ leftOut: { total: number; first: { id: string; reason: string }[] } }>([
      'export',
      '--to',
      to,
    ])
    assertDescribed('commands/export', printed, ['leftOut.total', 'leftOut.first'])
    assert.is(printed.leftOut.total, 5)
    assert.equal(
      printed.leftOut.first.map(({ id }) => id),
      ids.slice(0, 3).map(String),
    )
  }
  here.remove()
})

onServers('what the framework wrote itself is not written again', async ({ url, db }) => {
  const documents = lines.slice(0, 2).map((line) => JSON.parse(line))
  await db
    .collection('auditLogs')
    .insertMany(documents.map((document) => ({ ...document, timestamp: new Date(document.timestamp) })))
  const here = createProject()
  here.write('.memory/audit/decisions-2025-10-24.jsonl', `${lines.join('\n')}\n`)
  assert.match(here.bookend(['export', '--to', url]).stdout, /2 decisions added, 2 known already/)
  assert.match(here.bookend(['export', '--to', url]).stdout, /0 decisions added, 4 known already/)
  assert.is(await db.collection('auditLogs').countDocuments(), 4)
  here.remove()
})

onServers(
  'an export keeps the types of values, in a file and on the way into another store',
  async ({ url, db }, server) => {
    const typed = {
      _id: new ObjectId(),
      action: 'boundary_enforcement',
      allowed: true,
      timestamp: new Date(at(0)),
      long: Long.fromString('9007199254740993'),
      double: new Double(5.5),
      int: new Int32(5),
      when: new Date(0),
      metadata: {
        ref: new ObjectId(),
        exact: Decimal128.fromString('0.10'),
        bytes: new Binary(Buffer.from('abc')),
        // What JSON has no form for.
        pattern: new BSONRegExp('a+', 'i'),
        clock: new Timestamp({ t: 1, i: 2 }),
        code: new Code('f()'),
        largest: new MaxKey(),
        lists: [[new Int32(1)], [], [null]],
      },
    }
    await db.collection('auditLogs').insertOne(typed)
    const here = createProject()
    here.write('session.config.ts', `export default { audit: '${url}', ruleStore: 'sqlite:' }\n`)
    const { stdout } = here.bookend(['export'])
    assert.is(stdout.trim(), EJSON.stringify(typed, { relaxed: false }))
    // Into the cache and into another store, the same line is the same decision.
    here.write('line.jsonl', stdout)
    assert.match(here.bookend(['import', 'line.jsonl']).stdout, /1 decision added, 0 known already, 0 unreadable/)
    const other = server.database()
    assert.match(here.bookend(['export', '--to', other.url]).stdout, /1 decision added/)
    assert.match(here.bookend(['import', 'line.jsonl', '--to', other.url]).stdout, /0 decisions added, 1 known already/)
    // The store and a file of what was exported from it: one decision.
    const { analysis } = here.json<{ analysis: { decisions: { total: number } } }>(['closedown', ...day])
    assert.is(analysis.decisions.total, 1)
    const asStored = { promoteValues: false, bsonRegExp: true }
    const [copy] = await other.db.collection('auditLogs').find({}, asStored).toArray()
    const { _id, ...values } = copy as typeof typed
    const { _id: __, ...wanted } = typed
    assert.is(EJSON.stringify(values, { relaxed: false }), EJSON.stringify(wanted, { relaxed: false }))
    here.remove()
  },
)

onServers('what no store can take is named, and keeps nothing else out', async ({ url, db }) => {
  const here = createProject()
  let nested: object = {}
  for (let depth = 0; depth < 110; depth++) nested = { nested }
  const metadatas = [
    { nested },
    { 'a\0b': 1 },
    { ref: { $oid: 'none' } },
    { exact: { $numberDecimal: 'none' } },
    { long: { $numberLong: '9223372036854775808' } },
    { int: { $numberInt: '-2147483649' } },
    { long: { $numberLong: '1.5' } },
  ]
  const odd = metadatas.map((metadata, n) => decision(at(n), { metadata }))
  here.write(
    'odd.jsonl',
    `${odd.join('\n')}\n${decision(at(9), { metadata: { long: { $numberLong: '9223372036854775807' } } })}\n`,
  )
  for (const counts of ['1 decision added, 0 known already', '0 decisions added, 1 known already']) {
    const { status, stdout } = here.bookend(['import', 'odd.jsonl', '--to', url])
    assert.is(status, 4)
    assert.match(stdout, new RegExp(`odd\\.jsonl: ${counts}, 2 refused`))
    assert.match(stdout, /odd\.jsonl:1: nested deeper than 100 levels\n/)
    assert.match(stdout, /odd\.jsonl:2: key .* must not contain null bytes\n/)
    for (const line of [3, 4, 5, 6, 7]) assert.match(stdout, new RegExp(`odd\\.jsonl:${line}: not valid Extended JSON`))
  }
  assert.is(await db.collection('auditLogs').countDocuments(), 1)
  const printed = JSON.parse(here.bookend(['import', 'odd.jsonl', '--to', url, '--json']).stdout)
  const places = ['refused.0.id', 'refused.0.line', 'refused.0.reason', 'unreadable.0.line', 'unconfirmed']
  assertDescribed(
    'commands/import',
    printed,
    places.map((place) => `files.0.${place}`),
  )
  // What is asked for and is not in the store ends the command with 4, each kind of it by itself, and so does an export.
  for (const [n, status] of [4, 4, 4, 4, 4, 4, 4, 0].entries()) {
    here.write('one.jsonl', `${[...odd, decision(at(9))][n]}\nnot a decision\n`)
    assert.is(here.bookend(['import', 'one.jsonl', '--to', url, '--json']).status, status, `line ${n + 1}`)
  }
  here.write('.memory/audit/decisions-2025-10-24.jsonl', `${odd[1]}\n${decision(at(9))}\n`)
  assert.is(here.bookend(['export', '--to', url]).status, 4)
  here.remove()
})

onServers('a dry run writes nothing anywhere', async ({ url, db }) => {
  const here = createProject()
  here.write('log.jsonl', `${lines.join('\n')}\n`)
  assert.match(here.bookend(['import', 'log.jsonl', '--to', url, '--dry-run']).stdout, /: 4 decisions would be sent$/m)
  here.bookend(['export', '--to', 'out.jsonl', '--dry-run'])
  assert.is(await db.collection('auditLogs').countDocuments(), 0)
  assert.throws(() => readFileSync(join(here.root, 'out.jsonl')))
  here.remove()
})

test.run()
