import { Long } from 'mongodb'
import * as assert from 'uvu/assert'
import { parseMongoUrl } from '../cache/mongo/address.ts'
import { createMongoServers } from '../cache/mongo/connection.ts'
import { examineStore } from '../workflows/commands/doctor/examine-store.ts'
import { at, decision } from './support/decisions.ts'
import { assertDescribed, assertForm } from './support/json-forms.ts'
import { serverSuite } from './support/mongo.ts'
import { refusal, startMongoProxy } from './support/mongo-proxy.ts'
import { createProject } from './support/project.ts'

const { test, onServers } = await serverSuite('doctor --store')

interface Examined {
  checks: { id: string; verdict: string; reason?: string; fix?: string }[]
}

test('without a MongoDB there is nothing to ask', () => {
  const here = createProject()
  const { status, stdout } = here.bookend(['doctor', '--store'])
  assert.equal([status, stdout], [0, 'SKIPPED store: no MongoDB is configured\n'])
  here.remove()
})

test('a store that does not answer is one FAIL, and what it would have been asked is skipped', () => {
  const here = createProject()
  here.write('session.config.ts', "export default { audit: 'mongodb://u:s3cret@127.0.0.1:1/d', storeTimeoutMs: 300 }\n")
  const { status, stdout } = here.bookend(['doctor', '--store', '--json'])
  const { checks } = JSON.parse(stdout) as Examined
  assert.is(status, 4)
  assert.equal(
    checks.map(({ verdict }) => verdict),
    ['FAIL', ...Array<string>(checks.length - 1).fill('SKIPPED')],
  )
  assert.not.match(stdout, /s3cret/)
  here.remove()
})

onServers('what is wrong in a store is said with what to do, and is over once that is done', async ({ url, db }) => {
  const here = createProject()
  here.write('session.config.ts', `export default { audit: '${url}', storeTimeoutMs: 60_000 }\n`)
  await db.collection('governanceRules').insertOne({ id: 'inst_001', active: true, expiresAt: '2999-01-01' })
  const examine = () => {
    const { status, stdout } = here.bookend(['doctor', '--store', '--json'])
    const { checks } = JSON.parse(stdout) as Examined
    assertForm('commands/doctor', { checks })
    return { status, checks, of: (id: string) => checks.find((check) => check.id === id) }
  }
  const timeless = { ...JSON.parse(decision(at(0))), timestamp: { at: new Date(at(0)) } }
  await db.collection('auditLogs').insertOne(timeless)
  const unfound = examine().of('store-times')
  assert.is(unfound?.verdict, 'FAIL')
  assert.match(unfound?.reason ?? '', /no document of auditLogs has a time in "timestamp"/)
  await db.collection('auditLogs').deleteOne({ _id: timeless._id })
  await db.collection('auditLogs').insertOne(JSON.parse(decision(at(0))))
  const ill = examine()
  assert.is(ill.status, 4)
  assert.is(ill.of('store-server')?.verdict, 'PASS')
  assert.is(ill.of('store-clock')?.verdict, 'PASS')
  assert.match(ill.of('store-times')?.reason ?? '', /stored as text: bookend reads them all, but text never expire/)
  assert.is(ill.of('store-indexes')?.verdict, 'FAIL')
  assert.match(
    ill.of('store-indexes')?.fix ?? '',
    /createIndex\(\{ timestamp: 1, _id: 1 \}, \{ collation: \{ locale: 'simple' \} \}\)/,
  )
  // Texts cannot be looked up in the order of a language.
  await db.collection('auditLogs').createIndex({ timestamp: 1 }, { collation: { locale: 'en' } })
  assert.is(examine().of('store-indexes')?.verdict, 'FAIL')
  assert.is(ill.of('store-rule-dates')?.verdict, 'FAIL')
  await db.collection('auditLogs').insertOne({ ...JSON.parse(decision(at(1))), timestamp: null })
  assert.match(examine().of('store-times')?.reason ?? '', /of the latest documents, 1 of 2 have no usable time/)
  await db.collection('auditLogs').createIndex({ timestamp: -1 }, { expireAfterSeconds: 90 * 86_400 })
  await db.collection('governanceRules').updateOne({ id: 'inst_001' }, { $set: { expiresAt: new Date('2999-01-01') } })
  // Text that is not a time stays text whatever writes it.
  const { insertedId } = await db.collection('governanceRules').insertOne({ id: 'inst_052', expiresAt: 'next friday' })
  const { checks } = examine()
  const dates = checks.findIndex(({ id }) => id === 'store-rule-dates')
  assertDescribed('commands/doctor', { checks }, [`checks.${dates}.reason`, `checks.${dates}.fix`])
  assert.equal(
    [checks[dates]?.reason, checks[dates]?.fix],
    [
      '`expires_at` of inst_052 is no date ("next friday"): the framework does not find such rules',
      'correct it in .claude/instruction-history.json',
    ],
  )
  await db.collection('governanceRules').deleteOne({ _id: insertedId })
  const well = examine()
  assert.equal([well.of('store-indexes')?.verdict, well.of('store-rule-dates')?.verdict], ['PASS', 'PASS'])
  assert.match(well.of('store-expiry')?.reason ?? '', /expire after 90 days/)
  assert.is(well.status, 0)
  here.remove()
})

onServers(
  'views, time-series and capped collections are named as what they are, and asked for what they have',
  async ({ url, db }) => {
    await db.collection('auditLogs').insertOne({ ...JSON.parse(decision(at(0))), timestamp: new Date(at(0)) })
    const opened = createMongoServers(
      { storeTimeoutMs: 60_000, questionTimeoutMs: 60_000 },
      new AbortController().signal,
    )
    for (const [type, says] of [
      ['view', /is a view: .* import --to needs that one/],
      ['timeseries', /is a time-series collection: bookend reads it/],
      ['capped', /is a capped collection: .*drops its oldest/],
      ['collection', /is a plain collection/],
    ] as const) {
      const kind = type === 'capped' ? { type: 'collection', options: { capped: true } } : { type }
      const listed = {
        ok: 1,
        cursor: { id: Long.ZERO, ns: 'x.$cmd.listCollections', firstBatch: [{ name: 'auditLogs', ...kind }] },
      }
      const proxy = await startMongoProxy(url, ({ name }) => (name === 'listCollections' ? { answer: listed } : 'pass'))
      const address = parseMongoUrl(proxy.url, 'test')
      const checks = await examineStore(opened.of(address), address, { now: Date.now, rules: 'rules.json' })
      const of = (id: string) => checks.find((check) => check.id === id)
      assert.match(of('store-collection')?.reason ?? '', says)
      assert.is(of('store-indexes')?.verdict === 'SKIPPED', type === 'view' || type === 'timeseries')
      assert.is(of('store-expiry')?.verdict === 'SKIPPED', type !== 'collection')
      assert.is(
        proxy.commands.some(({ name }) => name === 'listIndexes'),
        type === 'collection' || type === 'capped',
      )
      await proxy.stop()
    }
    await opened.close()
  },
)

onServers('a user who may do what a closedown needs has no FAIL', async ({ url }) => {
  const proxy = await startMongoProxy(url, ({ name }) =>
    name === 'listIndexes' ? { answer: refusal(13, 'Unauthorized', 'not authorized: listIndexes') } : 'pass',
  )
  const opened = createMongoServers({ storeTimeoutMs: 60_000, questionTimeoutMs: 60_000 }, new AbortController().signal)
  const address = parseMongoUrl(proxy.url, 'test')
  await opened.of(address).use(address, (db) => db.collection('auditLogs').insertOne({ timestamp: new Date(at(0)) }))
  const checks = await examineStore(opened.of(address), address, { now: Date.now, rules: 'rules.json' })
  const about = checks.filter(({ id }) => id === 'store-indexes' || id === 'store-expiry')
  assert.equal(
    about.map(({ verdict }) => verdict),
    ['SKIPPED', 'SKIPPED'],
  )
  await opened.close()
  await proxy.stop()
})

test.run()
