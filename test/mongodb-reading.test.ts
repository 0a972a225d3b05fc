import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { at, day } from './support/decisions.ts'
import { findTestServers, type TestDatabase } from './support/mongo.ts'
import { type Fate, refusal, type SentCommand, startMongoProxy } from './support/mongo-proxy.ts'
import { createProject } from './support/project.ts'

const test = suite('readings of a MongoDB that break off')
const servers = await findTestServers()
const onServers = (name: string, run: (database: TestDatabase) => Promise<void>) => {
  if (servers.length === 0) test.skip(name, () => undefined)
  for (const server of servers) test(`${name} (${server.what})`, () => run(server.database()))
}

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

test.after(async () => {
  for (const server of servers) await server.stop()
})

test.run()
