import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { iso } from '../cache/window.ts'
import { unreadShare } from '../tasks/analysis/anomalies/history.ts'
import { judgeHistory } from '../tasks/analysis/anomalies/judge.ts'
import type { Measured } from '../tasks/analysis/baseline/measured.ts'
import { restOf } from '../tasks/analysis/health.ts'
import { scoreHealth } from '../tasks/analysis/health-score.ts'
import { judgeLast } from '../tasks/recount/judgement/judge.ts'
import { deduct } from '../tasks/recount/judgement/score.ts'
import type { Facts } from '../tasks/recount/judgement/verdict.ts'
import { anomaliesIn, basisOf, reportedBasis } from '../tasks/recount/verdicts.ts'
import { type Change, drawHistory, kinds, names } from './bench/anomalies/history.ts'
import { randomFrom } from './bench/anomalies/random.ts'
import { type Planted, sessionsOf } from './bench/health-scene.ts'

/** Two implementations of docs/metrics.md and docs/health.md that share nothing judge the same histories, with something planted in each of them. */
const test = suite('recount: verdicts')

const planted: ((session: number) => Change)[] = [
  () => ({ silent: [names[2]] }),
  (session) => ({ blockRates: { [names[0]]: 0.06 + 0.04 * (session - 14) }, counts: { [names[0]]: 100 } }),
  (session) => ({ blockRates: { [names[0]]: session % 2 ? 0 : 0.5 }, pace: { [names[3]]: 0.1 }, pressure: 0.35 }),
  (session) => (session === 17 ? { pace: { [names[4]]: 6, [names[0]]: 6 } } : { silent: [names[5], names[4]] }),
  () => ({ pace: Object.fromEntries(names.slice(0, 5).map((name) => [name, 0.5])) }),
  (session) => ({
    blockRates: session === 18 ? {} : { [names[0]]: 0.6, [names[1]]: 0.5 },
    ...(session === 20 && { silent: [names[1]] }),
  }),
]
const sessions = 22

function factsOf({ window, metrics }: Measured): Facts {
  const { decisions, activity, services, pressure, quality } = metrics
  const time = (text: string | null) => (text === null ? null : Date.parse(text))
  return {
    window,
    total: decisions.total,
    unreadable: decisions.unreadable,
    first: time(activity.first),
    last: time(activity.last),
    paused: activity.paused ?? 0,
    services: new Map(
      Object.entries(services).map(([name, each]) => [
        name,
        { count: each.decisions, blocked: each.blocked, last: Date.parse(each.lastAt) },
      ]),
    ),
    peak: pressure.peak,
    mean: pressure.mean,
    placeholders: quality.placeholderIds,
    stale: quality.staleIds,
    lockstep: quality.lockstep,
  }
}

/** Judges the last session of a history both ways; returns how many anomalies there are. */
function judgeTwice(history: Measured[], expected: string[] | undefined, what: string): number {
  const now = history.at(-1) as Measured
  for (const { window, metrics } of history)
    for (const each of Object.values(metrics.services)) each.lastAt = iso(window.to - 1)
  const judged = judgeHistory(history, { ...(expected && { expected }) }).at(-1)
  const own = judgeLast(history.map(factsOf), 20, expected)
  const shown = (judged?.anomalies ?? []).map(({ kind: each, service, since, detail }) => ({
    kind: each,
    detail,
    ...(service !== undefined && { service }),
    ...(since !== undefined && { since: iso(since) }),
  }))
  const again = own.anomalies.map(({ figures, shown: _, ...rest }) => ({
    ...rest,
    figures: figures.map(String).join(' '),
  }))
  const reported = shown.map(({ detail, ...rest }) => ({
    ...rest,
    figures: Object.values(anomaliesIn([{ ...rest, detail }])).map((each) => (each as { figures: string }).figures)[0],
  }))
  assert.equal(again, reported, what)
  const missing = (expected ?? []).filter((name) => !Object.hasOwn(now.metrics.services, name))
  const pressureKnown = true
  const health = scoreHealth({
    metrics: now.metrics,
    backwardJumps: 1,
    learning: judged?.learning ?? true,
    missing,
    pressureKnown,
    services: judged?.services ?? [],
    unreadBefore: unreadShare({ sessions: history, most: 20 }),
    rest: restOf(now.metrics, now.window),
  })
  const { first, last, total, placeholders, stale, peak } = factsOf(now)
  const parts = deduct({
    standings: own.standings,
    missing,
    learning: false,
    decisions: total,
    unreadable: 0,
    unreadBefore: own.unreadBefore,
    passed: [],
    untried: 0,
    peak,
    pressureKnown,
    placeholders,
    stale,
    clockWentBack: 1,
    length: now.window.to - now.window.from,
    span: first === null || last === null ? null : last - first,
    rest: now.window.to - (last ?? now.window.from),
  })
  const list = Object.entries(parts).flatMap(([part, each]) => (each ?? []).map((one) => ({ part, ...one })))
  const inOrder = (all: object) => Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1))
  assert.equal(inOrder(basisOf(list)), inOrder(basisOf(reportedBasis(health.basis as never, [...names]))), what)
  return shown.length
}

type Services = NonNullable<Planted['services']>
const [first] = names
const all = (decisions: number): Services => Object.fromEntries(names.slice(0, 5).map((name) => [name, [decisions, 0]]))
const only = (decisions: number, blocked = 0): Services => ({ [first]: [decisions, blocked] })
const often = (times: number, ...services: Services[]): Services[] =>
  Array.from({ length: times }, () => services).flat()

/** What random histories seldom come near: the last session beside a threshold. */
const beside: Record<string, [before: Services[], last: Services, anomalies: number]> = {
  'just above 60 % of the usual pace': [often(20, only(1000)), only(605), 0],
  'just below 60 % of the usual pace': [often(20, only(1000)), only(595), 1],
  'just above 60 % of the usual pace, behind a weakness that was found': [
    [...often(20, only(1000)), ...often(2, only(250))],
    only(605),
    0,
  ],
  'so much less in five services that 60 % in each of them is rarer than that': [
    often(10, all(872), all(1128)),
    all(590),
    0,
  ],
  'a fall that is none of what is weaker by itself': [
    [...often(9, only(100, 17), only(100, 23)), ...often(3, only(100, 17)), ...often(2, only(100, 12))],
    only(100, 12),
    1,
  ],
  'one of two services silent, beside one that is there for eight sessions': [
    [
      ...often(6, { ...only(60), [names[1]]: [60, 0] }),
      ...often(8, { ...only(60), [names[1]]: [60, 0], [names[2]]: [60, 0] }),
    ],
    { ...only(60), [names[2]]: [60, 0] },
    1,
  ],
}
for (const [what, [before, last, anomalies]] of Object.entries(beside))
  test(`the same beside a threshold: ${what}`, () => {
    const story = [...before, last].map((services) => ({ services, toolCalls: 0 }))
    assert.is(judgeTwice(sessionsOf(story, 0), undefined, what), anomalies)
  })

for (const [place, [kind, draw]] of Object.entries(kinds).entries())
  test(`the same anomalies, and the same score: ${kind}`, () => {
    let found = 0
    for (const [number, change] of planted.entries()) {
      // Two of them for each kind of history: all of them take a minute.
      if ((number + place) % 2 === 1) continue
      const random = randomFrom(97 + 31 * place + number)
      const drawn = drawHistory(draw(random), sessions, random, (session) => (session < 14 ? {} : change(session)))
      for (const [session, { metrics }] of drawn.entries())
        if (session % 4 === number % 4 && session < sessions - 1)
          metrics.decisions.unreadable = Math.round((metrics.decisions.total * (session % 3)) / 8)
      const expected = number === 3 ? [names[0], names[1], names[4]] : undefined
      found += judgeTwice(drawn, expected, `${kind}, planted ${number}`)
    }
    assert.ok(found >= 1, `${kind}: ${found} anomalies`)
  })

test.run()
