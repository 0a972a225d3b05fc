import { percent, total } from './arithmetic.ts'
import { normalAbove, normalTail } from './normal.ts'
import type { Past } from './past.ts'
import { chanceOfShare, deviations, fitOfShares, weighShares } from './shares.ts'
import { least, type Test } from './verdict.ts'

/** The latest six sessions, and the twelve before them. */
const [recent, longest] = [6, 12]
const length = Math.sqrt(1 + 4 + 9 + 16 + 25 + 36)

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
  let [score, shift] = [0, 0]
  for (const [n, share] of shares.entries()) {
    const weight = (n + 1) / length
    const high = chanceOfShare(fit, 'high', share, { half: true, certain: true })
    score += weight * Math.min(3, Math.max(-3, normalAbove(high)))
    const { session, mean } = deviations(fit, share.n)
    shift += (weight * mean) / session
  }
  const z = score / Math.sqrt(1 + shift * shift)
  const late = past.pooled(latest.slice(-3), name)
  const rate = late.count / late.n
  const usual = past.pooled(before, name)
  const rises = rate >= 1.45 * fit.mean && rate >= fit.mean + 0.02
  const falls = rate <= 0.65 * fit.mean && rate <= fit.mean - 0.02
  const since = past.begins(latest[0] as number)
  const common = {
    ...{ service: name, weight: expected, since },
    figures: () => [
      ...shares.flatMap(({ count, n }) => [count, n]),
      ...[percent(usual.count / usual.n), before.length],
    ],
  }
  tests.push({ ...common, kind: 'drift', p: rises ? normalTail(z) : 1 })
  if (isKnown) return
  tests.push({
    ...{ ...common, kind: 'weaker', p: falls ? normalTail(-z) : 1, lagged: latest },
    run: { line: 'rate', first: latest[0] as number, from: since, standing: false },
  })
}
