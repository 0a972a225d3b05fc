import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { eachOnce } from '../tasks/analysis/baseline/once.ts'
import type { Metrics } from '../tasks/analysis/metrics.ts'
import { createProject } from './support/project.ts'
import { linesOf, type PlantedSession, windowOf } from './support/sessions.ts'

const test = suite('health: lines that are there again')

const session = (day: number, share: number): PlantedSession => ({
  day,
  services: {
    BoundaryEnforcer: { decisions: Math.round((60 + (day % 3) * 9) * share), blocked: Math.round(6 * share) },
    CrossReferenceValidator: { decisions: Math.round((40 + (day % 4)) * share), blocked: Math.round(4 * share) },
    MetacognitiveVerifier: { decisions: Math.round(30 * share) },
  },
})
const days = Array.from({ length: 11 }, (_, n) => n + 1)

interface Report {
  analysis: {
    decisions: { total: number; blocked: number }
    copies?: { decisions: number; blocked: number; services: Record<string, { decisions: number; blocked: number }> }
    anomalies: object[]
    health: { score: number; basis: object[] }
  }
}

/** The report of a day at a third of the pace behind eleven usual ones, where lines are there so many times, and so many of the sixth are unreadable. */
function reportOf(times: (line: string, day: number) => number, unreadable = 0) {
  const project = createProject()
  const again = (day: number, share: number) =>
    withIds(linesOf(session(day, share))).flatMap((line) => Array<string>(times(line, day)).fill(line))
  const cut = (day: number) => (day === 6 ? Array<string>(unreadable).fill('{"timestamp') : [])
  const lines = [...days.flatMap((day) => [...again(day, 1), ...cut(day)]), ...again(12, 1 / 3)]
  project.write('.memory/audit/decisions-2025-10.jsonl', `${lines.join('\n')}\n`)
  const { analysis } = project.json<Report>(['closedown', ...windowOf(12)])
  assert.match(project.bookend(['recount']).stdout, /all agree$/m)
  return analysis
}

/** Some of the ids are what services fall back to, some are of an earlier month. */
const withIds = (lines: string[]): string[] =>
  lines.map((line, n) => {
    const id = n % 5 === 0 ? 'validator-service' : n % 5 === 1 ? '2025-08-01-001' : undefined
    return id ? line.replace(/"sessionId":"[^"]*"/, `"sessionId":"${id}"`) : line
  })

const isAllowed = (line: string) => line.includes('"allowed":true')
const ways: Record<string, (line: string, day: number) => number> = {
  'each line of it three times': (_, day) => (day === 12 ? 3 : 1),
  'what was allowed twice': (line, day) => (day === 12 && isAllowed(line) ? 2 : 1),
  'what was blocked four times': (line, day) => (day === 12 && !isAllowed(line) ? 4 : 1),
  'every second session before three times': (_, day) => (day < 12 && day % 2 === 0 ? 3 : 1),
  'all sessions, the enforcer by turns': (line, day) => (line.includes('boundary') ? 1 + (day % 3) : 1),
}

const once = reportOf(() => 1)

test('without copies nothing is said of them, and so few decisions are missed', () => {
  assert.is(once.copies, undefined)
  assert.ok(once.health.score < 70, String(once.health.score))
})

for (const [name, times] of Object.entries(ways))
  test(`${name}: the same anomalies and the same score`, () => {
    const again = reportOf(times)
    assert.equal(again.anomalies, once.anomalies)
    assert.equal(again.health, once.health)
  })

test('of sessions before, lines that cannot be read are compared with decisions that count once', () => {
  const [plain, copied] = [() => 1, ways['every second session before three times'] as () => number].map((times) =>
    reportOf(times, 300).health.basis.filter((each) => 'from' in each && 'unreadable' in (each.from as object)),
  )
  assert.is(plain?.length, 1)
  assert.equal(copied, plain)
})

test('the report says how many decisions are there again', () => {
  const { decisions, copies } = reportOf(ways['each line of it three times'] as () => number)
  const { copies: ofBlocks } = reportOf(ways['what was blocked four times'] as () => number)
  assert.is(decisions.total, 3 * once.decisions.total)
  assert.equal([copies?.decisions, copies?.blocked], [2 * once.decisions.total, 2 * once.decisions.blocked])
  assert.equal([ofBlocks?.decisions, ofBlocks?.blocked], [3 * once.decisions.blocked, 3 * once.decisions.blocked])
  assert.equal(ofBlocks?.services.BoundaryEnforcer, { decisions: 6, blocked: 6 })
})

test('what is left of a session whose copies are taken out adds up', () => {
  const counts = { decisions: 10, allowed: 6, blocked: 4 }
  const metrics = {
    decisions: { ...counts, total: 10 },
    services: { BoundaryEnforcer: counts },
    quality: {},
    copies: { decisions: 5, blocked: 2, services: { BoundaryEnforcer: { decisions: 5, blocked: 2 } } },
  } as object as Metrics
  const { decisions, services } = eachOnce({ window: { from: 0, to: 1 }, metrics }).metrics
  for (const { allowed, blocked } of [decisions, services.BoundaryEnforcer as typeof counts])
    assert.equal({ allowed, blocked }, { allowed: 3, blocked: 2 })
})

test.run()
