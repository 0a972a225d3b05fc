import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { importJsonl } from '../cache/audit/jsonl-import.ts'
import type { BlockGroup, RuleLog } from '../cache/audit/rule-log.ts'
import { createSqliteAuditLog } from '../cache/audit/sqlite.ts'
import { openCache } from '../cache/database.ts'
import { at, decision } from './support/decisions.ts'

const test = suite('rule log')
const window = { from: Date.parse(at(0)), to: Date.parse(at(60)) }
const ms = (minute: number) => Date.parse(at(minute))

async function withLog(lines: string[], ask: (log: RuleLog) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'bookend-test-'))
  const cache = openCache(join(directory, 'cache'), 'durable', new Date(0))
  try {
    writeFileSync(join(directory, 'log.jsonl'), `${lines.join('\n')}\n`)
    await importJsonl(cache.db, join(directory, 'log.jsonl'), { name: 'log.jsonl' })
    await ask(createSqliteAuditLog(cache.db).rules)
  } finally {
    cache.close()
    rmSync(directory, { recursive: true })
  }
}

const blocked = (minute: number, metadata: object, fields: object = {}) =>
  decision(at(minute), { allowed: false, violations: ['no_eval'], metadata, ...fields })

async function blocksOf(log: RuleLog): Promise<BlockGroup[]> {
  const groups: BlockGroup[] = []
  for await (const group of log.blocks(window)) groups.push(group)
  return groups
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

test('a rule counts once a decision, and alone where it is the only one', () =>
  withLog(
    [
      ...[['inst_001', 'inst_002', 'inst_001'], ['inst_001'], []].map((rulesChecked, minute) =>
        decision(at(minute), { rulesChecked }),
      ),
      decision(at(60), { rulesChecked: ['inst_009'] }),
    ],
    async (log) => {
      const { decisions, rules } = await log.exposures(window)
      assert.is(decisions, 2)
      assert.equal(
        rules.toSorted((a, b) => (a.rule < b.rule ? -1 : 1)),
        [
          { rule: 'inst_001', decisions: 2, alone: 1 },
          { rule: 'inst_002', decisions: 1, alone: 0 },
        ],
      )
      assert.is(await log.count(window), 3)
    },
  ))

test('what a decision warned of is told apart from what it blocked', () =>
  withLog(
    [
      decision(at(1), { violations: ['a warning', { ruleId: 'inst_007', ruleText: 'A rule' }] }),
      blocked(2, {}),
      decision(at(3)),
    ],
    async (log) => assert.equal((await log.warnedOf(window)).toSorted(), ['a warning', 'inst_007']),
  ))

test('an action is counted as allowed by its service, under its rule, in its own words', () =>
  withLog(
    [
      ...[1, 5, 9].map((minute) => decision(at(minute), { metadata: { actionType: ' Edit a.js ' } })),
      decision(at(2), { metadata: { context: 'Action: Edit a.js' }, rulesChecked: ['inst_001'] }),
      decision(at(3), { metadata: { actionType: 'Edit a.js' }, rulesChecked: ['inst_002'] }),
      decision(at(4), { metadata: { actionType: 'Edit a.js' }, action: 'metacognitive_verification' }),
      blocked(6, { actionType: 'Edit a.js' }),
    ],
    async (log) => {
      const watched = { service: 'BoundaryEnforcer', rule: 'inst_001', action: 'Edit a.js' }
      const allowed = await log.allowed(window, [watched, { ...watched, action: 'Edit other.js' }])
      assert.equal(allowed, [{ ...watched, decisions: 4, first: ms(1), last: ms(9) }])
      assert.equal(await log.allowed(window, []), [])
    },
  ))

test('verdicts of the classifier are counted by text, quadrant and persistence', () => {
  const classified = (minute: number, text: string, quadrant: string) =>
    decision(at(minute), {
      action: 'instruction_classification',
      metadata: { instruction_text: text, quadrant, persistence: 'HIGH' },
    })
  return withLog(
    [classified(2, 'Ask first', 'SYSTEM'), classified(1, ' Ask first', 'SYSTEM'), classified(3, 'Other', 'TACTICAL')],
    async (log) =>
      assert.equal(await log.verdictsOn(window, ['Ask first']), [
        { text: 'Ask first', quadrant: 'SYSTEM', persistence: 'HIGH', decisions: 2, first: ms(1) },
      ]),
  )
})

test.run()
