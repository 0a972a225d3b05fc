import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { findUnusual } from '../tasks/analysis/anomalies/find.ts'
import { discoveries } from '../tasks/analysis/baseline/discovery.ts'
import {
  betaBinomialNone,
  betaBinomialTail,
  negativeBinomialTail,
  studentTail,
} from '../tasks/analysis/baseline/distributions.ts'
import type { Measured } from '../tasks/analysis/baseline/measured.ts'
import type { Metrics } from '../tasks/analysis/metrics.ts'
import { createProject } from './support/project.ts'
import { closeSession, type PlantedSession } from './support/sessions.ts'

const test = suite('anomalies')
const near = (got: number, expected: number, what: string) =>
  assert.ok(Math.abs(got - expected) <= 1e-9 + 1e-6 * Math.abs(expected), `${what}: ${got}, not ${expected}`)

// Counted out by hand: Beta(1, 1) makes every count equally likely; a geometric distribution is a negative binomial one of shape 1.
test('distributions', () => {
  near(betaBinomialTail(3, 9, 1, 1), 0.7, 'seven of ten counts are 3 or more')
  near(betaBinomialNone(9, 1, 1), 0.1, 'one of ten is none')
  near(betaBinomialTail(1, 9, 1, 1), 0.9, 'the others')
  near(negativeBinomialTail(4, 1, 1), 1 / 16, 'a coin that falls four times')
  near(studentTail(1, 1), 0.25, 'a quarter of the Cauchy distribution lies beyond 1')
  assert.is(studentTail(Number.POSITIVE_INFINITY, 4), 0)
  assert.is(betaBinomialTail(5, 4, 1, 1), 0)
  assert.is(negativeBinomialTail(0, 3, 2), 1)
})

// The example of Benjamini and Hochberg (1995), section 3.2: four rejections of fifteen at 0.05.
test('discoveries: the example of 1995', () => {
  const ps = [
    ...[0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344],
    ...[0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1],
  ]
  const found = discoveries(
    ps.map((p) => ({ p })),
    0.05,
  )
  assert.equal(
    found.map(({ p }) => p),
    [0.0001, 0.0004, 0.0019, 0.0095],
  )
})

test('discoveries: a test that cannot have so small a value costs the others nothing', () => {
  const never = { p: 1, sizeAt: (t: number) => (t >= 1 ? 1 : 0) }
  const one = { p: 0.004 }
  assert.equal(discoveries([one, never, never, never], 0.005), [one])
  assert.equal(discoveries([one, { p: 1 }, { p: 1 }], 0.005), [])
})

const usual = (day: number): PlantedSession => ({
  day,
  services: {
    BoundaryEnforcer: { decisions: 60 + (day % 3) * 9, blocked: 4 },
    ContextPressureMonitor: {
      decisions: 40,
      metadata: (position) => ({ overall_pressure: 0.05 + 0.4 * position, pressure_level: 'NORMAL' }),
    },
    MetacognitiveVerifier: { decisions: 12 + (day % 2), blocked: 1 },
  },
})

interface Report {
  analysis: {
    baseline: {
      sessions: number
      state: string
      comparisons: { metric: string; verdict: string }[]
      mean: object
      previous: object
    }
    anomalies: { kind: string; service?: string; detail: string; evidence: object[] }[]
    health: { score: number | null; basis: { points: number; why: string }[] }
  }
}

test('five earlier sessions, then a session with everything wrong, and damage while learning', () => {
  const project = createProject()
  const kinds = ({ analysis }: Report) =>
    analysis.anomalies.map(({ kind, service }) => `${kind} ${service ?? ''}`.trim())
  const first = closeSession<Report>(project, usual(1), ['{"broken'])
  assert.equal(first.analysis.baseline, { sessions: 0, state: 'learning', previous: {}, mean: {}, comparisons: [] })
  assert.equal(kinds(first), ['data'])
  for (let day = 2; day <= 6; day++) {
    const report = closeSession<Report>(project, usual(day))
    assert.is(report.analysis.baseline.sessions, day - 1)
    assert.equal(kinds(report), [])
    assert.is(report.analysis.baseline.state, day === 6 ? 'ready' : 'learning')
    assert.is(report.analysis.baseline.comparisons.length > 0, day === 6)
  }
  const wrong: PlantedSession = {
    day: 7,
    services: {
      BoundaryEnforcer: { decisions: 60, blocked: 40 },
      ContextPressureMonitor: {
        decisions: 40,
        metadata: (position) => ({ overall_pressure: 0.1 + 0.8 * position, pressure_level: 'HIGH' }),
      },
    },
  }
  const report = closeSession<Report>(project, wrong)
  assert.equal(kinds(report), [
    'silent MetacognitiveVerifier',
    'pressure ContextPressureMonitor',
    'rate BoundaryEnforcer',
  ])
  assert.equal(
    report.analysis.anomalies.map(({ evidence }) => evidence.length),
    [3, 3, 3],
  )
  const worse = report.analysis.baseline.comparisons.filter(({ verdict }) => verdict === 'worse')
  assert.ok(worse.some(({ metric }) => metric === 'BoundaryEnforcer.blockRate'))
  const { score, basis } = report.analysis.health
  assert.is(score, Math.max(0, 100 - basis.reduce((total, { points }) => total + points, 0)))
  assert.ok((score as number) < 70)
  // The same window again replaces its own row, and compares with the same sessions.
  const again = closeSession<Report>(project, wrong)
  assert.equal(again.analysis, report.analysis)
  assert.match(project.read('SESSION_CLOSEDOWN_2025-10-07.md'), /\*\*Anomaly\*\*: MetacognitiveVerifier: no decision/)
  project.remove()
})

test('the clock of a log that goes back is damage', () => {
  const project = createProject()
  const report = closeSession<Report>(project, usual(3), [
    '{"timestamp":"2025-10-03T12:00:00Z","allowed":true,"action":"boundary_enforcement"}',
  ])
  assert.match(
    report.analysis.anomalies[0]?.detail as string,
    /the clock of the log goes back 1 times: .*decisions-2025-10-03/,
  )
  project.remove()
})

/** A session as measured: what a test of the detectors needs of it. */
function measured(
  day: number,
  services: Record<string, [decisions: number, blocked: number]>,
  lockstep: [string, string][] = [],
): Measured {
  const window = { from: day * 86_400_000, to: day * 86_400_000 + 21_600_000 }
  const counts = Object.entries(services).map(([name, [decisions, blocked]]) => [
    name,
    {
      decisions,
      allowed: decisions - blocked,
      blocked,
      blockRate: blocked / decisions,
      perHour: decisions / 6,
      lastAt: '',
    },
  ])
  const total = Object.values(services).reduce((all, [decisions]) => all + decisions, 0)
  const metrics: Metrics = {
    decisions: { total, allowed: total, blocked: 0, unreadable: 0 },
    activity: {
      perHour: total / 6,
      first: null,
      last: total === 0 ? null : new Date(window.to - 60_000).toISOString(),
    },
    services: Object.fromEntries(counts),
    violations: [],
    pressure: { peak: null, mean: null, last: null, trend: null },
    quality: { placeholderIds: 0, staleIds: 0, lockstep },
  }
  return { window, metrics }
}
const kindsOf = (current: Measured, earlier: Measured[]) =>
  findUnusual(current, earlier).map(({ kind, service }) => `${kind} ${service ?? ''}`.trim())

test('two services in lockstep are one witness', () => {
  const pair: [string, string][] = [['A', 'B']]
  const services: Record<string, [number, number]> = { A: [60, 6], B: [60, 6], C: [60, 0] }
  const earlier = [1, 2, 3, 4, 5, 6].map((day) => measured(day, services, pair))
  const flood = { A: [600, 60], B: [600, 60], C: [60, 0] } as typeof services
  const found = findUnusual(measured(9, flood, pair), earlier).filter(({ kind }) => kind === 'flood')
  assert.is(found.length, 1)
  assert.match(found[0]?.detail as string, /(A|B) shows the same, in lockstep with it: one witness$/)
  const apart = earlier.map(({ window, metrics }) => ({
    window,
    metrics: { ...metrics, quality: { ...metrics.quality, lockstep: [] } },
  }))
  assert.is(findUnusual(measured(9, flood), apart).filter(({ kind }) => kind === 'flood').length, 2)
  assert.equal(kindsOf(measured(9, services, pair), apart), ['lockstep A'])
  assert.equal(kindsOf(measured(9, services), earlier), ['lockstep A'])
})

test('sparse services, short sessions and busy ones are no anomaly', () => {
  const services: Record<string, [number, number]> = { A: [300, 30], B: [2, 0], C: [1, 1] }
  const earlier = [1, 2, 3, 4, 5, 6].map((day) => measured(day, services))
  assert.equal(kindsOf(measured(9, { A: [300, 30] }), earlier), [])
  assert.equal(kindsOf(measured(9, { A: [5, 0] }), earlier), [])
  assert.equal(kindsOf(measured(9, { A: [420, 42], B: [3, 1] }), earlier), [])
  assert.equal(kindsOf(measured(9, { A: [300, 30], __proto__: [50, 50] } as never), earlier), [])
})

test('a log that stops, and one that says nothing at all', () => {
  const earlier = [1, 2, 3, 4, 5, 6].map((day) => measured(day, { A: [300, 30], B: [40, 0] }))
  const stopped = measured(9, { A: [150, 15], B: [20, 0] })
  const until = (minutes: number) => new Date(stopped.window.to - minutes * 60_000).toISOString()
  const at = (minutes: number): Measured => {
    const activity = { ...stopped.metrics.activity, last: until(minutes) }
    return { ...stopped, metrics: { ...stopped.metrics, activity } }
  }
  assert.equal(kindsOf(at(180), earlier), ['log-stops'])
  assert.equal(kindsOf(at(30), earlier), [])
  const [found] = findUnusual(measured(9, {}), earlier)
  assert.match(
    found?.detail as string,
    /^no decision in the whole session; 1 minutes on the average of the 6 sessions before$/,
  )
})

test('placeholder and stale ids as usual are no anomaly; many more of them are', () => {
  const withIds = (day: number, placeholderIds: number, staleIds: number): Measured => {
    const session = measured(day, { A: [300, 30] })
    return { ...session, metrics: { ...session.metrics, quality: { placeholderIds, staleIds, lockstep: [] } } }
  }
  const earlier = [1, 2, 3, 4, 5, 6].map((day) => withIds(day, 60 + day, 0))
  assert.equal(kindsOf(withIds(9, 75, 2), earlier), [])
  assert.equal(kindsOf(withIds(9, 240, 0), earlier), ['session-id'])
  assert.equal(kindsOf(withIds(9, 60, 200), earlier), ['session-id'])
  const always = [1, 2, 3, 4, 5, 6].map((day) => withIds(day, 290, 0))
  assert.equal(kindsOf(withIds(9, 295, 0), always), [])
})

test.run()
