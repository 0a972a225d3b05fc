import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { judgeHistory, type ServiceState } from '../tasks/analysis/anomalies/judge.ts'
import { scoreHealth } from '../tasks/analysis/health-score.ts'
import type { Metrics } from '../tasks/analysis/metrics.ts'
import { type HealthFacts, limits } from '../tasks/analysis/score/facts.ts'
import { cases, rowOf, scoreCase } from './bench/health.ts'
import { attempts } from './bench/health-attempts.ts'
import { enforcer, type Planted, scoreStory, sessionsOf, usual } from './bench/health-scene.ts'
import { repository } from './support/project.ts'

const test = suite('health')

interface Numbers {
  services: { decisions: number; blocked: number; p: number; ratio: number; lowP: number; lowRatio: number }[]
  peak: number
  unreadable: number
  placeholderIds: number
  backwardJumps: number
  verified: boolean
  invalid: number
  unchecked: number
  passed: number
  rest: number
  missing: number
  /** Decisions of nobody who is known, and what is usual now by what was most. */
  noise: number
  crept: number
}
const names = ['A', 'B', 'C', 'D', 'E', 'F']

function stateOf(
  { decisions, blocked, p, ratio, lowP, lowRatio }: Numbers['services'][number],
  index: number,
  crept: number,
): ServiceState {
  const count = Math.min(blocked, decisions)
  return {
    name: names[index] as string,
    pace: {
      count: decisions,
      usual: 100,
      most: 100 / crept,
      lately: 100,
      sessions: 11,
      used: { sessions: 10, of: 10, most: 0.9 },
      p,
      ratio,
      expected: 100,
      found: false,
    },
    rate: {
      usual: 0.05,
      most: 0.05,
      lately: 0.05,
      before: { count: 55, n: 1100, sessions: 11 },
      count,
      n: decisions,
      high: { p: count > 0.05 * decisions ? 0.003 : 1, rate: (count + 0.5) / (decisions + 10) },
      low: { p: lowP, ratio: lowRatio, expected: 5, found: false },
    },
  }
}

function factsOf(given: Numbers): HealthFacts {
  const {
    services,
    peak,
    unreadable,
    placeholderIds,
    backwardJumps,
    verified,
    invalid,
    unchecked,
    passed,
    rest,
    missing,
  } = given
  const own = services.reduce((all, { decisions }) => all + decisions, 0)
  const total = own + given.noise
  const metrics = {
    decisions: { total, allowed: total, blocked: 0, unreadable },
    activity: { perHour: 1, first: null, last: null },
    services: {},
    pressure: { peak, mean: peak, last: peak, trend: 0 },
    quality: { placeholderIds: Math.min(placeholderIds, own), staleIds: 0, lockstep: [] },
  } as unknown as Metrics
  return {
    metrics,
    backwardJumps,
    learning: false,
    pressureKnown: true,
    services: services.map((each, index) => stateOf(each, index, given.crept)),
    sync: { verified, invalid, extra: 0 },
    rules: { high: 10, unchecked: Array.from({ length: unchecked }, String) },
    passed: names.slice(0, passed),
    missing: Array.from({ length: missing }, (_, n) => `Missing${n}`),
    rest: { share: rest, proven: false },
  }
}

const share = fc.double({ min: 0, max: 1, noNaN: true })
const service = fc.record({
  decisions: fc.nat(400),
  blocked: fc.nat(400),
  p: share,
  ratio: share,
  lowP: share,
  lowRatio: share,
})
const numbers: fc.Arbitrary<Numbers> = fc.record({
  services: fc.array(service, { minLength: 2, maxLength: 6 }),
  peak: share,
  rest: share,
  verified: fc.boolean(),
  unreadable: fc.nat(50),
  placeholderIds: fc.nat(300),
  backwardJumps: fc.nat(2),
  invalid: fc.nat(8),
  unchecked: fc.nat(9),
  passed: fc.nat(2),
  missing: fc.nat(3),
  noise: fc.nat(2000),
  crept: fc.double({ min: 0.2, max: 1, noNaN: true }),
})

const score = (given: Numbers) => scoreHealth(factsOf(given)).score as number
const inEach =
  (change: (each: Numbers['services'][number]) => Partial<Numbers['services'][number]>) => (given: Numbers) => ({
    ...given,
    services: given.services.map((each) => ({ ...each, ...change(each) })),
  })

test('points add up exactly, are never negative, and stay within their part; the parts are 100 together', () => {
  assert.is(
    Object.values(limits).reduce((sum, of) => sum + of, 0),
    100,
  )
  fc.assert(
    fc.property(numbers, (given) => {
      const health = scoreHealth(factsOf(given))
      assert.ok(health.basis.every(({ points }) => Number.isInteger(points) && points > 0))
      assert.is(health.score, 100 - health.basis.reduce((sum, { points }) => sum + points, 0))
      for (const [name, { points, of }] of Object.entries(health.parts)) {
        const own = health.basis.filter(({ part }) => part === name).reduce((sum, each) => sum + each.points, 0)
        assert.is(points, own)
        assert.ok(own <= of)
      }
    }),
  )
})

const worse: [what: string, change: (given: Numbers) => Numbers][] = [
  ['a line more that cannot be read', (given) => ({ ...given, unreadable: given.unreadable + 1 })],
  ['a higher peak', (given) => ({ ...given, peak: Math.min(1, given.peak + 0.1) })],
  ['a placeholder id more', (given) => ({ ...given, placeholderIds: given.placeholderIds + 30 })],
  ['a clock that went back', (given) => ({ ...given, backwardJumps: given.backwardJumps + 1 })],
  ['rules that do not agree', (given) => ({ ...given, verified: false })],
  ['an invalid rule more', (given) => ({ ...given, invalid: given.invalid + 1 })],
  ['a rule more that is never checked', (given) => ({ ...given, unchecked: given.unchecked + 1 })],
  ['a call more that is not refused', (given) => ({ ...given, passed: given.passed + 1 })],
  ['closed later', (given) => ({ ...given, rest: Math.min(1, given.rest + 0.2) })],
  ['a decision more that is blocked', inEach(({ blocked, lowRatio }) => ({ blocked: blocked + 20, lowRatio }))],
  ['more decisions than the work explains', (given) => ({ ...given, noise: given.noise + 500 })],
  ['a baseline that crept down', (given) => ({ ...given, crept: given.crept / 2 })],
  ['a run of little that lasts', inEach(({ p }) => ({ p: p / 2 }))],
  ['fewer decisions in a run', inEach(({ ratio, p }) => ({ ratio: ratio / 2, p: p / 2 }))],
  ['fewer blocks in a run', inEach(({ lowRatio, lowP }) => ({ lowRatio: lowRatio / 2, lowP: lowP / 2 }))],
  ['everything allowed', inEach(() => ({ lowRatio: 0, lowP: 1e-6 }))],
  [
    'one service switched off',
    (given) => ({
      ...given,
      services: given.services.map((each, n) => (n === 0 ? { ...each, p: 1e-6, ratio: 0 } : each)),
    }),
  ],
]
for (const [what, change] of worse) {
  test(`worse data never scores higher: ${what}`, () => {
    fc.assert(
      fc.property(numbers, (given) => {
        const [before, after] = [score(given), score(change(given))]
        assert.ok(after <= before, `${before} became ${after}`)
      }),
    )
  })
}

test('every further silent service takes off more than the one before it', () => {
  const usual = { decisions: 100, blocked: 5, p: 1, ratio: 1, lowP: 1, lowRatio: 1 }
  const given: Numbers = {
    services: names.map(() => usual),
    peak: 0.2,
    unreadable: 0,
    placeholderIds: 0,
    backwardJumps: 0,
    verified: true,
    invalid: 0,
    unchecked: 0,
    passed: 0,
    rest: 0,
    missing: 0,
    noise: 0,
    crept: 1,
  }
  const scores = [0, 1, 2, 3, 4, 5, 6].map((silent) => {
    const services = given.services.map((each, n) => (n < silent ? { ...each, decisions: 0, p: 1e-9, ratio: 0 } : each))
    return score({ ...given, services })
  })
  const lost = scores.slice(1).map((each, n) => (scores[n] as number) - each)
  assert.is(scores[0], 100)
  assert.ok((lost[0] as number) >= 8)
  assert.ok(
    lost.every((each, n) => n === 0 || each >= (lost[n - 1] as number) - 1),
    lost.join(),
  )
})

test('without a decision and without a baseline nothing is scored; while learning the band says what is not known', () => {
  const given: Numbers = {
    services: [{ decisions: 9, blocked: 9, p: 1, ratio: 1, lowP: 1, lowRatio: 1 }],
    peak: 0.2,
    unreadable: 0,
    placeholderIds: 0,
    backwardJumps: 0,
    verified: true,
    invalid: 0,
    unchecked: 0,
    passed: 0,
    rest: 0,
    missing: 0,
    noise: 0,
    crept: 1,
  }
  const { sync: _, rules: __, passed: ___, ...rest } = factsOf(given)
  const learning: HealthFacts = { ...rest, learning: true, services: [] }
  const health = scoreHealth(learning)
  assert.is(health.score, 100)
  assert.equal(health.band, [20, 100])
  assert.equal(health.parts.coverage, { points: null, of: 40 })
  const nothing = { ...learning.metrics, decisions: { total: 0, allowed: 0, blocked: 0, unreadable: 0 } } as Metrics
  assert.is(scoreHealth({ ...learning, metrics: nothing }).score, null)
  const expected = scoreHealth({ ...learning, metrics: nothing, missing: ['A'] })
  assert.is(expected.score, 100 - limits.coverage)
  const { pressure, ...others } = learning.metrics
  const unmeasured = { ...others, pressure: { ...pressure, peak: null } } as Metrics
  assert.is(scoreHealth({ ...learning, metrics: unmeasured }).score, 95)
})

// The table of docs/health.md, as the bench prints it.
test('the published sensitivity: as the page has it, no harmful case at 100, and none better for lasting longer', () => {
  const page = readFileSync(join(repository, 'docs/health.md'), 'utf8')
  const scores = new Map(cases.map((planted) => [planted.name, scoreCase(planted).score as number]))
  for (const planted of cases) assert.ok(page.includes(rowOf(planted.name, scoreCase(planted))), planted.name)
  const harmless = ['a usual session', 'a short one, a tenth of the work', 'a busy one, twice as long']
  assert.ok(scores.size >= 28)
  for (const [name, each] of scores) assert.is(each === 100, harmless.includes(name), name)
  const lasting = [...scores].filter(([name]) => /for one session|for 1 session/.test(name))
  for (const [name, each] of lasting) {
    const longer = scores.get(name.replace('one session', 'twelve sessions').replace('1 session', '12 sessions'))
    assert.ok((longer as number) <= each, name)
  }
})

const blockedAt = (rate: number, ...those: string[]): Planted => ({
  services: Object.fromEntries(
    Object.entries(usual).map(([name, [n, blocked]]): [string, [number, number]] => [
      name,
      [n, those.includes(name) ? Math.round(n * rate) : blocked],
    ]),
  ),
})
const scoreAfter = (count: number, planted: Planted): number =>
  scoreStory(Array.from({ length: count }, () => planted)).score as number

test('blocks far beyond the usual score no better for lasting: four and twelve equal sessions, by one service and by all', () => {
  const all = Object.keys(usual)
  for (const those of [[enforcer], all, all.slice(2, 4), all.slice(5)])
    for (const rate of [1, 0.7]) {
      const scores = [1, 2, 3, 4, 12].map((count) => scoreAfter(count, blockedAt(rate, ...those)))
      const what = `${those}, ${rate}: ${scores}`
      assert.ok((scores[0] as number) < 100, what)
      assert.ok(Math.max(...scores) === scores[0], what)
    }
})

const without = (...gone: string[]): Planted => ({
  services: Object.fromEntries(Object.entries(usual).filter(([name]) => !gone.includes(name))),
})

test('a day off does not make the next one cheaper: one and two before it, of one, three and all services', () => {
  const ordinary = Array.from({ length: 5 }, (): Planted => ({}))
  for (const gone of [[enforcer], Object.keys(usual).slice(0, 3), Object.keys(usual).slice(3), Object.keys(usual)]) {
    const off = [without(...gone)]
    const first = scoreStory(off).score as number
    const later = [1, 2].map((before) => {
      const story = Array.from({ length: before }, () => [...off, ...ordinary]).flat()
      return scoreStory([...story, ...off]).score as number
    })
    assert.ok(Math.max(...later) <= first, `${gone}: ${first}, then ${later}`)
  }
  const missed = (story: Planted[]) =>
    judgeHistory(sessionsOf(story))
      .at(-1)
      ?.anomalies.map(({ kind }) => kind)
  assert.equal(missed([without(enforcer), ...ordinary, without(enforcer)]), ['silent'])
  assert.equal(missed([without(enforcer), ...ordinary]), [])
})

test('a few decisions without a block do not end a run of few blocks', () => {
  const few = (decisions: number): Planted => ({ services: { ...usual, [enforcer]: [decisions, 0] } })
  const found = judgeHistory(sessionsOf([few(100), few(100), few(4)])).at(-1)
  const rate = found?.services.find(({ name }) => name === enforcer)?.rate
  assert.equal([rate?.low.found, rate?.low.ratio], [true, 0])
})

test('fewer decisions do not end a run of few blocks, and its deduction says how many were blocked in all of it', () => {
  const [n, blocked] = usual[enforcer] as [number, number]
  const last = (decisions: number, blocks: number) => {
    const before: Planted = { services: { ...usual, [enforcer]: [n, 0] } }
    return [before, before, { services: { ...usual, [enforcer]: [decisions, blocks] as [number, number] } }]
  }
  const few = Math.floor(blocked / 2)
  for (const share of [1.2, 1, 0.9, 0.8, 0.7, 0.65]) {
    const decisions = Math.round(share * n)
    const { basis, score } = scoreStory(last(decisions, few))
    const why = basis.map((each) => each.why).join('; ')
    assert.ok((score as number) < 100, `${decisions}: ${score}`)
    assert.match(
      why,
      new RegExp(
        `blocked ${few} of ${2 * n + decisions} in the last 3 sessions, \\d+\\.\\d expected( in so much work)?, `,
      ),
    )
  }
  // Blocks end it, and a short session at the usual rate has too few of them to be known as its end.
  assert.is(scoreStory(last(n, blocked)).score, 100)
})

test('what is expected of a block rate that falls slowly follows from the rate that is named', () => {
  const falling = Array.from({ length: 40 }, (_, n) => blockedAt(0.1 * (1 / 6) ** (n / 39), enforcer))
  const { basis } = scoreStory(falling)
  const { why, from } = basis.find(({ part }) => part === 'enforcement') as (typeof basis)[number]
  const [, blocked, decisions, expected, rate, before] =
    /^BoundaryEnforcer blocked (\d+) of (\d+) in the last 10 sessions, (\S+) expected at (\S+) %, the most that was usual in the (\d+) sessions before$/.exec(
      why,
    ) ?? []
  assert.is(
    Number(blocked),
    falling.slice(-10).reduce((sum, { services }) => sum + (services?.[enforcer]?.[1] ?? 0), 0),
  )
  assert.ok(Math.abs(Number(expected) - (Number(decisions) * Number(rate)) / 100) < 0.6, why)
  assert.is(Number(from?.usualRate).toFixed(3), (Number(rate) / 100).toFixed(3))
  // The most that twenty sessions, or the first ten to twenty, ever blocked together.
  const all = sessionsOf(falling).map(
    ({ metrics }) => metrics.services[enforcer] as { decisions: number; blocked: number },
  )
  const highest = all.slice(10).map((_, n) => {
    const usually = all.slice(Math.max(0, n - 10), n + 10)
    const total = (of: 'decisions' | 'blocked') => usually.reduce((sum, each) => sum + each[of], 0)
    return total('blocked') / total('decisions')
  })
  assert.is(rate, (100 * Math.max(...highest)).toFixed(1))
  assert.is(Number(before), all.length - 1)
})

test('what is said of a service that decides less fits the number', () => {
  const reasons = (story: Planted[]) =>
    scoreStory(story).basis.flatMap(({ part, why }) => (part === 'coverage' || part === 'enforcement' ? why : []))
  const little = { services: { ...usual, [enforcer]: [3, 0] as [number, number] } }
  assert.match(reasons([little]).join('; '), /BoundaryEnforcer decided 3 times, \d+\.\d expected, and enforces less/)
  assert.match(reasons([little, little, little]).join('; '), /decided 9 times since its pace fell, \d+\.\d expected/)
  assert.match(reasons([without(enforcer)]).join('; '), /BoundaryEnforcer is silent, and enforces nothing/)
  // It decides as ever in this session, and in too few of the latest ones.
  const turns = Array.from({ length: 24 }, (_, n) => (n % 2 === 0 ? without(enforcer) : {}))
  assert.match(reasons(turns).join('; '), /BoundaryEnforcer decided in 5 of 10 sessions, and enforces less/)
})

test('a session without the service is no end of it, and what lasted twelve sessions is usual to the thirteenth', () => {
  const [raised, without] = [
    blockedAt(0.3, enforcer),
    { services: { ...usual, [enforcer]: [0, 0] as [number, number] } },
  ]
  const lasting = Array.from({ length: 3 }, () => raised)
  assert.ok((scoreStory([...lasting, without, raised]).score as number) <= scoreAfter(1, raised))
  assert.ok(scoreAfter(12, raised) <= scoreAfter(1, raised))
  assert.ok(scoreAfter(13, raised) > scoreAfter(12, raised))
})

test('what may be tried to keep the score up does not, and what is in order costs nothing', () => {
  const page = readFileSync(join(repository, 'docs/health.md'), 'utf8')
  assert.ok(attempts.filter(({ harmless }) => !harmless).length >= 85)
  for (const { name, harmless, score: scoreIt } of attempts) {
    const health = scoreIt()
    const score = health.score as number
    assert.ok(harmless ? score >= 97 : score < 100, `${name}: ${score}`)
    assert.ok(page.includes(rowOf(name, health)), `${name}: ${health.score}`)
  }
})

test('a day without a tool call and without a decision says nothing, unless a service was known to be silent', () => {
  const judged = (...story: Planted[]) => judgeHistory(sessionsOf(story)).at(-1)
  const off: Planted = { services: {}, toolCalls: 0 }
  const day = judged(off)
  assert.equal([day?.idle, day?.anomalies], [true, []])
  // It is no part of a run of silence, and ends none.
  const { ContextPressureMonitor, ...others } = usual
  assert.equal(
    judged({ services: others }, off)?.anomalies.map(({ kind, service }) => [kind, service]),
    [['silent', 'ContextPressureMonitor']],
  )
  assert.equal(judged(off, off, off, {})?.anomalies, [])
})

test.run()
