import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { ObjectId } from 'mongodb'
import * as assert from 'uvu/assert'
import type { AuditLog, EvidenceFilter } from '../cache/audit/audit-log.ts'
import { importJsonl } from '../cache/audit/jsonl-import.ts'
import { importCollection } from '../cache/audit/sources/mongo-import.ts'
import type { Latest } from '../cache/audit/sources/mongo-times.ts'
import { createSqliteAuditLog } from '../cache/audit/sqlite.ts'
import { type Database, openCache } from '../cache/database.ts'
import { canonicalJson } from '../cache/json.ts'
import { parseMongoUrl } from '../cache/mongo/address.ts'
import { createMongoServers } from '../cache/mongo/connection.ts'
import type { Window } from '../cache/window.ts'
import { observeSession } from '../tasks/rules/observe.ts'
import { fieldVocabulary } from '../tasks/rules/text/field-vocabulary.ts'
import { assertDescribed } from './support/json-forms.ts'
import { serverSuite, type TestDatabase, type TestServer } from './support/mongo.ts'
import { startMongoProxy } from './support/mongo-proxy.ts'
import { createProject } from './support/project.ts'
import { fileTime, type RandomDecision, randomDecisions, randomWindow, storedTime } from './support/random-decisions.ts'

const { test, servers, onServers } = await serverSuite('decisions of files and of MongoDB')
const limits = { storeTimeoutMs: 60_000, questionTimeoutMs: 120_000 }

/** Whole decisions without what is not part of their content: of a collection it is not even read. */
async function whole(log: AuditLog, ...asked: [EvidenceFilter, number, ('start' | 'end')?]) {
  return (await log.evidence(randomWindow, ...asked)).map(({ extra: _, ...decision }) => decision)
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
  return {
    rules: await observeSession(log.rules, 's', randomWindow, { rules: [], vocabulary: fieldVocabulary }),
    profiles: unordered(await log.profiles(randomWindow)),
    pressure: await measured('pressure'),
    explicitness: await measured('explicitness'),
    confidence: await measured('confidence'),
    adjustment: await measured('adjustment'),
    instants: unordered(await log.instants(randomWindow)),
    classifications: unordered(await log.classifications(randomWindow)),
    violations: await log.countViolations(randomWindow, 1_000),
    first: await whole(log, {}, 5),
    last: await whole(log, {}, 5, 'end'),
    blocked: await whole(log, { blocked: true }, 3),
    allowed: await whole(log, { blocked: false, service: 'ContextPressureMonitor' }, 3, 'end'),
    deliberated: await whole(log, { service: 'PluralisticDeliberationOrchestrator' }, 3),
    session: await whole(log, { session: '17' }, 3),
    violated: await whole(log, { violation: 'blank' }, 3),
  }
}

/** What an empty cache says once something was brought into it. */
async function inCache<T>(bring: (db: Database, directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'bookend-test-'))
  const cache = openCache(join(directory, 'cache'), 'durable', new Date(0))
  try {
    return await bring(cache.db, directory)
  } finally {
    cache.close()
    rmSync(directory, { recursive: true })
  }
}

async function importFile(db: Database, directory: string, decisions: RandomDecision[]) {
  const lines = decisions.map(({ document, at }) => JSON.stringify({ ...document, timestamp: fileTime(at) }))
  writeFileSync(join(directory, 'log.jsonl'), `${lines.join('\n')}\n`)
  await importJsonl(db, join(directory, 'log.jsonl'), { name: 'log.jsonl' })
}

async function store(decisions: RandomDecision[], { db }: TestDatabase) {
  const documents = decisions.map(({ document, at, form }) => ({ ...document, timestamp: storedTime[form](at) }))
  // The order in which a store has them does not matter.
  if (documents.length > 0) await db.collection('auditLogs').insertMany(documents.toReversed())
}

async function importStore(db: Database, url: string, window = randomWindow, latest?: Latest) {
  const servers = createMongoServers(limits, new AbortController().signal)
  try {
    const address = parseMongoUrl(url, 'test')
    return await importCollection(db, servers.of(address), address, window, () => undefined, latest)
  } finally {
    await servers.close()
  }
}

const fromFile = (decisions: RandomDecision[]) =>
  inCache(async (db, directory) => {
    await importFile(db, directory, decisions)
    return answers(createSqliteAuditLog(db))
  })

async function fromMongo(decisions: RandomDecision[], database: TestDatabase) {
  await database.db.collection('auditLogs').deleteMany({})
  await store(decisions, database)
  return inCache(async (db) => {
    await importStore(db, database.url)
    return answers(createSqliteAuditLog(db))
  })
}

const forms: [what: string, forms: RandomDecision['form'][]][] = [
  ['dates', ['date']],
  ['ISO texts', ['text']],
  ['times of every form', ['date', 'text', 'number', 'other']],
]
for (const [what, of] of forms) {
  onServers(`random decisions with ${what} give the same answers from a file and from the store`, async (database) => {
    await fc.assert(
      fc.asyncProperty(randomDecisions(of), async (decisions) => {
        assert.equal(await fromMongo(decisions, database), await fromFile(decisions))
      }),
      { numRuns: 15 },
    )
  })
}

onServers('a file and a store with the same decisions count each once, whichever is read first', async (database) => {
  await fc.assert(
    fc.asyncProperty(randomDecisions(['date', 'text', 'number', 'other']), fc.boolean(), async (decisions, first) => {
      await database.db.collection('auditLogs').deleteMany({})
      await store(decisions, database)
      const both = await inCache(async (db, directory) => {
        if (first) await importFile(db, directory, decisions)
        await importStore(db, database.url)
        if (!first) await importFile(db, directory, decisions)
        return answers(createSqliteAuditLog(db))
      })
      assert.equal(both, await fromFile(decisions))
    }),
    { numRuns: 10 },
  )
})

/** As Mongoose would store a document: without empty objects, and with an id in each object of a list. */
function asMongooseWrites(value: unknown, inList = false): unknown {
  if (Array.isArray(value)) return value.map((item) => asMongooseWrites(item, true))
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  const entries = Object.entries(value).map(([key, item]) => [key, asMongooseWrites(item)] as const)
  const isEmpty = (item: unknown) =>
    typeof item === 'object' && item !== null && !(item instanceof Date) && !Array.isArray(item)
      ? Object.keys(item).length === 0
      : false
  const kept = Object.fromEntries(entries.filter(([, item]) => !isEmpty(item)))
  return inList ? { ...kept, _id: new ObjectId() } : kept
}

onServers('half a character counts once in a file and a store, which has � for it', async (database) => {
  const half = '\ud83d'
  const decisions = ['a', 'b', 'b', 'c'].map((action, n): RandomDecision => {
    const metadata = { [`key ${half}`]: [`${half}x`, { deep: half }], whole: '\ud83d\ude00' }
    return {
      document: { action, sessionId: half, allowed: false, violations: [half], metadata },
      at: randomWindow.from + n,
      form: 'date',
    }
  })
  await store(decisions, database)
  const counted = await inCache(async (db, directory) => {
    await importFile(db, directory, decisions)
    return {
      ...(await importStore(db, database.url)),
      sessions: db.prepare('SELECT DISTINCT session FROM decisions').pluck().all(),
    }
  })
  assert.equal(counted, { added: 0, known: 4, sessions: ['�'] })
})

onServers('what Mongoose or a migration wrote is the decision of the file', async (database) => {
  const at = randomWindow.from
  const decisions: RandomDecision[] = [
    {
      violations: ['VALUES'],
      metadata: { checks: {}, deep: { deeper: {} }, conflict_details: [{ parameter: 'port' }] },
    },
    { violations: ['inst_016', 'AGENCY'], metadata: {} },
    { violations: [], metadata: { tensions: [{ between: ['speed', 'care'] }] } },
  ].map((fields, n) => ({
    document: { action: 'boundary_enforcement', allowed: false, ...fields },
    at: at + n,
    form: 'date',
  }))
  const collection = database.db.collection('auditLogs')
  const write = (of: (document: Record<string, unknown>) => unknown) =>
    collection.insertMany(
      decisions.map(({ document, at }) => ({ ...(of(document) as object), timestamp: new Date(at) })),
    )
  const migrated = (document: Record<string, unknown>) => ({
    ...document,
    violations: (document.violations as string[]).map((ruleId) => ({ ruleId, severity: 'HIGH', details: '' })),
  })
  for (const of of [asMongooseWrites, (document: Record<string, unknown>) => asMongooseWrites(migrated(document))]) {
    await collection.deleteMany({})
    await write(of)
    const counted = await inCache(async (db, directory) => {
      await importFile(db, directory, decisions)
      const read = await importStore(db, database.url)
      return { ...read, decisions: db.prepare('SELECT COUNT(*) FROM decisions').pluck().get() }
    })
    assert.equal(counted, { added: 0, known: 3, decisions: 3 })
  }
})

onServers('lists that begin alike are told apart', async (database) => {
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
  assert.equal(found, await fromFile(decisions))
  assert.equal([found.rules.checking, found.rules.checked], [4, { inst_001: 4, inst_002: 1, inst_003: 2 }])
})

onServers('late and repaired documents arrive, and a window that agrees costs one count', async (database) => {
  const collection = database.db.collection('auditLogs')
  const decision = (at: number, fields: object = {}) => ({
    action: 'boundary_enforcement',
    allowed: true,
    timestamp: new Date(at),
    ...fields,
  })
  const day = 86_400_000
  const start = Date.parse('2025-10-20T00:00:00.000Z')
  const window = { from: start + day / 2, to: start + 3.5 * day }
  await collection.insertMany(Array.from({ length: 20 }, (_, n) => decision(window.from + n * 1000)))
  await inCache(async (db) => {
    const total = () => db.prepare('SELECT COUNT(*) FROM decisions').pluck().get()
    const read = async () => (await importStore(db, database.url, window)).added
    assert.is(await read(), 20)
    // A day that had none gets some, late; one of them is not readable until it is repaired.
    await collection.insertMany(Array.from({ length: 30 }, (_, n) => decision(start + 2 * day + n)))
    await collection.insertOne(decision(0, { timestamp: null }))
    assert.is(await read(), 30)
    await collection.updateOne({ timestamp: null }, { $set: { timestamp: new Date(start + 2 * day + 99) } })
    assert.is(await read(), 1)
    // What expires changes nothing, also where as much comes in on the same day.
    await collection.deleteMany({ timestamp: { $lt: new Date(start + day) } })
    assert.is(await read(), 0)
    await collection.insertOne(decision(window.from))
    assert.is(await read(), 0)
    await collection.insertOne(decision(window.from + 500))
    assert.is(await read(), 1)
    assert.is(total(), 52)
    // A longer window reads what it has more, and everything is there however the parts were cut.
    const all = { from: Date.parse('1990-01-01'), to: Date.parse('2100-01-01') }
    await collection.insertMany([decision(Date.parse('1999-05-05')), decision(Date.parse('2031-05-05'))])
    assert.is((await importStore(db, database.url, all)).added, 2)
    assert.is((await importStore(db, database.url, all)).known, 0)
    await collection.insertMany([decision(Date.parse('1999-05-06')), decision(Date.parse('2050-05-05'))])
    assert.is((await importStore(db, database.url, all)).added, 2)
  })
})

onServers('a corrected document takes the place of what it was, and one that expired stays', async (database) => {
  const collection = database.db.collection('auditLogs')
  const [noon, hour] = [Date.parse('2025-10-24T12:00:00.000Z'), 3_600_000]
  const decision = (_id: unknown, at: number, fields: object = {}) => ({
    _id: _id as ObjectId,
    action: 'boundary_enforcement',
    allowed: false,
    violations: ['v'],
    timestamp: new Date(at),
    ...fields,
  })
  const ids = [new ObjectId(), 'text', 7, { of: 1 }, new ObjectId(), new ObjectId(), 'equal 1', 'equal 2', 'shared']
  const at = (n: number) => (n > 5 && n < 8 ? noon + 6000 : noon + n * 1000)
  await collection.insertMany(ids.map((_id, n) => decision(_id, at(n))))
  const around = (time: number): Window => ({ from: time - hour, to: time + hour })
  const [today, before] = [around(noon), around(noon - 72 * hour)]
  await inCache(async (db, directory) => {
    const counts = async (window: Window = today) => {
      await importStore(db, database.url, window)
      const of = (table: string, which = '') =>
        db.prepare(`SELECT COUNT(*) FROM ${table} WHERE at_ms >= @from AND at_ms < @to ${which}`).pluck().get(window)
      return [of('decisions'), of('decisions', "AND verdict = 'block'"), of('violations')]
    }
    assert.equal(await counts(), [9, 9, 9])
    // A file has one of them too: what it says is not the store's to correct.
    writeFileSync(
      join(directory, 'log.jsonl'),
      `${JSON.stringify({ ...decision(0, at(8)), timestamp: fileTime(at(8)) })}\n`,
    )
    await importJsonl(db, join(directory, 'log.jsonl'), { name: 'log.jsonl' })
    // Each is found only because another document comes as well.
    let late = 0
    const correct = (_id: unknown, fields: object) => collection.updateOne({ _id: _id as ObjectId }, { $set: fields })
    const counted = async () => {
      await collection.insertOne(decision(`late ${late}`, noon - 1000 - late++, { allowed: true, violations: [] }))
      return counts()
    }
    for (const [n, _id] of ids.slice(0, 4).entries()) {
      await correct(_id, { allowed: true, violations: [] })
      assert.equal(await counted(), [9 + late, 8 - n, 8 - n], `id ${n}`)
    }
    await correct('equal 1', { 'metadata.annotated': true })
    assert.equal(await counted(), [9 + late, 5, 5])
    await correct('equal 2', { 'metadata.annotated': 2 })
    assert.equal(await counted(), [9 + late, 5, 5])
    await correct('shared', { allowed: true })
    assert.equal(await counted(), [10 + late, 5, 5])
    // The time of one is repaired: it is of another day, and of this one no more.
    await correct(ids[4], { timestamp: new Date(noon - 72 * hour) })
    await counted()
    assert.equal(await counted(), [9 + late, 4, 4])
    assert.equal(await counts(before), [1, 1, 1])
    await collection.deleteOne({ _id: ids[5] as ObjectId })
    await counted()
    assert.equal(await counted(), [9 + late, 4, 4])
  })
})

onServers('of equal documents the one that expired stays too', async (database) => {
  const collection = database.db.collection('auditLogs')
  const noon = Date.parse('2025-10-24T12:00:00.000Z')
  const decision = (at: number) => ({ action: 'boundary_enforcement', allowed: true, timestamp: new Date(at) })
  const window = { from: noon - 1000, to: noon + 1000 }
  await collection.insertMany([decision(noon), decision(noon), decision(noon)])
  await inCache(async (db) => {
    const total = async () => {
      await importStore(db, database.url, window)
      return db.prepare('SELECT COUNT(*) FROM decisions').pluck().get()
    }
    assert.is(await total(), 3)
    await collection.deleteOne({})
    await collection.insertMany([decision(noon + 1), decision(noon + 2)])
    assert.is(await total(), 5)
    await collection.updateOne({ timestamp: new Date(noon) }, { $set: { allowed: false } })
    await collection.insertOne(decision(noon + 3))
    assert.is(await total(), 6)
  })
})

/** One command of what was sent for each sync of a window, its name. */
async function syncing(
  database: TestDatabase,
  window: Window,
  work: (sync: () => Promise<string[]>, db: Database) => Promise<void>,
) {
  const proxy = await startMongoProxy(database.url, () => 'pass')
  try {
    await inCache(async (db) => {
      const sync = async () => {
        const before = proxy.commands.length
        await importStore(db, proxy.url, window)
        return proxy.commands.slice(before).map(({ name }) => name)
      }
      await work(sync, db)
    })
  } finally {
    await proxy.stop()
  }
}

const dayMs = 86_400_000
const days = { from: Date.parse('2025-10-20T09:00:00.000Z'), to: Date.parse('2025-10-24T15:00:00.000Z') }

onServers('a window of several days is asked one thing, whatever form its times have', async (database) => {
  const collection = database.db.collection('auditLogs')
  const texts = ['2025-10-21', '2025-10-22 10:00', '2025-10-22T23:30:00-05:00', '2025-10-23T07:00:00Z', '2025-10-2x']
  const times: unknown[] = [days.from, days.to - 1, days.from + 1.5 * dayMs].flatMap((at) => [
    new Date(at),
    at,
    fileTime(at),
  ])
  const odd = [[new Date(days.from + dayMs)], null, { at: 1 }, Number.NaN]
  await collection.insertMany(
    [...times, ...texts, ...odd].map((timestamp, n) => ({ action: 'a', allowed: true, sessionId: `${n}`, timestamp })),
  )
  await syncing(database, days, async (sync, db) => {
    const total = () => db.prepare('SELECT COUNT(*) FROM decisions').pluck().get()
    await sync()
    assert.is(total(), times.length + texts.length - 1)
    assert.equal(await sync(), ['aggregate'])
    // As many as before, and of other days.
    await collection.deleteOne({ timestamp: new Date(days.from) })
    await collection.insertOne({
      action: 'a',
      allowed: true,
      sessionId: 'new',
      timestamp: new Date(days.from + 3 * dayMs),
    })
    assert.ok((await sync()).includes('find'))
    assert.is(total(), times.length + texts.length)
    assert.equal(await sync(), ['aggregate'])
  })
})

onServers('whatever days documents leave and come to, those that came are read', async (database) => {
  const collection = database.db.collection('auditLogs')
  const dayNumber = fc.nat(4)
  const change = fc.record({ leave: dayNumber, come: dayNumber, left: fc.nat(3), came: fc.nat(3) })
  const form = fc.constantFrom('date' as const, 'text' as const, 'number' as const, 'other' as const)
  let next = 0
  const documentOf = (day: number, of: keyof typeof storedTime) => {
    const midnight = Date.parse('2025-10-20') + day * dayMs
    const at = Math.min(Math.max(midnight + ((next * 7_777_777) % (20 * 3_600_000)), days.from), days.to - 1)
    return { action: 'a', allowed: true, sessionId: `${++next}`, timestamp: storedTime[of](at), day }
  }
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(dayNumber, form), { maxLength: 12 }),
      fc.array(change, { maxLength: 4 }),
      form,
      async (first, changes, of) => {
        await collection.deleteMany({})
        if (first.length > 0) await collection.insertMany(first.map(([day, of]) => documentOf(day, of)))
        await syncing(database, days, async (sync, db) => {
          await sync()
          for (const { leave, come, left, came } of changes) {
            // As many that leave a day as come to it are the one change that no count shows.
            const leaving = leave === come ? [] : await collection.find({ day: leave }).limit(left).toArray()
            await collection.deleteMany({ _id: { $in: leaving.map(({ _id }) => _id) } })
            if (came > 0) await collection.insertMany(Array.from({ length: came }, () => documentOf(come, of)))
            await sync()
            const read = new Set(db.prepare('SELECT session FROM decisions').pluck().all())
            const missing = (await collection.find({}).toArray()).filter(({ sessionId }) => !read.has(sessionId))
            assert.equal(missing, [])
          }
          const again = await sync()
          assert.ok(again.every((name) => name !== 'find') || (await collection.countDocuments()) === 0, again.join())
          assert.is(again.filter((name) => name === 'aggregate' || name === 'count').length, 1)
        })
      },
    ),
    { numRuns: 12 },
  )
})

const hourMs = 3_600_000

/** Times of a log that went on for so many minutes, a decision each, once from each of these hours on. */
const minutesFrom = (hours: number[], minutes: number) =>
  hours.flatMap((hour) => Array.from({ length: minutes }, (_, n) => days.from + hour * hourMs + n * 60_000))

onServers('of a long history only the latest whole parts are read, in times of every form', async (database) => {
  const collection = database.db.collection('auditLogs')
  const hours = [2, 6, 10, 14, 18]
  // Texts of other zones are read two days around a window, whatever there is.
  const kinds = ['date', 'text', 'number'] as const
  for (const of of kinds) {
    await collection.deleteMany({})
    await collection.insertMany(
      minutesFrom(hours, 20).map((at, n) => ({
        action: 'a',
        allowed: true,
        sessionId: `${n}`,
        timestamp: storedTime[of](at),
      })),
    )
    await inCache(async (db) => {
      const total = () => db.prepare('SELECT COUNT(*) FROM decisions').pluck().get()
      const sinceOf = async (most: number) =>
        (await importStore(db, database.url, days, { most, pauseMs: hourMs })).since
      // Ten of them are the middle of one part.
      assert.is(await sinceOf(10), days.to, of)
      assert.is(total(), 0, of)
      // Of fifty the oldest ten are; what is read begins a pause before the part behind them.
      assert.is(await sinceOf(50), days.from + 13 * hourMs, of)
      assert.is(total(), 40, of)
      await importStore(db, database.url, { from: days.from + 9 * hourMs, to: days.to })
      assert.is(await sinceOf(10), days.from + 9 * hourMs, of)
      assert.is(total(), 60, of)
      assert.is(await sinceOf(100), days.from, of)
      assert.is(total(), 100, of)
    })
  }
})

const onFirst = servers[0] ? test : test.skip
onFirst(
  'a first closedown reads no more of a store than its past sessions may cost, and says what it left',
  async () => {
    const { url, db } = (servers[0] as TestServer).database()
    const decisionAt = (at: number) => ({ action: 'boundary_enforcement', allowed: true, timestamp: new Date(at) })
    const older = Array.from({ length: 9990 }, (_, n) => days.from - 10 * dayMs + n * 1000)
    const sessions = minutesFrom([2, 6, 10, 14, 18], 10)
    await db.collection('auditLogs').insertMany([...older, ...sessions, days.from + 30 * hourMs].map(decisionAt))
    const project = createProject()
    project.write('session.config.ts', `export default { audit: '${url}', ruleStore: 'sqlite:' }\n`)
    const window = ['--from', fileTime(days.from + 24 * hourMs), '--to', fileTime(days.from + 36 * hourMs)]
    interface Report {
      analysis: {
        baseline: { sessions: number; inferred: number; unread?: { store: string; from: string; to: string } }
      }
    }
    const report = project.json<Report>(['closedown', ...window])
    assertDescribed(
      'commands/closedown',
      report,
      ['store', 'from', 'to'].map((key) => `analysis.baseline.unread.${key}`),
    )
    const closed = report.analysis.baseline
    assert.equal([closed.sessions, closed.inferred, closed.unread?.to], [5, 5, fileTime(days.from + hourMs)])
    const shown = project.bookend(['task', 'analysis/baseline', ...window]).stdout
    const command = /bookend (task analysis\/decisions --from \S+ --to \S+) reads them/.exec(shown)?.[1]
    assert.ok(command, shown)
    project.bookend((command as string).split(' '))
    const { sessions: all, unread } = project.json<Report>(['closedown', ...window]).analysis.baseline
    assert.equal([all, unread], [6, undefined])
    project.remove()
  },
)

test.run()
