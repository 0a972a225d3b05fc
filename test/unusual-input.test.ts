import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { at, day, decision } from './support/decisions.ts'
import { createProject } from './support/project.ts'

const test = suite('unusual input')

test('a nesting bomb in the log or among the rules is unreadable, and everything else is counted', () => {
  const project = createProject()
  const bomb = '['.repeat(3000) + ']'.repeat(3000)
  const line = decision(at(1)).replace(/\}$/, `,"metadata":{"bomb":${bomb}}}`)
  project.write('.memory/audit/log.jsonl', `${decision(at(0))}\n${line}\n${decision(at(2))}\n`)
  const rule = (id: string, more = '') =>
    `{"id":"${id}","text":"Ask first","quadrant":"VALUES","persistence":"HIGH"${more}}`
  project.write(
    '.claude/instruction-history.json',
    `{"instructions":[${rule('inst_001')},${rule('inst_002', `,"parameters":${bomb}`)}]}`,
  )
  type Report = { analysis: { decisions: object }; sync: { file: object; invalid: object[] } }
  const { analysis, sync } = project.json<Report>(['closedown', ...day])
  const { total, unreadable } = analysis.decisions as { total: number; unreadable: number }
  assert.equal([total, unreadable], [2, 1])
  assert.equal(sync.invalid, [{ id: 'inst_002', reason: 'nested deeper than 1,000 levels' }])
  project.remove()
})

test('a name of megabytes is cut where it is read, and stays apart from others that begin the same', () => {
  const project = createProject()
  const long = 'A'.repeat(200_000)
  const lines = ['one', 'one', 'other'].map((end, minute) =>
    decision(at(minute), { service: long + end, action: 'looked', allowed: false, violations: [long + end] }),
  )
  project.write('.memory/audit/log.jsonl', `${lines.join('\n')}\n`)
  type Report = { analysis: { services: Record<string, { decisions: number }>; violations: { key: string }[] } }
  const text = project.bookend(['task', 'analysis/metrics', ...day, '--json']).stdout
  assert.ok(text.length < 50_000, `${text.length} characters`)
  project.json(['closedown', ...day])
  const { analysis } = project.json<Report>(['closedown', ...day])
  assert.equal(
    Object.values(analysis.services)
      .map(({ decisions }) => decisions)
      .sort(),
    [1, 2],
  )
  assert.equal(analysis.violations.map(({ key }) => key.length).sort(), [1012, 1012])
  project.remove()
})

test('a log that was rotated is read with its numbered files, each decision once', () => {
  const project = createProject()
  project.write('.memory/audit/log.jsonl', `${decision(at(0))}\n${decision(at(1), { allowed: false })}\n`)
  const total = () =>
    project.json<{ analysis: { decisions: { total: number } } }>(['closedown', ...day]).analysis.decisions.total
  assert.is(total(), 2)
  project.write('.memory/audit/log.jsonl.1', project.read('.memory/audit/log.jsonl'))
  project.write('.memory/audit/log.jsonl', `${decision(at(2))}\n`)
  project.write('.memory/audit/log.jsonl.2', `${decision(at(-1))}\n`)
  assert.is(total(), 4)
  project.remove()
})

test("the framework's own sample of rules is read", () => {
  const project = createProject()
  const rule = { rule_id: 'STR-001', quadrant: 'STRATEGIC', persistence: 'HIGH', title: 'Values', content: 'Ask first' }
  project.write('.claude/instruction-history.json', JSON.stringify({ version: '1.0.0', rules: [rule] }))
  type Report = { outcome: string; sync: { file: object; store: object; invalid: object[]; verified: boolean } }
  const { outcome, sync } = project.json<Report>(['closedown', ...day])
  assert.equal([outcome, sync.invalid, sync.verified], ['ok', [], true])
  assert.equal(sync.file, { total: 1, active: 1 })
  assert.equal(sync.store, { total: 1, active: 1 })
  project.remove()
})

test('what was pasted into a rule is not compared with others, and is named, whatever its length', () => {
  const project = createProject()
  const rule = (id: string, text: string) => ({ id, text, quadrant: 'SYSTEM', persistence: 'HIGH', active: true })
  const instructions = [
    rule('inst_001', `Never ${'ab'.repeat(150_000)}`),
    rule('inst_002', `Never ${'ab'.repeat(4_997)}`),
    rule('inst_005', `Never ${'ab'.repeat(4_997)}.`),
    rule('inst_003', `Never ${'all-one-'.repeat(1_200)}`),
    rule('inst_004', 'Never commit a password'),
  ]
  project.write('.claude/instruction-history.json', JSON.stringify({ instructions }))
  type Report = { tasks: { id: string; outcome: string; reason?: { detail: string } }[] }
  const { tasks } = project.json<Report>(['closedown', ...day])
  const { outcome, reason } = tasks.find(({ id }) => id === 'rules/proposals') ?? {}
  assert.is(outcome, 'degraded')
  assert.is(
    reason?.detail,
    'inst_001, inst_005: their texts are longer than 10000 characters, and nothing is proposed about them',
  )
  project.remove()
})

test.run()
