import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Document, Long } from 'mongodb'
import * as assert from 'uvu/assert'
import { importCollection } from '../cache/audit/sources/mongo-import.ts'
import { lastDecisions } from '../cache/audit/sources/mongo-times.ts'
import { openCache } from '../cache/database.ts'
import { parseMongoUrl } from '../cache/mongo/address.ts'
import { createMongoServers } from '../cache/mongo/connection.ts'
import { at, day, decision } from './support/decisions.ts'
import { serverSuite } from './support/mongo.ts'
import { type Fate, refusal, type SentCommand, startMongoProxy } from './support/mongo-proxy.ts'
import { createProject } from './support/project.ts'

// Neither server for tests makes capped collections, views, time series or users: what MongoDB says of them is answered by the proxy.
const { test, onServers } = await serverSuite('collections and users of every kind')

const limits = { storeTimeoutMs: 60_000, questionTimeoutMs: 120_000 }
const directory = mkdtempSync(join(tmpdir(), 'bookend-test-'))
/** What a test opens is closed when it is over, also where it fails. */
const opened: (() => Promise<void>)[] = []
test.after.each(async () => {
  for (const close of opened.splice(0)) await close()
})

async function proxyTo(url: string, fateOf: (command: SentCommand) => Fate) {
  const proxy = await startMongoProxy(url, fateOf)
  opened.push(() => proxy.stop())
  return proxy
}

function serversOf() {
  const of = createMongoServers(limits, new AbortController().signal)
  opened.unshift(() => of.close())
  return of
}

const timed = (minute: number, fields: object = {}) => ({
  ...JSON.parse(decision(at(minute))),
  timestamp: new Date(at(minute)),
  ...fields,
})
const listing = (...listed: Document[]): Fate => ({
  answer: { ok: 1, cursor: { id: Long.ZERO, ns: 'x.$cmd.listCollections', firstBatch: listed } },
})

const writing = ['insert', 'createIndexes', 'update', 'delete', 'create', 'drop']
const kinds: [type: Document, says: RegExp][] = [
  [{ type: 'view', options: { viewOn: 'all' } }, /auditLogs is a view: .* the collection behind it/],
  [{ type: 'timeseries', options: { timeseries: {} } }, /auditLogs is a time-series collection: .* no id is unique/],
  [{ type: 'collection', options: { capped: true, size: 1 } }, /auditLogs is a capped collection: .* drops its oldest/],
]

onServers('no decision goes where it would not stay, or could be there twice', async ({ url }) => {
  const here = createProject()
  here.write('.memory/audit/decisions-2025-10-24.jsonl', `${decision(at(0))}\n`)
  let listed: Fate = 'pass'
  const proxy = await proxyTo(url, ({ name }) => (name === 'listCollections' ? listed : 'pass'))
  for (const [kind, says] of kinds) {
    listed = listing({ name: 'other', type: 'collection' }, { name: 'auditLogs', ...kind })
    for (const args of [
      ['import', '.memory/audit/decisions-2025-10-24.jsonl'],
      ['import', '.memory/audit/decisions-2025-10-24.jsonl', '--dry-run'],
      ['export'],
    ]) {
      const { status, stderr } = await here.beside([...args, '--to', proxy.url])
      assert.is(status, 4, stderr)
      assert.match(stderr, says)
      assert.match(stderr, /nothing was written/)
    }
  }
  assert.equal(
    proxy.commands.map(({ name }) => name).filter((name) => writing.includes(name)),
    [],
  )
  here.remove()
})

onServers(
  'text is compared as it is written, whatever order a collection has, and a view in its own',
  async (database) => {
    await database.db.collection('auditLogs').insertMany([timed(0), timed(1, { timestamp: at(1) })])
    const window = { from: Date.parse(at(0)), to: Date.parse(at(5)) }
    const reads = ['find', 'count', 'aggregate']
    for (const isView of [false, true]) {
      // As MongoDB answers where a view's collation is another one.
      const refuse = ({ name, document }: SentCommand): Fate =>
        isView && reads.includes(name) && document.collation
          ? { answer: refusal(167, 'OptionNotSupportedOnView', "Cannot override a view's default collation") }
          : 'pass'
      const proxy = await proxyTo(database.url, refuse)
      const mongo = serversOf()
      const address = parseMongoUrl(proxy.url, 'test')
      const cache = openCache(mkdtempSync(join(directory, 'cache-')), 'durable', new Date(0))
      const read = () => importCollection(cache.db, mongo.of(address), address, window, () => undefined)
      assert.equal(await read(), { added: 2, known: 0 })
      await database.db.collection('auditLogs').insertOne(timed(2 + Number(isView)))
      assert.is((await read()).added, 1)
      const seen = await lastDecisions(mongo.of(address), address, window.from)
      assert.is(seen.get('BoundaryEnforcer'), Date.parse(at(2 + Number(isView))))
      const collations = proxy.commands
        .filter(({ name }) => reads.includes(name))
        .map(({ document }) => document.collation)
      if (!isView) assert.equal(new Set(collations.map((collation) => collation?.locale)), new Set(['simple']))
      cache.close()
      if (!isView) await database.db.collection('auditLogs').deleteOne({ timestamp: new Date(at(2)) })
    }
  },
)

onServers(
  'an index that the server refuses is not told as made; the decisions are in all the same',
  async ({ url, db }) => {
    const here = createProject()
    const lines = (from: number) => Array.from({ length: 3 }, (_, n) => `${decision(at(from + n))}\n`).join('')
    here.write('first.jsonl', lines(0))
    here.write('second.jsonl', lines(10))
    const words = 'not authorized to createIndex'
    const proxy = await proxyTo(url, ({ name }) =>
      name === 'createIndexes' ? { answer: refusal(13, 'Unauthorized', words) } : 'pass',
    )
    const told = await here.beside(['import', 'first.jsonl', '--to', proxy.url])
    assert.equal([told.status, told.stderr], [0, ''])
    const about = told.stdout.split('\n').filter((line) => line.includes('index'))
    assert.is(about.length, 1, told.stdout)
    assert.match(about[0] ?? '', /^did not make an index on auditLogs: timestamp 1, _id 1: .*Unauthorized.*createIndex/)
    const { stdout, stderr, status } = await here.beside(['import', 'second.jsonl', '--to', proxy.url, '--json'])
    assert.equal([status, stderr], [0, ''])
    const { indexes } = JSON.parse(stdout) as { indexes: { made: boolean; reason?: string }[] }
    assert.equal(
      indexes.map(({ reason, ...index }) => [index, reason?.includes(words)]),
      [[{ collection: 'auditLogs', key: { timestamp: 1, _id: 1 }, made: false }, true]],
    )
    assert.is(await db.collection('auditLogs').countDocuments(), 6)
    // Where nobody refuses it, it is made and said once.
    const made = await here.beside(['import', 'second.jsonl', '--to', url, '--json'])
    assert.equal(JSON.parse(made.stdout).indexes, [
      { collection: 'auditLogs', key: { timestamp: 1, _id: 1 }, made: true },
    ])
    assert.is(
      JSON.parse((await here.beside(['import', 'second.jsonl', '--to', url, '--json'])).stdout).indexes,
      undefined,
    )
    here.remove()
  },
)

onServers('a rule is not written over another whose id a collection takes for the same', async ({ url }) => {
  const here = createProject()
  const rule = { id: 'inst_001', text: 'A rule', quadrant: 'SYSTEM', persistence: 'HIGH' }
  here.write('.claude/instruction-history.json', JSON.stringify({ instructions: [rule] }))
  const proxy = await proxyTo(url, () => 'pass')
  here.write('session.config.ts', `export default { ruleStore: '${proxy.url}' }\n`)
  const { status, stderr } = await here.beside(['closedown', '--json', ...day])
  assert.is(status, 0, stderr)
  const updates = proxy.commands.flatMap(({ document }) => (document.updates as Document[] | undefined) ?? [])
  assert.equal(
    updates.map(({ collation }) => collation),
    [{ locale: 'simple' }],
  )
  here.remove()
})

interface Closed {
  analysis: { decisions: { total: number } }
  tasks: { id: string; outcome: string; reason?: { detail: string } }[]
}

onServers(
  'documents without a usable time, an empty collection and none at all are said to be so',
  async (database) => {
    const here = createProject()
    here.write('session.config.ts', `export default { audit: '${database.url}', ruleStore: 'sqlite:' }\n`)
    const close = () => {
      const { analysis, tasks } = here.json<Closed>(['closedown', ...day])
      const read = tasks.find(({ id }) => id === 'analysis/decisions')
      return { total: analysis.decisions.total, outcome: read?.outcome, detail: read?.reason?.detail ?? '' }
    }
    const shown = () => here.bookend(['task', 'analysis/decisions', ...day]).stdout
    const collection = database.db.collection('auditLogs')
    assert.equal(close(), { total: 0, outcome: 'done', detail: '' })
    assert.match(shown(), /has no documents in auditLogs\n1 store, 0 unreadable lines\n$/)
    await collection.insertOne({ ...timed(0), timestamp: new Date('2020-01-01') })
    assert.equal(close(), { total: 0, outcome: 'done', detail: '' })
    assert.not.match(shown(), /no documents/)
    const times = [null, undefined, { at: new Date(at(0)) }, 'yesterday', true, new Date('2020-01-02')]
    await collection.insertMany(times.map((timestamp) => ({ ...timed(0), timestamp })))
    const without = close()
    assert.equal([without.total, without.outcome], [0, 'degraded'])
    assert.match(without.detail, /of the latest documents of auditLogs 5 of 7 have no usable "timestamp"/)
    // However many there are, so many are looked at; the latest come first.
    await collection.insertMany(Array.from({ length: 1200 }, () => ({ ...timed(0), timestamp: null })))
    assert.match(close().detail, /1000 of 1000/)
    // Where the session has decisions, nothing is asked besides.
    await collection.insertOne(timed(1))
    assert.equal(close(), { total: 1, outcome: 'done', detail: '' })
    here.remove()
  },
)

onServers('a user who may only read gets every decision, and is told what was not written', async (database) => {
  await database.db.collection('auditLogs').insertMany([timed(0), timed(1)])
  const here = createProject()
  const rule = { id: 'inst_001', text: 'A rule', quadrant: 'SYSTEM', persistence: 'HIGH' }
  here.write('.claude/instruction-history.json', JSON.stringify({ instructions: [rule] }))
  here.write('log.jsonl', `${decision(at(2))}\n`)
  let denied = [...writing, 'listDatabases', 'serverStatus', 'listIndexes']
  const proxy = await proxyTo(database.url, ({ name, document }) => {
    // Everyone may list the names of what he may read.
    if (name === 'listCollections' && document.authorizedCollections)
      return listing({ name: 'auditLogs', type: 'view' })
    return denied.includes(name) ? { answer: refusal(13, 'Unauthorized', `not authorized: ${name}`) } : 'pass'
  })
  here.write('session.config.ts', `export default { audit: '${proxy.url}' }\n`)
  const closed = await here.beside(['closedown', '--json', ...day])
  assert.is(closed.status, 0, closed.stderr)
  const { analysis, tasks } = JSON.parse(closed.stdout) as Closed
  assert.is(analysis.decisions.total, 2)
  const degraded = tasks.filter(({ reason }) => /not authorized: update/.test(reason?.detail ?? ''))
  assert.equal(
    degraded.map(({ id, outcome }) => [id, outcome]),
    [['cleanup/sync-rules', 'degraded']],
  )
  assert.is((await here.beside(['init', '--no-sync', '--json'])).status, 0)
  assert.is((await here.beside(['export'])).stdout.trim().split('\n').length, 2)
  const refused = await here.beside(['import', 'log.jsonl', '--to', proxy.url])
  assert.is(refused.status, 4, refused.stderr)
  assert.match(refused.stderr, /refused \(Unauthorized\): not authorized: insert at \S+:1; in all 0 decisions added/)
  // Without the right to list collections, their names and kinds can still be asked for.
  denied = ['listCollections', 'listIndexes', ...writing]
  const view = await here.beside(['import', 'log.jsonl', '--to', proxy.url])
  assert.match(view.stderr, /auditLogs is a view/)
  const doctor = JSON.parse((await here.beside(['doctor', '--store', '--json'])).stdout)
  const of = (id: string) => doctor.checks.find((check: { id: string }) => check.id === id)
  assert.match(of('store-collection').reason, /is a view/)
  assert.is(await database.db.collection('auditLogs').countDocuments(), 2)
  here.remove()
})

test.after(async () => {
  rmSync(directory, { recursive: true })
})

test.run()
