import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { day, decision } from './support/decisions.ts'
import { createProject, type TestProject } from './support/project.ts'
import { linesOf, type PlantedSession, windowOf } from './support/sessions.ts'

const test = suite('inferred sessions')

const pressure = (highest: number) => (position: number) => ({ overall_pressure: highest * position })
const usual = (day: number): PlantedSession => ({
  day,
  services: {
    BoundaryEnforcer: { decisions: 60 + (day % 3) * 9, blocked: 4 + (day % 2) },
    ContextPressureMonitor: { decisions: 40 + (day % 4), metadata: pressure(0.4 + 0.01 * (day % 3)) },
    MetacognitiveVerifier: { decisions: 12 + (day % 2), blocked: 1 },
  },
})
const wrong: PlantedSession = {
  day: 12,
  services: {
    BoundaryEnforcer: { decisions: 60, blocked: 40 },
    ContextPressureMonitor: { decisions: 40, metadata: pressure(0.9) },
  },
}
const days = Array.from({ length: 11 }, (_, n) => n + 1)

interface Report {
  analysis: {
    activity: { paused?: number }
    baseline: { sessions: number; inferred: number; state: string }
    anomalies: { kind: string; service?: string; detail: string }[]
    health: { score: number; parts: object; basis: object[] }
  }
}

function withLog(): TestProject {
  const project = createProject()
  const lines = [...days.map(usual), wrong].flatMap(linesOf)
  project.write('.memory/audit/decisions-2025-10.jsonl', `${lines.join('\n')}\n`)
  return project
}

test('two days that are closed as one have no work in the night between them, and hide no silence', () => {
  const scoreOf = (second: PlantedSession) => {
    const project = createProject()
    const lines = [...days.map(usual), second].flatMap(linesOf)
    project.write('.memory/audit/decisions-2025-10.jsonl', `${lines.join('\n')}\n`)
    const [, from] = windowOf(11) as [string, string]
    const [, , , to] = windowOf(12) as [string, string, string, string]
    const { analysis } = project.json<Report>(['closedown', '--from', from, '--to', to])
    assert.ok(Math.abs((analysis.activity.paused ?? 0) - 18) < 0.2, String(analysis.activity.paused))
    assert.match(project.bookend(['recount']).stdout, /all agree$/m)
    return analysis.health.score
  }
  assert.is(scoreOf(usual(12)), 100)
  const { ContextPressureMonitor, MetacognitiveVerifier } = usual(12).services
  assert.ok(ContextPressureMonitor && MetacognitiveVerifier)
  assert.ok(scoreOf({ day: 12, services: { ContextPressureMonitor, MetacognitiveVerifier } }) < 97)
})

test('the first closedown sees what eleven closedowns by hand would have shown', () => {
  const [alone, byHand] = [withLog(), withLog()]
  for (const day of days) byHand.bookend(['closedown', ...windowOf(day)])
  const first = alone.json<Report>(['closedown', ...windowOf(12)]).analysis
  const last = byHand.json<Report>(['closedown', ...windowOf(12)]).analysis
  assert.equal(first.baseline.state, 'ready')
  assert.equal([first.baseline.sessions, first.baseline.inferred], [11, 11])
  assert.equal([last.baseline.sessions, last.baseline.inferred], [11, 0])
  assert.equal(
    first.anomalies.map(({ kind, service }) => `${kind} ${service}`),
    ['silent MetacognitiveVerifier', 'rate BoundaryEnforcer', 'pressure ContextPressureMonitor'],
  )
  assert.equal(first.anomalies, last.anomalies)
  assert.equal(first.health, last.health)
  assert.match(alone.bookend(['history']).stdout, /^11 of them inferred from the log$/m)
  for (const kind of ['md', 'html']) {
    const document = `SESSION_CLOSEDOWN_2025-10-12.${kind}`
    assert.match(alone.read(document), /ompared with 11 earlier sessions, 11 of them inferred\./)
    assert.not.match(byHand.read(document), /inferred/)
  }

  // A session that somebody closes takes the place of the one that was found where it was.
  alone.bookend(['closedown', ...windowOf(11)])
  const again = alone.json<Report>(['closedown', ...windowOf(12)]).analysis
  assert.equal([again.baseline.sessions, again.baseline.inferred], [11, 10])
  assert.equal(again.anomalies, first.anomalies)
  alone.remove()
  byHand.remove()
})

test('a past session of one decision lasts a minute, and has no millions an hour', () => {
  const project = createProject()
  const one = (hour: string) => decision(`2025-10-24T${hour}:30:00.000Z`)
  project.write('.memory/audit/decisions-2025-10.jsonl', `${one('09')}\n${one('13')}\n`)
  const { baseline } = project.json<{ analysis: { baseline: { inferred: number; previous: object } } }>([
    'closedown',
    ...day,
  ]).analysis
  assert.is(baseline.inferred, 1)
  assert.is((baseline.previous as Record<string, number>)['decisions.perHour'], 60)
  assert.match(project.bookend(['recount']).stdout, /all agree$/m)
  project.remove()
})

test('what nobody closed between closed sessions, or behind them, is counted all the same', () => {
  const reportsOf = (closed: number[]) => {
    const project = withLog()
    // Two decisions behind a closedown are no session.
    const [behind = ''] = linesOf(usual(3))
    const late = behind.replace(/T\d\d:/, 'T22:')
    project.write('.memory/audit/late.jsonl', `${late}\n${late.replace('T22:', 'T23:')}\n`)
    for (const day of closed) project.bookend(['closedown', ...windowOf(day)])
    const { analysis } = project.json<Report>(['closedown', ...windowOf(12)])
    assert.equal(project.json<{ differences: object[] }>(['recount']).differences, [])
    project.remove()
    return analysis
  }
  const all = reportsOf(days)
  const some = reportsOf([1, 2, 3, 5, 6, 7])
  assert.equal([some.baseline.sessions, some.baseline.inferred], [11, 5])
  assert.equal(some.anomalies, all.anomalies)
  assert.equal(some.health, all.health)
})

test.run()
