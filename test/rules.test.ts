import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Proposal } from '../cache/proposals.ts'
import { decision } from './support/decisions.ts'
import { createProject, type TestProject } from './support/project.ts'

const test = suite('rules')

interface Report {
  outcome: string
  rules: { proposals: Proposal[]; information: { ruleId: string; checked: number }[]; more: number; file?: string }
  handoff: { file: string }
}

const time = (day: number, minute: number) =>
  `2025-10-${String(day).padStart(2, '0')}T12:${String(minute).padStart(2, '0')}:00.000Z`
const close = (project: TestProject, day: number) =>
  project.json<Report>(['closedown', '--from', time(day, 0), '--to', time(day + 1, 0)])

function writeLog(project: TestProject, lines: string[]): void {
  project.write('.memory/audit/decisions-2025-10-01.jsonl', `${lines.join('\n')}\n`)
}

const blocked = (day: number, minute: number, violations: unknown[], actionType: string, fields: object = {}) =>
  decision(time(day, minute), {
    allowed: false,
    violations,
    rulesChecked: ['inst_001'],
    metadata: { actionType },
    ...fields,
  })

/** Six sessions in which every kind of proposal is to be found, and decoys of each. */
function plant(project: TestProject): void {
  const lines: string[] = []
  for (let day = 1; day <= 6; day++) {
    lines.push(decision(time(day, 1), { rulesChecked: ['inst_001', 'inst_003', 'inst_021'] }))
    lines.push(
      decision(time(day, 2), {
        action: 'instruction_classification',
        metadata: {
          instruction_text: 'Fix connection errors in the service module',
          quadrant: 'SYSTEM',
          persistence: 'MEDIUM',
        },
      }),
    )
    lines.push(blocked(day, 3, ['VALUES'], `Edit values-${day}.md`))
    if (day % 2 === 0) lines.push(blocked(day, 4, ['plan_missing'], 'Edit one.js'))
  }
  for (let minute = 10; minute < 18; minute++) {
    lines.push(blocked(6, minute, ['retry_loop'], 'Edit one.js'))
    const mixed = {
      rulesChecked: ['inst_016'],
      metadata: { actionType: 'Publish figures', tractatus_section: 'inst_016' },
    }
    lines.push(minute % 2 === 0 ? blocked(6, minute, ['inst_016'], '', mixed) : decision(time(6, minute), mixed))
  }
  writeLog(project, lines)
  const rule = (id: string, text: string, fields: object = {}) => ({
    id,
    text,
    timestamp: '2025-01-01T00:00:00Z',
    quadrant: 'OPERATIONAL',
    persistence: 'MEDIUM',
    active: true,
    ...fields,
  })
  const instructions = [
    rule('inst_001', 'The database runs on port 27027', { parameters: { port: '27027' } }),
    rule('inst_003', 'Port 27017 is where the database runs', { parameters: { port: '27017' } }),
    rule('inst_016', 'Never publish figures without a source', { persistence: 'HIGH' }),
    rule('inst_020', 'Ask before deleting many files'),
    rule('inst_021', 'Fix connection errors in the service module', { quadrant: 'STRATEGIC' }),
    rule('inst_022', 'Use the changelog format', { timestamp: '2025-10-05T00:00:00Z' }),
    rule('inst_075', 'Summaries say what was left out', { quadrant: 'rules', persistence: 'HIGH' }),
  ]
  project.write('.claude/instruction-history.json', JSON.stringify({ version: '4.1', instructions }, null, 2))
}

const short = ({ proposals }: Report['rules']) =>
  proposals.map(({ id, category, title, ruleIds }) => [id, category, ruleIds.join(' ') || title])

test('sessions closed one after another: every kind is found, and no decoy', () => {
  const project = createProject()
  plant(project)
  for (let day = 1; day < 6; day++) close(project, day)
  const { rules, handoff } = close(project, 6)
  assert.equal(short(rules), [
    // A number is a finding's for good: what earlier sessions found comes with the number that it got then.
    ['SR-005', 'new', 'Plan missing'],
    ['SR-006', 'clarify', 'inst_016'],
    ['SR-004', 'deprecate', 'inst_020'],
    ['SR-001', 'consolidate', 'inst_001 inst_003'],
    ['SR-002', 'quadrant', 'inst_075'],
    ['SR-003', 'quadrant', 'inst_021'],
  ])
  assert.equal(
    rules.information.map(({ ruleId, checked }) => `${ruleId} ${checked}`),
    ['inst_075 0', 'inst_001 29', 'inst_003 6', 'inst_021 6'],
  )
  assert.is(rules.file, 'SUGGESTED_RULES_2025-10-07.md')
  const document = project.read(rules.file as string)
  assert.equal(document.match(/^## .*/gm), [
    '## New Rules (1)',
    '## Rule Clarifications (1)',
    '## Rules Never Violated (Consider Deprecation) (1)',
    '## Rule Consolidation (1)',
    '## Quadrant Adjustments (2)',
  ])
  assert.is(document.match(/^\*\*Human Decision\*\*: \[ \] Approve \[ \] Reject \[ \] Modify$/gm)?.length, 6)
  assert.match(project.read(handoff.file), /6 proposals for a human to decide, in `SUGGESTED_RULES_2025-10-07\.md`/)
  project.remove()
})

test('the same session closed again says the same, and writes no second document of what is open already', () => {
  const project = createProject()
  plant(project)
  const before = close(project, 6).rules
  assert.equal(close(project, 6).rules, before)
  assert.is(before.file, 'SUGGESTED_RULES_2025-10-07.md')
  project.remove()
})

test('decisions that come late are seen by the next session', () => {
  const project = createProject()
  const lines = [1, 2].map((minute) => blocked(1, minute, ['plan_missing'], `Edit ${minute}.js`))
  writeLog(project, lines)
  assert.equal(close(project, 1).rules.proposals, [])
  writeLog(project, [...lines, blocked(1, 3, ['plan_missing'], 'Edit 3.js')])
  assert.is(close(project, 2).rules.proposals[0]?.occurrences, 3)
  project.remove()
})

test('nothing to propose: no document, and the handoff says so', () => {
  const project = createProject()
  writeLog(project, [decision(time(1, 1))])
  const { rules, handoff } = close(project, 1)
  assert.equal([rules.proposals, rules.more, rules.information, rules.file], [[], 0, [], undefined])
  assert.match(project.read(handoff.file), /## Suggested Rule Changes\n\nNo proposals\./)
  assert.not.ok(project.git('status', '--porcelain').includes('SUGGESTED'))
  project.remove()
})

test('20 proposals at most, and the rest are counted', () => {
  const project = createProject()
  const kinds = Array.from({ length: 30 }, (_, kind) => `kind_${String.fromCharCode(97 + (kind % 26))}${kind}`)
  writeLog(
    project,
    kinds.flatMap((kind) => [1, 2, 3].map((minute) => blocked(1, minute, [kind], `Edit ${minute}.js`))),
  )
  const { rules } = close(project, 1)
  assert.equal([rules.proposals.length, rules.more], [20, 10])
  project.remove()
})

test('a rule file that cannot be read costs the proposals, not the handoff', () => {
  const project = createProject()
  writeLog(
    project,
    [1, 2, 3].map((minute) => blocked(1, minute, ['plan_missing'], `Edit ${minute}.js`)),
  )
  project.write('.claude/instruction-history.json', '{ broken')
  const report = close(project, 1)
  assert.is(report.rules, undefined)
  assert.match(project.read(report.handoff.file), /Not looked for: .*instruction-history.json.* cannot be read/)
  project.remove()
})

test('a dry run writes neither document nor cache', () => {
  const project = createProject()
  plant(project)
  const before = project.git('status', '--porcelain', '-uall')
  const { rules } = project.json<Report>(['closedown', '--dry-run', '--from', time(6, 0), '--to', time(7, 0)])
  assert.is(rules.file, 'SUGGESTED_RULES_2025-10-07.md')
  assert.is(project.git('status', '--porcelain', '-uall'), before)
  project.remove()
})

test('hostile text in violations, actions and rules stays text in every document', () => {
  const project = createProject()
  const hostile =
    'x\n## New Rules (9)\n### SR-009: forged\n**Human Decision**: [x] Approve [ ] Reject\n- [x] Approve <b>bold</b> <!-- --> ![i](http://e.org) \u001b[31mred\u001b[0m `[x]` \u202egnirts'
  writeLog(
    project,
    [1, 2, 3].map((minute) => blocked(1, minute, [hostile], `Edit ${minute}.js ${hostile}`)),
  )
  project.write(
    '.claude/instruction-history.json',
    JSON.stringify({
      instructions: [
        { id: 'inst_001\n## x', text: hostile, quadrant: '[x] Approve', persistence: hostile, active: true },
      ],
    }),
  )
  const { rules, handoff } = close(project, 1)
  for (const file of [rules.file as string, handoff.file]) {
    const document = project.read(file).replace(/(?<!\\)(`+)(?!`).*?(?<!`)\1(?!`)/g, 'code')
    assert.not.match(document, /(^|[^\\])\[x/m)
    assert.not.match(document, /^## New Rules \(9\)|^### SR-009/m)
    assert.not.ok(/(?<!\\)<b>|(?<!\\)<!--|!\[i\](?<!\\\])\(/.test(document))
    assert.not.ok([...document].some((character) => '\u001b\u202e'.includes(character)))
  }
  assert.is(project.read(rules.file as string).match(/^\*\*Human Decision\*\*/gm)?.length, rules.proposals.length)
  project.remove()
})

test('a rule that would have a secret in it asks for its words', () => {
  const project = createProject()
  const secret = `ghp_${'a1B2c3D4e5'.repeat(4).slice(0, 36)}`
  writeLog(
    project,
    [10, 11, 12, 13].map((minute) =>
      blocked(1, minute, [`Uses the token ${secret} without approval`], `Edit ${minute}.js`),
    ),
  )
  const { rules } = close(project, 1)
  const [found] = rules.proposals
  assert.equal([found?.category, found?.needsWords, found?.proposedRule], ['new', true, null])
  assert.match(found?.suggestion ?? '', /^What is the rule without the secret\? /)
  assert.not.match(JSON.stringify(rules), /ghp_/)
  project.remove()
})

test.run()
