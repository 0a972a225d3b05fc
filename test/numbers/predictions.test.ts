import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Count, fitCounts, predictCount, profileCounts, wideShare } from '../../tasks/analysis/baseline/counts.ts'
import { predictLevel } from '../../tasks/analysis/baseline/levels.ts'
import { activeHours, type Measured } from '../../tasks/analysis/baseline/measured.ts'
import { fitShares, predictShare, profileShares, type Share } from '../../tasks/analysis/baseline/shares.ts'
import { chanceUnused, fitUnused, profileUnused } from '../../tasks/analysis/baseline/unused.ts'
import type { Metrics } from '../../tasks/analysis/metrics.ts'

const test = suite('numbers of the predictions, counted by a second path with the grids that docs/metrics.md publishes')

const page = readFileSync(join(import.meta.dirname as string, '../../docs/metrics.md'), 'utf8')
const near = (got: number, expected: number, what: string) =>
  assert.ok(Math.abs(got - expected) <= 1e-9 + 1e-6 * Math.abs(expected), `${what}: ${got}, not ${expected}`)

/** `0.01 (.15), 0.06 (.40)`: values with their priors. */
const weighted = (text: string) =>
  [...text.matchAll(/([\d.]+) \((\.\d+)\)/g)].map(([, value, prior]) => ({
    value: Number(value),
    prior: Number(prior),
  }))
const rowOf = (what: string) => page.split('\n').find((line) => line.startsWith(`| ${what} |`)) as string
const bursts = weighted(rowOf('counts').split('burst:')[1] as string)
const gridOf = (what: string) =>
  weighted((rowOf(what).split('own:')[1] as string).split(/burst/)[0] as string).flatMap((own) =>
    bursts.map((burst) => ({ own: own.value, burst: burst.value, prior: own.prior * burst.prior })),
  )
const othersShare = Number(/likelihood\(g\) \^ ([\d.]+)/.exec(page)?.[1])

function lnGamma(x: number): number {
  let [shifted, sum] = [x, 0]
  for (; shifted < 30; shifted++) sum += Math.log(shifted)
  const series = 1 / (12 * shifted) - 1 / (360 * shifted ** 3) + 1 / (1260 * shifted ** 5)
  return (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series - sum
}
const lnChoose = (n: number, k: number) => lnGamma(n + 1) - lnGamma(k + 1) - lnGamma(n - k + 1)
const add = (values: number[]) => values.reduce((a, b) => a + b, 0)
const upTo = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)

/** Weights of a grid by prior and likelihoods; those under 0.003 are left out. */
function weightsOf(priors: number[], own: number[], others: number[][]): number[] {
  const logs = priors.map(
    (prior, point) =>
      Math.log(prior) + (own[point] as number) + othersShare * add(others.map((each) => each[point] as number)),
  )
  const highest = Math.max(...logs)
  const whole = add(logs.map((log) => Math.exp(log - highest)))
  return logs.map((log) => Math.exp(log - highest) / whole)
}
const averaged = (weights: number[], p: (point: number) => number): number => {
  const kept = weights.flatMap((weight, point) => (weight >= 0.003 ? [{ weight, point }] : []))
  return add(kept.map(({ weight, point }) => weight * p(point))) / add(kept.map(({ weight }) => weight))
}

const negativeBinomial = (x: number, mean: number, shape: number) =>
  Math.exp(
    lnGamma(shape + x) -
      lnGamma(shape) -
      lnGamma(x + 1) +
      shape * Math.log(shape / (shape + mean)) +
      x * Math.log(mean / (shape + mean)),
  )

/** The chance that so many bursts of geometric sizes add up to x. */
function sizesAddUpTo(x: number, bursts: number, size: number): number {
  if (bursts === 0 || bursts > x) return bursts === 0 && x === 0 ? 1 : 0
  if (size === 1) return bursts === x ? 1 : 0
  return Math.exp(lnChoose(x - 1, bursts - 1) + bursts * Math.log(1 / size) + (x - bursts) * Math.log(1 - 1 / size))
}

function countsAtPoint(history: Count[], own: number, burst: number) {
  const [count, exposure] = [add(history.map((each) => each.count)), add(history.map((each) => each.exposure))]
  let rate = Math.max(count, 0.25) / exposure
  let information = 0
  for (const _ of [1, 2, 3]) {
    const damped = (each: Count) => burst + own * rate * each.exposure
    const weighed = add(history.map((each) => each.exposure / damped(each)))
    rate = Math.max(add(history.map((each) => each.count / damped(each))), 1e-3) / weighed
    information = rate * weighed
  }
  const likelihood = add(
    history.map((each) => {
      const mean = rate * each.exposure
      return Math.log(negativeBinomial(each.count, mean, mean / (burst - 1 + own * mean))) + lnGamma(each.count + 1)
    }),
  )
  return { rate, doubt: 1 / (information + 0.5), likelihood: likelihood - 0.5 * Math.log(information) }
}

function countTails(history: Count[], others: Count[][], count: number, exposures: number[]) {
  const grid = gridOf('counts')
  const points = grid.map(({ own, burst }) => countsAtPoint(history, own, burst))
  const ofOthers = others.map((other) => grid.map(({ own, burst }) => countsAtPoint(other, own, burst).likelihood))
  const weights = weightsOf(
    grid.map(({ prior }) => prior),
    points.map(({ likelihood }) => likelihood),
    ofOthers,
  )
  const exposure = add(exposures)
  const many = (point: number, x: number) => {
    const { own, burst } = grid[point] as (typeof grid)[number]
    const { rate, doubt } = points[point] as (typeof points)[number]
    const spread = (own * add(exposures.map((each) => each ** 2))) / exposure ** 2 + (burst - 1) / (rate * exposure)
    return negativeBinomial(x, rate * exposure, 1 / (spread + doubt + spread * doubt))
  }
  const few = (point: number, x: number) => {
    const { own, burst } = grid[point] as (typeof grid)[number]
    const { rate, doubt } = points[point] as (typeof points)[number]
    const spread = (own * add(exposures.map((each) => each ** 2))) / exposure ** 2
    const size = (burst + 1) / 2
    const bursts = (n: number) => negativeBinomial(n, (rate * exposure) / size, 1 / (spread + doubt + spread * doubt))
    return add(upTo(0, x).map((n) => bursts(n) * sizesAddUpTo(x, n, size)))
  }
  const wide = add(
    weights.filter((_, point) => (grid[point]?.own as number) >= 0.2 || (grid[point]?.burst as number) > 1),
  )
  return {
    low: averaged(weights, (point) => add(upTo(0, count).map((x) => few(point, x)))),
    high: averaged(weights, (point) => 1 - add(upTo(0, count - 1).map((x) => many(point, x)))),
    at: averaged(weights, (point) => few(point, count)),
    rate: add(weights.map((weight, point) => weight * (points[point]?.rate as number))),
    wide,
  }
}

const counted = (...pairs: [number, number][]): Count[] => pairs.map(([count, exposure]) => ({ count, exposure }))
const steady = counted([20, 2], [24, 2], [17, 2], [22, 2], [19, 2])
const uneven = counted([3, 1], [40, 3], [9, 2], [30, 1], [2, 2.5], [16, 4])
const counts: [what: string, history: Count[], others: Count[][], count: number, exposures: number[]][] = [
  ['a steady history', steady, [], 9, [2]],
  ['an uneven one', uneven, [], 40, [2]],
  ['with two other services', steady, [uneven, uneven], 5, [2]],
  ['several sessions together', uneven, [steady], 12, [1, 3, 2]],
  ['a service that never decided', counted([0, 2], [0, 2], [0, 1], [0, 2], [0, 3]), [], 1, [2]],
]
for (const [what, history, others, count, exposures] of counts)
  test(`counts: ${what}`, () => {
    const fit = fitCounts(profileCounts(history), others.map(profileCounts))
    const got = predictCount(fit, count, exposures, { low: true, high: true, at: true })
    const expected = countTails(history, others, count, exposures)
    for (const tail of ['low', 'high', 'at'] as const) near(got[tail], expected[tail], tail)
    near(fit.rate, expected.rate, 'rate')
    near(wideShare(fit), expected.wide, 'the weight of wide histories')
  })

const betaBinomial = (k: number, n: number, a: number, b: number) =>
  Math.exp(
    lnChoose(n, k) +
      lnGamma(k + a) +
      lnGamma(n - k + b) -
      lnGamma(n + a + b) +
      lnGamma(a + b) -
      lnGamma(a) -
      lnGamma(b),
  )
const mostCorrelation = Number(/correlation of the decisions of a session[^;]*, ([\d.]+) at most/.exec(page)?.[1])
const correlated = ({ own, burst }: { own: number; burst: number }, n: number) =>
  Math.min(mostCorrelation, own + (n > 1 ? (burst - 1) / (n - 1) : 0))

function shareTails(history: Share[], others: Share[][], { count, n }: Share, mid: boolean, sizes: number[]) {
  const grid = gridOf('shares')
  const at = (all: Share[]) =>
    grid.map((point) => {
      const damped = all.map((each) => 1 + (each.n - 1) * correlated(point, each.n))
      const weighed = 1 + add(all.map((each, index) => each.n / (damped[index] as number)))
      // Jeffreys' prior: half a decision on each side.
      const mean = (0.5 + add(all.map((each, index) => each.count / (damped[index] as number)))) / weighed
      const likelihood = add(
        all.map((each) => {
          const precision = 1 / correlated(point, each.n) - 1
          return (
            Math.log(betaBinomial(each.count, each.n, mean * precision, (1 - mean) * precision)) -
            lnChoose(each.n, each.count)
          )
        }),
      )
      return { mean, doubt: 1 / (weighed + 1), likelihood: likelihood - 0.5 * Math.log(weighed) }
    })
  const points = at(history)
  const weights = weightsOf(
    grid.map(({ prior }) => prior),
    points.map(({ likelihood }) => likelihood),
    others.map((other) => at(other).map(({ likelihood }) => likelihood)),
  )
  const chance = (point: number, k: number) => {
    const own = grid[point] as (typeof grid)[number]
    const { mean, doubt } = points[point] as (typeof points)[number]
    const within = add(sizes.map((size) => size * (size - 1) * correlated(own, size))) / (n * (n - 1))
    const precision = 1 / (within + doubt - within * doubt) - 1
    return betaBinomial(k, n, mean * precision, (1 - mean) * precision)
  }
  const few = (point: number, x: number) => {
    const { own, burst } = grid[point] as (typeof grid)[number]
    if (burst === 1) return chance(point, x)
    const { mean, doubt } = points[point] as (typeof points)[number]
    const size = (burst + 1) / 2
    const things = Math.max(sizes.length, Math.round(n / size))
    const precision = 1 / (doubt + ((1 - doubt) * own * add(sizes.map((each) => each ** 2))) / n ** 2) - 1
    return add(
      upTo(0, Math.min(x, things)).map(
        (k) => betaBinomial(k, things, mean * precision, (1 - mean) * precision) * sizesAddUpTo(x, k, size),
      ),
    )
  }
  const half = (point: number) => (mid ? chance(point, count) / 2 : 0)
  return {
    low: averaged(
      weights,
      (point) => add(upTo(0, count).map((k) => few(point, k))) - (mid ? few(point, count) / 2 : 0),
    ),
    high: averaged(weights, (point) => add(upTo(count, n).map((k) => chance(point, k))) - half(point)),
  }
}

const shared = (...pairs: [number, number][]): Share[] => pairs.map(([count, n]) => ({ count, n }))
const even = shared([4, 40], [5, 50], [3, 45], [6, 48], [4, 42])
const bursty = shared([0, 3], [9, 12], [1, 30], [0, 25], [14, 20], [2, 2])
const shares: [what: string, history: Share[], others: Share[][], share: Share, mid: boolean, sizes: number[]][] = [
  ['an even history', even, [], { count: 9, n: 40 }, false, [40]],
  ['a bursty one, mid-p', bursty, [], { count: 2, n: 20 }, true, [20]],
  ['with two other services', even, [bursty, bursty], { count: 1, n: 30 }, false, [30]],
  ['several sessions together', bursty, [even], { count: 3, n: 40 }, true, [10, 25, 5]],
]
for (const [what, history, others, share, mid, sizes] of shares)
  test(`shares: ${what}`, () => {
    const fit = fitShares(profileShares(history), others.map(profileShares))
    const got = predictShare(fit, share, { low: true, high: true, ...(mid && { mid: true }) }, sizes)
    const expected = shareTails(history, others, share, mid, sizes)
    near(got.low, expected.low, 'low')
    near(got.high, expected.high, 'high')
  })

/** Upper tail of Student's t, added up in small steps. */
function studentTail(t: number, df: number): number {
  const factor = Math.exp(lnGamma((df + 1) / 2) - lnGamma(df / 2)) / Math.sqrt(df * Math.PI)
  const density = (x: number) => factor * (1 + (x * x) / df) ** (-(df + 1) / 2)
  const steps = 20_000
  const inner = upTo(0, steps - 1).map((step) => density(((step + 0.5) * Math.abs(t)) / steps))
  const half = (add(inner) * Math.abs(t)) / steps
  return t > 0 ? 0.5 - half : 0.5 + half
}

test('levels: a line over the logarithm of the hours, its slope and its deviation shrunk', () => {
  const earlier = [0.3, 0.34, 0.29, 0.42, 0.36, 0.31].map((value, index) => ({
    value,
    hours: [1, 2, 1.5, 6, 3, 0.5][index] as number,
  }))
  const x = earlier.map(({ hours }) => Math.log(hours))
  const [mx, my] = [add(x) / 6, add(earlier.map(({ value }) => value)) / 6]
  const squares = add(x.map((each) => (each - mx) ** 2)) + 1
  const slope = add(earlier.map(({ value }, index) => ((x[index] as number) - mx) * (value - my))) / squares
  const line = (hours: number) => my + slope * (Math.log(hours) - mx)
  // Five sessions with the prior's deviation beside the six that were seen.
  const variance = (add(earlier.map(({ value, hours }) => (value - line(hours)) ** 2)) + 5 * 0.06 ** 2) / (6 - 1 + 5)
  const t = (0.5 - line(4)) / Math.sqrt(variance * (1 + 1 / 6 + (Math.log(4) - mx) ** 2 / squares))
  const got = predictLevel({ value: 0.5, hours: 4 }, earlier, 0.06)
  near(got.high, studentTail(t, 10), 'high')
  near(got.low, studentTail(-t, 10), 'low')
})

/** Shares of sessions in which a service is not used, with the priors of busy and of sparse services. */
const unusedPriors = {
  share: [0, 0.04, 0.1, 0.2, 0.35, 0.55],
  busy: [0.95, 0.025, 0.013, 0.008, 0.003, 0.001],
  sparse: [0.86, 0.06, 0.04, 0.025, 0.01, 0.005],
}
const publishedUnused = page.slice(page.indexOf('**Not used.**')).replace(/\s+/g, ' ')
const listed = (values: number[]) => values.map((value) => String(value).replace(/^0\./, '.'))
const inWords = (values: number[]) => `${listed(values).slice(0, -1).join(', ')} and ${listed(values).at(-1)}`

test('the shares of sessions in which a service is not used are published', () => {
  assert.match(publishedUnused, inWords(unusedPriors.share))
  assert.match(publishedUnused, inWords(unusedPriors.busy))
  assert.match(publishedUnused, listed(unusedPriors.sparse).join(', '))
})

const unusedLikelihoods = (none: number[], others: number, always: number) =>
  unusedPriors.share.map((share) =>
    share === 0 ? always : add(none.map((each) => Math.log(share + (1 - share) * each))) + others * Math.log(1 - share),
  )
const three = [1e-3, 1e-3, 1e-3]
const skipping: [none: number[], decided: number, always: number] = [three, 9, 3 * Math.log(1e-3)]
const unused: [
  what: string,
  pace: number,
  own: [none: number[], decided: number, always: number],
  others: [none: number[], decided: number, always: number][],
  caution: number,
][] = [
  ['of five decisions a session', 5, [[], 12, 0], [], 1.95],
  ['of three', 3, [[], 12, 0], [], 13],
  ['of four', 4, [[], 12, 0], [], 13 ** (1 / 2) * 1.95 ** (1 / 2)],
  ['of fewer', 2.9, [[], 12, 0], [], 13],
  ['one that skips by itself', 2, skipping, [], 30],
  ['one whose pace explains that it is silent', 30, [three, 9, -8], [], 1.95],
  ['one beside another that skips', 30, [[], 12, 0], [skipping, [[], 12, 0]], 30],
]
for (const [what, pace, own, others, caution] of unused)
  test(`not used: a service ${what}`, () => {
    const known = caution === 30 ? 1 : 0
    const fit = fitUnused(
      { likelihoods: profileUnused(...own), pace },
      others.map((other) => ({ likelihoods: profileUnused(...other), pace })),
      0,
    )
    const weights = weightsOf(
      pace < 3 ? unusedPriors.sparse : unusedPriors.busy,
      unusedLikelihoods(...own),
      // Those that are always used say nothing.
      others.filter((other) => other === skipping).map((other) => unusedLikelihoods(...other)),
    )
    near(fit.caution, caution, 'its caution')
    // From the sixth session of a run on the caution is divided by the square of how many more than four there are.
    const run = [0.02, 0.05, 0.01, 0.01, 0.3, 0.2]
    for (const [length, divisor] of [
      [2, 1],
      [4, 1],
      [5, 1],
      [6, 4],
    ] as const) {
      const expected = add(
        unusedPriors.share.map((share, point) =>
          share === 0 && known === 0
            ? 0
            : (known === 1 ? caution : Math.max(1, caution / divisor)) *
              (weights[point] as number) *
              run.slice(0, length).reduce((chance, each) => chance * (share + (1 - share) * each), 1),
        ),
      )
      near(chanceUnused(fit, run.slice(0, length)), expected, `a run of ${length} sessions`)
    }
  })

test('not used: where nearly all is turbulence seven times as likely, but for what decides often, and no more than is known where services skip', () => {
  const never = { likelihoods: profileUnused([], 12, 0), pace: 10 }
  const skips = { likelihoods: profileUnused(...skipping), pace: 30 }
  near(fitUnused(never, [], 1).caution, 1.95 * 7, 'all of it')
  near(fitUnused(never, [], 0.5).caution, 1.95 * Math.sqrt(7), 'between them by the logarithm')
  near(fitUnused({ ...never, pace: Math.sqrt(160) }, [], 1).caution, 1.95 * Math.sqrt(7), 'wearing off from 10 to 16')
  near(fitUnused({ ...never, pace: 16 }, [], 1).caution, 1.95, 'worn off')
  assert.is(fitUnused(skips, [], 1).caution, 30)
})

test('working hours: from the first decision to the last, and as much more as lies outside on the average', () => {
  const minute = 60_000
  const session = (decisions: number, last: number, window = 600, paused?: number): Measured => ({
    window: { from: 0, to: window * minute },
    metrics: {
      decisions: { total: decisions },
      activity: { first: new Date(0).toISOString(), last: new Date(last * minute).toISOString(), paused },
    } as unknown as Metrics,
  })
  near(activeHours(session(3, 660, 1200, 9), 5), 4, 'eleven hours with a night of nine')
  near(activeHours(session(3, 60), 5), 2, 'three decisions in an hour: (3 + 1) / (3 - 1)')
  near(activeHours(session(2, 60), 5), 5, 'two say nothing')
  near(activeHours(session(11, 60), 5), 1.2, 'eleven')
  near(activeHours(session(3, 60, 90), 5), 1.5, 'the window at most')
  near(activeHours(session(3, 0), 5), 1 / 60, 'a minute at least')
})

test.run()
