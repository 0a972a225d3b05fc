import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { judgeHistory } from '../tasks/analysis/anomalies/judge.ts'
import type { Measured } from '../tasks/analysis/baseline/measured.ts'
import { restOf } from '../tasks/analysis/health.ts'
import { type Health, scoreHealth } from '../tasks/analysis/health-score.ts'
import { poisson, type Random, randomFrom } from './bench/anomalies/random.ts'

const test = suite('health: a log that says less')

interface Decided {
  at: number
  service: string
  blocked: boolean
  action: number
}
interface Day {
  window: Measured['window']
  decided: Decided[]
  toolCalls?: number
}

const hour = 3_600_000

function measure({ window, toolCalls }: Day, decided: Decided[]): Measured {
  const names = [...new Set(decided.map(({ service }) => service))].sort()
  const count = (of: Decided[]) => ({ decisions: of.length, blocked: of.filter(({ blocked }) => blocked).length })
  const { blocked } = count(decided)
  const at = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString())
  return {
    window,
    metrics: {
      decisions: {
        total: decided.length,
        allowed: decided.length - blocked,
        blocked,
        unreadable: 0,
        mended: 0,
      },
      activity: { perHour: 0, first: at(decided[0]?.at), last: at(decided.at(-1)?.at) },
      ...(toolCalls && { exposure: { toolCalls, commits: 0, decisionsPerToolCall: 1, toolCallsAfterLog: 0 } }),
      services: Object.fromEntries(
        names.map((name) => [name, count(decided.filter(({ service }) => service === name))]),
      ),
      violations: [],
      pressure: { peak: null, mean: null, last: null, trend: null },
      quality: { placeholderIds: 0, staleIds: 0, lockstep: [] },
    } as object as Measured['metrics'],
  }
}

/** Days of two to five services, at whose end some of them may decide or block little, or nothing. */
function drawDays(random: Random): Day[] {
  const services = ['A', 'B', 'C', 'D', 'E'].slice(0, 2 + Math.floor(random() * 4)).map((service) => ({
    service,
    pace: 3 + 60 * random() * random(),
    rate: random() < 0.3 ? 0 : 0.03 + 0.2 * random(),
    wanes: random() < 0.5,
  }))
  const vary = random() < 0.5 ? 0 : 0.4 * random()
  const open = random() < 0.3 ? 6 + 8 * random() : 6
  const knowsCalls = random() < 0.3
  const length = 8 + Math.floor(random() * 14)
  const waning = 1 + Math.floor(random() * 3)
  const [pace, rate] = [random() < 0.5 ? random() * 0.6 : 1, random() < 0.5 ? random() * 0.6 : 1]
  return Array.from({ length }, (_, day): Day => {
    const from = day * 24 * hour
    const busy = Math.exp(vary * (random() + random() + random() - 1.5))
    const decided = services.flatMap(({ service, wanes, ...usual }) => {
      const [often, much] = wanes && day >= length - waning ? [pace, rate] : [1, 1]
      return Array.from({ length: poisson(usual.pace * busy * often, random) }, () => ({
        at: from + random() * 6 * hour,
        service,
        blocked: random() < usual.rate * much,
        action: Math.floor(random() * 5),
      }))
    })
    const window = { from, to: from + open * hour }
    const sorted = decided.sort((a, b) => a.at - b.at)
    return { window, decided: sorted, ...(knowsCalls && { toolCalls: Math.ceil(100 * busy) }) }
  })
}

/** Too many blocks are left aside: who takes them out of a log takes out all that says so. */
function score(earlier: Measured[], session: Measured): Health {
  const services = judgeHistory([...earlier, session]).at(-1)?.services ?? []
  return scoreHealth({
    metrics: session.metrics,
    backwardJumps: 0,
    learning: false,
    services: services.map(({ rate, ...each }) => ({
      ...each,
      ...(rate && { rate: { ...rate, high: { ...rate.high, p: 1 } } }),
    })),
    missing: [],
    pressureKnown: false,
    rest: restOf(session.metrics, session.window),
  })
}

/** What may be missing, by a number between 0 and 1. */
const removals: Record<string, (log: Decided[], share: number) => Decided[]> = {
  'its beginning': (log, share) => log.slice(Math.floor(log.length * share)),
  'a little of its beginning': (log) => log.slice(Math.floor(log.length / 10)),
  'its end': (log, share) => log.slice(0, Math.ceil(log.length * share)),
  'its middle': (log, share) =>
    log.filter((_, n) => n < (log.length * share) / 2 || n > log.length * (share / 2 + 0.5)),
  'one of some decisions': (log, share) => log.filter((_, n) => n % (2 + Math.floor(share * 4)) > 0),
  'most decisions': (log, share) => log.filter((_, n) => n % (2 + Math.floor(share * 4)) === 0),
  'a service': (log, share) => log.filter(({ service }) => service !== log[Math.floor(share * log.length)]?.service),
  'half of a service': (log, share) =>
    log.filter(({ service }, n) => n % 2 > 0 || service !== log[Math.floor(share * log.length)]?.service),
  'an action': (log) => log.filter(({ action }) => action !== 2),
}

test('whatever is missing of a log, the score is hardly ever better, and never by more than two points', () => {
  let tried = 0
  const better: string[] = []
  for (let seed = 1; seed <= 60; seed++) {
    const random = randomFrom(seed * 7919)
    const days = drawDays(random)
    const last = days.at(-1) as Day
    const earlier = days.slice(0, -1).map((day) => measure(day, day.decided))
    const whole = score(earlier, measure(last, last.decided))
    const share = random()
    for (const [name, remove] of Object.entries(removals)) {
      const left = score(earlier, measure(last, remove(last.decided, share)))
      const gained = (left.score as number) - (whole.score as number)
      const told = `${seed}, without ${name}: ${whole.score}, then ${left.score}; ${JSON.stringify(left.basis)}`
      tried++
      if (gained > 0) better.push(told)
      assert.ok(gained <= 2, told)
    }
  }
  assert.ok(tried === 60 * Object.keys(removals).length)
  assert.ok(better.length <= tried / 50, better.join('\n'))
})

test('a log without its morning, or cut at noon, does not hide that nothing was blocked', () => {
  const random = randomFrom(11)
  const rates: [string, number, number][] = [
    ['BoundaryEnforcer', 60, 0.1],
    ['CrossReferenceValidator', 40, 0.12],
    ['Monitor', 40, 0],
  ]
  const days = Array.from({ length: 20 }, (_, day): Day => {
    const from = day * 24 * hour
    const decided = rates.flatMap(([service, pace, rate]) =>
      Array.from({ length: poisson(pace, random) }, () => ({
        at: from + random() * 6 * hour,
        service,
        blocked: random() < (day === 19 && service === 'CrossReferenceValidator' ? 0 : rate),
        action: 0,
      })),
    )
    return { window: { from, to: from + 6 * hour }, decided: decided.sort((a, b) => a.at - b.at) }
  })
  const last = days.at(-1) as Day
  const earlier = days.slice(0, -1).map((day) => measure(day, day.decided))
  const scored = (hours: (after: number) => boolean) =>
    score(
      earlier,
      measure(
        last,
        last.decided.filter(({ at }) => hours((at - last.window.from) / hour)),
      ),
    ).score as number
  const whole = scored(() => true)
  assert.ok(whole < 95, String(whole))
  for (const bound of [1, 2, 3, 4, 5]) {
    assert.ok(scored((after) => after > bound) <= whole, `begins ${bound} hours late`)
    assert.ok(scored((after) => after < bound) <= whole, `ends after ${bound} hours`)
  }
})

test.run()
