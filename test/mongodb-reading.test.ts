import * as assert from 'uvu/assert'
import { parseMongoUrl } from '../cache/mongo/address.ts'
import { createMongoServers } from '../cache/mongo/connection.ts'
import { createMongoRuleStore } from '../cache/rules/mongo.ts'
import { at, day } from './support/decisions.ts'
import { serverSuite, type TestDatabase } from './support/mongo.ts'
import { type Fate, refusal, type SentCommand, startMongoProxy } from './support/mongo-proxy.ts'
import { createProject } from './support/project.ts'

const { test, onServers } = await serverSuite('readings of a MongoDB that break off')

const documents = 1600
/** Five of an instant, three of which are equal: what is taken twice, or numbered anew, shows. */
const stored = Array.from({ length: documents }, (_, n) => ({
  action: 'boundary_enforcement',
  allowed: true,
  sessionId: `${Math.max(2, n % 5)} of ${Math.floor(n / 5)}`,
  timestamp: new Date(Date.parse(at(0)) + Math.floor(n / 5)),
}))

interface Report {
  outcome: string
  analysis: {
    decisions: { total: number }
    health: { score: number | null }
    notRead?: { why: string }
  }
  tasks: { id: string; outcome: string; reason?: { reason: string; detail: string } }[]
}

/** Closes the day of a store whose commands meet a fate: the report, and how many questions began behind a place. */
async function closing(
  database: TestDatabase,
  work: (
    close: (fateOf: (command: SentCommand) => Fate) => Promise<{ report: Report; resumed: number }>,
  ) => Promise<void>,
) {
  await database.db.collection('auditLogs').insertMany(stored)
  let fateOf: (command: SentCommand) => Fate = () => 'pass'
  // One proxy, since a store is known by its address.
  const proxy = await startMongoProxy(database.url, (command) => fateOf(command))
  const here = createProject()
  here.write(
    'session.config.ts',
    `export default { audit: '${proxy.url}', ruleStore: 'sqlite:', storeTimeoutMs: 60_000 }\n`,
  )
  try {
    await work(async (fate) => {
      fateOf = fate
      const before = proxy.commands.length
      const { stdout, stderr } = await here.beside(['closedown', '--json', ...day])
      assert.ok(stdout, stderr)
      const isBehind = ({ document: { sort, filter } }: SentCommand) => sort?.timestamp === 1 && '$and' in filter
      return { report: JSON.parse(stdout), resumed: proxy.commands.slice(before).filter(isBehind).length }
    })
  } finally {
    here.remove()
    await proxy.stop()
  }
}

/** A fate for these of the answers that follow the first, from 1. */
function following(numbers: number[], fate: Fate): (command: SentCommand) => Fate {
  let seen = 0
  return ({ name }) => (name === 'getMore' && numbers.includes(++seen) ? fate : 'pass')
}

const breaks: [what: string, fate: Fate][] = [
  ['a connection that is cut', 'reset'],
  ['half an answer', 'half'],
  ['a cursor that is lost', { answer: refusal(43, 'CursorNotFound') }],
]
for (const [what, fate] of breaks)
  for (const batch of [2, 3])
    onServers(`${what} in batch ${batch}: the reading goes on where it was`, async (database) => {
      await closing(database, async (close) => {
        const { report, resumed } = await close(following([batch - 1], fate))
        assert.equal([report.outcome, report.analysis.decisions.total, resumed], ['ok', documents, 1])
      })
    })

/** The end of a cursor, without what it had yet to give. */
const end: Fate = { change: (answer) => ({ ...answer, cursor: { ...answer.cursor, id: 0n, nextBatch: [] } }) }

onServers('an answer that ends early once is found by the count, and read again', async (database) => {
  await closing(database, async (close) => {
    const { report } = await close(following([1], end))
    assert.equal([report.outcome, report.analysis.decisions.total], ['ok', documents])
  })
})

onServers('one that ends early twice is said with both numbers, and no score is given', async (database) => {
  await closing(database, async (close) => {
    const { report } = await close(following([1, 2, 3, 4, 5, 6, 7, 8, 9], end))
    const reason = report.tasks.find(({ id }) => id === 'analysis/decisions')?.reason
    assert.equal([report.outcome, reason?.reason], ['degraded', 'store-cut-short'])
    assert.is(reason?.detail, `of its documents it counts ${documents} and gave 500`)
    assert.match(report.analysis.notRead?.why ?? '', /gave less than it has: of its documents it counts 1600/)
    assert.is(report.analysis.health.score, null)
    const { report: whole } = await close(() => 'pass')
    assert.equal([whole.outcome, whole.analysis.decisions.total], ['ok', documents])
  })
})

/** An export of a store whose commands meet a fate: the numbers of the documents that it has, and how it ended. */
async function exporting(database: TestDatabase, fateOf: (command: SentCommand) => Fate, ...to: string[]) {
  await database.db.collection('auditLogs').insertMany(stored.map((document, n) => ({ ...document, metadata: { n } })))
  const proxy = await startMongoProxy(database.url, fateOf)
  const here = createProject()
  here.write('session.config.ts', `export default { audit: '${proxy.url}', ruleStore: 'sqlite:' }\n`)
  try {
    const { status, stdout, stderr } = await here.beside(['export', ...to])
    const lines = stdout.split('\n').filter((line) => line !== '')
    return { status, stderr, numbers: lines.map((line) => Number(JSON.parse(line).metadata.n.$numberInt)) }
  } finally {
    here.remove()
    await proxy.stop()
  }
}

for (const [what, fate] of [...breaks, ['an answer that ends early', end] as const])
  onServers(`${what}: an export has each document once all the same`, async (database) => {
    const { status, stderr, numbers } = await exporting(database, following([2], fate))
    assert.is(status, 0, stderr)
    assert.equal(
      numbers.sort((a, b) => a - b),
      stored.map((_, n) => n),
    )
  })

onServers(
  'an export that ends early twice says so and how much of it was printed, and ends with 4',
  async (database) => {
    const { status, stderr, numbers } = await exporting(database, following([2, 3, 4, 5, 6], end))
    assert.equal([status, numbers.length], [4, 1000])
    assert.match(
      stderr,
      /gave less than it has: of its documents it counts 1600 and gave 1000: 1000 decisions exported before that\n/,
    )
  },
)

onServers('an export into a file that ends early twice says that nothing was exported', async (database) => {
  const { status, stderr } = await exporting(database, following([2, 3, 4, 5, 6], end), '--to', 'out.jsonl')
  assert.is(status, 4, stderr)
  assert.match(stderr, /counts 1600 and gave 1000: nothing was exported\n/)
})

onServers('rules whose reading ends early are read again', async (database) => {
  const rules = Array.from({ length: 700 }, (_, n) => ({ id: `inst_${n}`, text: 'Ask first', active: true }))
  await database.db.collection('governanceRules').insertMany(rules)
  const proxy = await startMongoProxy(database.url, following([2], end))
  const servers = createMongoServers(
    { storeTimeoutMs: 60_000, questionTimeoutMs: 60_000 },
    new AbortController().signal,
  )
  try {
    const address = parseMongoUrl(proxy.url, 'test')
    const read = await createMongoRuleStore(servers.of(address), address).read(Date.parse(at(0)))
    assert.is(new Set(read.map(({ id }) => id)).size, rules.length)
    assert.is(read.length, rules.length)
  } finally {
    await servers.close()
    await proxy.stop()
  }
})

test.run()
