import { Decimal128, Long } from 'mongodb'
import * as assert from 'uvu/assert'
import { day } from './support/decisions.ts'
import { serverSuite } from './support/mongo.ts'
import { createProject } from './support/project.ts'
import { variedDocuments } from './support/varied-log.ts'

const { test, onServers } = await serverSuite('recount of a store')

interface Recounted {
  recounted: number
  differences: { path: string; recounted: unknown; reported: unknown }[]
}

onServers('the documents of a store are counted again, file beside it or not', async ({ url, db }) => {
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
  // In a cache that has never read the file: what it has read is counted again, wherever it came from.
  here.write('session.config.ts', `export default { audit: '${url}', ruleStore: 'sqlite:', cacheDir: 'other' }\n`)
  const { analysis } = here.json<{ analysis: { decisions: { total: number } } }>(['closedown', ...day])
  await db.collection('auditLogs').deleteOne({ timestamp: stored[60]?.timestamp })
  const { status, stdout } = here.bookend(['recount'])
  assert.is(status, 4)
  const { total } = analysis.decisions
  assert.match(stdout, new RegExp(`^analysis\\.decisions\\.total: recounted ${total - 1}, reported ${total}$`, 'm'))
  here.write(
    'session.config.ts',
    `export default { audit: 'mongodb://127.0.0.1:1/db', storeTimeoutMs: 500, cacheDir: 'other' }\n`,
  )
  const unavailable = here.bookend(['recount'])
  assert.is(unavailable.status, 4)
  assert.match(unavailable.stderr, /mongodb:\/\/127\.0\.0\.1:1\/db does not answer: .*: nothing was recounted/)
  here.remove()
})

onServers('times in forms that no index orders as times are read, and counted again', async ({ url, db }, server) => {
  const time = Date.parse('2025-10-24T13:00:20.000Z')
  const iso = (n: number) => new Date(time + n).toISOString()
  const read: unknown[] = [
    ` ${iso(1)} `,
    `\u00a0${iso(2)}`,
    iso(3).replace('2025', '+002025'),
    { $date: iso(4) },
    { $date: { $numberLong: String(time + 5) } },
    iso(6).replace('T', ' '),
  ]
  const unreadable = [time / 1000, Long.fromNumber(time * 1000), time + 0.7]
  // The second server compares no number that JavaScript does not hold with others.
  if (!server.what.includes('mingo')) {
    read.push(Decimal128.fromString(String(time + 7)))
    unreadable.push(Long.fromNumber(time * 1e6))
  }
  const documents = [...read, ...unreadable].map((timestamp, n) => ({
    action: 'boundary_enforcement',
    allowed: true,
    sessionId: `${n}`,
    timestamp,
  }))
  // Of other days, in the same forms.
  const others = [
    ' 2025-10-20T10:00:00Z',
    '+002025-10-20T10:00:00.000Z',
    { $date: '2025-10-20T10:00:00Z' },
    { none: 1 },
    'x',
  ]
  await db
    .collection('auditLogs')
    .insertMany([...documents, ...others.map((timestamp) => ({ action: 'a', allowed: true, timestamp }))])
  const here = createProject()
  here.write('session.config.ts', `export default { audit: '${url}', ruleStore: 'sqlite:' }\n`)
  const close = () =>
    here.json<{ outcome: string; analysis: { decisions: Record<'total' | 'unreadable', number> } }>([
      'closedown',
      ...day,
    ])
  const { outcome, analysis } = close()
  assert.equal(
    [outcome, analysis.decisions.total, analysis.decisions.unreadable],
    ['ok', read.length, unreadable.length],
  )
  assert.equal(here.json<Recounted>(['recount']).differences, [])
  here.write('logs/exported.jsonl', here.bookend(['export']).stdout)
  here.write('session.config.ts', "export default { audit: 'jsonl:logs', ruleStore: 'sqlite:', cacheDir: 'other' }\n")
  assert.is(close().analysis.decisions.total, read.length)
  here.remove()
})

test.run()
