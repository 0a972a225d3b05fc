import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { compareSessions, meanValues } from '../../tasks/analysis/baseline/comparisons.ts'
import { fitCounts, predictCount, profileCounts } from '../../tasks/analysis/baseline/counts.ts'
import { betaBinomialTail } from '../../tasks/analysis/baseline/distributions.ts'
import { baselineSessions, isLearning } from '../../tasks/analysis/baseline/earlier.ts'
import type { Measured } from '../../tasks/analysis/baseline/measured.ts'
import type { Metrics } from '../../tasks/analysis/metrics.ts'
import { chanceOfCount, fitOfCounts, weighCounts } from '../../tasks/recount/judgement/counts.ts'

const test = suite('numbers of the baseline')

const hour = 3_600_000
/** A session of two hours, of which the middle one was worked in, without services. */
function session(total: number, blocked = 0, peak: number | null = null): Measured {
  const window = { from: 0, to: 2 * hour }
  const time = (part: number) => new Date(part * hour).toISOString()
  const metrics = {
    decisions: { total, blocked },
    activity: { first: time(0.5), last: time(1.5) },
    services: {},
    pressure: { peak, mean: null, trend: null },
    quality: { placeholderIds: 0, staleIds: 0 },
  }
  return { window, metrics: metrics as unknown as Metrics }
}
const compared = { baselines: {}, weaker: [], raised: [], most: 20 }
const earlier = [100, 90, 105, 110, 95, 120].map((total) => session(total, 10))

test('five earlier sessions end the learning; the latest 20 are compared with unless the threshold says otherwise', () => {
  const config = (thresholds: Record<string, number>) =>
    ({ config: { thresholds } }) as Parameters<typeof baselineSessions>[0]
  assert.equal(
    [4, 5].map((count) => isLearning(earlier.slice(0, count).slice(0, count))),
    [true, false],
  )
  assert.equal(
    [
      baselineSessions(config({})),
      baselineSessions(config({ baselineSessions: 8 })),
      baselineSessions(config({ baselineSessions: 3 })),
    ],
    [20, 8, 5],
  )
})

test('usual is the median, low and high are the median absolute deviation around it, per hour of the window', () => {
  const row = compareSessions(session(102, 10), earlier, compared).find(({ metric }) => metric === 'decisions.perHour')
  // 90, 95, 100, 105, 110, 120 in two hours: the median is 102.5, the deviations are 12.5, 7.5, 2.5, 2.5, 7.5, 17.5.
  assert.equal([row?.value, row?.usual, row?.mad, row?.low, row?.high], [51, 51.25, 3.75, 47.5, 55])
  assert.is(meanValues(earlier)['decisions.perHour'], 51.666667)
})

test('far from what is usual the chances are none and one, in both ways of computing them, and are known at once', () => {
  const history = [20, 25, 18, 30, 22, 19].map((count) => ({ count, exposure: 6 }))
  const fit = fitCounts(profileCounts(history), [])
  const again = weighCounts(fitOfCounts(history), [])
  const began = process.cpuUsage()
  for (const count of [2000, 12_000, 100_000]) {
    const { low, high } = predictCount(fit, count, [6], { low: true, high: true })
    assert.ok(low > 0.999 && high < 1e-6, `${count}: ${low}, ${high}`)
    const [as, few] = [chanceOfCount(again, 'high', count, [6]), chanceOfCount(again, 'low', count, [6])]
    assert.ok(few > 0.999 && as < 1e-6, `${count}: ${few}, ${as}`)
  }
  assert.ok(betaBinomialTail(1, 100_000, 300, 700) > 0.999)
  assert.ok(betaBinomialTail(99_999, 100_000, 300, 700) < 1e-6)
  // Milliseconds of processor time: they took seconds, or never came to an end.
  assert.ok(process.cpuUsage(began).user / 1000 < 500)
})

test('only the latest of so many are compared with', () => {
  const [row] = compareSessions(session(100, 10), [session(2), ...earlier], { ...compared, most: 6 }).filter(
    ({ metric }) => metric === 'decisions.perHour',
  )
  assert.is(row?.usual, 51.25)
})

test('a share of blocks that falls is worse beside a service that is weaker; one that does not is none the worse for it', () => {
  const verdict = (blocked: number, weaker: string[]) =>
    compareSessions(session(60, blocked), earlier, { ...compared, weaker }).find(
      ({ metric }) => metric === 'decisions.blockRate',
    )?.verdict
  assert.equal([verdict(8, ['Monitor']), verdict(4, ['Monitor']), verdict(4, [])], ['same', 'worse', 'same'])
})

test('a verdict is one that the numbers beside it show: outside low to high, and in the direction that was tested', () => {
  // All in the first hour: twice the usual pace of the work, and the usual one of the window.
  const squeezed = session(102, 10)
  squeezed.metrics.activity.last = new Date(0.6 * hour).toISOString()
  const row = compareSessions(squeezed, earlier, compared).find(({ metric }) => metric === 'decisions.perHour')
  assert.equal([row?.value, row?.low, row?.high, row?.verdict], [51, 47.5, 55, 'same'])
  const nothing = earlier.map(({ metrics }) => session(metrics.decisions.total))
  const rate = compareSessions(session(60), nothing, { ...compared, weaker: ['Monitor'] }).find(
    ({ metric }) => metric === 'decisions.blockRate',
  )
  assert.equal([rate?.value, rate?.usual, rate?.verdict], [0, 0, 'same'])
})

test('a share of blocks that rises is worse beside a service that was found to block more, however unlikely it is', () => {
  const verdict = (blocked: number, raised: string[]) =>
    compareSessions(session(60, blocked), earlier, { ...compared, raised }).find(
      ({ metric }) => metric === 'decisions.blockRate',
    )?.verdict
  assert.equal([verdict(8, ['Monitor']), verdict(8, []), verdict(6, ['Monitor'])], ['worse', 'same', 'same'])
})

test('two-sided, at a false discovery rate of 5 % over all metrics: of four tests the only unusual one has to be below 1.25 %', () => {
  const exposure = (total: number) => (total + 1) / (total - 1)
  const fit = fitCounts(
    profileCounts(
      earlier.map(({ metrics }) => ({ count: metrics.decisions.total, exposure: exposure(metrics.decisions.total) })),
    ),
    [],
  )
  const verdicts = new Set<string>()
  for (let total = 120; total < 400; total++) {
    const { low, high } = predictCount(fit, total, [exposure(total)], { low: true, high: true })
    const comparisons = compareSessions(session(total, Math.round(total / 10)), earlier, compared)
    assert.is(comparisons.length, 4)
    const row = comparisons.find(({ metric }) => metric === 'decisions.perHour')
    assert.is(row?.verdict, 2 * Math.min(low, high) <= 0.05 / 4 ? 'worse' : 'same', String(total))
    verdicts.add(row?.verdict ?? '')
  }
  assert.is(verdicts.size, 2)
})

test('a metric that no earlier session has is new; a peak is better when it is lower', () => {
  const verdictOf = (peak: number, before: (number | null)[]) =>
    compareSessions(
      session(100, 10, peak),
      before.map((each) => session(100, 10, each)),
      compared,
    ).find(({ metric }) => metric === 'pressure.peak')?.verdict
  assert.is(verdictOf(0.4, [null, null, null, null, null]), 'new')
  const usual = [0.5, 0.51, 0.49, 0.5, 0.5, 0.51]
  assert.equal([verdictOf(0.1, usual), verdictOf(0.5, usual), verdictOf(0.9, usual)], ['better', 'same', 'worse'])
})

test.run()
