import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Document } from 'mongodb'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openCache } from '../cache/database.ts'
import type { JsonObject } from '../cache/json.ts'
import { createSqliteRuleStore } from '../cache/rules/sqlite.ts'
import { at, day, decision } from './support/decisions.ts'
import { findTestServer, type TestDatabase } from './support/mongo.ts'
import { createProject, type TestProject } from './support/project.ts'

const test = suite('sync of the rules')
const server = await findTestServer()

interface Report {
  outcome: string
  handoff: { file: string }
  checks: { id: string; verdict: string; reason?: string }[]
  operational: boolean | null
  tasks: { id: string; outcome: string; reason?: { reason: string; url?: string; detail?: string } }[]
  sync: {
    file: { total: number; active: number }
    store: { total: number; active: number }
    written: { id: string; was: string }[]
    missing: string[]
    different: string[]
    extra: string[]
    invalid: { id: string; reason: string }[]
    unenforced: string[]
    expired: string[]
    foreign?: { id: string; projectId: string; there: string; here: string }[]
    overwritten?: { id: string; there: string; here: string }[]
    deactivated?: string[]
    unlisted?: { id: string; values: string[] }[]
    verified: boolean
  }
}

interface Scored {
  analysis: { health: { score: number | null } }
}

const instruction = (number: number, fields: Record<string, unknown> = {}) => ({
  id: `inst_${String(number).padStart(3, '0')}`,
  text: `Rule number ${number}`,
  timestamp: '2025-10-06T14:00:00Z',
  quadrant: 'SYSTEM',
  persistence: 'HIGH',
  temporal_scope: 'PROJECT',
  explicitness: 0.9,
  parameters: { port: '27017' },
  active: true,
  own_key: { kept: [1, 'two', null] },
  ...fields,
})

function writeRules(project: TestProject, instructions: object[]): void {
  project.write('.claude/instruction-history.json', JSON.stringify({ version: '4.1', instructions }, null, 2))
}

const ids = (instructions: { id: string }[]) => instructions.map(({ id }) => id)

/** The embedded store, and MongoDB where there is a server: the same tests, the same results. */
const stores = [
  { name: 'SQLite', url: () => 'sqlite:' },
  ...(server ? [{ name: 'MongoDB', url: () => server.database().url }] : []),
]

for (const { name, url } of stores) {
  const project = (instructions: object[]) => {
    const made = createProject()
    made.write('session.config.ts', `export default { ruleStore: '${url()}' }\n`)
    writeRules(made, instructions)
    return made
  }

  test(`${name}: the file goes in, is read back, and is in agreement from then on`, () => {
    const rules = [instruction(1), instruction(2, { active: false }), instruction(3)]
    const here = project(rules)
    const first = here.json<Report>(['closedown'])
    assert.is(first.outcome, 'ok')
    assert.equal(
      first.sync.written,
      ids(rules).map((id) => ({ id, was: 'missing' })),
    )
    assert.equal(first.sync.store, { total: 3, active: 2 })
    assert.equal(first.sync.file, first.sync.store)
    assert.is(first.sync.verified, true)
    const second = here.json<Report>(['closedown'])
    assert.equal(second.sync, { ...first.sync, written: [] })
    here.remove()
  })

  test(`${name}: entries that cannot be used are named, and left alone`, () => {
    const here = project([
      instruction(1),
      instruction(2, { quadrant: 'rules' }),
      instruction(3, { text: ' ' }),
      instruction(1, { text: 'again' }),
      // Half of a character is � in a store: by such an id a rule would be missing forever, and its text different.
      instruction(4, { id: 'inst_\ud83d' }),
      instruction(5, { text: 'half \ud83d', own_key: { '\ud83d': ['\ud83d'] } }),
    ])
    const { sync, outcome } = here.json<Report>(['closedown'])
    assert.is(outcome, 'ok')
    assert.equal(ids(sync.invalid), ['inst_002', 'inst_003', 'inst_001', 'inst_\ud83d'])
    assert.equal(sync.file.total, 6)
    assert.equal(sync.store.total, 2)
    assert.is(sync.verified, true)
    assert.equal(here.json<Report>(['closedown']).sync.written, [])
    const { stdout } = here.bookend(['closedown'])
    assert.match(stdout, /6 rules in the file \(6 active\), 2 in the store \(2 active\), which differ/)
    assert.match(
      here.read(/SESSION_CLOSEDOWN_\S+\.md/.exec(stdout)?.[0] as string),
      /inst_002 \(unknown quadrant "rules"\)/,
    )
    here.remove()
  })

  test(`${name}: a rule that is new in the store is among the written ones, also where it does not read back as the file has it`, () => {
    const here = project([instruction(1), instruction(2, { 'own.key': 1 })])
    const { sync } = here.json<Report>(['closedown'])
    const differs = sync.different.includes('inst_002')
    assert.equal(sync.missing, [])
    assert.equal(sync.store.total, 2)
    assert.equal(sync.written, [
      { id: 'inst_001', was: 'missing' },
      { id: 'inst_002', was: 'missing' },
    ])
    assert.is(sync.verified, !differs)
    here.remove()
  })

  test(`${name}: a rule gone from the file is named, and inactive only where that is asked for`, () => {
    const here = project([instruction(1), instruction(2), instruction(3)])
    here.json(['closedown'])
    writeRules(here, [instruction(1), instruction(3)])
    const kept = here.json<Report>(['closedown'])
    assert.equal(kept.sync.extra, ['inst_002'])
    assert.equal(kept.sync.store, { total: 3, active: 3 })
    assert.is(kept.sync.verified, true)
    const put = here.json<Report>(['closedown', '--deactivate-extra'])
    assert.equal(put.sync.extra, ['inst_002'])
    assert.equal(put.sync.store, { total: 3, active: 2 })
    assert.equal(put.sync.deactivated, ['inst_002'])
    assert.match(here.read(put.handoff.file), /made inactive: inst_002/)
    const again = here.json<Report>(['closedown', '--deactivate-extra'])
    assert.is(again.sync.deactivated, undefined)
    here.remove()
  })

  test(`${name}: a file that lost more than half of its rules does not win, also where the last sync was not verified`, () => {
    const rules = Array.from({ length: 9 }, (_, n) => instruction(n + 1))
    const here = project([...rules.slice(0, 8), instruction(9, { expires_at: 'soon' })])
    assert.is(here.json<Report>(['closedown']).sync.verified, false)
    writeRules(here, rules.slice(0, 3))
    assert.equal(here.json<Report>(['closedown', '--deactivate-extra']).sync.store.active, 9)
    writeRules(here, [instruction(1, { text: 'changed' }), ...rules.slice(1, 4)])
    const refused = here.json<Report>(['closedown'])
    assert.is(refused.outcome, 'degraded')
    assert.equal(refused.sync.written, [])
    assert.equal(refused.sync.different, ['inst_001'])
    const step = refused.tasks.find(({ id }) => id === 'cleanup/sync-rules')
    assert.match(step?.reason?.detail ?? '', /shrank from 9 rules to 4/)
    const accepted = here.json<Report>(['closedown', '--accept-shrink'])
    assert.is(accepted.outcome, 'ok')
    assert.equal(accepted.sync.written, [{ id: 'inst_001', was: 'different' }])
    assert.is(here.json<Report>(['closedown']).outcome, 'ok')
    here.remove()
  })

  test(`${name}: a dry run scores the rules as written that the run is about to write`, () => {
    const here = project([instruction(1), instruction(2)])
    here.write('.memory/audit/decisions.jsonl', `${decision(at(0))}\n`)
    const score = (...options: string[]) => here.json<Scored>(['closedown', ...day, ...options]).analysis.health.score
    const rehearsed = score('--dry-run')
    assert.ok(rehearsed !== null)
    assert.is(rehearsed, score())
    here.remove()
  })

  test(`${name}: init syncs, and only compares with --no-sync; a dry run writes nothing`, () => {
    const here = project([instruction(1), instruction(2)])
    const compared = here.json<Report>(['init', '--no-sync'])
    assert.equal(compared.sync.missing, ['inst_001', 'inst_002'])
    assert.is(compared.sync.verified, false)
    assert.equal(compared.sync.written, [])
    const syncCheck = ({ checks }: Report) => {
      const { verdict, reason } = checks.find(({ id }) => id === 'sync') ?? {}
      return [verdict, reason?.replace(/ in mongodb\S+| in sqlite:?/, ' in STORE')]
    }
    assert.equal(syncCheck(compared), [
      'SKIPPED',
      '--no-sync: 2 rules are not in STORE as the file has them (inst_001, inst_002): init without it writes them',
    ])
    assert.is(compared.operational, null)
    const rehearsed = here.json<Report>(['init', '--dry-run'])
    assert.equal([rehearsed.sync, rehearsed.operational], [compared.sync, null])
    assert.equal(syncCheck(rehearsed), ['SKIPPED', '2 rules would be written'])
    const planned = here.json<Report>(['closedown', '--dry-run'])
    assert.equal(planned.sync, compared.sync)
    assert.match(
      here.bookend(['closedown', '--dry-run']).stdout,
      /^Rule store: .*; 2 to write; [\s\S]*^Degraded: nothing, once 2 rules are written to the store$/m,
    )
    const synced = here.json<Report>(['init'])
    assert.equal(ids(synced.sync.written), ['inst_001', 'inst_002'])
    assert.is(synced.sync.verified, true)
    assert.equal(syncCheck(synced), ['PASS', 'rules written: 2, verified'])
    assert.equal(syncCheck(here.json<Report>(['init', '--no-sync'])), ['PASS', 'rules written: 0, verified'])
    here.remove()
  })
}

const onServer = (name: string, run: (database: TestDatabase) => Promise<void>) =>
  server ? test(name, () => run(server.database())) : test.skip(name, () => undefined)

onServer('MongoDB: values that the framework does not list are written, and named', async ({ url }) => {
  const here = createProject()
  here.write('session.config.ts', `export default { ruleStore: '${url}' }\n`)
  writeRules(here, [
    instruction(1, { source: 'weird', temporal_scope: 'FOREVER' }),
    instruction(2, { source: 'user', temporal_scope: 'SESSION' }),
  ])
  const { sync } = here.json<Report>(['closedown'])
  assert.equal(sync.unlisted, [{ id: 'inst_001', values: ['source "weird"', 'temporalScope "FOREVER"'] }])
  assert.is(sync.verified, true)
  const shown = here.bookend(['task', 'cleanup/sync-rules']).stdout
  assert.match(shown, /refuse to save: inst_001 \(not in its lists: source "weird", temporalScope "FOREVER"\)$/m)
  here.remove()
})

onServer(
  'MongoDB: the collection has its documented shape, no index of ours, and keeps what only it knows',
  async ({ url, db }) => {
    const rules = db.collection('governanceRules')
    await rules.insertOne({ id: 'inst_001', text: 'old', stats: { timesChecked: 7 }, priority: 80, active: true })
    const here = createProject()
    here.write('session.config.ts', `export default { audit: 'sqlite:', ruleStore: 'env:RULES' }\n`)
    writeRules(here, [instruction(1), instruction(2)])
    const { status } = here.bookend(['closedown'], { env: { RULES: url } })
    assert.is(status, 0)
    const first = await rules.findOne({ id: 'inst_001' })
    assert.is(first?.text, 'Rule number 1')
    assert.is(first?.temporalScope, 'PROJECT')
    assert.equal(first?.own_key, { kept: [1, 'two', null] })
    assert.equal(first?.stats, { timesChecked: 7 })
    assert.is(first?.priority, 80)
    assert.equal(
      (await rules.indexes()).map(({ key }) => key),
      [{ _id: 1 }],
    )
    here.remove()
  },
)

onServer(
  'MongoDB: rules with an end stay in force until it, and what the framework would not find is named',
  async ({ url, db }) => {
    const rules = db.collection('governanceRules')
    const here = createProject()
    here.write('session.config.ts', `export default { ruleStore: '${url}' }\n`)
    writeRules(here, [
      instruction(1, { expires_at: '2999-12-31T00:00:00Z', source: 'user' }),
      instruction(2, { expires_at: '2001-01-01T00:00:00Z' }),
      instruction(3, { expires_at: 'when the project ends' }),
      instruction(4, { source: 'user' }),
      instruction(5, { expires_at: '2999-01-01', active: false }),
      instruction(6, { expires_at: Date.parse('2999-01-01') }),
      instruction(7, { expires_at: Date.parse('2001-01-01') }),
      instruction(8, { expires_at: '' }),
      instruction(9),
    ])
    // An end that only the store has is the store's, and a date.
    await rules.insertOne({ id: 'inst_009', text: 'Rule number 9', active: true, expiresAt: '2999-01-01' })
    // As an earlier version left one: its end is text, which is never later than now. Another has a source that only the framework's list has.
    await rules.insertOne({ id: 'inst_001', text: 'Rule number 1', active: true, expiresAt: '2999-12-31T00:00:00Z' })
    await rules.insertOne({ id: 'inst_004', text: 'Rule number 4', active: true, source: 'migration' })
    const seen = here.json<Report>(['init', '--no-sync'])
    assert.equal(
      [seen.sync.unenforced, seen.sync.expired],
      [
        ['inst_001', 'inst_009'],
        ['inst_002', 'inst_007'],
      ],
    )
    const first = here.json<Report>(['closedown'])
    assert.is(first.outcome, 'degraded')
    assert.match(
      here.bookend(['init']).stdout,
      /^FAIL +sync: `expires_at` of inst_003 is no date \("when the project ends"\): correct it in \.claude\/instruction-history\.json$/m,
    )
    assert.equal([first.sync.missing, first.sync.different, first.sync.unenforced], [[], [], ['inst_003']])
    await rules.deleteOne({ id: 'inst_006' })
    assert.match(
      here.bookend(['init', '--no-sync']).stdout,
      /^SKIPPED +sync: --no-sync: 1 rule is not .*\(inst_006\); `expires_at` of inst_003 is no date .*: correct it in \S+; init without it writes them$/m,
    )
    here.bookend(['init'])
    assert.is(first.sync.verified, false)
    assert.equal((await rules.findOne({ id: 'inst_009' }))?.expiresAt, new Date('2999-01-01'))
    writeRules(here, [
      instruction(1, { expires_at: '2999-12-31T00:00:00Z', source: 'user' }),
      instruction(2, { expires_at: '2001-01-01T00:00:00Z' }),
      instruction(3, { expires_at: null }),
      instruction(4, { source: 'user' }),
      instruction(5, { expires_at: '2999-01-01', active: false }),
      instruction(6, { expires_at: Date.parse('2999-01-01') }),
      instruction(7, { expires_at: Date.parse('2001-01-01') }),
      instruction(8, { expires_at: '' }),
    ])
    const { outcome, sync } = here.json<Report>(['closedown'])
    assert.equal([outcome, sync.verified, sync.unenforced, sync.expired], ['ok', true, [], ['inst_002', 'inst_007']])
    assert.equal(here.json<Report>(['closedown']).sync.written, [])
    const question = { active: true, $or: [{ expiresAt: null }, { expiresAt: { $gt: new Date() } }] }
    const enforced = await rules.find(question).toArray()
    assert.equal(enforced.map(({ id }) => id).sort(), [
      'inst_001',
      'inst_003',
      'inst_004',
      'inst_006',
      'inst_008',
      'inst_009',
    ])
    const sources = await rules.find({ id: { $in: ['inst_001', 'inst_004'] } }).toArray()
    assert.equal(Object.fromEntries(sources.map(({ id, source }) => [id, source])), {
      inst_001: 'user_instruction',
      inst_004: 'migration',
    })
    here.remove()
  },
)

onServer('MongoDB: of several documents with one id each has its own end, as a date', async ({ url, db }) => {
  const rules = db.collection('governanceRules')
  const here = createProject()
  here.write('session.config.ts', `export default { ruleStore: '${url}' }\n`)
  writeRules(here, [instruction(1)])
  here.bookend(['closedown'])
  const { _id, ...synced } = (await rules.findOne({})) as Document
  await rules.deleteOne({ _id })
  await rules.insertMany(['2998-01-01', '2999-01-01'].map((expiresAt) => ({ ...synced, expiresAt })))
  assert.equal(here.json<Report>(['init', '--no-sync']).sync.different, ['inst_001'])
  here.bookend(['closedown'])
  const ends = (await rules.find({}, { sort: { expiresAt: 1 } }).toArray()).map(({ expiresAt }) => expiresAt)
  assert.equal(ends, [new Date('2998-01-01'), new Date('2999-01-01')])
  assert.equal(here.json<Report>(['init', '--no-sync']).sync.different, [])
  here.remove()
})

onServer(
  'MongoDB: rules as `mongoexport` writes them are the rules that they were exported from',
  async ({ url, db }) => {
    const rules = db.collection('governanceRules')
    const here = createProject()
    here.write('session.config.ts', `export default { ruleStore: '${url}' }\n`)
    const checked = '2025-10-24T10:00:00.000Z'
    writeRules(here, [
      instruction(1, { expiresAt: { $date: '2999-01-01T00:00:00Z' }, _id: { $oid: '0123456789abcdef01234567' } }),
      instruction(2, { expires_at: { $date: { $numberLong: String(Date.parse('2001-01-01')) } } }),
      instruction(3, { timestamp: { $date: checked }, clarity_score: { $numberInt: '7' } }),
      instruction(4, { expires_at: { $date: 'next friday' } }),
      // Seconds, and a date that was made of them: not over since 1970.
      instruction(5, { expires_at: 1_893_456_000 }),
      instruction(6, { expiresAt: { $date: { $numberLong: '1893456000' } } }),
    ])
    const first = here.json<Report>(['closedown'])
    assert.equal(
      [first.sync.different, first.sync.unenforced, first.sync.expired],
      [[], ['inst_004', 'inst_005', 'inst_006'], ['inst_002']],
    )
    assert.ok(
      first.tasks
        .find(({ id }) => id === 'cleanup/sync-rules')
        ?.reason?.detail?.includes('`expires_at` of inst_005 is no date (1893456000: seconds, not milliseconds)'),
    )
    const stored = await rules.find({}, { sort: { id: 1 } }).toArray()
    assert.equal(
      stored.map(({ expiresAt }) => expiresAt),
      [
        new Date('2999-01-01'),
        new Date('2001-01-01'),
        undefined,
        'next friday',
        1_893_456_000,
        '1970-01-22T21:57:36.000Z',
      ],
    )
    assert.equal([stored[2]?.timestamp, stored[2]?.clarityScore], [new Date(checked), 7])
    assert.equal(here.json<Report>(['closedown']).sync.written, [])
    const question = { active: true, $or: [{ expiresAt: null }, { expiresAt: { $gt: new Date() } }] }
    const enforced = await rules.find(question, { sort: { id: 1 } }).toArray()
    assert.equal(
      enforced.map(({ id }) => id),
      ['inst_001', 'inst_003'],
    )
    here.remove()
  },
)

onServer(
  'MongoDB: rules that were changed behind its back are seen by init and put right by closedown',
  async ({ url, db }) => {
    const rules = db.collection('governanceRules')
    const here = createProject()
    here.write('session.config.ts', `export default { ruleStore: '${url}' }\n`)
    writeRules(
      here,
      [1, 2, 3, 4].map((number) => instruction(number)),
    )
    here.json(['closedown'])
    await rules.updateOne({ id: 'inst_001' }, { $set: { text: 'altered' } })
    await rules.updateOne({ id: 'inst_002' }, { $set: { id: 'inst_999' } })
    const seen = here.json<Report>(['init', '--no-sync'])
    assert.equal(seen.sync.store, seen.sync.file)
    assert.equal([seen.sync.missing, seen.sync.different, seen.sync.extra], [['inst_002'], ['inst_001'], ['inst_999']])
    await rules.insertOne({ id: 'inst_500', text: 'added', active: true })
    const { sync } = here.json<Report>(['closedown'])
    assert.equal(sync.written, [
      { id: 'inst_001', was: 'different' },
      { id: 'inst_002', was: 'missing' },
    ])
    assert.equal(sync.extra, ['inst_500', 'inst_999'])
    assert.is(sync.verified, true)
    assert.is((await rules.findOne({ id: 'inst_500' }))?.text, 'added')
    here.remove()
  },
)

if (server)
  test('a rule of another project in the same store is a conflict: named with both texts, and not written', async () => {
    const { url, db } = server.database()
    const rules = db.collection('governanceRules')
    const of = (projectId: string, instructions: object[]) => {
      const made = createProject()
      made.write('session.config.ts', `export default { ruleStore: '${url}' }\n`)
      writeRules(
        made,
        instructions.map((each) => ({ ...each, scope: 'PROJECT_SPECIFIC', projectId })),
      )
      return made
    }
    const first = of('A', [instruction(1, { text: 'Never drop the production database' }), instruction(2)])
    const second = of('B', [instruction(1, { text: 'Use tabs' }), instruction(3)])
    assert.is(first.json<Report>(['closedown']).sync.verified, true)
    const conflict = { id: 'inst_001', projectId: 'A', there: 'Never drop the production database', here: 'Use tabs' }
    const planned = second.json<Report>(['closedown', '--dry-run']).sync
    assert.equal([planned.foreign, planned.missing], [[conflict], ['inst_003']])
    const said =
      'rule of the project "A" in the store, not written over: inst_001 ("Never drop the production database"; here "Use tabs")'
    assert.ok(second.bookend(['task', 'cleanup/sync-rules', '--dry-run']).stdout.includes(said))
    assert.match(
      second.bookend(['closedown', '--dry-run']).stdout,
      /^Rule store: .*; 1 to write; [\s\S]*^Degraded: nothing, once 1 rule is written to the store$/m,
    )
    const { sync, outcome, tasks, handoff } = second.json<Report>(['closedown', '--deactivate-extra'])
    const letter = second.read(handoff.file)
    assert.ok(letter.includes(`- ${said}`), letter)
    assert.match(
      letter,
      /^- Sync the rules: give each project its own ids, or a \\?`ruleStore\\?` of its own \(inst_001 is there of the project "A" .*…\)$/m,
    )
    assert.equal([sync.foreign, sync.different, sync.extra, sync.verified], [[conflict], ['inst_001'], [], false])
    assert.equal(sync.written, [{ id: 'inst_003', was: 'missing' }])
    assert.is(outcome, 'degraded')
    assert.match(
      tasks.find(({ id }) => id === 'cleanup/sync-rules')?.reason?.detail ?? '',
      /inst_001 is there of the project "A" \("Never drop the production database"; here "Use tabs"\)/,
    )
    const stored = await rules.find().sort({ id: 1 }).toArray()
    assert.equal(
      stored.map(({ id, text, active, projectId }) => [id, text, active, projectId]),
      [
        ['inst_001', 'Never drop the production database', true, 'A'],
        ['inst_002', 'Rule number 2', true, 'A'],
        ['inst_003', 'Rule number 3', true, 'B'],
      ],
    )
    // Its own rules are brought up to the file as ever, and those of the other are in nobody's way.
    assert.equal(
      (({ verified, extra, foreign }) => [verified, extra, foreign])(first.json<Report>(['closedown']).sync),
      [true, [], undefined],
    )
    await rules.updateOne({ id: 'inst_002' }, { $set: { text: 'Changed by hand' } })
    assert.equal(first.json<Report>(['closedown']).sync.written, [{ id: 'inst_002', was: 'different' }])
    for (const here of [first, second]) here.remove()
  })

if (server)
  test('whose a rule is its `projectId` in the store says, where the file names no project; a text that this project left there is its own', async () => {
    const { url, db } = server.database()
    const rules = db.collection('governanceRules')
    const of = (...instructions: object[]) => {
      const made = createProject()
      made.write('session.config.ts', `export default { ruleStore: '${url}' }\n`)
      writeRules(made, instructions)
      return made
    }
    const closed = (here: TestProject, ...options: string[]) => here.json<Report>(['closedown', ...options])
    const stored = async () =>
      (await rules.find().sort({ id: 1 }).toArray()).map(({ id, text, active, projectId }) => [
        id,
        text,
        active,
        projectId,
      ])
    const theirs = [
      instruction(1, { text: 'Never drop tables', project_id: 'A' }),
      instruction(2, { text: 'Ask first', project_id: 'A' }),
      instruction(4, { project_id: 'A' }),
    ]
    const first = of(...theirs)
    assert.is(closed(first).sync.verified, true)
    const untouched = await stored()
    assert.equal(untouched[0], ['inst_001', 'Never drop tables', true, 'A'])
    // Of no project by its file, and what both say alike is no conflict; nor is it this project's from then on.
    const second = of(instruction(1, { text: 'Use tabs' }), instruction(2, { text: 'Ask first' }))
    const conflict = { id: 'inst_001', projectId: 'A', there: 'Never drop tables', here: 'Use tabs' }
    const { sync, tasks } = closed(second, '--deactivate-extra')
    assert.equal(
      [sync.foreign, sync.different, sync.extra, sync.written, sync.verified],
      [[conflict], ['inst_001'], [], [], false],
    )
    const reason = tasks.find(({ id }) => id === 'cleanup/sync-rules')?.reason as { fix?: string } | undefined
    assert.is(
      reason?.fix,
      "give each project its own ids, or a `ruleStore` of its own; where the rules are this project's, write its `projectId` into .claude/instruction-history.json",
    )
    assert.equal(await stored(), untouched)
    writeRules(second, [instruction(1, { text: 'Use tabs' }), instruction(2, { text: 'Ask twice' })])
    assert.equal(
      closed(second).sync.foreign?.map(({ id }) => id),
      ['inst_001', 'inst_002'],
    )
    assert.equal(await stored(), untouched)
    // Another name is another project, in whichever spelling; of the same text it is said that it is the same.
    const third = of(instruction(1, { text: 'Never drop tables', project_id: 'B' }))
    assert.match(
      third.bookend(['task', 'cleanup/sync-rules', '--dry-run']).stdout,
      /rule of the project "A" in the store, not written over: inst_001 \("Never drop tables", as here\)/,
    )
    closed(third)
    assert.equal(await stored(), untouched)
    // A project that no longer names itself finds what it left there.
    writeRules(first, [
      instruction(1, { text: 'Never drop any table' }),
      instruction(2, { text: 'Ask first' }),
      instruction(4),
    ])
    assert.equal((({ verified, foreign }) => [verified, foreign])(closed(first).sync), [true, undefined])
    assert.is((await rules.findOne({ id: 'inst_001' }))?.text, 'Never drop any table')
    // A rule of no project that another one took for its own is that one's: its text, and its name.
    await rules.insertOne({ id: 'inst_009', text: 'Nine', active: true })
    writeRules(second, [instruction(9, { text: 'Nine' })])
    closed(second, '--accept-shrink')
    await rules.updateOne({ id: 'inst_009' }, { $set: { projectId: { name: 'C' } } })
    writeRules(second, [instruction(9, { text: 'Ten' })])
    assert.equal(closed(second).sync.foreign, [
      { id: 'inst_009', projectId: '{"name":"C"}', there: 'Nine', here: 'Ten' },
    ])
    for (const here of [first, second, third]) here.remove()
  })

if (server)
  test('a text that this project never had is named when the file wins over it: in the dry run, the report and the letter', async () => {
    const { url, db } = server.database()
    const rules = db.collection('governanceRules')
    const of = (instructions: object[]) => {
      const made = createProject()
      made.write('session.config.ts', `export default { ruleStore: '${url}' }\n`)
      writeRules(made, instructions)
      return made
    }
    const sync = (here: TestProject, ...options: string[]) => here.json<Report>(['closedown', ...options])
    const first = of([instruction(1, { text: 'Never drop the production database' }), instruction(2)])
    assert.is(sync(first).sync.overwritten, undefined)
    // Another project in the same store, and nothing says whose a rule is.
    const second = of([instruction(1, { text: 'Use `tabs`\n# not a heading' }), instruction(2, { explicitness: 0.1 })])
    const text = { there: 'Never drop the production database', here: 'Use `tabs`\n# not a heading' }
    assert.equal(sync(second, '--dry-run').sync.overwritten, [{ id: 'inst_001', ...text }])
    const shown = second.bookend(['task', 'cleanup/sync-rules', '--dry-run']).stdout
    assert.match(
      shown,
      /the file wins over a text that no sync from here wrote: inst_001 \("Never drop the production database"; here "Use `tabs` # not a heading"\)/,
    )
    const closed = sync(second)
    assert.equal(closed.sync.overwritten, [{ id: 'inst_001', ...text }])
    assert.is(closed.sync.verified, true)
    const letter = second.read(closed.handoff.file)
    assert.match(
      letter,
      /the file wins over a text that no sync from here wrote: inst_001 \("Never drop the production database"; here "Use \\`tabs\\` # not a heading"\)/,
    )
    // What its own file said before is nobody else's, and neither is a rule whose text stays.
    writeRules(second, [instruction(1, { text: 'Use spaces' }), instruction(2, { explicitness: 0.9 })])
    assert.equal((({ written, overwritten }) => [ids(written), overwritten])(sync(second).sync), [
      ['inst_001', 'inst_002'],
      undefined,
    ])
    // The first project is told what the second made of its rule, also by the file's own change.
    assert.equal(sync(first).sync.overwritten, [
      { id: 'inst_001', there: 'Use spaces', here: 'Never drop the production database' },
    ])
    assert.is((await rules.findOne({ id: 'inst_001' }))?.text, 'Never drop the production database')
    assert.match(
      second.bookend(['init']).stdout,
      /rules written: 1, verified, over texts that no sync from here wrote: inst_001/,
    )
    for (const here of [first, second]) here.remove()
  })

test('embedded: an end that is a number, and one that says nothing, are read as in MongoDB', async () => {
  const cache = openCache(join(tmpdir(), 'bookend-test-none'), 'existing', new Date())
  const rules = createSqliteRuleStore(cache.db)
  const ends = [undefined, null, '', ' ', 2e12, '2999-01-01', 1e12, '2001-01-01', 'when the project ends', true]
  const write = (expiresAt: unknown, n: number) => ({
    id: `inst_${n}`,
    keys: { active: true, expiresAt } as JsonObject,
  })
  await rules.write(ends.map(write), () => undefined)
  const enforced = (await rules.read(1.5e12)).map((rule) => rule.enforced)
  assert.equal(enforced, [true, true, true, true, true, true, false, false, false, false])
  cache.close()
})

test.after(async () => {
  await server?.stop()
})

test.run()
