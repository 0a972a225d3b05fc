import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { judgeHistory } from '../tasks/analysis/anomalies/judge.ts'
import { discoveries, findings } from '../tasks/analysis/baseline/discovery.ts'
import {
  betaBinomialTail,
  lnGamma,
  lnRising,
  negativeBinomialLower,
  negativeBinomialTail,
  normalQuantile,
  studentTail,
} from '../tasks/analysis/baseline/distributions.ts'
import type { Measured } from '../tasks/analysis/baseline/measured.ts'
import type { Metrics } from '../tasks/analysis/metrics.ts'
import { anomaliesIn } from '../tasks/recount/verdicts.ts'
import { createProject } from './support/project.ts'
import { closeSession, type PlantedSession } from './support/sessions.ts'

const test = suite('anomalies')
const near = (got: number, expected: number, what: string) =>
  assert.ok(Math.abs(got - expected) <= 1e-9 + 1e-6 * Math.abs(expected), `${what}: ${got}, not ${expected}`)

// Counted out by hand: Beta(1, 1) makes every count equally likely; a geometric distribution is a negative binomial one of shape 1.
test('distributions', () => {
  near(betaBinomialTail(3, 9, 1, 1), 0.7, 'seven of ten counts are 3 or more')
  near(betaBinomialTail(1, 9, 1, 1), 0.9, 'the others')
  near(negativeBinomialTail(4, 1, 1), 1 / 16, 'a coin that falls four times')
  near(negativeBinomialLower(3, 1, 1), 15 / 16, 'and one that does not')
  near(lnGamma(0.5), Math.log(Math.PI) / 2, 'the square root of pi')
  near(
    lnGamma(101),
    Array.from({ length: 100 }, (_, n) => Math.log(n + 1)).reduce((a, b) => a + b),
    '100!',
  )
  near(lnRising(3, 20), lnGamma(23) - lnGamma(3), 'a rising product')
  near(normalQuantile(0.975), 1.959963985, 'the usual one')
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

test('findings: a test that cannot have so small a value costs the others nothing', () => {
  const never = { p: 1, sizeAt: (t: number) => (t >= 1 ? 1 : 0) }
  const one = { p: 0.004 }
  assert.equal(findings([one, never, never, never], 0.005), [one])
  assert.equal(findings([one, { p: 1 }, { p: 1 }], 0.005), [])
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
  handoff: { file: string }
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
  assert.equal(first.analysis.baseline, {
    sessions: 0,
    inferred: 0,
    state: 'learning',
    previous: {},
    mean: {},
    comparisons: [],
  })
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
    'rate BoundaryEnforcer',
    'pressure ContextPressureMonitor',
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
  assert.match(project.read(again.handoff.file), /\*\*Anomaly\*\*: MetacognitiveVerifier: no decision/)
  project.remove()
})

test('the clock of a log that goes back is damage', () => {
  const project = createProject()
  const report = closeSession<Report>(project, usual(3), [
    '{"timestamp":"2025-10-03T12:00:00Z","allowed":true,"action":"boundary_enforcement"}',
  ])
  assert.match(
    report.analysis.anomalies[0]?.detail as string,
    /the clock of the log goes back 1 time: .*decisions-2025-10-03/,
  )
  project.remove()
})

/** A session as measured: what a test of the detectors needs of it. */
function measured(
  day: number,
  services: Record<string, [decisions: number, blocked: number]>,
  lockstep: [string, string][] = [],
  hours = 6,
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
    decisions: { total, allowed: total, blocked: 0, unreadable: 0, mended: 0 },
    activity: {
      perHour: total / 6,
      first: total === 0 ? null : new Date(window.from + 60_000).toISOString(),
      last: total === 0 ? null : new Date(window.from + hours * 3_600_000 - 60_000).toISOString(),
    },
    services: Object.fromEntries(counts),
    violations: [],
    pressure: { peak: null, mean: null, last: null, trend: null },
    quality: { placeholderIds: 0, staleIds: 0, lockstep },
  }
  return { window, metrics }
}
const anomaliesOf = (current: Measured, earlier: Measured[]) =>
  judgeHistory([...earlier, current]).at(-1)?.anomalies ?? []
const kindsOf = (current: Measured, earlier: Measured[]) =>
  anomaliesOf(current, earlier).map(({ kind, service }) => `${kind} ${service ?? ''}`.trim())

test('two services in lockstep that show the same are told once', () => {
  const pair: [string, string][] = [['A', 'B']]
  const services: Record<string, [number, number]> = { A: [60, 6], B: [60, 6], C: [60, 0] }
  const earlier = [1, 2, 3, 4, 5, 6].map((day) => measured(day, services, pair))
  const flood = { A: [600, 60], B: [600, 60], C: [60, 0] } as typeof services
  const found = anomaliesOf(measured(9, flood, pair), earlier).filter(({ kind }) => kind === 'flood')
  assert.is(found.length, 1)
  assert.match(found[0]?.detail as string, /(A|B) shows the same, in lockstep with it$/)
  const apart = earlier.map(({ window, metrics }) => ({
    window,
    metrics: { ...metrics, quality: { ...metrics.quality, lockstep: [] } },
  }))
  assert.is(anomaliesOf(measured(9, flood), apart).filter(({ kind }) => kind === 'flood').length, 2)
  assert.equal(kindsOf(measured(9, services, pair), apart), ['lockstep A'])
  assert.equal(kindsOf(measured(9, services), earlier), ['lockstep A'])
})

test('silence that was found ends where decisions come again as they may by chance, and not where one is made for show', () => {
  const services = (count: number): Record<string, [number, number]> => ({ A: [100, 10], B: [count, 0] })
  const earlier = Array.from({ length: 11 }, (_, day) => measured(day, services(8 + (day % 3))))
  const gone = [11, 12].map((day) => measured(day, { A: [100, 10] }))
  assert.equal(kindsOf(gone[1] as Measured, [...earlier, gone[0] as Measured]), ['silent B'])
  assert.equal(kindsOf(measured(13, services(5)), [...earlier, ...gone]), [])
  const busy = Array.from({ length: 11 }, (_, day) => measured(day, services(90 + (day % 3))))
  assert.equal(kindsOf(measured(13, services(1)), [...busy, ...gone]), ['weaker B'])
})

test('a service that decides often in every session is missed in its first silent one, whatever the others do', () => {
  // The others decide three times as much in one session as in the next: what is known says that sessions differ widely.
  const swing = [60, 130, 75, 40, 110, 90, 45, 150, 70, 100, 50]
  const session = (day: number, times: number, steady: number) =>
    measured(day, {
      A: [times * 2, 0],
      C: [times, 0],
      D: [Math.ceil(times / 2), 0],
      ...(steady > 0 && { B: [steady, 0] }),
    })
  const before = (steady: number) => swing.map((times, day) => session(day, times, steady + (day % 3)))
  assert.equal(kindsOf(session(12, 80, 0), before(20)), ['silent B'])
  // One that decides seldom may not have been needed.
  assert.equal(kindsOf(session(12, 80, 0), before(7)), [])
})

test('sparse services, short sessions and busy ones are no anomaly', () => {
  const services: Record<string, [number, number]> = { A: [300, 30], B: [2, 0], C: [1, 1] }
  const earlier = [1, 2, 3, 4, 5, 6].map((day) => measured(day, services))
  assert.equal(kindsOf(measured(9, { A: [300, 30] }), earlier), [])
  assert.equal(kindsOf(measured(9, { A: [5, 0] }, [], 0.2), earlier), [])
  assert.equal(kindsOf(measured(9, { A: [5, 0] }), earlier), ['weaker A'])
  assert.equal(kindsOf(measured(9, { A: [420, 42], B: [3, 1] }), earlier), [])
  assert.equal(kindsOf(measured(9, { A: [300, 30], __proto__: [50, 50] } as never), earlier), [])
})

test('a log that stops is one only where the agent provably worked on', () => {
  const withCalls = (day: number, toolCallsAfterLog: number): Measured => {
    const session = measured(day, { A: [300, 30], B: [40, 0] })
    const exposure = { toolCalls: 200, commits: 2, decisionsPerToolCall: 1.7, toolCallsAfterLog }
    return { ...session, metrics: { ...session.metrics, exposure } }
  }
  const earlier = [1, 2, 3, 4, 5, 6].map((day) => withCalls(day, 1))
  assert.equal(kindsOf(withCalls(9, 90), earlier), ['log-stops'])
  assert.equal(kindsOf(withCalls(9, 2), earlier), [])
  const late = withCalls(9, 0)
  late.window.to += 12 * 3_600_000
  assert.equal(kindsOf(late, earlier), [])
})

test('what is silent, or weaker, stays so until it comes back, and what it is compared with stays as it was', () => {
  const services: Record<string, [number, number]> = { A: [100, 10], B: [40, 4], C: [30, 0] }
  const earlier = [1, 2, 3, 4, 5, 6, 7, 8].map((day) => measured(day, services))
  const days = Array.from({ length: 30 }, (_, n) => n + 9)
  const after = (current: Record<string, [number, number]>) =>
    judgeHistory([...earlier, ...days.map((day) => measured(day, current))]).slice(earlier.length)
  const gone = after({ A: [100, 10], C: [30, 0] })
  for (const { anomalies } of gone) {
    assert.equal(
      anomalies.map(({ kind, service }) => `${kind} ${service}`),
      ['silent B'],
    )
    assert.is(anomalies[0]?.since, 9 * 86_400_000)
  }
  // The sessions before are those before the run, and it says when it began.
  const saidOf = (judged: typeof gone, n: number) => judged[n]?.anomalies.map(({ detail }) => detail).join('\n') ?? ''
  assert.match(saidOf(gone, 0), /^no decision in this session; 40 in each of the 8 before, the last at /)
  assert.match(saidOf(gone, 5), /^no decision in this session; 40 in each of the 8 before 1970-01-10, the last at /)
  assert.equal(gone.at(-1)?.baselines.B?.pace.length, 8)
  // Little in the session before is one of those that silence ended, and not where it began.
  const little = [
    measured(9, { ...services, B: [22, 1] }),
    ...[10, 11].map((day) => measured(day, { A: [100, 10], C: [30, 0] })),
  ]
  const waned = judgeHistory([...earlier, ...little])
  assert.is(waned.at(-1)?.anomalies[0]?.since, 10 * 86_400_000)
  assert.match(saidOf(waned, 10), /; 22 to 40 in each of the 9 before 1970-01-11, the last at /)
  // A service that began where another one ended may be the same one under another name.
  const renamed = after({ A: [100, 10], B2: [40, 4], C: [30, 0] })
  for (const n of [0, 5]) assert.match(saidOf(renamed, n), /, the last at [^;]*; B2 began then(;|$)/m)
  assert.not.match(saidOf(gone, 5), /began then/)
  const inRecount = (n: number) =>
    anomaliesIn(
      (renamed[n]?.anomalies ?? []).map(({ kind, service, detail }) => ({ kind, service: service ?? '', detail })),
    )
  assert.not.match(JSON.stringify(inRecount(0)), / 2"/)
  const allowing = after({ A: [100, 0], B: [40, 4], C: [30, 0] })
  assert.match(saidOf(allowing, 4), /in the last 5 sessions .* in the 8 sessions before 1970-01-10$/m)
  for (const { anomalies } of allowing.slice(1))
    assert.ok(anomalies.some(({ kind, service, about }) => kind === 'weaker' && service === 'A' && about === 'rate'))
  for (const { anomalies } of after({ A: [3, 0], B: [40, 4], C: [30, 0] }).slice(1))
    assert.ok(anomalies.some(({ kind, service, about }) => kind === 'weaker' && service === 'A' && about === 'pace'))
  const back = judgeHistory([...earlier, measured(9, { A: [100, 10], C: [30, 0] }), measured(10, services)])
  assert.equal(back.at(-1)?.anomalies, [])
  // The session of a silence that was found is none of those that it is compared with.
  const again = [
    measured(9, { A: [100, 10], C: [30, 0] }),
    measured(10, services),
    measured(11, { A: [100, 10], C: [30, 0] }),
  ]
  assert.match(
    saidOf(judgeHistory([...earlier, ...again]), earlier.length + 2),
    /in each of the 9 before that it is compared with, /,
  )
})

test('a block rate that creeps up is a drift', () => {
  const at = (day: number, blocked: number) => measured(day, { A: [100, blocked], B: [40, 4] })
  const earlier = Array.from({ length: 14 }, (_, n) => at(n, 7 + (n % 4)))
  const creeping = [9, 11, 12, 13, 15, 17].map((blocked, n) => at(20 + n, blocked))
  const judged = judgeHistory([...earlier, ...creeping])
  assert.ok(judged.some(({ anomalies }) => anomalies.some(({ kind, service }) => kind === 'drift' && service === 'A')))
  assert.ok(judged.slice(0, 14).every(({ anomalies }) => anomalies.length === 0))
})

test('a block rate that falls slowly is weaker, stays so, and is no part of what it is compared with', () => {
  const at = (day: number, blocked: number) => measured(day, { A: [100, blocked], B: [40, 4] })
  const earlier = Array.from({ length: 14 }, (_, n) => at(n, 15 + (n % 4)))
  const falling = [15, 13, 12, 10, 9, 8].map((blocked, n) => at(20 + n, blocked))
  const after = Array.from({ length: 12 }, (_, n) => at(26 + n, 8))
  const judged = judgeHistory([...earlier, ...falling, ...after])
  const isWeaker = judged.map(({ anomalies }) =>
    anomalies.some(({ kind, service, about }) => kind === 'weaker' && service === 'A' && about === 'rate'),
  )
  const found = isWeaker.indexOf(true)
  assert.is(found, earlier.length + 5)
  assert.match(judged[found]?.anomalies[0]?.detail ?? '', /^the block rate falls slowly: 15 of 100, 13 of 100, /)
  assert.ok(isWeaker.slice(found).every(Boolean))
  assert.is(judged.at(-1)?.baselines.A?.rate.length, earlier.length)
})

test('the services that a human expects: a missing one is silent from the first session on, all others are retired', () => {
  const services: Record<string, [number, number]> = { A: [100, 10], B: [40, 4] }
  const [first] = judgeHistory([measured(1, services)], { expected: ['A', 'D'] })
  assert.equal(
    first?.anomalies.map(({ kind, service }) => `${kind} ${service}`),
    ['silent D'],
  )
  const said = (name: string) =>
    judgeHistory([measured(1, { Boundary: [100, 10] })], { expected: [name] })[0]?.anomalies[0]?.detail
  assert.match(
    String(said('Boundry')),
    /expected to log; no session has a service of this name; did you mean "Boundary"\?$/,
  )
  assert.match(String(said('Monitor')), /expected to log; no session has a service of this name$/)
  assert.match(
    String(
      judgeHistory([measured(1, services), measured(2, { A: [1, 0] })], { expected: ['B'] })[1]?.anomalies[0]?.detail,
    ),
    /expected to log$/,
  )
  const history = [1, 2, 3, 4, 5, 6, 7].map((day) => measured(day, services))
  const judged = judgeHistory([...history, measured(9, { A: [100, 10] })], { expected: ['A'] })
  assert.equal(judged.at(-1)?.anomalies, [])
})

test('a judgement does not depend on what comes after it', () => {
  const history = Array.from({ length: 24 }, (_, n) =>
    measured(n, n % 9 === 8 ? { A: [90, 2] } : { A: [100 + n, 10], B: [30 - n, 3] }),
  )
  const all = judgeHistory(history)
  for (const length of [6, 10, 17]) assert.equal(judgeHistory(history.slice(0, length)).at(-1), all[length - 1])
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
