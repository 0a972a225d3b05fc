import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { frameworkState, isAbout } from '../tasks/analysis/framework-state.ts'
import { at, day, decision } from './support/decisions.ts'
import { createProject } from './support/project.ts'

const test = suite('framework')
const log = '.memory/audit/decisions-2025-10-24.jsonl'

const state = {
  session_id: '2025-10-24-001',
  started: '2025-10-24T11:00:00.000Z',
  message_count: 60,
  token_estimate: 90_000,
  last_framework_activity: {
    BoundaryEnforcer: { message: 58, tokens: 89_000, timestamp: at(9) },
    MetacognitiveVerifier: { message: 39, tokens: 85_000, timestamp: at(1) },
    CrossReferenceValidator: { message: 50, tokens: 59_999, timestamp: at(2) },
    __proto__: null,
    odd: 'x',
  },
  staleness_thresholds: { messages: 20, tokens: 30_000 },
  alerts: ['look here', { message: 'and there' }, 7],
}

test('the state of the session: alerts, activity, and who exceeds a threshold', () => {
  const { alerts, stale, activity, thresholds } = frameworkState(state as never)
  assert.equal(alerts, ['look here', 'and there', '7'])
  assert.equal(stale, ['MetacognitiveVerifier', 'CrossReferenceValidator'])
  assert.equal(activity.BoundaryEnforcer, { at: at(9), messagesSince: 2, tokensSince: 1000, stale: false })
  assert.equal(thresholds, { messages: 20, tokens: 30_000 })
  assert.equal(frameworkState({ alerts: 'none', message_count: -1, last_framework_activity: [] }).stale, [])
})

test('a state is about the session that it began or was written in', () => {
  const window = { from: Date.parse(at(0)), to: Date.parse(at(60)) }
  assert.ok(isAbout({}, window))
  assert.ok(isAbout({ started: at(5) }, window))
  assert.ok(isAbout({ started: at(-5), last_updated: at(60) }, window))
  assert.not.ok(isAbout({ started: at(-5), last_updated: at(90) }, window))
})

test('the report has them, with the token checkpoints; a file that is damaged is named', () => {
  const project = createProject()
  project.write(log, `${decision(at(0))}\n`)
  project.write('.claude/session-state.json', JSON.stringify(state))
  const checkpoint = (percentage: number, completed: boolean) => ({ percentage, tokens: percentage * 2000, completed })
  const checkpoints = [checkpoint(25, true), checkpoint(40, false), checkpoint(75, false)]
  project.write('.claude/token-checkpoints.json', JSON.stringify({ budget: 200_000, checkpoints }))
  const report = project.json<{ outcome: string; analysis: { framework: { checkpoints: object } } }>([
    'closedown',
    ...day,
  ])
  assert.equal(report.analysis.framework.checkpoints, {
    tokens: 90_000,
    budget: 200_000,
    hit: [25],
    overdue: [40],
    next: 150_000,
  })
  project.write('.claude/session-state.json', '{"started":')
  const damaged = project.json<{ outcome: string }>(['closedown', ...day])
  assert.is(damaged.outcome, 'degraded')
  project.remove()
})

test("the services' own counters stand beside the logs' numbers, and differences are named", () => {
  const project = createProject()
  project.write(log, `${[0, 1, 2].map((minute) => decision(at(minute))).join('\n')}\n`)
  project.write(
    'session.config.ts',
    "export default { services: 'services/*.service.js', thresholds: { serviceLoadMs: 4000 } }",
  )
  project.write('services/package.json', '{"type":"commonjs"}')
  project.write(
    'services/BoundaryEnforcer.service.js',
    'module.exports = { getStats: () => ({ total_enforcements: 5, boundaries_violated: 0, by_boundary: { none: 3, VALUES: 2 } }) }',
  )
  project.write('services/Broken.service.js', 'throw new Error("no such database")')
  type Stats = Record<string, { differences?: object[]; error?: string }>
  const report = project.json<{ outcome: string; analysis: { stats: Stats } }>(['closedown', ...day])
  assert.equal(report.analysis.stats.BoundaryEnforcer?.differences, [
    { counter: 'total_enforcements', stats: 5, logs: 3 },
    { counter: 'by_boundary.VALUES', stats: 2, logs: 0 },
  ])
  assert.match(report.analysis.stats.Broken?.error as string, /no such database/)
  assert.is(report.outcome, 'degraded')
  project.remove()
})

test.run()
