import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ServiceState } from '../../tasks/analysis/anomalies/judge.ts'
import { restOf } from '../../tasks/analysis/health.ts'
import { scoreHealth } from '../../tasks/analysis/health-score.ts'
import type { Metrics } from '../../tasks/analysis/metrics.ts'
import type { HealthFacts, PartName } from '../../tasks/analysis/score/facts.ts'

const test = suite('numbers of the health score')

/** A session in which all is well, with what a case says otherwise. */
function facts(
  given: Partial<HealthFacts> = {},
  decisions: Partial<Metrics['decisions']> = {},
  peak: number | null = 0.3,
): HealthFacts {
  return {
    metrics: {
      decisions: { total: 1000, allowed: 1000, blocked: 0, unreadable: 0, mended: 0, ...decisions },
      activity: { perHour: 1, first: null, last: null },
      services: {},
      pressure: { peak, mean: peak, last: peak, trend: 0 },
      quality: { placeholderIds: 0, staleIds: 0, lockstep: [] },
    } as unknown as Metrics,
    backwardJumps: 0,
    learning: false,
    services: [],
    missing: [],
    pressureKnown: true,
    rest: { share: 0, proven: false },
    ...given,
  }
}

const steady = {
  count: 1000,
  usual: 1000,
  most: 1000,
  lately: 1000,
  p: 1,
  ratio: 1,
  expected: 1000,
  found: false,
  sessions: 10,
  used: { sessions: 10, of: 10, most: 0.9 },
}
const quiet = (p: number, ratio: number, found = false) => ({ ...steady, p, ratio, found })
const used = (sessions: number, most: number) => ({ ...steady, used: { sessions, of: 10, most } })
const young = { ...steady, sessions: 9 }
type Rate = NonNullable<ServiceState['rate']>
const blocking = (usual: number, high: number = usual, low: Partial<Rate['low']> = {}): Rate => ({
  usual,
  most: usual,
  lately: usual,
  before: { count: 1000 * usual, n: 1000, sessions: 11 },
  count: 0,
  n: 1000,
  high: { p: 0.003, rate: high },
  low: { p: 1, ratio: 1, expected: 0, found: false, ...low },
})
/** All blocks are gone, beyond doubt. */
const gone = { p: 0.003, ratio: 0 }
const silent = quiet(0.003, 0)
const half = Math.sqrt(0.1 * 0.003)

const rest = (share: number, proven = false) => ({ rest: { share, proven } })
const sync = (verified: boolean, invalid = 0, extra = 0) => ({ sync: { verified, invalid, extra } })
const rules = (high: number, unchecked: number) => ({
  rules: { high, unchecked: Array.from({ length: unchecked }, String) },
})
const paces = (...all: ServiceState['pace'][]) => ({
  services: all.map((pace, index): ServiceState => ({ name: `S${index}`, ...(pace && { pace }) })),
})
const decided = (count: number) => ({ ...steady, count })
const many = { ...steady, most: 20_000, lately: 20_000 }
const monitored = (usual: number) => ({ name: 'ContextPressureMonitor', pace: { ...steady, usual } })

// Counted by hand from docs/health.md: points(W) = limit × (0.8 W + 0.2 W²).
const cases: [what: string, part: PartName, points: number | undefined, facts: HealthFacts][] = [
  ['every service silent', 'coverage', 40, facts(paces(silent))],
  ['one of three silent: 40 × (0.8/3 + 0.2/9) = 11.6', 'coverage', 12, facts(paces(silent, steady, steady))],
  ['no evidence at p = 0.1', 'coverage', 0, facts(paces(quiet(0.1, 0)))],
  ['0.15 of a silent service of twenty: 40 × 0.1245', 'coverage', 5, facts(paces({ ...steady, count: 0, usual: 20 }))],
  ['nothing of one of nineteen', 'coverage', 0, facts(paces({ ...steady, count: 0, usual: 19 }))],
  ['half of it between 0.1 and 0.003: 40 × 0.45', 'coverage', 18, facts(paces(quiet(half, 0)))],
  ['all of it at 0.003', 'coverage', 40, facts(paces(quiet(0.003, 0)))],
  ['half of the pace', 'coverage', 18, facts(paces(quiet(0.003, 0.5)))],
  ['half of the sessions, of which 70 % are usual: no evidence at p = 0.15', 'coverage', 0, facts(paces(used(5, 0.7)))],
  // 10 tosses of 0.9: P(7 or fewer) = 0.0702; evidence 0.1009, of it 1 - 0.7 / 0.9 is lost: 40 × (0.8 × 0.0224 + …) = 0.72.
  ['seven of ten sessions, of which 90 % are usual', 'coverage', 1, facts(paces(used(7, 0.9)))],
  ['five of ten: beyond doubt, and 1 - 0.5 / 0.9 is lost', 'coverage', 16, facts(paces(used(5, 0.9)))],
  ['one of three, of which two are new', 'coverage', 40, facts(paces(silent, young, young))],
  ['one of three new ones', 'coverage', 12, facts(paces({ ...silent, sessions: 9 }, young, young))],
  ['one of two expected services is missing', 'coverage', 18, facts({ ...paces(steady), missing: ['E'] })],
  [
    'the only enforcer silent',
    'enforcement',
    35,
    facts({ services: [{ name: 'S', pace: silent, rate: blocking(0.1) }] }),
  ],
  [
    '0.10 of 0.20 above the usual rate: 35 × 0.45 = 15.75',
    'enforcement',
    16,
    facts({ services: [{ name: 'S', rate: blocking(0.1, 0.2) }] }),
  ],
  [
    'the same at p = 0.1',
    'enforcement',
    0,
    facts({ services: [{ name: 'S', rate: { ...blocking(0.1), high: { p: 0.1, rate: 0.2 } } }] }),
  ],
  [
    '0.5 % enforces',
    'enforcement',
    35,
    facts({ services: [{ name: 'S', pace: steady, rate: blocking(0.005, 0.005, gone) }] }),
  ],
  [
    'less does not',
    'enforcement',
    0,
    facts({ services: [{ name: 'S', pace: steady, rate: blocking(0.0049, 0.0049, gone) }] }),
  ],
  [
    'one that enforces nothing has half a share: 35 × 0.45',
    'enforcement',
    16,
    facts({ services: [{ name: 'S', pace: silent, rate: blocking(0.001) }] }),
  ],
  ['a canary that was not tried: 35 × (0.8 × 0.1 + 0.2 × 0.01) = 2.87', 'enforcement', 3, facts({ untried: 1 })],
  [
    'one of two enforcing services, of which one is new: the only one of long standing',
    'enforcement',
    35,
    facts({
      services: [
        { name: 'A', pace: steady, rate: blocking(0.1, 0.1, gone) },
        { name: 'B', pace: young, rate: blocking(0.1) },
      ],
    }),
  ],
  ['a canary: 35 × (0.8 × 0.6 + 0.2 × 0.36) = 19.3', 'enforcement', 19, facts({ passed: ['S'] })],
  [
    'ten of fifteen usual blocks: (1/2 + 10/15) / 2 = 0.583, so 0.58; 35 × 0.531 = 18.6',
    'enforcement',
    19,
    facts({
      services: [
        { name: 'A', pace: steady, rate: blocking(0.1, 0.1, gone) },
        { name: 'B', pace: steady, rate: blocking(0.05) },
      ],
    }),
  ],
  ['70 % of the usual decisions', 'exposure', 0, facts(paces(decided(700)))],
  ['65.5 %: 5 × 0.09', 'exposure', 0, facts(paces(decided(655)))],
  ['64.5 %: 5 × 0.11', 'exposure', 1, facts(paces(decided(645)))],
  ['25.5 %: 5 × 0.89', 'exposure', 4, facts(paces(decided(255)))],
  ['20 %', 'exposure', 5, facts(paces(decided(200)))],
  ['three times as many as are usual, by whomever', 'exposure', 0, facts(paces(steady), { total: 3000 })],
  ['3.6 times: 5 × 0.12', 'exposure', 1, facts(paces(steady), { total: 3600 })],
  ['7.4 times: 5 × 0.88', 'exposure', 4, facts(paces(steady), { total: 7400 })],
  ['eight times', 'exposure', 5, facts(paces(steady), { total: 8000 })],
  [
    'none where 10 are usual: half of 5',
    'exposure',
    3,
    facts(paces({ ...steady, count: 0, usual: 10, most: 10, lately: 10 })),
  ],
  [
    'where one is usual: a twentieth',
    'exposure',
    0,
    facts(paces({ ...steady, count: 0, usual: 1, most: 1, lately: 1 })),
  ],
  ['90 % of the pace that once was usual', 'exposure', 0, facts(paces({ ...steady, lately: 900 }))],
  ['85.5 % of it: 5 × 0.09', 'exposure', 0, facts(paces({ ...steady, lately: 855 }))],
  ['84.5 % of it: 5 × 0.11', 'exposure', 1, facts(paces({ ...steady, lately: 845 }))],
  ['40 % of it', 'exposure', 5, facts(paces({ ...steady, lately: 400 }))],
  ['of one service among many 77.6 %: 5 × 0.4 × 0.248', 'exposure', 0, facts(paces({ ...steady, lately: 776 }, many))],
  ['of one 77.4 %: 5 × 0.4 × 0.252', 'exposure', 1, facts(paces({ ...steady, lately: 774 }, many))],
  ['of one 40 %', 'exposure', 2, facts(paces({ ...steady, lately: 400 }, many))],
  ['of one of 20 decisions', 'exposure', 2, facts(paces({ ...steady, lately: 400, usual: 20 }, many))],
  ['of one of fewer', 'exposure', 0, facts(paces({ ...steady, lately: 400, usual: 19.9 }, many))],
  ['45.5 % of it: 5 × 0.89', 'exposure', 4, facts(paces({ ...steady, lately: 455 }))],
  [
    '40 % of the block rate that once was usual',
    'exposure',
    5,
    facts({ services: [{ name: 'S', pace: steady, rate: { ...blocking(0.1), lately: 0.04 } }] }),
  ],
  [
    'pressure not measured, where the monitor decides three times in so much work',
    'pressure',
    5,
    facts({ services: [monitored(3)] }, {}, null),
  ],
  ['where it decides less', 'pressure', undefined, facts({ services: [monitored(2.9)] }, {}, null)],
  ['a peak of 0.50', 'pressure', 0, facts({}, {}, 0.5)],
  ['0.534: 5 × 0.097', 'pressure', 0, facts({}, {}, 0.534)],
  ['0.536: 5 × 0.103', 'pressure', 1, facts({}, {}, 0.536)],
  ['0.814: 5 × 0.897', 'pressure', 4, facts({}, {}, 0.814)],
  ['0.85', 'pressure', 5, facts({}, {}, 0.85)],
  ['none of ten rules unchecked', 'rules', 0, facts(rules(10, 0))],
  ['one of ten, rounded up', 'rules', 1, facts(rules(10, 1))],
  ['all', 'rules', 3, facts(rules(10, 10))],
  ['not verified', 'store', 4, facts(sync(false))],
  ['one invalid rule', 'store', 1, facts(sync(true, 1))],
  ['three invalid rules count as two', 'store', 2, facts(sync(true, 3))],
  ['three rules only in the store, too', 'store', 2, facts(sync(true, 0, 3))],
  ['never more than four', 'store', 4, facts(sync(false, 3, 3))],
  ['4.1 % of the lines unreadable: 5 × 0.82, rounded up', 'data', 5, facts({}, { total: 959, unreadable: 41 })],
  ['3.9 %: 5 × 0.78, rounded up', 'data', 4, facts({}, { total: 961, unreadable: 39 })],
  ['one line of many', 'data', 1, facts({}, { unreadable: 1 })],
  ['5 %', 'data', 5, facts({}, { total: 950, unreadable: 50 })],
  ['the clock went back', 'data', 2, facts({ backwardJumps: 3 })],
  ['a quarter is quiet', 'data', 0, facts(rest(0.25))],
  ['44 %: 4 × 0.253, rounded up', 'data', 2, facts(rest(0.44))],
  ['43 %: 4 × 0.24, rounded up', 'data', 1, facts(rest(0.43))],
  ['all of it', 'data', 4, facts(rest(1))],
  ['and the agent worked on', 'data', 8, facts(rest(0.1, true))],
  ['never more than eight', 'data', 8, facts({ ...rest(1), backwardJumps: 1 }, { total: 950, unreadable: 50 })],
]
for (const [what, part, points, given] of cases)
  test(`${part} ${points ?? 'not measured'}: ${what}`, () => assert.is(scoreHealth(given).parts[part]?.points, points))

test('placeholder and stale ids: two points times their share', () => {
  const withIds = (placeholderIds: number, staleIds: number) => {
    const given = facts()
    Object.assign(given.metrics.quality, { placeholderIds, staleIds })
    return scoreHealth(given).parts.data?.points
  }
  assert.equal([withIds(249, 0), withIds(125, 125), withIds(749, 0), withIds(500, 500)], [0, 1, 1, 2])
})

test('while learning the band is the score if all that is not known were bad: coverage 40, enforcement 35, exposure 5', () => {
  const { score, band } = scoreHealth(facts({ learning: true }, {}, 0.85))
  assert.equal([score, band], [95, [15, 95]])
  assert.equal(scoreHealth(facts()).band, [100, 100])
})

test('without a decision, now or ever, there is no score, however many sessions there were', () => {
  const silentService = { name: 'BoundaryEnforcer', pace: silent } as ServiceState
  const scoreOf = (given: Partial<HealthFacts>, total = 0) => scoreHealth(facts(given, { total }, null)).score
  assert.is(scoreOf({}), null)
  assert.is(scoreOf({ learning: true }), null)
  assert.type(scoreOf({ services: [silentService] }), 'number')
  assert.type(scoreOf({ missing: ['BoundaryEnforcer'] }), 'number')
  assert.type(scoreOf({}, 1), 'number')
})

test('fifty decisions at more than ten a second were not made one by one', () => {
  const points = (total: number, ms: number) => {
    const given = facts({}, { total })
    given.metrics.activity = { perHour: 1, first: new Date(0).toISOString(), last: new Date(ms).toISOString() }
    return scoreHealth(given).parts.data?.points
  }
  assert.equal([points(50, 4999), points(50, 5000), points(49, 0), points(1000, 99_000)], [4, 0, 0, 4])
})

test('the end of a session: half an hour, and 20 tool calls, prove that the log stopped', () => {
  const minute = 60_000
  const restAfter = (minutes: number, toolCallsAfterLog: number) => {
    const last = new Date(100 * minute).toISOString()
    const metrics = { activity: { last }, exposure: { toolCallsAfterLog } } as unknown as Metrics
    return restOf(metrics, { from: 0, to: (100 + minutes) * minute })
  }
  assert.equal(restAfter(29.99, 19), { share: 0, proven: false })
  assert.equal(restAfter(30, 20), { share: 30 / 130, proven: true })
})

test.run()
