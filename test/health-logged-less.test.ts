import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { poisson, randomFrom } from './bench/anomalies/random.ts'
import { type Day, type Decided, drawDays, hour, measure, score } from './support/logged-days.ts'

const test = suite('health: a log that says less')

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
