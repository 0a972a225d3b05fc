import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { day } from './support/decisions.ts'
import { findTestServers, type TestServer } from './support/mongo.ts'
import { createProject } from './support/project.ts'
import { variedDocuments } from './support/varied-log.ts'

const test = suite('recount of a store')
const servers = await findTestServers()
const onServers = (name: string, run: (server: TestServer) => Promise<void>) => {
  if (servers.length === 0) test.skip(name, () => undefined)
  for (const server of servers) test(`${name} (${server.what})`, () => run(server))
}

interface Recounted {
  recounted: number
  differences: { path: string; recounted: unknown; reported: unknown }[]
}

onServers('the documents of a store are counted again, file beside it or not', async (server) => {
  const { url, db } = server.database()
  const documents = variedDocuments(240, 20251024)
  const forms = [(ms: number) => new Date(ms), (ms: number) => ms, (ms: number) => new Date(ms).toISOString()]
  const stored = documents.map(({ timestamp, ...document }, place) => ({
    ...document,
    timestamp: forms[place % 3]?.(Date.parse(String(timestamp))),
  }))
  await db.collection<Record<string, unknown>>('auditLogs').insertMany(stored.toReversed())
  const here = createProject()
  here.write('logs/a.jsonl', documents.map((document) => `${JSON.stringify(document)}\n`).join(''))
  for (const audit of [`'${url}'`, `['jsonl:logs', '${url}']`]) {
    here.write('session.config.ts', `export default { audit: ${audit}, ruleStore: 'sqlite:' }\n`)
    here.json(['closedown', ...day])
    const found = here.json<Recounted>(['recount'])
    assert.equal(found.differences, [], audit)
    assert.ok(found.recounted > 60, String(found.recounted))
  }
  here.write('session.config.ts', `export default { audit: '${url}', ruleStore: 'sqlite:' }\n`)
  const { analysis } = here.json<{ analysis: { decisions: { total: number } } }>(['closedown', ...day])
  await db.collection('auditLogs').deleteOne({ timestamp: stored[60]?.timestamp })
  const { status, stdout } = here.bookend(['recount'])
  assert.is(status, 4)
  const { total } = analysis.decisions
  assert.match(stdout, new RegExp(`^analysis\\.decisions\\.total: recounted ${total - 1}, reported ${total}$`, 'm'))
  here.write('session.config.ts', `export default { audit: 'mongodb://127.0.0.1:1/db', storeTimeoutMs: 500 }\n`)
  const unavailable = here.bookend(['recount'])
  assert.is(unavailable.status, 4)
  assert.match(unavailable.stderr, /mongodb:\/\/127\.0\.0\.1:1\/db does not answer: .*: nothing was recounted/)
  here.remove()
})

test.after(async () => {
  for (const server of servers) await server.stop()
})

test.run()
