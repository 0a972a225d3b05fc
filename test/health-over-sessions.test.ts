import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isStep } from '../tasks/analysis/anomalies/drift.ts'
import { type Judgement, judgeHistory } from '../tasks/analysis/anomalies/judge.ts'
import { scoreHealth } from '../tasks/analysis/health-score.ts'
import { binomial, poisson, randomFrom } from './bench/anomalies/random.ts'
import { enforcer, type Planted, scoreStory, sessionsOf, usual } from './bench/health-scene.ts'

const test = suite('health: over sessions')

type Services = typeof usual

/** Ordinary sessions, some in which a service wanes, and eight in which it is silent; `first` is the first of those. */
function fallingSilent(seed: number): { story: Planted[]; first: number } {
  const random = randomFrom(seed)
  const pace = 1 + random() * random() * 40
  const rate = 0.3 * random()
  const others: [string, number, number][] = [
    ['Busy', 60 * random() + 5, 0.15 * random()],
    ['Other', 30 * random() + 3, 0],
  ]
  const earlier = 8 + Math.floor(random() * 8)
  const first = earlier + Math.floor(random() * 4)
  const draw = (mean: number, share: number): [number, number] => {
    const decisions = poisson(mean, random)
    return [decisions, binomial(decisions, share, random)]
  }
  const story = Array.from({ length: first + 8 }, (_, n): Planted => {
    const services: Services = Object.fromEntries(others.map(([name, mean, share]) => [name, draw(mean, share)]))
    services.Silent = n < earlier ? draw(pace, rate) : n < first ? draw(pace * 0.35, rate) : [0, 0]
    random()
    return { services }
  })
  return { story, first }
}

const aboutPace = (judged: Judgement, service: string) =>
  judged.anomalies.find((each) => each.service === service && each.about === 'pace')

function coverageLost({ services }: Judgement, name: string): number {
  const [session] = sessionsOf([{}], 0)
  const { basis } = scoreHealth({
    metrics: (session as NonNullable<typeof session>).metrics,
    backwardJumps: 0,
    learning: false,
    services,
    missing: [],
    pressureKnown: false,
    rest: { share: 0, proven: false },
  })
  return basis
    .filter(({ part, why }) => part === 'coverage' && why.startsWith(name))
    .reduce((sum, { points }) => sum + points, 0)
}

for (const seed of [1002, 1019, 1027, 1037, 1079, 1141, 1178])
  test(`silence that lasts costs no less from session to session, and began when it began: history ${seed}`, () => {
    const { story, first } = fallingSilent(seed)
    const judged = judgeHistory(sessionsOf(story, 0)).slice(first)
    const lost = judged.map((each) => coverageLost(each, 'Silent'))
    assert.ok(
      lost.every((points, n) => n === 0 || points >= (lost[n - 1] as number)),
      lost.join(),
    )
    assert.ok((lost.at(-1) as number) > 0)
    const since = judged.flatMap((each) => aboutPace(each, 'Silent')?.since ?? [])
    assert.ok(since.length > 0)
    assert.is(new Set(since).size, 1, since.join())
  })

/** Every service of the scene at a block rate of its own. */
const blocking = (share: (name: string) => number | undefined): Planted => ({
  services: Object.fromEntries(
    Object.entries(usual).map(([name, [n, blocked]]): [string, [number, number]] => {
      const rate = share(name)
      return [name, [n, rate === undefined ? blocked : Math.round(n * rate)]]
    }),
  ),
})
const lasting = (count: number, planted: Planted) => Array.from({ length: count }, () => planted)
const last = (story: Planted[]) => judgeHistory(sessionsOf(story)).at(-1)

test('blocks far beyond the usual that end teach nothing: an ordinary session behind them costs nothing, and is no fall', () => {
  const raised = blocking((name) => (name === enforcer ? 1 : undefined))
  for (const [bout, after] of [
    [1, 12],
    [4, 5],
    [11, 25],
  ] as const) {
    const story = [...lasting(bout, raised), ...lasting(after, {})]
    assert.is(scoreStory(story).score, 100, `${bout}, ${after}`)
    assert.equal(last(story)?.anomalies, [])
  }
  const during = last(lasting(8, raised))?.anomalies.map(({ kind, service }) => [kind, service])
  assert.equal(during, [['rate', enforcer]])
})

test('where several services block and none did, the first such session says so, and later ones name the services', () => {
  const uneven = [0.5, 1.4, 0.8, 1.6, 1, 0.6, 1.3, 0.9, 1.7, 0.7, 1.2].map((factor) =>
    blocking((name) => ((usual[name]?.[1] ?? 0) / (usual[name]?.[0] ?? 1)) * factor),
  )
  const judgedAfter = (...story: Planted[]) =>
    judgeHistory(sessionsOf([...uneven, ...story], 0)).at(-1)?.anomalies ?? []
  const allowing = blocking(() => 0)
  const first = judgedAfter(allowing)
  assert.equal(
    first.map(({ kind, service }) => [kind, service]),
    [['weaker', undefined]],
  )
  assert.match(
    first[0]?.detail as string,
    /^none of 310 decisions blocked by any of the 6 services; \d+ of 3410 \(\d\.\d %\)/,
  )
  const later = judgedAfter(...lasting(3, allowing))
  assert.ok(later.length > 0)
  assert.ok(later.every(({ service }) => service !== undefined))
  // One that blocks once is not nobody.
  assert.equal(judgedAfter({ services: { ...allowing.services, [enforcer]: [100, 1] } }), [])
})

test('a block rate that is as high in all six sessions is not said to rise', () => {
  const detailOf = (rates: number[]) =>
    judgeHistory(
      sessionsOf(
        rates.map((rate) => blocking((name) => (name === enforcer ? rate : undefined))),
        20,
      ),
    )
      .flatMap(({ anomalies }) => anomalies)
      .find(({ kind }) => kind === 'drift')?.detail ?? ''
  assert.match(detailOf([0.15, 0.16, 0.15, 0.16, 0.15, 0.16]), /^the block rate is higher than it was: 15 of 100, /)
  assert.match(detailOf([0.11, 0.12, 0.13, 0.15, 0.16, 0.18]), /^the block rate rises slowly: /)
  const step = (...blocked: number[]) => isStep(blocked.map((count) => ({ count, n: 100 })))
  // Better than a line by 2.02 and by 1.998 squared standard errors.
  assert.equal([step(12, 11, 11, 11, 18, 18), step(12, 12, 12, 12, 19, 23)], [true, false])
  assert.match(
    detailOf([0.1, 0.11, 0.1, 0.11, 0.2, 0.21]),
    /^the block rate rose from one session to the next: 10 of 100, /,
  )
})

/** Sessions a day apart in which some services decide nothing on some days; the first day is a Thursday. */
const withDaysOff = (days: number, off: string[], isOff: (day: number) => boolean): Planted[] =>
  Array.from({ length: days }, (_, day) => ({
    services: isOff(day)
      ? Object.fromEntries(Object.entries(usual).filter(([name]) => !off.includes(name)))
      : blocking(() => undefined).services,
  })) as Planted[]
/** The score of each session from one on, as closedown after closedown says it. */
const scoresFrom = (first: number, story: Planted[]): number[] =>
  Array.from(
    { length: story.length - first },
    (_, n) => scoreStory(story.slice(0, first + n + 1), {}, { usualSessions: 0 }).score as number,
  )
const pair = [enforcer, 'CrossReferenceValidator']

test('one more day off never makes the next one cheaper, however many there were', () => {
  const days = [14, 19, 21, 26, 29, 31]
  const costs = days.map((_, count) => {
    const before = days.slice(0, count)
    const story = withDaysOff(36, pair, (day) => before.includes(day) || day === 35)
    return scoreStory(story, {}, { usualSessions: 0 }).score as number
  })
  assert.ok(
    costs.every((score, n) => n === 0 || score <= (costs[n - 1] as number)),
    costs.join(),
  )
  assert.ok((costs[0] as number) < 80, costs.join())
})

test('days off that are a weekday are a habit from the fourth week on, and any other day is none', () => {
  const isWeekend = (day: number) => day >= 14 && [2, 3].includes(day % 7)
  const scores = scoresFrom(0, withDaysOff(45, pair, isWeekend))
  const weekends = scores.flatMap((score, day) => (isWeekend(day) ? score : []))
  assert.ok(
    weekends.slice(0, 6).every((score) => score < 80),
    weekends.join(),
  )
  assert.equal(weekends.slice(-1), [100])
  assert.ok(
    weekends.slice(6).every((score) => score >= 99),
    weekends.join(),
  )
  const last = judgeHistory(sessionsOf(withDaysOff(45, pair, isWeekend), 0)).at(-1)
  assert.equal(last?.anomalies, [])
  const midweek = withDaysOff(46, pair, (day) => isWeekend(day) || day === 40)
  assert.ok((scoresFrom(40, midweek)[0] as number) < 80)
})

test('a service that nobody misses at weekends is missed where it stays away', () => {
  const story = withDaysOff(52, pair, (day) => (day >= 14 && [2, 3].includes(day % 7)) || day >= 43)
  const scores = scoresFrom(43, story)
  assert.ok(
    scores.every((score) => score < 80),
    scores.join(),
  )
})

test.run()
