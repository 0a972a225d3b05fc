import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type HealthFacts, scoreHealth } from '../tasks/analysis/health-score.ts'
import type { Metrics } from '../tasks/analysis/metrics.ts'

const test = suite('health')

interface Numbers {
  services: { decisions: number; blocked: number }[]
  peak: number
  unreadable: number
  placeholderIds: number
  setbacks: number
  verified: boolean
  invalid: number
}
const names = ['A', 'B', 'C', 'D', 'E', 'F']

function factsOf({ services, peak, unreadable, placeholderIds, setbacks, verified, invalid }: Numbers): HealthFacts {
  const logged = services.flatMap(({ decisions, blocked }, index) =>
    decisions === 0 ? [] : [[names[index], { decisions, blocked: Math.min(blocked, decisions) }] as const],
  )
  const total = services.reduce((all, { decisions }) => all + decisions, 0)
  const metrics = {
    decisions: { total, allowed: total, blocked: 0, unreadable },
    services: Object.fromEntries(logged),
    pressure: { peak, mean: peak, last: peak, trend: 0 },
    quality: { placeholderIds: Math.min(placeholderIds, total), staleIds: 0, lockstep: [] },
  } as unknown as Metrics
  const usual = { services: names.slice(0, services.length).map((name) => ({ name, blockRate: 0.05 })) }
  return { metrics, setbacks, pressureKnown: true, usual, sync: { verified, invalid, extra: 0 } }
}

const service = fc.record({ decisions: fc.nat(400), blocked: fc.nat(400) })
const numbers: fc.Arbitrary<Numbers> = fc.record({
  services: fc.array(service, { minLength: 2, maxLength: 6 }),
  peak: fc.double({ min: 0, max: 1, noNaN: true }),
  unreadable: fc.nat(50),
  placeholderIds: fc.nat(300),
  setbacks: fc.nat(2),
  verified: fc.boolean(),
  invalid: fc.nat(8),
})

const score = (given: Numbers) => scoreHealth(factsOf(given)).score

test('points add up exactly, and are never negative', () => {
  fc.assert(
    fc.property(numbers, (given) => {
      const { score, basis } = scoreHealth(factsOf(given))
      const points = basis.map((deduction) => deduction.points)
      assert.ok(points.every((each) => Number.isInteger(each) && each >= 0))
      if (score !== null) assert.is(score, Math.max(0, 100 - points.reduce((a, b) => a + b, 0)))
    }),
  )
})

const worse: [what: string, change: (given: Numbers) => Numbers][] = [
  ['a line more that cannot be read', (given) => ({ ...given, unreadable: given.unreadable + 1 })],
  ['a higher peak', (given) => ({ ...given, peak: Math.min(1, given.peak + 0.1) })],
  ['a placeholder id more', (given) => ({ ...given, placeholderIds: given.placeholderIds + 30 })],
  ['a clock that went back', (given) => ({ ...given, setbacks: given.setbacks + 1 })],
  ['rules that do not agree', (given) => ({ ...given, verified: false })],
  ['an invalid rule more', (given) => ({ ...given, invalid: given.invalid + 1 })],
  [
    'more blocked decisions',
    (given) => ({ ...given, services: given.services.map((each) => ({ ...each, blocked: each.blocked + 20 })) }),
  ],
]
for (const [what, change] of worse) {
  test(`worse data never scores higher: ${what}`, () => {
    fc.assert(
      fc.property(numbers, (given) => {
        const [before, after] = [score(given), score(change(given))]
        if (before !== null && after !== null) assert.ok(after <= before, `${before} became ${after}`)
      }),
    )
  })
}

test('a service that falls silent never scores higher, whatever it blocked', () => {
  fc.assert(
    fc.property(numbers, (given) => {
      const silent = {
        ...given,
        placeholderIds: 0,
        services: given.services.map((each, n) => (n === 0 ? { decisions: 0, blocked: 0 } : each)),
      }
      const [before, after] = [
        score({ ...given, placeholderIds: 0, unreadable: 0 }),
        score({ ...silent, unreadable: 0 }),
      ]
      if (before !== null && after !== null) assert.ok(after <= before, `${before} became ${after}`)
    }),
  )
})

test('without a decision nothing is scored; while learning the baseline part is left out, and said', () => {
  const given: Numbers = {
    ...{ services: [{ decisions: 9, blocked: 9 }], peak: 0.2, unreadable: 0, placeholderIds: 0 },
    ...{ setbacks: 0, verified: true, invalid: 0 },
  }
  assert.is(score({ ...given, services: [] }), null)
  const { usual: _, sync: __, ...learning } = factsOf(given)
  const health = scoreHealth(learning)
  assert.is(health.score, 100)
  assert.match(health.basis[0]?.why as string, /^learning: without the part that needs a baseline/)
  const { pressure, ...rest } = learning.metrics
  const unmeasured = { ...rest, pressure: { ...pressure, peak: null } } as Metrics
  assert.is(scoreHealth({ ...learning, metrics: unmeasured }).score, 80)
})

test.run()
