import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Measured } from '../tasks/analysis/baseline/measured.ts'
import { poisson, type Random, randomFrom } from './bench/anomalies/random.ts'
import { type Day, type Decided, hour, measure, score } from './support/logged-days.ts'
import { randomRuns } from './support/random-runs.ts'

const histories = randomRuns(3)

const test = suite('health: every session of a run logs less')

interface Kept extends Decided {
  /** Decisions are left out from the highest on, so that each log is a part of the one before it. */
  order: number
}

const services: [name: string, pace: number, rate: number][] = [
  ['BoundaryEnforcer', 60, 0.11],
  ['CrossReferenceValidator', 60, 0.1],
  ['ContextPressureMonitor', 48, 0],
  ['MetacognitiveVerifier', 30, 0.07],
  ['InstructionPersistenceClassifier', 20, 0],
  ['PluralisticDeliberationOrchestrator', 6, 0],
]

function drawDays(random: Random, length: number): (Day & { decided: Kept[] })[] {
  const vary = 0.3 * random()
  return Array.from({ length }, (_, day) => {
    const from = day * 24 * hour
    const busy = Math.exp(vary * (2 * random() - 1))
    const decided = services.flatMap(([service, pace, rate]) =>
      Array.from(
        { length: poisson(pace * busy, random) },
        (): Kept => ({
          at: from + random() * 5 * hour,
          service,
          blocked: random() < rate,
          action: 0,
          order: random(),
        }),
      ),
    )
    return { window: { from, to: from + 5 * hour }, decided: decided.sort((a, b) => a.at - b.at) }
  })
}

const shares = [1, 0.66, 0.5, 0.33, 0.2, 0.1, 0.03]

/** What is kept of each of the latest sessions, from all of it to hardly anything; `isThinned` says of which services. */
function scoresOf(days: ReturnType<typeof drawDays>, latest: number, isThinned: (service: string) => boolean) {
  return shares.map((share) => {
    const measured = days.map((day, n) => {
      const isKept = ({ service, order }: Kept) => order < share || !isThinned(service)
      return measure(day, n < days.length - latest ? day.decided : day.decided.filter(isKept))
    })
    return score(measured.slice(0, -1), measured.at(-1) as Measured).score as number
  })
}

for (const [latest, earlier] of [
  [1, 12],
  [6, 12],
  [10, 8],
  [12, 6],
] as const)
  test(`whoever logs less in the last ${latest} of ${latest + earlier} sessions scores no higher`, () => {
    for (let seed = 1; seed <= histories; seed++) {
      const random = randomFrom(seed * 6007 + latest)
      const days = drawDays(random, earlier + latest)
      const spared = services.filter(() => random() < 0.3).map(([name]) => name)
      const scores = scoresOf(days, latest, (service) => !spared.includes(service))
      const told = `${seed}, without ${spared.join()}: ${scores.join(' ')}`
      // A point is what the start of a run, or its rounding, may be worth.
      assert.ok(
        scores.every((score, n) => n === 0 || score <= (scores[n - 1] as number) + 1),
        told,
      )
      if (spared.length < 3) assert.ok((scores[2] as number) < 95, told)
    }
  })

test.run()
