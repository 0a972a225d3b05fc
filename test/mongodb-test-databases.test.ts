import { hostname } from 'node:os'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isLoopback, parseMongoUrl } from '../cache/mongo/address.ts'
import { createTestDatabases } from '../workflows/runner/effects/test-databases.ts'
import { findTestServer, type TestDatabase } from './support/mongo.ts'
import { createProject } from './support/project.ts'

const test = suite('test databases')
const server = await findTestServer()
const onServer = (name: string, run: (database: TestDatabase) => Promise<void>) =>
  server ? test(name, () => run(server.database())) : test.skip(name, () => undefined)

/** What of these a server would lose. */
async function droppable(
  url: string,
  patterns: string[] | undefined,
  names: string[],
  hello: object = { me: 'localhost:27017' },
): Promise<string[]> {
  const databases = names.map((name) => ({ name }))
  const command = async (asked: object) => ('hello' in asked ? hello : { host: 'build-7.example.org:27017' })
  const client = { db: () => ({ command, admin: () => ({ listDatabases: async () => ({ databases }) }) }) }
  const servers = {
    of: () => ({
      use: (_: unknown, work: (db: never, client: never) => unknown) => work({} as never, client as never),
    }),
  }
  const found = await createTestDatabases(servers as never, [parseMongoUrl(url, 'test')], patterns).find()
  return found.map(({ name }) => name)
}

const there = [
  'shop_dev',
  'shop',
  'shop_test',
  'shop_test_7',
  'shop_testing',
  'shop_dev_test',
  'other_test',
  'admin',
  'local',
  'config',
]
const cases: [what: string, url: string, patterns: string[] | undefined, lost: string[]][] = [
  ['its own stem on this machine', 'mongodb://127.0.0.1:27017/shop_dev', undefined, ['shop_test', 'shop_test_7']],
  ['a name without an environment', 'mongodb://localhost/shop', undefined, ['shop_test', 'shop_test_7']],
  ['nothing on another machine', 'mongodb://db.example.org/shop_dev', undefined, []],
  [
    'nothing where one of the hosts is another machine',
    'mongodb://localhost:27017,db.example.org/shop_dev',
    undefined,
    [],
  ],
  ['patterns, wherever it is', 'mongodb://db.example.org/shop_dev', ['other_*'], ['other_test']],
  [
    'never the configured or the server’s own',
    'mongodb://localhost/shop_dev',
    ['*'],
    there.filter((name) => !['shop_dev', 'admin', 'local', 'config'].includes(name)).sort(),
  ],
  ['a pattern is no regular expression', 'mongodb://localhost/shop_dev', ['shop.test', '.*'], []],
  ['none where none are wanted', 'mongodb://localhost/shop_dev', [], []],
]
for (const [what, url, patterns, lost] of cases) {
  test(what, async () => {
    assert.equal(await droppable(url, patterns, there), lost)
  })
}

test('nothing of a server that is elsewhere, whatever address leads to it', async () => {
  const url = 'mongodb://127.0.0.1:27017/shop_dev'
  assert.equal(await droppable(url, undefined, there, { me: 'db1.example.org:27017' }), [])
  // One that is not a member of a set says who it is in its status.
  assert.equal(await droppable(url, undefined, there, {}), [])
  assert.equal(await droppable(url, undefined, there, { me: `${hostname()}:27017` }), ['shop_test', 'shop_test_7'])
  assert.equal(await droppable(url, ['other_*'], there, { me: 'db1.example.org:27017' }), ['other_test'])
})

const loopback: [url: string, is: boolean][] = [
  ['mongodb://[::1]:27017/a', true],
  ['mongodb://user:p@127.0.0.1/a', true],
  ['mongodb://127.0.0.1.example.org/a', false],
  ['mongodb://localhost.example.org/a', false],
  ['mongodb+srv://localhost/a', false],
  ['mongodb://127.0.0.1@example.org/a', false],
]
for (const [url, is] of loopback) {
  test(`${url} is ${is ? '' : 'not '}this machine`, () => {
    assert.is(isLoopback(parseMongoUrl(url, 'test')), is)
  })
}

onServer('they are planned, then dropped, and no other', async ({ name, url, db }) => {
  const client = server?.client
  const beside = [`${name}_test`, `${name}_test_1`, `${name}_kept`]
  for (const each of beside) await client?.db(each).collection('things').insertOne({ a: 1 })
  await db.collection('things').insertOne({ a: 1 })
  const here = createProject()
  here.write('session.config.ts', `export default { ruleStore: '${url}' }\n`)
  const names = async () => {
    const { databases } = (await client?.db('admin').admin().listDatabases()) ?? { databases: [] }
    return databases
      .map((each) => each.name)
      .filter((each) => each.startsWith(name))
      .sort()
  }
  const planned = here.bookend(['closedown', '--dry-run'])
  for (const each of beside.slice(0, 2))
    assert.match(planned.stdout, new RegExp(`^would drop ${each} on 127\\.0\\.0\\.1`, 'm'))
  assert.equal(await names(), [name, ...beside].sort())
  here.bookend(['closedown'])
  assert.equal(await names(), [name, `${name}_kept`])
  await client?.db(`${name}_kept`).dropDatabase()
  here.remove()
})

test.after(async () => {
  await server?.stop()
})

test.run()
