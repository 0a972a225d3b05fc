import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Document } from 'mongodb'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decisionsOfFile } from '../cache/audit/outgoing.ts'
import { importCollection } from '../cache/audit/sources/mongo-import.ts'
import { Unconfirmed, type Writing, writeDecisions } from '../cache/audit/sources/mongo-write.ts'
import { openCache } from '../cache/database.ts'
import { StoreRefused, StoreUnavailable } from '../cache/errors.ts'
import { parseMongoUrl } from '../cache/mongo/address.ts'
import { createMongoServers, type MongoServer } from '../cache/mongo/connection.ts'
import { createMongoRuleStore } from '../cache/rules/mongo.ts'
import { at, day, decision } from './support/decisions.ts'
import { findTestServers, type TestDatabase } from './support/mongo.ts'
import { type Fate, refusal, type SentCommand, startMongoProxy } from './support/mongo-proxy.ts'
import { startMongoSet } from './support/mongo-set.ts'
import { createProject, type TestProject } from './support/project.ts'

const test = suite('faults of a MongoDB')
// What is played here is played by the proxy: one server is enough, the one that starts in the shortest time.
const servers = await findTestServers()
const server = servers.at(-1)
const onServer = (name: string, work: (database: TestDatabase) => Promise<void>) =>
  server ? test(name, () => work(server.database())) : test.skip(name, () => undefined)

/** Far more than anything takes here: no fault of these is one of time. */
const limits = { storeTimeoutMs: 60_000, questionTimeoutMs: 120_000 }
const decisions = 1300
const directory = mkdtempSync(join(tmpdir(), 'bookend-test-'))
const log = join(directory, 'log.jsonl')
writeFileSync(log, Array.from({ length: decisions }, (_, n) => `${decision(at(n / 1e4), { n })}\n`).join(''))

/** Something that is done with a server whose commands meet a fate, in a run of its own. */
async function through<T>(
  url: string,
  fateOf: (command: SentCommand) => Fate,
  work: (server: MongoServer, address: ReturnType<typeof parseMongoUrl>) => Promise<T>,
): Promise<{ result?: T; error?: unknown; commands: SentCommand[] }> {
  const proxy = await startMongoProxy(url, fateOf)
  const opened = createMongoServers(limits, new AbortController().signal)
  try {
    const address = parseMongoUrl(proxy.url, 'test')
    return { result: await work(opened.of(address), address), commands: proxy.commands }
  } catch (error) {
    return { error, commands: proxy.commands }
  } finally {
    await opened.close()
    await proxy.stop()
  }
}

async function send(url: string, fateOf: (command: SentCommand) => Fate) {
  const total: Writing = { added: 0, known: 0, unconfirmed: 0, unanswered: 0, refused: [] }
  const unreadable = () => assert.unreachable()
  const { error } = await through(url, fateOf, (server, address) =>
    writeDecisions(server, address, decisionsOfFile(log, unreadable), total, () => undefined),
  )
  return { total, error }
}

/** A fate for the n-th command of a name, from 1; the others go through. */
function nth(name: string, number: number, fate: Fate, times = 1): (command: SentCommand) => Fate {
  let seen = 0
  return (command) => {
    if (command.name !== name) return 'pass'
    seen++
    return seen >= number && seen < number + times ? fate : 'pass'
  }
}

/** A project whose store may be as slow as it likes. */
function patientProject(audit = 'sqlite:'): TestProject {
  const here = createProject()
  here.write('session.config.ts', `export default { audit: '${audit}', storeTimeoutMs: ${limits.storeTimeoutMs} }\n`)
  return here
}

/** Beside this thread, whose proxy answers. */
const run = (here: TestProject, args: string[]) => here.beside(args)

const allDay = { from: Date.parse(at(0)), to: Date.parse(at(1000)) }
const count = ({ db }: TestDatabase) => db.collection('auditLogs').countDocuments()

for (const fate of ['reset', 'reset after', 'half'] as const) {
  onServer(
    `an import whose connection breaks (${fate}) at any batch is whole, and counted as it is`,
    async (database) => {
      for (const batch of [1, 2, 3]) {
        await database.db.collection('auditLogs').deleteMany({})
        const { total, error } = await send(database.url, nth('insert', batch, fate))
        assert.is(error, undefined)
        assert.equal([total.added, total.known, total.refused, await count(database)], [decisions, 0, [], decisions])
      }
    },
  )
}

onServer('a connection that breaks again ends the import; the next one goes on', async (database) => {
  const { total, error } = await send(database.url, nth('insert', 2, 'reset', 9))
  assert.instance(error, StoreUnavailable)
  assert.not.instance(error, StoreRefused)
  assert.equal([total.added, await count(database)], [500, 500])
  const again = await send(database.url, () => 'pass')
  assert.equal([again.total.added, again.total.known, await count(database)], [800, 500, decisions])
})

onServer(
  'what a batch left behind is counted, where the store can be asked; else it is said to be the least',
  async (database) => {
    // The server does half of a batch, and says nothing of it.
    const half = (command: SentCommand): Fate => {
      const sent = command.document.documents as Record<string, unknown>[]
      return { send: { documents: sent.slice(0, sent.length / 2) }, answer: refusal(14_031, 'OutOfDiskSpace') }
    }
    let inserts = 0
    const partly = (command: SentCommand) => (command.name === 'insert' && ++inserts === 2 ? half(command) : 'pass')
    const asked = await send(database.url, partly)
    assert.is((asked.error as StoreRefused).code, 'OutOfDiskSpace')
    assert.equal([asked.total.added, asked.total.unanswered, await count(database)], [750, 0, 750])
    await database.db.collection('auditLogs').deleteMany({})
    // It dies with the batch in it, and is gone.
    let dead = false
    const dying = (command: SentCommand): Fate => {
      if (dead) return 'reset'
      inserts += Number(command.name === 'insert')
      dead = command.name === 'insert' && inserts === 2
      return dead ? 'reset after' : 'pass'
    }
    inserts = 0
    const here = patientProject()
    const proxy = await startMongoProxy(database.url, dying)
    const { status, stderr } = await run(here, ['import', log, '--to', proxy.url])
    assert.is(status, 4)
    assert.match(
      stderr,
      /in all at least 500 decisions added, 500 sent without an answer, 0 known already: run the same/,
    )
    assert.is(await count(database), 1000)
    const again = await send(database.url, () => 'pass')
    assert.equal([again.total.added, again.total.known, await count(database)], [300, 1000, decisions])
    await proxy.stop()
    here.remove()
  },
)

const refusals: [code: number, name: string | undefined][] = [
  [13, 'Unauthorized'],
  [14_031, 'OutOfDiskSpace'],
  [8000, 'AtlasError'],
  [16_500, undefined],
  [50, 'MaxTimeMSExpired'],
]

onServer('a secondary that lags is read where the URL says so, and doubles nothing', async (database) => {
  const others = 40
  await database.db.collection('auditLogs').insertMany(
    Array.from({ length: others }, (_, n) => {
      const { timestamp, ...document } = JSON.parse(decision(at(n / 1e4), { n }))
      return { ...document, timestamp: new Date(timestamp) }
    }),
  )
  let lags = true
  const nothing = { ok: 1, n: 0, cursor: { id: 0n, ns: `${database.name}.any`, firstBatch: [] } }
  const set = await startMongoSet(database.url, () => (lags ? { answer: nothing } : 'pass'))
  const here = createProject()
  try {
    here.write(
      'session.config.ts',
      `export default { audit: '${set.url}', storeTimeoutMs: ${limits.storeTimeoutMs} }\n`,
    )
    const rules = [1, 2, 3].map((n) => ({ id: `inst_${n}`, text: `Rule ${n}`, quadrant: 'SYSTEM' }))
    here.write('.claude/instruction-history.json', JSON.stringify({ instructions: rules }))

    const imported = await run(here, ['import', log, '--to', set.url, '--json'])
    assert.equal([imported.status, await count(database)], [0, decisions], imported.stdout + imported.stderr)
    const window = ['--from', at(0), '--to', at(1000)]
    const close = async () => JSON.parse((await run(here, ['closedown', '--json', ...window])).stdout)
    const total = ({ analysis }: { analysis: { decisions: { total: number } } }) => analysis.decisions.total
    const early = await close()
    assert.equal([early.outcome, total(early)], ['ok', 0])
    assert.equal([early.sync.written.length, early.sync.missing, early.sync.verified], [rules.length, [], true])
    lags = false
    const late = await close()
    assert.equal([total(late), late.sync.written], [decisions, []])
    assert.ok(
      set.secondary.commands.some(({ name }) => name === 'find'),
      'the secondary was not asked',
    )
    assert.equal(
      set.secondary.commands.filter(({ name }) => /insert|update|createIndexes/.test(name)),
      [],
    )
  } finally {
    here.remove()
    await set.stop()
  }
})

onServer('what the store refuses as a whole ends the import with its name, and counts what is in', async (database) => {
  for (const [code, name] of refusals) {
    await database.db.collection('auditLogs').deleteMany({})
    const { total, error } = await send(database.url, nth('insert', 2, { answer: refusal(code, name) }, 9))
    assert.instance(error, StoreRefused)
    assert.is((error as StoreRefused).code, name ?? `code ${code}`)
    assert.equal([total.added, await count(database)], [500, 500])
  }
})

onServer('a step-down that is over is survived; one that lasts is said', async (database) => {
  for (const [code, name] of [
    [10_107, 'NotWritablePrimary'],
    [189, 'PrimarySteppedDown'],
    [91, 'ShutdownInProgress'],
  ] as const) {
    await database.db.collection('auditLogs').deleteMany({})
    const once = await send(database.url, nth('insert', 2, { answer: refusal(code, name) }))
    assert.is(once.error, undefined)
    assert.equal([once.total.added, await count(database)], [decisions, decisions])
  }
  await database.db.collection('auditLogs').deleteMany({})
  const lasting = await send(database.url, nth('insert', 2, { answer: refusal(189, 'PrimarySteppedDown') }, 9))
  assert.is((lasting.error as StoreRefused).code, 'PrimarySteppedDown')
  assert.equal([lasting.total.added, await count(database)], [500, 500])
})

const unconfirmed = (answer: object) => ({
  ...answer,
  writeConcernError: { code: 64, codeName: 'WriteConcernTimeout', errmsg: 'waiting for replication timed out' },
})

onServer('what is written and not confirmed is counted apart, and ends the import', async (database) => {
  const { total, error } = await send(database.url, nth('insert', 2, { change: unconfirmed }))
  assert.instance(error, Unconfirmed)
  assert.match((error as Error).message, /WriteConcernTimeout: waiting for replication/)
  assert.equal([total.added, total.unconfirmed, await count(database)], [500, 500, 1000])
})

onServer(
  'an answer that does not count what was sent is none: the store is asked, and the import ends',
  async (database) => {
    const half = (command: SentCommand): Document[] => {
      const sent = command.document.documents as Document[]
      return sent.slice(0, sent.length / 2)
    }
    for (const [n, taken] of [
      [0, 0],
      [250, 250],
      [2528, 500],
    ] as const) {
      await database.db.collection('auditLogs').deleteMany({})
      let inserts = 0
      const { total, error } = await send(database.url, (command) => {
        if (command.name !== 'insert' || ++inserts !== 2) return 'pass'
        const answer = { ok: 1, n }
        if (taken === 0) return { answer }
        return { answer, send: taken === 250 ? { documents: half(command) } : {} }
      })
      assert.instance(error, Unconfirmed)
      assert.match((error as Error).message, `answered for ${n} of 500 that were sent`)
      assert.equal([total.added, total.unanswered, await count(database)], [500 + taken, 0, 500 + taken])
      const again = await send(database.url, () => 'pass')
      assert.is(again.error, undefined)
      assert.equal([again.total.added + again.total.known, await count(database)], [decisions, decisions])
    }
  },
)

onServer('a single document that is refused is named, and keeps no other from the store', async (database) => {
  const refused = (answer: Record<string, unknown>) => ({
    ...answer,
    n: Number(answer.n) - 1,
    writeErrors: [{ index: 3, code: 121, errmsg: 'Document failed validation' }],
  })
  const { total, error } = await send(database.url, nth('insert', 1, { change: refused }))
  assert.is(error, undefined)
  assert.equal(
    [total.added, total.refused.map(({ reason }) => reason)],
    [decisions - 1, ['Document failed validation']],
  )
})

onServer(
  'a duplicate is known where its id is there, and refused where an index of the owner kept it out',
  async (database) => {
    const errmsg = 'E11000 duplicate key error collection: db.auditLogs index: timestamp_1_action_1'
    let inserts = 0
    const { total, error } = await send(database.url, ({ name, document }) => {
      if (name !== 'insert' || ++inserts !== 2) return 'pass'
      // Another import wrote the first of them at the same time.
      const documents = (document.documents as Document[]).filter((_, index) => index !== 1 && index !== 2)
      const writeErrors = [0, 1, 2].map((index) => ({ index, code: 11_000, errmsg }))
      return { send: { documents }, answer: { ok: 1, n: 497, writeErrors } }
    })
    assert.is(error, undefined)
    assert.equal([total.added, total.known, await count(database)], [decisions - 3, 1, decisions - 2])
    assert.equal(
      total.refused.map(({ line, reason }) => [line, reason]),
      [
        [502, errmsg],
        [503, errmsg],
      ],
    )
  },
)

onServer('a refusal of a document that was not sent confirms nothing', async (database) => {
  const writeErrors = [{ index: 500, code: 121, errmsg: 'Document failed validation' }]
  const { error } = await send(database.url, nth('insert', 1, { send: {}, answer: { ok: 1, n: 499, writeErrors } }))
  assert.instance(error, Unconfirmed)
})

const readCodes: [code: number, name: string][] = [
  [43, 'CursorNotFound'],
  [175, 'QueryPlanKilled'],
  [11_601, 'Interrupted'],
  [292, 'QueryExceededMemoryLimitNoDiskUseAllowed'],
  [133, 'FailedToSatisfyReadPreference'],
  [134, 'ReadConcernMajorityNotAvailableYet'],
  [148, 'ReadConcernMajorityNotEnabled'],
  [13_388, 'StaleConfig'],
  [322, 'RateLimitExceeded'],
  [16_500, 'TooManyRequests'],
  [304, 'PooledConnectionAcquisitionExceededTimeLimit'],
  [13, 'Unauthorized'],
  [50, 'MaxTimeMSExpired'],
]

onServer('a refusal of a read is one by name; what was read stays, and the next run completes it', async (database) => {
  const documents = Array.from({ length: 5000 }, (_, n) => ({
    action: 'boundary_enforcement',
    allowed: true,
    timestamp: new Date(Date.parse(at(0)) + n),
  }))
  await database.db.collection('auditLogs').insertMany(documents)
  const window = { from: Date.parse(at(0)), to: Date.parse(at(1)) }
  let fateOf: (command: SentCommand) => Fate = () => 'pass'
  // One proxy, since a store is known by its address.
  const proxy = await startMongoProxy(database.url, (command) => fateOf(command))
  const address = parseMongoUrl(proxy.url, 'test')
  const faults = [
    ...readCodes.map(([code, name]) => ['find', code, name] as const),
    ['getMore', 43, 'CursorNotFound'] as const,
  ]
  for (const [command, code, name] of faults) {
    const cache = openCache(mkdtempSync(join(directory, 'cache-')), 'durable', new Date(0))
    const read = async (fate: typeof fateOf) => {
      fateOf = fate
      const opened = createMongoServers(limits, new AbortController().signal)
      try {
        return await importCollection(cache.db, opened.of(address), address, window, () => undefined)
      } catch (error) {
        return error as StoreRefused
      } finally {
        await opened.close()
      }
    }
    const refused = await read(nth(command, 1, { answer: refusal(code, name) }, 9))
    assert.is((refused as StoreRefused).code, name, command)
    await read(() => 'pass')
    assert.is(cache.db.prepare('SELECT COUNT(*) FROM decisions').pluck().get(), 5000)
    const before = proxy.commands.length
    assert.equal(await read(() => 'pass'), { added: 0, known: 0 })
    assert.equal(
      proxy.commands.slice(before).map(({ name }) => name),
      ['count'],
    )
    cache.close()
  }
  await proxy.stop()
})

onServer(
  'rules: a refused one is named, a broken connection and a step-down are survived, all is read from the primary',
  async (database) => {
    const unfit = { id: 'inst_x', keys: { id: 'inst_x', own: { 'a\0b': 1 }, active: true } }
    const { result: apart } = await through(
      database.url,
      () => 'pass',
      async (server, address) => {
        const store = createMongoRuleStore(server, address)
        const { refused } = await store.write([unfit, { id: 'inst_y', keys: { active: true } }], () => undefined)
        return { refused: refused.map(({ id }) => id), stored: (await store.read(Date.now())).map(({ id }) => id) }
      },
    )
    assert.equal(apart, { refused: ['inst_x'], stored: ['inst_y'] })
    const rules = Array.from({ length: 700 }, (_, n) => ({
      id: `inst_${n}`,
      keys: { id: `inst_${n}`, text: 'T', active: true },
    }))
    const write = (fateOf: (command: SentCommand) => Fate, options = '') =>
      through(`${database.url}${options}`, fateOf, async (server, address) => {
        const store = createMongoRuleStore(server, address)
        const result = await store.write(rules, () => undefined)
        return { ...result, stored: (await store.read(Date.now())).length }
      })
    for (const fate of ['reset', 'reset after', 'half', { answer: refusal(10_107, 'NotWritablePrimary') }] as Fate[]) {
      await database.db.collection('governanceRules').deleteMany({})
      assert.equal((await write(nth('update', 2, fate))).result, { refused: [], stored: 700 })
    }
    const refused = (answer: object) => ({
      ...answer,
      writeErrors: [{ index: 7, code: 121, errmsg: 'failed validation' }],
    })
    const named = await write(nth('update', 1, { change: refused }))
    assert.equal(named.result, { refused: [{ id: 'inst_7', reason: 'failed validation' }], stored: 700 })
    await database.db.collection('governanceRules').deleteMany({})
    const unauthorised = await write(nth('update', 2, { answer: refusal(13, 'Unauthorized') }, 9))
    const { stopped, stored } = unauthorised.result ?? {}
    assert.instance(stopped, StoreRefused)
    assert.equal([stopped?.message.includes('(Unauthorized)'), stored], [true, 500])
    const { commands } = await write(() => 'pass', '?readPreference=secondaryPreferred')
    const preferred = commands.flatMap(({ document }) => document.$readPreference?.mode ?? [])
    assert.not.ok(preferred.includes('secondaryPreferred'), preferred.join())
  },
)

const reads = [
  'find',
  'getMore',
  'count',
  'aggregate',
  'listIndexes',
  'listDatabases',
  'listCollections',
  'killCursors',
  'explain',
  'serverStatus',
]
onServer('import --to ends with 4, the words of the store and what is in', async (database) => {
  const here = patientProject()
  let fateOf = nth('insert', 2, { answer: refusal(13, 'Unauthorized', 'not authorized to execute command insert') }, 9)
  const proxy = await startMongoProxy(database.url, (command) => fateOf(command))
  const refused = await run(here, ['import', log, '--to', proxy.url])
  assert.is(refused.status, 4, refused.stderr)
  assert.match(refused.stderr, /refused \(Unauthorized\): not authorized .*500 decisions added, 0 known already/)
  assert.match(refused.stderr, /log\.jsonl:501; in all/)
  assert.not.match(refused.stderr, /report it|\n {4}at /)
  fateOf = () => 'pass'
  const json = await run(here, ['import', log, '--to', proxy.url, '--json'])
  assert.is(json.status, 0)
  assert.equal(JSON.parse(json.stdout).files[0].added, 800)
  // What broke off in a later file counts those before it too.
  for (const file of ['a', 'b']) here.write(`${file}.jsonl`, `\n${decision(at(file === 'a' ? 500 : 501), { file })}\n`)
  fateOf = nth('insert', 2, { answer: refusal(13, 'Unauthorized', 'not authorized to execute command insert') }, 9)
  const later = await run(here, ['import', 'a.jsonl', 'b.jsonl', '--to', proxy.url, '--json'])
  assert.match(later.stderr, /not authorized .* at b\.jsonl:2; in all 1 decision added, 0 known already/)
  // A document that the store will not take is named by its line.
  const change = (answer: object) => ({
    ...answer,
    n: 0,
    writeErrors: [{ index: 0, code: 121, errmsg: 'no valid document' }],
  })
  fateOf = nth('insert', 1, { change })
  const invalid = await run(here, ['import', 'a.jsonl', 'b.jsonl', '--to', proxy.url])
  assert.match(
    invalid.stdout,
    /b\.jsonl: 0 decisions added, 0 known already, 1 refused\n {2}b\.jsonl:2: no valid document\n/,
  )
  await proxy.stop()
  here.remove()
})

onServer(
  'an import that is killed in the middle of a batch is completed by the next, and nothing is doubled',
  async (database) => {
    const here = patientProject()
    let started: ReturnType<TestProject['start']> | undefined
    let inserts = 0
    const proxy = await startMongoProxy(database.url, ({ name }) => {
      if (name === 'insert' && ++inserts === 2) started?.kill('SIGKILL')
      return 'pass'
    })
    started = here.start(['import', log, '--to', proxy.url])
    await new Promise((resolve) => started?.on('close', resolve))
    assert.is(started.signalCode, 'SIGKILL')
    const { status, stdout, stderr } = await run(here, ['import', log, '--to', proxy.url, '--json'])
    assert.is(status, 0, stderr)
    const [{ added, known }] = JSON.parse(stdout).files
    assert.ok(known >= 500, stdout)
    assert.equal([added + known, await count(database)], [decisions, decisions])
    await proxy.stop()
    here.remove()
  },
)

for (const [first, again] of [
  [
    ['closedown', ...day],
    ['closedown', ...day],
  ],
  [
    ['closedown', ...day],
    ['closedown', '--resume'],
  ],
  [['init'], ['init']],
  [['init'], ['closedown']],
] as const)
  onServer(
    `${first[0]}, killed behind the sync's write: ${again.join(' ')} says what was written, and over whose texts`,
    async (database) => {
      const rules = database.db.collection('governanceRules')
      await rules.insertOne({ id: 'inst_001', text: 'Never drop tables', active: true })
      let started: ReturnType<TestProject['start']> | undefined
      const change = (answer: object) => {
        started?.kill('SIGKILL')
        return answer
      }
      const proxy = await startMongoProxy(database.url, ({ name }) => (name === 'update' ? { change } : 'pass'))
      const here = patientProject(proxy.url)
      const rule = { id: 'inst_001', text: 'Use tabs', quadrant: 'SYSTEM', persistence: 'HIGH' }
      here.write('.claude/instruction-history.json', JSON.stringify({ instructions: [rule] }))
      started = here.start([...first])
      await new Promise((resolve) => started?.on('close', resolve))
      assert.is(started.signalCode, 'SIGKILL')
      assert.is((await rules.findOne({ id: 'inst_001' }))?.text, 'Use tabs')
      started = undefined
      const { stdout, stderr } = await run(here, [...again, '--json'])
      const { sync } = JSON.parse(stdout || stderr)
      assert.equal(sync.written, [{ id: 'inst_001', was: 'different' }])
      assert.equal(sync.overwritten, [{ id: 'inst_001', there: 'Never drop tables', here: 'Use tabs' }])
      await proxy.stop()
      here.remove()
    },
  )

onServer(
  'the letter says what to do about a refused rule, then whole words of the store, its URL once',
  async (database) => {
    const words = (name: string) =>
      `E11000 duplicate key error collection: tractatus_dev.governanceRules index: ${name}`
    const writeErrors = [0, 1, 2].map((index) => ({
      index,
      code: 11_000,
      errmsg: words(index < 2 ? 'text_1' : 'own_1'),
    }))
    const answer = { ok: 1, n: 0, nModified: 0, writeErrors }
    const proxy = await startMongoProxy(database.url, ({ name }) => (name === 'update' ? { answer } : 'pass'))
    const here = patientProject(proxy.url)
    const instructions = [1, 2, 3].map((n) => ({ id: `inst_${n}`, text: `Rule ${n}`, quadrant: 'SYSTEM' }))
    here.write('.claude/instruction-history.json', JSON.stringify({ instructions }))
    const { stdout } = await run(here, ['closedown', '--json', ...day])
    const { handoff, tasks } = JSON.parse(stdout)
    const { reason } = tasks.find(({ id }: { id: string }) => id === 'cleanup/sync-rules')
    assert.is(
      reason.detail.replaceAll(proxy.url, 'STORE'),
      `STORE refused inst_1, inst_2: ${words('text_1')}, inst_3: ${words('own_1')}; 3 rules are not there as the file has them (inst_1, inst_2, inst_3)`,
    )
    const line = here
      .read(handoff.file)
      .split('\n')
      .find((each: string) => /Sync the rules: /.test(each))
    assert.match(
      line?.replaceAll(proxy.url, 'STORE') ?? '',
      /Sync the rules: look at what the store says about these rules, and run it again \(STORE refused inst_1, inst_2: E11000 .*\w…\)/,
    )
    assert.is(await database.db.collection('governanceRules').countDocuments(), 0)
    await proxy.stop()
    here.remove()
  },
)

onServer('rules of which the writing is not confirmed are not verified, and an odd answer is one', async (database) => {
  let fate: Fate = { change: unconfirmed }
  let of = 'update'
  const proxy = await startMongoProxy(database.url, ({ name }) => (name === of ? fate : 'pass'))
  const here = createProject()
  here.write('session.config.ts', `export default { ruleStore: '${proxy.url}', storeTimeoutMs: 60_000 }\n`)
  here.write(
    '.claude/instruction-history.json',
    JSON.stringify({ instructions: [{ id: 'inst_1', text: 'Rule 1', quadrant: 'SYSTEM' }] }),
  )
  const close = async () => {
    const { sync, tasks } = JSON.parse((await run(here, ['closedown', '--json', ...day])).stdout)
    return { sync, reason: tasks.find(({ id }: { id: string }) => id === 'cleanup/sync-rules').reason }
  }
  const first = await close()
  assert.equal([first.sync.written.length, first.sync.verified], [1, false])
  assert.match(first.reason.detail, /did not confirm what was written \(WriteConcernTimeout/)
  of = 'find'
  fate = { answer: { ok: 1 } }
  const { reason } = await close()
  assert.equal([reason.reason, reason.code], ['store-refused', 'not a valid answer'])
  await proxy.stop()
  here.remove()
})

onServer('what reads sends no command that changes anything', async (database) => {
  await database.db
    .collection('auditLogs')
    .insertMany(Array.from({ length: 5 }, (_, n) => ({ ...JSON.parse(decision(at(n))), timestamp: new Date(at(n)) })))
  const proxy = await startMongoProxy(database.url, () => 'pass')
  const here = patientProject(proxy.url)
  const rule = { id: 'inst_001', text: 'A rule', quadrant: 'SYSTEM', persistence: 'HIGH' }
  here.write('.claude/instruction-history.json', JSON.stringify({ instructions: [rule] }))
  const planned = await run(here, ['closedown', '--dry-run', '--json', ...day])
  assert.is(planned.status, 0, planned.stderr)
  assert.is(JSON.parse(planned.stdout).analysis.decisions.total, 5)
  await run(here, ['import', log, '--to', proxy.url, '--dry-run'])
  await run(here, ['init', '--no-sync'])
  await run(here, ['task', 'analysis/metrics', '--json'])
  await run(here, ['export'])
  const sent = () => [...new Set(proxy.commands.map(({ name }) => name))].filter((name) => !reads.includes(name))
  assert.equal(sent(), [])
  const closed = await run(here, ['closedown', '--json', ...day])
  assert.is(closed.status, 0, closed.stderr)
  // The sync of the rules is the one thing that writes, and it makes no index.
  assert.equal(sent(), ['update'])
  const commented = proxy.commands.filter(({ document }) => document.comment !== 'bookend')
  assert.equal(
    commented
      .map(({ name }) => name)
      .filter((name) => !['listDatabases', 'serverStatus', 'killCursors', 'getMore'].includes(name)),
    [],
  )
  await proxy.stop()
  here.remove()
})

onServer('text that is not UTF-8 is read as it is, and what no driver can read is no bug', async (database) => {
  await database.db.collection('auditLogs').insertOne({ ...JSON.parse(decision(at(0), { own: 'broken ##' })), n: 1 })
  const read = (change: (answer: Buffer) => void) => {
    const cache = openCache(join(directory, 'none'), 'existing', new Date())
    return through(
      database.url,
      ({ name }) => (name === 'find' ? { bytes: change } : 'pass'),
      (server, address) => importCollection(cache.db, server, address, allDay, () => undefined),
    ).finally(() => cache.close())
  }
  const place = (answer: Buffer) => answer.indexOf('boundary_enforcement')
  const { result } = await read((answer) => answer.fill(0xff, place(answer), place(answer) + 2))
  assert.equal(result, { added: 1, known: 0 })
  // The length of that text, in the four bytes before it.
  const { error } = await read((answer) => answer.writeInt32LE(2 ** 30, place(answer) - 4))
  assert.instance(error, StoreUnavailable)
})

test.after(async () => {
  for (const server of servers) await server.stop()
  rmSync(directory, { recursive: true })
})

test.run()
