import * as assert from 'uvu/assert'
import { day } from './support/decisions.ts'
import { serverSuite } from './support/mongo.ts'
import { type Fate, refusal, startMongoProxy } from './support/mongo-proxy.ts'
import { createProject } from './support/project.ts'

const { test, onServers } = await serverSuite('syncs that a MongoDB stops')

/** Three batches. */
const rules = 1200
const instructions = Array.from({ length: rules }, (_, n) => ({
  id: `inst_${n}`,
  text: `Rule ${n}`,
  quadrant: 'SYSTEM',
}))

interface Report {
  handoff: { file: string }
  sync?: { written: object[]; missing: string[]; verified: boolean; store: { total: number } }
  tasks: { id: string; reason?: { reason: string; detail: string; waits?: true } }[]
}

const unfit = (answer: object) => ({
  ...answer,
  writeErrors: [{ index: 7, code: 121, errmsg: 'Document failed validation' }],
})

interface Stop {
  what: string
  /** Of the commands that write, from 1. */
  fateOf(update: number): Fate
  /** How many rules are there then, and what is said of them: in the report, where reading back could say it. */
  there: number
  says: RegExp
  reads?: false
}

const stops: Stop[] = [
  {
    what: 'that refuses the second batch',
    fateOf: (update) => (update < 2 ? 'pass' : { answer: refusal(13, 'Unauthorized', 'not authorized to update') }),
    there: 500,
    says: /not authorized to update; 500 of 1200 rules written/,
  },
  {
    what: 'that refuses a rule of the first batch, and the third',
    fateOf: (update) =>
      update === 1 ? { change: unfit } : update < 3 ? 'pass' : { answer: refusal(14_031, 'OutOfDiskSpace', 'no room') },
    there: 1000,
    says: /no room; 1000 of 1200 rules written; inst_7: Document failed validation/,
  },
  {
    what: 'whose connection breaks at the third batch, again and again',
    fateOf: (update) => (update < 3 ? 'pass' : 'reset'),
    there: 1000,
    says: /; it had answered for 1000 of 1200 rules$/,
    reads: false,
  },
]

for (const { what, fateOf, there, says, reads } of stops)
  onServers(`a store ${what}: what is in it is reported, and the next run completes it`, async (database) => {
    let updates = 0
    let works = false
    const proxy = await startMongoProxy(database.url, ({ name }) =>
      name === 'update' && !works ? fateOf(++updates) : 'pass',
    )
    const here = createProject()
    here.write('session.config.ts', `export default { ruleStore: '${proxy.url}', storeTimeoutMs: 60_000 }\n`)
    here.write('.claude/instruction-history.json', JSON.stringify({ instructions }))
    const close = async () => {
      const { stdout, stderr } = await here.beside(['closedown', '--json', ...day])
      assert.ok(stdout, stderr)
      return JSON.parse(stdout) as Report
    }
    const stored = () => database.db.collection('governanceRules').countDocuments()
    const { sync, tasks, handoff } = await close()
    const reason = tasks.find(({ id }) => id === 'cleanup/sync-rules')?.reason
    assert.is(await stored(), there)
    assert.match(reason?.detail ?? '', says)
    assert.is(reason?.waits, true)
    const said = sync && [sync.written.length, sync.missing.length, sync.store.total, sync.verified]
    assert.equal(said, reads === false ? undefined : [there, rules - there, there, false])
    assert.match(here.read(handoff.file), new RegExp(`${there} of ${rules} rules`))
    works = true
    const { sync: completed } = await close()
    assert.equal([completed?.written.length, completed?.verified, await stored()], [rules - there, true, rules])
    here.remove()
    await proxy.stop()
  })

test.run()
