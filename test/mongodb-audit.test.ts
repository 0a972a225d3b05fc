import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { AuditLog } from '../cache/audit/audit-log.ts'
import { importJsonl } from '../cache/audit/jsonl-import.ts'
import { createMongoAuditLog } from '../cache/audit/mongo/audit-log.ts'
import { createSqliteAuditLog } from '../cache/audit/sqlite.ts'
import { openCache } from '../cache/database.ts'
import { canonicalJson } from '../cache/json.ts'
import { parseMongoUrl } from '../cache/mongo/address.ts'
import { createMongoServers } from '../cache/mongo/connection.ts'
import { findTestServer, type TestDatabase } from './support/mongo.ts'
import { fileTime, type RandomDecision, randomDecisions, randomWindow, storedTime } from './support/random-decisions.ts'

const test = suite('audit logs of two stores')
const server = await findTestServer()
const onServer = (name: string, run: (database: TestDatabase) => Promise<void>) =>
  server ? test(name, () => run(server.database())) : test.skip(name, () => undefined)

/** Decisions by service and second: all at once where the store can, else with a question a step. */
async function stepsOf(log: AuditLog): Promise<object[]> {
  const start = Math.floor(randomWindow.from / 1000) * 1000
  const known = await log.countSteps?.(randomWindow, start, 1000)
  if (known) return known
  const steps: object[] = []
  for (let step = 0; start + step * 1000 < randomWindow.to; step++) {
    const from = Math.max(randomWindow.from, start + step * 1000)
    const counts = new Map<string, { step: number; service: string; decisions: number; blocked: number }>()
    for (const { service, blocked, decisions } of await log.profiles({ from, to: start + (step + 1) * 1000 })) {
      const count = counts.get(service) ?? { step, service, decisions: 0, blocked: 0 }
      count.decisions += decisions
      if (blocked) count.blocked += decisions
      counts.set(service, count)
    }
    steps.push(...counts.values())
  }
  return steps
}

/** Everything that an audit log says of a window, in one order where it has none. */
async function answers(log: AuditLog) {
  const unordered = (list: object[]) => list.map((item) => canonicalJson(item)).sort()
  const measured = async (name: 'pressure' | 'explicitness' | 'confidence' | 'adjustment') => {
    const series: [number, number][] = []
    for await (const { at, values } of log.measures(randomWindow, name))
      at.forEach((time, n) => void series.push([time, values[n] as number]))
    return { series, last: await log.lastMeasure(randomWindow, name) }
  }
  const exposures = await log.rules.exposures(randomWindow)
  return {
    exposures: [exposures.decisions, ...unordered(exposures.rules)],
    profiles: unordered(await log.profiles(randomWindow)),
    pressure: await measured('pressure'),
    explicitness: await measured('explicitness'),
    confidence: await measured('confidence'),
    adjustment: await measured('adjustment'),
    instants: unordered(await log.instants(randomWindow)),
    steps: unordered(await stepsOf(log)),
    classifications: unordered(await log.classifications(randomWindow)),
    violations: await log.countViolations(randomWindow),
    first: await log.evidence(randomWindow, {}, 5),
    last: await log.evidence(randomWindow, {}, 5, 'end'),
    blocked: await log.evidence(randomWindow, { blocked: true }, 3),
    allowed: await log.evidence(randomWindow, { blocked: false, service: 'ContextPressureMonitor' }, 3, 'end'),
    deliberated: await log.evidence(randomWindow, { service: 'PluralisticDeliberationOrchestrator' }, 3),
    session: await log.evidence(randomWindow, { session: '17' }, 3),
    violated: await log.evidence(randomWindow, { violation: 'blank' }, 3),
  }
}

async function fromSqlite(decisions: RandomDecision[]) {
  const directory = mkdtempSync(join(tmpdir(), 'bookend-test-'))
  const cache = openCache(join(directory, 'cache'), 'durable', new Date(0))
  try {
    const lines = decisions.map(({ document, at }) => JSON.stringify({ ...document, timestamp: fileTime(at) }))
    writeFileSync(join(directory, 'log.jsonl'), `${lines.join('\n')}\n`)
    await importJsonl(cache.db, join(directory, 'log.jsonl'), { name: 'log.jsonl' })
    return await answers(createSqliteAuditLog(cache.db))
  } finally {
    cache.close()
    rmSync(directory, { recursive: true })
  }
}

async function fromMongo(decisions: RandomDecision[], { db, url }: TestDatabase) {
  const collection = db.collection('auditLogs')
  await collection.deleteMany({})
  const documents = decisions.map(({ document, at, form }) => ({ ...document, timestamp: storedTime[form](at) }))
  // The order in which a store has them does not matter.
  if (documents.length > 0) await collection.insertMany(documents.toReversed())
  const servers = createMongoServers(20_000, new AbortController().signal)
  try {
    const address = parseMongoUrl(url, 'test')
    return await answers(createMongoAuditLog(servers.of(address), address))
  } finally {
    await servers.close()
  }
}

const forms: [what: string, forms: RandomDecision['form'][]][] = [
  ['dates', ['date']],
  ['ISO texts', ['text']],
  ['times of every form', ['date', 'text', 'number', 'other']],
]
for (const [what, of] of forms) {
  onServer(`random decisions with ${what} give the same answers from SQLite and MongoDB`, async (database) => {
    await fc.assert(
      fc.asyncProperty(randomDecisions(of), async (decisions) => {
        assert.equal(await fromMongo(decisions, database), await fromSqlite(decisions))
      }),
      { numRuns: 25 },
    )
  })
}

onServer('lists that begin alike are told apart', async (database) => {
  const lists = [['inst_001'], ['inst_001', 'inst_002'], ['inst_001', 'inst_003'], ['inst_003', 'inst_001'], []]
  const decisions = lists.map((rulesChecked, n): RandomDecision => {
    const metadata = { tensions: rulesChecked, failed_checks: rulesChecked }
    const document = {
      action: 'pluralistic_deliberation',
      allowed: false,
      rulesChecked,
      violations: rulesChecked,
      metadata,
    }
    return { document, at: randomWindow.from + n, form: 'date' }
  })
  const found = await fromMongo(decisions, database)
  assert.equal(found, await fromSqlite(decisions))
  assert.equal(found.exposures, [
    4,
    '{"alone":0,"decisions":1,"rule":"inst_002"}',
    '{"alone":0,"decisions":2,"rule":"inst_003"}',
    '{"alone":1,"decisions":4,"rule":"inst_001"}',
  ])
})

/** Whether the server can tell how it finds what it is asked: a stand-in cannot. */
async function explains(): Promise<boolean> {
  try {
    await server?.client.db('bookend_test_probe').command({ explain: { find: 'nothing' } })
    return server !== undefined
  } catch {
    return false
  }
}

const whereExplained = (await explains()) ? onServer : (name: string, _: unknown) => test.skip(name, () => undefined)

whereExplained('a window is found through the index on timestamp', async ({ db, url }) => {
  await fromMongo([{ document: { allowed: true }, at: randomWindow.from, form: 'date' }], { name: '', db, url })
  const match = { $and: [{ timestamp: { $gte: new Date(randomWindow.from), $lt: new Date(randomWindow.to) } }] }
  const plan = await db
    .collection('auditLogs')
    .aggregate([{ $match: match }, { $group: { _id: '$action', count: { $sum: 1 } } }])
    .explain('queryPlanner')
  assert.match(JSON.stringify(plan), /"stage":"IXSCAN".*"timestamp":1/)
})

test.after(async () => {
  await server?.stop()
})

test.run()
