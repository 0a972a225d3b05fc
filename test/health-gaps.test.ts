import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { leastSessions } from '../tasks/analysis/baseline/earlier.ts'
import type { Measured } from '../tasks/analysis/baseline/measured.ts'
import { poisson, type Random, randomFrom } from './bench/anomalies/random.ts'
import { type Day, type Decided, drawDays, hour, measure, score } from './support/logged-days.ts'

const test = suite('health: earlier logs that say less')

/** Which of the earlier sessions have a gap, of so many. */
const places: Record<string, (count: number, random: Random) => (session: number) => boolean> = {
  'some sessions': (_, random) => {
    const share = random()
    const isGap = Array.from({ length: 60 }, () => random() < share)
    return (session) => isGap[session] as boolean
  },
  'a run of sessions': (count, random) => {
    const first = Math.floor(random() * count)
    const end = first + 1 + Math.floor(random() * (count - first))
    return (session) => session >= first && session < end
  },
  'the latest sessions': (count, random) => {
    const first = count - 1 - Math.floor(random() * (count - 1))
    return (session) => session >= first
  },
  'every other session': () => (session) => session % 2 === 1,
  'every third session': () => (session) => session % 3 === 1,
}

function without(names: string[], count: number, random: Random): (day: Day) => Decided[] {
  const first = Math.floor(random() * names.length)
  const gone = Array.from({ length: count }, (_, n) => names[(first + n) % names.length])
  return (day) => day.decided.filter(({ service }) => !gone.includes(service))
}

/** The score of the last of some days. */
const lastOf = (days: Day[]) => {
  const measured = days.map((day) => measure(day, day.decided))
  return score(measured.slice(0, -1), measured.at(-1) as Measured)
}

const decidedIn = (days: Day[], name: string): number =>
  days.filter(({ decided }) => decided.some(({ service }) => service === name)).length

/** Some days with services that log nothing in some of the earlier ones. */
const gapped = (days: Day[], isGap: (session: number) => boolean, left: (day: Day) => Decided[]): Day[] =>
  days.map((day, n) => (n < days.length - 1 && isGap(n) ? { ...day, decided: left(day) } : day))

test('where services logged nothing in earlier sessions, the score is seldom better, and hardly ever by more than two points', () => {
  let tried = 0
  const better: { gained: number; told: string }[] = []
  for (let seed = 1; seed <= 30; seed++) {
    const random = randomFrom(seed * 104_729)
    const days = drawDays(random)
    const names = [...new Set(days.flatMap(({ decided }) => decided.map(({ service }) => service)))].sort()
    const whole = lastOf(days)
    for (const [place, draw] of Object.entries(places))
      for (const count of [1, 2]) {
        const cut = gapped(days, draw(days.length - 1, random), without(names, count, random))
        // Of a service that decided in fewer sessions nobody knows what is usual.
        if (names.some((name) => decidedIn(cut.slice(0, -1), name) < leastSessions)) continue
        const left = lastOf(cut)
        const gained = (left.score as number) - (whole.score as number)
        tried++
        if (gained > 0)
          better.push({
            gained,
            told: `${seed}, ${count} in ${place}: ${whole.score}, then ${left.score}; ${JSON.stringify(left.basis)}`,
          })
      }
  }
  const told = better.map((each) => each.told).join('\n')
  assert.ok(tried > 200, String(tried))
  assert.ok(better.length <= tried * 0.15, told)
  assert.ok(better.filter(({ gained }) => gained > 2).length <= tried * 0.06, told)
})

const damagedPlaces: typeof places = { ...places, 'all sessions': () => () => true }

type Damage = (decided: Decided, line: number) => boolean
const damages: Record<string, { damage: Damage; better: number; byMore: number }> = {
  'every second line': { damage: (_, line) => line % 2 === 0, better: 0.06, byMore: 0.05 },
  'every fifth line': { damage: (_, line) => line % 5 === 0, better: 0.02, byMore: 0.01 },
  // Where nothing else was ever blocked, nobody can know what was.
  'all that was blocked': { damage: ({ blocked }) => blocked, better: 0.12, byMore: 0.08 },
  'all that one service blocked': {
    damage: ({ blocked, service }) => blocked && service === 'A',
    better: 0.09,
    byMore: 0.03,
  },
}

for (const [name, { damage, better, byMore }] of Object.entries(damages))
  test(`where ${name} of earlier sessions is damaged, the score is hardly ever better`, () => {
    const gained: number[] = []
    for (let seed = 1; seed <= 40; seed++) {
      const random = randomFrom(seed * 32_452_843)
      const days = drawDays(random)
      const whole = lastOf(days)
      for (const draw of Object.values(damagedPlaces)) {
        const isDamaged = draw(days.length - 1, random)
        const left = days.map((day, n) => {
          if (n === days.length - 1 || !isDamaged(n)) return day
          const decided = day.decided.filter((each, line) => !damage(each, line))
          return { ...day, decided, unreadable: day.decided.length - decided.length }
        })
        gained.push((lastOf(left).score as number) - (whole.score as number))
      }
    }
    const counts = [0, 2].map((points) => gained.filter((each) => each > points).length)
    const told = `${counts[0]} of ${gained.length} better, ${counts[1]} by more than two points, ${Math.max(...gained)} at most`
    assert.is(gained.length, 240)
    assert.ok((counts[0] as number) <= better * gained.length, told)
    assert.ok((counts[1] as number) <= byMore * gained.length, told)
  })

const steady = ['A', 'B', 'C', 'D', 'E', 'F']
/** Days of six services, the last of them at less than half of the pace. */
function steadyDays(length: number, seed: number): Day[] {
  const random = randomFrom(seed)
  return Array.from({ length }, (_, day): Day => {
    const from = day * 24 * hour
    const decided = steady.flatMap((service, n) =>
      Array.from({ length: poisson((day === length - 1 ? 0.45 : 1) * (60 - 8 * n), random) }, () => ({
        at: from + random() * 6 * hour,
        service,
        blocked: random() < 0.1,
        action: 0,
      })),
    )
    return { window: { from, to: from + 6 * hour }, decided: decided.sort((a, b) => a.at - b.at) }
  })
}

test('two services that fell silent when hardly anything was known of them are missed, and make nothing of the others cheaper', () => {
  for (const seed of [1, 2, 3, 4]) {
    const days = steadyDays(8, seed)
    const whole = lastOf(days)
    const left = (day: Day) => day.decided.filter(({ service }) => service !== 'B' && service !== 'E')
    const gone = lastOf([...days.slice(0, 3), ...days.slice(3).map((day) => ({ ...day, decided: left(day) }))])
    assert.ok((gone.score as number) < (whole.score as number), `${seed}: ${whole.score}, then ${gone.score}`)
    assert.ok(gone.basis.filter(({ part, service }) => part === 'coverage' && /[BE]/.test(service ?? '')).length === 2)
    const early = lastOf(gapped(days, (session) => session > 0 && session < 4, left))
    assert.ok((early.score as number) <= (whole.score as number) + 3, `${seed}: ${whole.score}, then ${early.score}`)
  }
})

test.run()
