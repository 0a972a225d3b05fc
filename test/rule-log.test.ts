import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { importJsonl } from '../cache/audit/jsonl-import.ts'
import type { RuleLog } from '../cache/audit/rule-log.ts'
import { createSqliteAuditLog } from '../cache/audit/sqlite.ts'
import { openCache } from '../cache/database.ts'
import type { Rule } from '../cache/rules/rule-file.ts'
import { coverRules } from '../tasks/analysis/rule-coverage.ts'
import { type BlockedDecision, blockedDecision } from '../tasks/rules/blocked-decision.ts'
import type { Observations } from '../tasks/rules/observations.ts'
import { observeSession } from '../tasks/rules/observe.ts'
import { fieldVocabulary } from '../tasks/rules/text/field-vocabulary.ts'
import { at, decision } from './support/decisions.ts'
import { rule } from './support/observations.ts'

const test = suite('rule log')
const window = { from: Date.parse(at(0)), to: Date.parse(at(60)) }
const ms = (minute: number) => Date.parse(at(minute))

async function withLog<T>(lines: string[], ask: (log: RuleLog) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'bookend-test-'))
  const cache = openCache(join(directory, 'cache'), 'durable', new Date(0))
  try {
    writeFileSync(join(directory, 'log.jsonl'), `${lines.join('\n')}\n`)
    await importJsonl(cache.db, join(directory, 'log.jsonl'), { name: 'log.jsonl' })
    return await ask(createSqliteAuditLog(cache.db).rules)
  } finally {
    cache.close()
    rmSync(directory, { recursive: true })
  }
}

const observe = (lines: string[], rules: Rule[] = []): Promise<Observations> =>
  withLog(lines, (log) => observeSession(log, 's', window, { rules, vocabulary: fieldVocabulary }))

const blocked = (minute: number, metadata: object, fields: object = {}) =>
  decision(at(minute), { allowed: false, violations: ['no_eval'], metadata, ...fields })

async function blocksOf(log: RuleLog): Promise<BlockedDecision[]> {
  const blocks: BlockedDecision[] = []
  for await (const each of log.decisions(window)) if (each.verdict === 'block') blocks.push(blockedDecision(each))
  return blocks
}

const subjects: [name: string, metadata: object, subject: string, action: string][] = [
  ['the file before anything else', { file: 'a.js', actionType: 'Edit b.js' }, 'a.js', 'Edit b.js'],
  ['a file that the action names', { actionType: 'Edit src/b.js now' }, 'src/b.js', 'Edit src/b.js now'],
  ['the action', { action_description: 'Publish figures' }, 'Publish figures', 'Publish figures'],
  ['only the session', {}, '', 'boundary_enforcement'],
]
for (const [name, metadata, subject, action] of subjects) {
  test(`a blocked decision is about: ${name}`, () =>
    withLog([blocked(1, metadata), decision(at(2))], async (log) => {
      const [group, ...others] = await blocksOf(log)
      assert.equal([group?.subject, group?.action, others.length], [subject, action, 0])
    }))
}

const handed: [metadata: object, undecided: boolean][] = [
  [{ validation_status: 'ESCALATE' }, true],
  [{ validation_status: 'REJECTED' }, false],
  [{ decision: 'REQUIRE_REVIEW' }, true],
  [{ decision: 'BLOCK' }, false],
  [{ outcome: 'pending' }, true],
]
for (const [metadata, undecided] of handed) {
  test(`${JSON.stringify(metadata)} is ${undecided ? 'handed to a human' : 'decided'}`, () =>
    withLog([blocked(1, metadata)], async (log) => {
      assert.is((await blocksOf(log))[0]?.undecided, undecided)
    }))
}

test('a rule counts once a decision, and the window ends before its end', async () => {
  const lists = [['inst_001', 'inst_002', 'inst_001'], ['inst_001'], []]
  const { decisions, checking, checked } = await observe([
    ...lists.map((rulesChecked, minute) => decision(at(minute), { rulesChecked })),
    decision(at(60), { rulesChecked: ['inst_009'] }),
  ])
  assert.equal([decisions, checking, checked], [3, 2, { inst_001: 2, inst_002: 1 }])
})

test('what a decision warned of is told apart from what it blocked', async () => {
  const { warned } = await observe([
    decision(at(1), { violations: ['a warning', { ruleId: 'inst_007', ruleText: 'A rule' }] }),
    blocked(2, {}),
    decision(at(3)),
  ])
  assert.equal(warned, ['a warning', 'inst_007'])
})

test('a rule is named by its id of any form, by its text, and by the beginning of a long one', async () => {
  const long = `Every summary says what was done, ${'what was left out, '.repeat(8)}and why`
  const rules = [rule('SEC-12', 'Keep the audit trail'), rule('inst_001', 'Cite the source.'), rule('inst_002', long)]
  const violations = ['SEC-12', 'cite  the source', long.slice(0, 100), 'something else']
  const { violationGroups } = await observe([blocked(1, {}, { violations })], rules)
  assert.equal(violationGroups.map(({ ruleId }) => ruleId ?? 'none').sort(), ['SEC-12', 'inst_001', 'inst_002', 'none'])
})

test('an action is counted under each rule that was checked, blocked only under what it violates', async () => {
  const rules = [rule('inst_001', 'A'), rule('inst_002', 'B')]
  const { actions } = await observe(
    [
      ...[1, 5].map((minute) => decision(at(minute), { metadata: { actionType: ' Edit a.js ' } })),
      decision(at(2), { metadata: { context: 'Action: Edit a.js' }, action: 'metacognitive_verification' }),
      decision(at(3), { metadata: { actionType: 'Edit a.js' }, rulesChecked: ['inst_002'] }),
      blocked(6, { actionType: 'Edit a.js' }, { violations: ['inst_001'], rulesChecked: ['inst_001', 'inst_002'] }),
    ],
    rules,
  )
  const services = ['BoundaryEnforcer', 'MetacognitiveVerifier']
  assert.equal(actions, [
    {
      rule: 'inst_001',
      action: 'Edit a.js',
      blocked: { count: 1, services: ['BoundaryEnforcer'], first: ms(6), last: ms(6) },
      allowed: { count: 3, services, first: ms(1), last: ms(5) },
    },
    {
      rule: 'inst_002',
      action: 'Edit a.js',
      allowed: { count: 1, services: ['BoundaryEnforcer'], first: ms(3), last: ms(3) },
    },
  ])
})

test('verdicts of the classifier are counted by text, quadrant and persistence', async () => {
  const classified = (minute: number, text: string, quadrant: string) =>
    decision(at(minute), {
      action: 'instruction_classification',
      metadata: { instruction_text: text, quadrant, persistence: 'HIGH' },
    })
  const { verdicts } = await observe(
    [classified(2, 'Ask first', 'SYSTEM'), classified(1, ' Ask first', 'SYSTEM'), classified(3, 'Other', 'TACTICAL')],
    [rule('inst_001', 'Ask first')],
  )
  assert.equal(verdicts, [
    {
      text: 'Ask first',
      quadrant: 'SYSTEM',
      persistence: 'HIGH',
      occurrences: 2,
      first: new Date(ms(1)).toISOString(),
    },
  ])
})

const high = (id: string, entry: object = {}) => rule(id, `The rule ${id}`, { persistence: 'HIGH', ...entry })
const minutes = (from: number, to: number) => ({ from: ms(from), to: ms(to) })
/** One minute a session, the seventh and the eighth one closing. */
const earlier = [0, 1, 2, 3, 4, 5, 6].map((minute) => minutes(minute, minute + 1))
const checkedIn = [
  decision(at(0), { rulesChecked: ['inst_old'] }),
  decision(at(2), { rulesChecked: ['inst_late'] }),
  decision(at(7), { rulesChecked: ['inst_now', 'inst_medium'] }),
]
const covered: [what: string, rules: Rule[], expected: object | undefined][] = [
  ['checked now, or in the five sessions before', [high('inst_now'), high('inst_late')], { high: 2, unchecked: [] }],
  [
    'checked before that, or never',
    [high('inst_now'), high('inst_old'), high('inst_never')],
    { high: 3, unchecked: ['inst_old', 'inst_never'] },
  ],
  ['of another persistence', [rule('inst_medium', 'x', { persistence: 'MEDIUM' })], undefined],
  ['retired', [high('inst_never', { active: false })], undefined],
  [
    'of this session, among older ones',
    [high('inst_now'), high('inst_never', { timestamp: at(7) })],
    { high: 1, unchecked: [] },
  ],
  [
    'of this session, most of them: renamed ones',
    [high('inst_now'), high('inst_a', { timestamp: at(7) }), high('inst_b', { timestamp: at(7) })],
    { high: 3, unchecked: ['inst_a', 'inst_b'] },
  ],
  ['from the future', [high('inst_never', { timestamp: at(90) })], { high: 1, unchecked: ['inst_never'] }],
]
for (const [what, rules, expected] of covered)
  test(`coverage of rules: ${what}`, () =>
    withLog(checkedIn, async (log) => {
      assert.equal(await coverRules({ rules: log }, rules, minutes(7, 8), earlier), expected)
    }))

test('coverage of rules: where decisions named rules once, that they name none any more is no way out', async () => {
  const silent = decision(at(7), { rulesChecked: [] })
  await withLog([checkedIn[0] as string, silent], async (log) => {
    const found = await coverRules({ rules: log }, [high('inst_now')], minutes(7, 8), earlier)
    assert.equal(found, { high: 1, unchecked: ['inst_now'] })
  })
  await withLog([silent], async (log) =>
    assert.is(await coverRules({ rules: log }, [high('inst_now')], minutes(7, 8), earlier), undefined),
  )
})

test('a folder of fixtures is a part of the project by its own name, one among the tests is theirs', async () => {
  const places = async (files: string[]) => {
    const lines = files.map((file, minute) =>
      blocked(minute + 1, { file }, { violations: ['inst_016'], rulesChecked: ['inst_016'] }),
    )
    return (await observe(lines, [rule('inst_016', 'No names')])).places.map(({ place }) => place)
  }
  assert.equal(await places(['fixtures/admit/1.json', './fixtures/2.json']), ['fixtures'])
  assert.equal(await places(['test/fixtures/1.json', 'src/a.test.ts', 'e2e/login.ts']), ['tests'])
})

test('a refusal that gives no reason violates the only rule that it names', async () => {
  const refused = (minute: number, fields: object) =>
    decision(at(minute), {
      service: 'BoundaryEnforcer',
      decision: 'BLOCK',
      allowed: undefined,
      metadata: {},
      ...fields,
    })
  const { violationGroups } = await observe(
    [
      refused(1, {
        rule_id: 'inst_084',
        context: 'Tool: Write, File: charts/api.yaml',
        reason: '',
        violations: undefined,
        rulesChecked: undefined,
      }),
      refused(2, {
        rule_id: 'inst_084',
        context: 'Tool: Write, File: charts/web.yaml',
        reason: '',
        violations: undefined,
        rulesChecked: undefined,
      }),
      refused(3, { violations: ['VALUES'], rulesChecked: ['inst_016'] }),
      refused(4, { violations: [], rulesChecked: ['inst_016', 'inst_017'] }),
    ],
    [rule('inst_084', 'Helm values are reviewed', { active: false }), rule('inst_016', 'No names')],
  )
  assert.equal(
    violationGroups.map(({ ruleId, example, occurrences }) => [ruleId ?? example, occurrences]),
    [
      ['inst_084', 2],
      ['VALUES', 1],
    ],
  )
})

test.run()
