import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { PartName } from '../tasks/analysis/score/facts.ts'
import { type Random, randomFrom } from './bench/anomalies/random.ts'
import { type Day, drawDays, measure, score } from './support/logged-days.ts'

const test = suite('health: what was blocked is allowed')

/** The same days with more or fewer blocks in the earlier ones: what is usual creeps, or the latest are raised. */
function redrawn(days: Day[], random: Random): Day[] {
  const [from, to, raised] = [random() * 0.5, random() * 0.5, random() < 0.3 ? 1 + Math.floor(random() * 3) : 0]
  const count = days.length - 1
  return days.map((day, n) => {
    if (n === count) return day
    const isRaised = n >= count - raised
    const allowed = from + ((to - from) * n) / count
    const decided = day.decided.map((each) => ({
      ...each,
      blocked: isRaised ? each.blocked || random() < 0.1 : each.blocked && random() > allowed,
    }))
    return { ...day, decided }
  })
}

test('one blocked decision after the other allowed, neither the score nor a part of it ever gets better', () => {
  let tried = 0
  const better: string[] = []
  for (let seed = 1; seed <= 200; seed++) {
    const random = randomFrom(seed * 15_485_863)
    const days = redrawn(drawDays(random), random)
    const last = days.at(-1) as Day
    const earlier = days.slice(0, -1).map((day) => measure(day, day.decided))
    const order = last.decided
      .flatMap(({ blocked }, n) => (blocked ? [{ n, rank: random() }] : []))
      .sort((a, b) => a.rank - b.rank)
    let before = score(earlier, measure(last, last.decided))
    for (const [count] of order.entries()) {
      const allowed = new Set(order.slice(0, count + 1).map(({ n }) => n))
      const now = score(
        earlier,
        measure(
          last,
          last.decided.map((each, n) => ({ ...each, blocked: each.blocked && !allowed.has(n) })),
        ),
      )
      const parts = Object.keys(now.parts) as PartName[]
      const cheaper = parts.filter((part) => (now.parts[part]?.points ?? 0) < (before.parts[part]?.points ?? 0))
      tried++
      if (cheaper.length > 0 || (now.score as number) > (before.score as number))
        better.push(`${seed}, ${count + 1} of ${order.length}: ${JSON.stringify(before)}, then ${JSON.stringify(now)}`)
      before = now
    }
  }
  assert.ok(tried > 500, String(tried))
  assert.equal(better, [])
})

test.run()
