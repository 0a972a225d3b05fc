import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { at, day, decision } from './support/decisions.ts'
import { createProject } from './support/project.ts'

const test = suite('closedown')

test('writes a handoff and a marker, and ends with the stop line', () => {
  const project = createProject()
  project.write('.memory/audit/decisions-2025-10-24.jsonl', `${decision(at(0))}\n`)
  const { status, stdout } = project.bookend(['closedown', ...day])
  assert.is(status, 0)
  assert.ok(stdout.trimEnd().split('\n').length <= 15)
  assert.match(stdout, /\nDegraded: nothing\nThe session is closed\. Stop working now\.\n$/)
  assert.match(project.read('SESSION_CLOSEDOWN_2025-10-24.md'), /^# Session Handoff - 2025-10-24\n/)
  const marker = JSON.parse(project.read('.claude/session-complete.marker'))
  assert.is(marker.session_completed, true)
  assert.is(marker.next_action, 'compaction_expected')
  assert.is(marker.recovery_doc, 'SESSION_CLOSEDOWN_2025-10-24.md')
  assert.ok(Number.isFinite(Date.parse(marker.closedown_timestamp)))
  project.remove()
})

test('counts decisions by service and verdict', () => {
  const project = createProject()
  const blocked = { allowed: false, violations: ['credential_in_output'] }
  const lines = [decision(at(0)), decision(at(1), blocked), decision(at(2), { action: 'metacognitive_verification' })]
  project.write('.memory/audit/decisions-2025-10-24.jsonl', `${lines.join('\n')}\n{"broken\n`)
  const { schema, outcome, analysis } = project.json<{
    schema: number
    outcome: string
    analysis: { decisions: object; services: Record<string, Record<string, unknown>>; violations: object }
  }>(['closedown', ...day])
  assert.equal([schema, outcome], [2, 'ok'])
  assert.equal(analysis.decisions, { total: 3, allowed: 2, blocked: 1, unreadable: 1, mended: 0 })
  const counts = Object.entries(analysis.services).map(([name, { decisions, allowed, blocked, blockRate }]) => [
    name,
    [decisions, allowed, blocked, blockRate],
  ])
  assert.equal(counts, [
    ['BoundaryEnforcer', [2, 1, 1, 0.5]],
    ['MetacognitiveVerifier', [1, 1, 0, 0]],
  ])
  assert.equal(analysis.violations, [{ key: 'credential_in_output', count: 1, contexts: 1 }])
  project.remove()
})

test('a run of single steps leaves the report of the last closedown in place', () => {
  const project = createProject()
  project.bookend(['closedown'])
  const before = project.json(['status'])
  assert.is(project.bookend(['closedown', '--only', 'git/status']).status, 0)
  assert.equal(project.json(['status']), before)
  project.remove()
})

test.run()
