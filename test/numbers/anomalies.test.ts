import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { importJsonl } from '../../cache/audit/jsonl-import.ts'
import { createSqliteAuditLog } from '../../cache/audit/sqlite.ts'
import { openCache } from '../../cache/database.ts'
import { driftOf, lag, laggedShares, riseOf } from '../../tasks/analysis/anomalies/drift.ts'
import { addSession, newHistory } from '../../tasks/analysis/anomalies/history.ts'
import { judgeHistory, levels, turbulence, turbulenceOf, upheaval } from '../../tasks/analysis/anomalies/judge.ts'
import { lockstepChanges } from '../../tasks/analysis/anomalies/lockstep.ts'
import { logStops } from '../../tasks/analysis/anomalies/log-stops.ts'
import { pressureEscalation } from '../../tasks/analysis/anomalies/pressure.ts'
import { sessionIds } from '../../tasks/analysis/anomalies/session-ids.ts'
import { teaching } from '../../tasks/analysis/anomalies/teaching.ts'
import { endRun, newTrack, showUse } from '../../tasks/analysis/anomalies/track.ts'
import { fitCounts, predictCount, profileCounts, wideShare } from '../../tasks/analysis/baseline/counts.ts'
import { normalTail } from '../../tasks/analysis/baseline/distributions.ts'
import { predictLevel } from '../../tasks/analysis/baseline/levels.ts'
import type { Measured } from '../../tasks/analysis/baseline/measured.ts'
import { deviationsOf, fitShares } from '../../tasks/analysis/baseline/shares.ts'
import type { Metrics } from '../../tasks/analysis/metrics.ts'
import { decision } from '../support/decisions.ts'

const test = suite('numbers of the anomalies')

const page = readFileSync(join(import.meta.dirname as string, '../../docs/metrics.md'), 'utf8')
const hour = 3_600_000

interface Planted {
  decisions?: number
  blocked?: number
  calls?: number
  after?: number
  peak?: number | null
  mean?: number | null
  stale?: number
  placeholder?: number
  lockstep?: [string, string][]
  others?: Record<string, number>
}
/** A session of four hours that starts with its number; one service, and tool calls as many as wanted. */
function session(number: number, planted: Planted = {}): Measured {
  const { decisions = 1000, blocked = 0, calls = 1000, after = 0, peak = null, mean = null } = planted
  const { stale = 0, placeholder = 0, lockstep = [], others = {} } = planted
  const window = { from: number * 24 * hour, to: number * 24 * hour + 4 * hour }
  const metrics = {
    decisions: { total: decisions, blocked },
    activity: { first: new Date(window.from).toISOString(), last: new Date(window.to - hour).toISOString() },
    exposure: { toolCalls: calls, toolCallsAfterLog: after },
    services: {
      ...(decisions > 0 && { S: { decisions, blocked } }),
      ...Object.fromEntries(Object.entries(others).map(([name, count]) => [name, { decisions: count, blocked: 0 }])),
    },
    pressure: { peak, mean },
    quality: { staleIds: stale, placeholderIds: placeholder, lockstep },
  }
  return { window, metrics: metrics as unknown as Metrics }
}
const usual = (count: number, planted: Planted = {}) =>
  Array.from({ length: count }, (_, number) => session(number, planted))
const isS = ({ name }: { name: string }) => name === 'S'
const judge = (before: Measured[], planted: Planted) => {
  const judged = judgeHistory([...before, session(before.length, planted)]).at(-1)
  return {
    kinds: judged?.anomalies.map(({ kind }) => kind) ?? [],
    ...judged?.services.find(isS),
  }
}

test('the levels are those that docs/metrics.md publishes', () => {
  const published = Object.fromEntries(
    [...page.matchAll(/^\| (`.+?) \|.*\| ([\d.]+) % \| ([\d.]+) % \|$/gm)].map(([, kind = '', ...percents]) => [
      kind.includes("agent's session") ? 'agent' : kind.replaceAll('`', ''),
      percents.map(Number),
    ]),
  )
  const names = { silence: 'silent', logStops: 'log-stops', sessionId: 'session-id' } as Record<string, string>
  const own = Object.entries(levels).map(([name, { calm, turbulent }]) => [
    names[name] ?? name,
    [calm, turbulent].map((level) => Number((level * 100).toFixed(6))),
  ])
  assert.equal(published, Object.fromEntries(own))
})

test('a block rate that jumps: from 1.5 times the usual rate and five points more on', () => {
  const often = usual(20, { decisions: 10_000, blocked: 2_000 })
  assert.equal(judge(often, { decisions: 10_000, blocked: 2_999 }).kinds, [])
  assert.equal(judge(often, { decisions: 10_000, blocked: 3_001 }).kinds, ['rate'])
  const seldom = usual(20, { decisions: 10_000, blocked: 500 })
  assert.equal(judge(seldom, { decisions: 10_000, blocked: 999 }).kinds, [])
  assert.equal(judge(seldom, { decisions: 10_000, blocked: 1_000 }).kinds, ['rate'])
})

test('a block rate that falls: a run from 60 % on and mid-p of a quarter; weak, and no small loss, from half of it on', () => {
  const often = usual(20, { decisions: 10_000, blocked: 2_000 })
  const low = (blocked: number, decisions = 10_000) => judge(often, { decisions, blocked }).rate?.low
  assert.is(low(1_205)?.ratio, 1)
  assert.ok((low(1_195)?.ratio ?? 1) < 0.6)
  const kindsAt = (blocked: number) => judge(often, { decisions: 10_000, blocked }).kinds
  assert.equal([kindsAt(1_005), kindsAt(995)], [[], ['weaker']])
  assert.ok((low(1_005)?.p ?? 1) < 0.01)
  // None of four, at a fifth each, comes up in 41 % of sessions, and counts half: 20.5 %. None of three: 25.6 %.
  assert.is(low(0, 4)?.ratio, 0)
  assert.is(low(0, 3)?.ratio, 1)
})

test('blocks count by their number for so much work below three quarters of the usual, whatever else is decided', () => {
  const often = usual(20, { decisions: 10_000, blocked: 2_000 })
  const fewer = (blocked: number, decisions = 10_000) => judge(often, { decisions, blocked }).rate?.fewer
  assert.is(fewer(1_505), undefined)
  assert.is(fewer(1_495)?.ratio, 1_495 / 2_000)
  // As few of fewer decisions, of as many and of more are the same to it.
  assert.equal(
    [5_000, 10_000, 20_000].map((n) => fewer(900, n)?.p),
    Array(3).fill(fewer(900)?.p),
  )
  assert.ok((fewer(900)?.p ?? 1) < 0.05)
})

test('the rate of a session has the usual one mixed in as ten decisions', () => {
  const { rate } = judge(usual(20, { decisions: 10_000, blocked: 2_000 }), { decisions: 30, blocked: 12 })
  assert.is(rate?.high.rate.toFixed(9), ((12 + 10 * (rate?.usual ?? 0)) / 40).toFixed(9))
})

test('a pace that falls: a run from 60 % on and mid-p of a quarter, as much of it is weak; a flood from twice on', () => {
  const many = usual(20)
  const pace = (decisions: number, calls = 1000, before = many) => judge(before, { decisions, calls }).pace
  assert.is(pace(605)?.ratio, 1)
  assert.ok((pace(595)?.ratio ?? 1) < 0.6)
  assert.equal([judge(many, { decisions: 605 }).kinds, judge(many, { decisions: 595 }).kinds], [[], ['weaker']])
  assert.equal(judge(many, { decisions: 1_995 }).kinds, [])
  assert.equal(judge(many, { decisions: 2_005 }).kinds, ['flood'])
  // One decision where 2.2 are usual comes up, or fewer do, in 24 % of sessions, by mid-p; one where 1.1 is usual in more.
  const brisk = usual(20, { decisions: 1_100 })
  assert.equal([pace(1, 2, brisk)?.ratio === 1, pace(1, 1, brisk)?.ratio === 1], [false, true])
})

test('a run of little goes on up to three quarters of the usual, and one that counted in full teaches nothing', () => {
  const fallen = (...shares: number[]) => [
    ...usual(12),
    ...shares.map((share, n) => session(12 + n, { decisions: 1000 * share })),
  ]
  const expected = (story: Measured[]) => judge(story, { decisions: 500 }).pace?.expected.toFixed(0)
  assert.is(expected(fallen(0.5, 0.5, 0.745)), '4000')
  assert.ok(Number(expected(fallen(0.5, 0.5, 0.755))) < 1000)
  const before = (story: Measured[]) => judgeHistory(story).at(-1)?.baselines.S?.pace
  const numbers = (count: number) => Array.from({ length: count }, (_, n) => n)
  // Three of a quarter are far beyond chance; one of a half may be chance where sessions differ.
  assert.equal(before(fallen(0.25, 0.25, 0.25, 1, 1)), [...numbers(12), 15])
  const [uneven, low] = [
    [400, 900, 1500, 700, 1800, 600, 1100, 300, 1600, 800, 1300, 500],
    [330, 1000, 1000],
  ]
  const varied = [...uneven, ...low].map((decisions, n) => session(n, { decisions }))
  assert.equal(before(varied), numbers(14))
  // No anomaly, but with the 500 before them less likely than 0.3 %.
  const counted = [...uneven, 100, 100, 1000, 1000].map((decisions, n) => session(n, { decisions }))
  assert.equal(judgeHistory(counted.slice(0, 14)).at(-1)?.anomalies, [])
  assert.equal(before(counted), [...numbers(11), 14])
  // Silence as unlikely is none where others have it too: it may have been a day without work.
  const sparse = { A: 7, B: 7, C: 7 }
  const day = (n: number) => session(n, { decisions: 7, others: { ...sparse, Z: 1000 } })
  const silent = session(12, { decisions: 0, others: { Z: 1000 } })
  assert.ok(
    (judgeHistory([...numbers(12).map(day), silent])
      .at(-1)
      ?.services.find(isS)?.pace?.p ?? 1) < 0.003,
  )
  assert.equal(before([...numbers(12).map(day), silent, day(13), day(14)]), numbers(14))
})

test('a weakness that was found is no anomaly in a session above 60 % of the usual, and goes on behind it', () => {
  const found = [...usual(12), ...[12, 13].map((n) => session(n, { decisions: 250 }))]
  assert.equal(judge(found, { decisions: 595 }).kinds, ['weaker'])
  const busier = judge(found, { decisions: 605 })
  assert.equal(busier.kinds, [])
  assert.is(busier.pace?.found, true)
  assert.ok((busier.pace?.p ?? 1) <= 0.003)
  const behind = judgeHistory([...found, session(14, { decisions: 605 }), session(15, { decisions: 500 })]).at(-1)
  assert.equal(
    behind?.anomalies.map(({ kind, since }) => [kind, since]),
    [['weaker', found[12]?.window.from]],
  )
})

test('beside silence, what the other sessions of a run decided says something up to half of the usual', () => {
  const chance = (decisions: number) =>
    judge([...usual(20), session(20, { decisions: 0 })], { decisions }).pace?.p as number
  assert.ok(chance(495) < 1e-6)
  assert.ok(chance(505) > 1e-3)
})

test('a service of few sessions is judged by all since it began, also while little of it is logged', () => {
  const standing = judge([...usual(8), ...Array.from({ length: 10 }, (_, n) => session(8 + n, { decisions: 300 }))], {
    decisions: 300,
  }).pace?.sessions
  assert.is(standing, 18)
})

test('what was usual is no more than was ever decided in as much time', () => {
  // Half an hour of work at a time, six times a day: eight decisions an hour, and 24 in any four hours.
  const snippet = (day: number, n: number): Measured => {
    const from = day * 24 * hour + 0.7 * n * hour
    const activity = { first: new Date(from).toISOString(), last: new Date(from + hour / 2).toISOString() }
    const { metrics } = session(0, { decisions: 4, calls: 0 })
    return { window: { from, to: from + hour / 2 + 1 }, metrics: { ...metrics, activity } as Metrics }
  }
  const days = Array.from({ length: 4 }, (_, day) => Array.from({ length: 6 }, (_, n) => snippet(day, n))).flat()
  const { pace } = judge([...days, ...days.map((_, n) => session(10 + n, { decisions: 20, calls: 0 }))], {
    decisions: 20,
    calls: 0,
  })
  assert.equal([pace?.most, pace?.lately.toFixed(0)], [24, '20'])
})

test('turbulent is a history from a quarter to a half on of what says that sessions differ widely', () => {
  const fitOf = (counts: number[]) => ({
    pace: fitCounts(profileCounts(counts.map((count) => ({ count, exposure: 1 }))), []),
  })
  const [wide, even] = [fitOf([1, 90, 3, 200, 8, 40, 0, 150]), fitOf([50, 51, 49, 50, 52, 48, 50, 50])]
  const turbulent = (...all: object[]) => turbulenceOf(all as Parameters<typeof turbulenceOf>[0])
  const shareOf = (...all: (typeof wide)[]) => all.reduce((sum, { pace }) => sum + wideShare(pace), 0) / all.length
  assert.equal([turbulent(even), turbulent(wide), turbulent()], [0, 1, 0])
  const [third, expected] = [turbulent(wide, even, even), (shareOf(wide, even, even) - 0.25) / 0.25]
  assert.ok(expected > 0.1 && expected < 0.9)
  assert.is(third.toFixed(9), expected.toFixed(9))
  assert.match(page, `from ${turbulence.from * 100} % on`)
  assert.match(page, `from ${turbulence.full * 100} % on`)
  // A first skip is expected only where there is much more of it.
  assert.equal([upheaval.from, upheaval.full], [0.6, 0.9])
  assert.match(page, 'is 90 % and more, it is seven times as much, from 60 % on by the logarithm')
  const half = turbulenceOf([wide, wide, wide, even] as Parameters<typeof turbulenceOf>[0], upheaval)
  const above = (shareOf(wide, wide, wide, even) - 0.6) / 0.3
  assert.ok(above > 0.1 && above < 0.9)
  assert.is(half.toFixed(9), above.toFixed(9))
})

test('a clock goes back where a line is more than a minute before the one above it', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'log-'))
  const cache = openCache(join(directory, 'cache'), 'durable', new Date(0))
  const noon = Date.parse('2025-10-24T12:00:00.000Z')
  try {
    for (const back of [60_000, 60_001]) {
      const name = `${back}.jsonl`
      const lines = [noon, noon - back].map((time) => decision(new Date(time).toISOString(), { sessionId: name }))
      writeFileSync(join(directory, name), `${lines.join('\n')}\n`)
      await importJsonl(cache.db, join(directory, name), { name })
    }
    const log = createSqliteAuditLog(cache.db)
    const { first } = await log.backwardJumps({ from: noon - hour, to: noon + hour }, 5)
    assert.equal(
      first.map(({ file }) => file),
      ['60001.jsonl'],
    )
  } finally {
    cache.close()
    rmSync(directory, { recursive: true })
  }
})

test('a silence of a busy service is one, and of a sparse one is not', () => {
  assert.equal(judge(usual(20), { decisions: 0 }).kinds, ['silent'])
  assert.equal(judge(usual(20, { decisions: 2 }), { decisions: 0 }).kinds, [])
})

/** Twenty even sessions and six more, of which the drift is measured. */
function drift(recent: [blocked: number, n: number][], before: [blocked: number, n: number] = [2_000, 10_000]) {
  const history = newHistory()
  const track = newTrack()
  const all = [...Array.from({ length: 20 }, () => before), ...recent]
  for (const [number, [blocked, decisions]] of all.entries())
    track.baseline.push(addSession(history, session(number, { blocked, decisions })))
  const lagged = laggedShares(history, 'S', track)
  return { lagged, drifts: lagged ? driftOf(history, lagged, []) : [] }
}
const six = (first: [number, number], last = first): [number, number][] => [first, first, first, last, last, last]
const upP = (recent: [number, number][], before?: [number, number]) =>
  drift(recent, before).drifts.find(({ direction }) => direction === 'up')?.p

test('a drift: the last three of six sessions at 1.5 times the usual rate and two points more', () => {
  assert.is(lag, 6)
  assert.is(drift(six([2_000, 10_000])).lagged?.recent.length, 6)
  assert.is(drift(six([2_000, 10_000])).lagged?.baseline.length, 12)
  assert.is(upP(six([2_000, 10_000], [2_990, 10_000])), 1)
  assert.ok((upP(six([2_000, 10_000], [3_010, 10_000])) ?? 1) < 1)
  const seldom: [number, number] = [400, 10_000]
  assert.is(upP(six(seldom, [595, 10_000]), seldom), 1)
  assert.ok((upP(six(seldom, [605, 10_000]), seldom) ?? 1) < 1)
  // What the fourth but last session had is not part of the late ones.
  assert.is(upP([seldom, seldom, [2_000, 10_000], [595, 10_000], [595, 10_000], [595, 10_000]], seldom), 1)
  assert.is(upP([seldom, seldom, [0, 10_000], [605, 10_000], [605, 10_000], [605, 10_000]], seldom) === 1, false)
})

test('a fall: the last three of six sessions at 0.65 of the usual rate and two points less', () => {
  const downP = (recent: [number, number][], before?: [number, number]) =>
    drift(recent, before).drifts.find(({ direction }) => direction === 'down')?.p
  assert.is(downP(six([2_000, 10_000], [1_310, 10_000])), 1)
  assert.ok((downP(six([2_000, 10_000], [1_290, 10_000])) ?? 1) < 1)
  const seldom: [number, number] = [500, 10_000]
  assert.is(downP(six(seldom, [305, 10_000]), seldom), 1)
  assert.ok((downP(six(seldom, [295, 10_000]), seldom) ?? 1) < 1)
})

test('a fall that is found among what is weaker, and by itself too, is one anomaly', () => {
  const before = usual(20, { decisions: 10_000, blocked: 2_000 })
  const late = [20, 21].map((n) => session(n, { decisions: 10_000, blocked: 1_220 }))
  assert.equal(judge([...before, ...late], { decisions: 10_000, blocked: 1_220 }).kinds, ['weaker'])
})

test('a drift is looked for from six expected blocks on', () => {
  assert.is(drift(six([1, 5])).drifts.length, 2)
  assert.is(drift(six([1, 5], [1, 4])).drifts.length, 0)
})

test('a drift weighs the six sessions 1 to 6 less what all share, and each counts for three deviations at most', () => {
  const { lagged, drifts } = drift(six([9_000, 10_000]))
  const fit = fitShares((lagged as NonNullable<typeof lagged>).profile, [])
  const { session: own, mean } = deviationsOf(fit, 10_000)
  const shared = (mean / own) ** 2
  const common = (shared * 21) / (1 + 6 * shared)
  const z = (3 * (21 - 6 * common)) / Math.sqrt(91 - 21 * common)
  const p = drifts.find(({ direction }) => direction === 'up')?.p ?? 1
  assert.is(p.toPrecision(9), normalTail(z).toPrecision(9))
})

test('the rise of a drift: the weights of generalized least squares, by hand', () => {
  // Two deviations and shifts that differ: the inverse of the covariance, I - s s' / (1 + s's), written out.
  const scores = [0.4, -0.2, 1.1, 0.9, 2.3, 2.9]
  const [deviations, shifts] = [
    [0.02, 0.03, 0.02, 0.05, 0.03, 0.02],
    [0.3, 0.2, 0.3, 0.1, 0.2, 0.3],
  ]
  const heights = deviations.map((deviation, n) => (n + 1) / deviation)
  const norm = 1 + shifts.reduce((total, shift) => total + shift * shift, 0)
  const inverse = (row: number, column: number) =>
    (row === column ? 1 : 0) - ((shifts[row] as number) * (shifts[column] as number)) / norm
  let [against, information] = [0, 0]
  for (const [row, height] of heights.entries())
    for (const [column, other] of heights.entries()) {
      against += height * inverse(row, column) * (scores[column] as number)
      information += height * inverse(row, column) * other
    }
  assert.is(riseOf(scores, deviations, shifts).toPrecision(9), (against / Math.sqrt(information)).toPrecision(9))
})

test('drifts share their level by the squares of the blocks that are expected', () => {
  const [up] = drift(six([2_000, 10_000])).drifts
  assert.is(Math.sqrt(up?.candidate.weight ?? 0).toPrecision(2), '1.2e+4')
})

const pressures = (count: number) => usual(count, { peak: 0.3, mean: 0.2 })
const pressed = (before: Measured[], peak: number, mean: number) => {
  const all = [...before, session(before.length, { peak, mean })]
  return pressureEscalation(
    all,
    all.map(() => 3),
    before.length,
  )
}

test('pressure: a peak of 0.5 on, against five sessions or more, where the mean rose by 0.05 too', () => {
  const before = pressures(5)
  assert.is(pressed(before, 0.499, 0.3), undefined)
  assert.ok(pressed(before, 0.5, 0.3))
  assert.is(pressed(pressures(4), 0.5, 0.3), undefined)
  assert.is(pressed(before, 0.6, 0.249)?.p, 1)
  const found = pressed(before, 0.6, 0.251)?.p
  const levels = before.map(() => ({ value: 0.3, hours: 3 }))
  assert.is(found?.toPrecision(9), predictLevel({ value: 0.6, hours: 3 }, levels, 0.06).high.toPrecision(9))
})

test('a log that stops: from five tool calls behind it on', () => {
  const after = (calls: number) => logStops([...usual(5), session(5, { after: calls })], 5)
  assert.is(after(4), undefined)
  assert.ok((after(5)?.p ?? 1) < 1)
  assert.is(logStops([...usual(4), session(4, { after: 5 })], 4), undefined)
})

test('session ids: from 20 points more on', () => {
  const p = (stale: number) => sessionIds(session(5, { stale }), usual(5))[1]?.p
  assert.is(p(199), 1)
  assert.ok((p(200) ?? 1) < 1)
})

test('lockstep: of services with ten decisions', () => {
  const pair: [string, string] = ['A', 'B']
  const changes = (count: number) =>
    lockstepChanges(
      session(5, { lockstep: [pair], others: { A: count, B: 50 } }),
      usual(5, { others: { A: count, B: 50 } }),
    ).length
  assert.equal([changes(9), changes(10)], [0, 1])
})

/** A run that ends: so many sessions long, as an anomaly or not, with silence as unlikely as that. */
const ended = (length: number, found: boolean, p = 1) => {
  const run = Array.from({ length }, (_, index) => index)
  const track = { ...newTrack(), run, found, silence: { first: 0, p } }
  endRun(track)
  return track
}

test('what silence that ended shows of use: a found run of up to two sessions, or one whose chance is below a tenth', () => {
  assert.equal([ended(2, true).skipped, ended(3, true).skipped], [[[0, 1]], []])
  assert.equal([ended(1, false, 0.09).skipped, ended(1, false, 0.11).skipped], [[[0]], []])
  assert.equal([ended(2, true).baseline, ended(1, false, 0.09).baseline], [[], [0]])
})

test('silence that counted and ended is a habit to the tests from three runs among the latest sessions on', () => {
  const shown = (found: boolean, runs: number, from = 0) => {
    const skipped = Array.from({ length: runs }, (_, run) => [10 + run])
    const baseline = [1, 2, 3, ...(found ? [] : skipped.flat())]
    return showUse({ ...newTrack(), baseline, skipped }, from).length
  }
  assert.equal([shown(true, 2), shown(true, 3), shown(false, 2), shown(false, 3)], [3, 6, 5, 6])
  assert.is(shown(true, 3, 11), 3)
})

test('a run shows the tests how often a service is used as long as it is no anomaly', () => {
  const shown = (found: boolean) => showUse({ ...newTrack(), baseline: [1, 2, 3], run: [4], found }, 0)
  assert.equal(
    [shown(false), shown(true)],
    [
      [1, 2, 3, 4],
      [1, 2, 3],
    ],
  )
})

test('the score learns nothing by silence whose chance is below a tenth at the pace of the sessions that decided', () => {
  const counts = (...each: number[]) => each.map((count) => ({ count, exposure: 6 }))
  const noneAt = (...each: number[]) =>
    predictCount(fitCounts(profileCounts(counts(...each)), []), 0, [6], { at: true }).at
  assert.ok(noneAt(3, 3, 2, 3, 3) > 0.1 && noneAt(3, 3, 3, 3, 3) < 0.1)
  assert.equal(teaching(counts(3, 3, 0, 2, 3, 0, 3)), counts(3, 3, 0, 2, 3, 0, 3))
  assert.equal(teaching(counts(3, 3, 0, 3, 3, 0, 3)), counts(3, 3, 3, 3, 3))
  // However often, and wherever it was.
  assert.equal(teaching(counts(0, 0, 0, 0, 20, 24, 18)), counts(20, 24, 18))
  assert.equal(teaching(counts(0, 0)), counts(0, 0))
})

test('few blocked decisions for so much work: below three quarters of the usual, and with the run from 0.6 at a chance of a quarter', () => {
  const before = (last: number[]) => [
    ...usual(12, { decisions: 100, blocked: 20, calls: 100 }),
    ...last.map((blocked, n) => session(12 + n, { decisions: 100, blocked, calls: 100 })),
  ]
  const fewer = (blocked: number, last: number[] = []) =>
    judge(before(last), { decisions: 100, blocked, calls: 100 }).rate?.fewer
  assert.is(fewer(15), undefined)
  assert.equal([fewer(14)?.ratio, fewer(14)?.expected, fewer(14)?.sessions], [0.7, 20, 1])
  // As few, and half of exactly as many.
  const { p = 1 } = fewer(14) ?? {}
  assert.ok(p > 0.11 && p < 0.121, String(p))
  assert.equal([fewer(12, [12])?.sessions, fewer(13, [12])?.sessions], [2, 1])
})

test('the latest ten sessions are compared with three quarters of the most that ever was usual, however slowly it fell', () => {
  const fewerAfter = (falls: number[]) => {
    const counts = [...Array<number>(20).fill(20), ...falls]
    const before = counts.map((blocked, n) => session(n, { decisions: 100, blocked, calls: 100 }))
    return judge(before, { decisions: 100, blocked: falls.at(-1) ?? 20, calls: 100 }).rate?.fewer
  }
  // By two fewer in each third session, so that none is unusual beside those before it.
  const falls = [18, 18, 18, 16, 16, 16, 14, 14, 14, 13, 13, 13, 12, 12, 12, 11, 11]
  const crept = fewerAfter(falls)
  assert.equal([crept?.count, crept?.n, crept?.sessions, crept?.expected], [122, 1000, 10, 200])
  assert.is(crept?.ratio, 122 / 150)
  assert.ok((crept?.p ?? 1) < 0.003, String(crept?.p))
  assert.is(fewerAfter(Array<number>(10).fill(16)), undefined)
})

test.run()
