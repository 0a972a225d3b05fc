import { percent, total } from './arithmetic.ts'
import { normalAbove, normalTail } from './normal.ts'
import type { Past } from './past.ts'
import { chanceOfShare, deviations, fitOfShares, weighShares } from './shares.ts'
import { least, type Test } from './verdict.ts'

/** The latest six sessions, and the twelve before them. */
const [recent, longest] = [6, 12]

/** Block rates that rise or fall slowly. */
export function testDrifts(past: Past, tests: Test[]): void {
  const lagged = [...past.services.values()].flatMap(({ name, rate }) => {
    const all = [...rate.baseline, ...rate.run]
    const before = all.slice(-recent - longest, -recent)
    if (before.length < least) return []
    return [
      {
        name,
        isKnown: rate.found,
        recent: all.slice(-recent),
        before,
        fit: fitOfShares(before.map((n) => past.share(n, name))),
      },
    ]
  })
  for (const one of lagged)
    testDrift(
      past,
      one,
      lagged.filter((other) => other !== one),
      tests,
    )
}

/** Generalized least squares of a rise from 1 to 6 on scores whose covariance is the identity and the outer product of the shifts. */
function steadyRise(scores: { score: number; session: number; shift: number }[]): number {
  const shifts = total(scores.map(({ shift }) => shift ** 2))
  const met = total(scores.map(({ session, shift }, n) => ((n + 1) / session) * shift))
  const against = total(scores.map(({ score, shift }) => score * shift))
  const plain = total(scores.map(({ score, session }, n) => ((n + 1) / session) * score))
  const information = total(scores.map(({ session }, n) => ((n + 1) / session) ** 2)) - met ** 2 / (1 + shifts)
  return (plain - (met * against) / (1 + shifts)) / Math.sqrt(information)
}

interface Lagged {
  name: string
  /** A run of few blocks that was found is going on. */
  isKnown: boolean
  recent: number[]
  before: number[]
  fit: ReturnType<typeof fitOfShares>
}

function testDrift(
  past: Past,
  { name, isKnown, recent: latest, before, fit: own }: Lagged,
  others: Lagged[],
  tests: Test[],
) {
  const fit = weighShares(
    own,
    others.map((other) => other.fit),
  )
  const shares = latest.map((n) => past.share(n, name))
  const expected = total(shares.map(({ n }) => n)) * fit.mean
  if (expected < 6) return
  const z = steadyRise(
    shares.map((share) => {
      const high = chanceOfShare(fit, 'high', share, { half: true, certain: true })
      const { session, mean } = deviations(fit, share.n)
      return { score: Math.min(3, Math.max(-3, normalAbove(high))), session, shift: mean / session }
    }),
  )
  const late = past.pooled(latest.slice(-3), name)
  const rate = late.count / late.n
  const usual = past.pooled(before, name)
  const rises = rate >= 1.5 * fit.mean && rate >= fit.mean + 0.02
  const falls = rate <= 0.65 * fit.mean && rate <= fit.mean - 0.02
  const since = past.begins(latest[0] as number)
  const common = {
    service: name,
    weight: expected * expected,
    latest: latest[0] as number,
    since,
    figures: () => [
      ...shares.flatMap(({ count, n }) => [count, n]),
      ...[percent(usual.count / usual.n), before.length],
    ],
  }
  tests.push({ ...common, kind: 'drift', p: rises ? normalTail(z) : 1 })
  if (isKnown) return
  tests.push({
    ...common,
    kind: 'weaker',
    p: falls ? normalTail(-z) : 1,
    lagged: latest,
    run: { line: 'rate', first: latest[0] as number, from: since, standing: false },
  })
}
