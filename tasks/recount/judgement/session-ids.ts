import { percent, total } from './arithmetic.ts'
import type { Past } from './past.ts'
import { chanceOfShare, fitOfShares, type Share, weighShares } from './shares.ts'
import type { Facts, Test } from './verdict.ts'

/** Placeholder and stale session ids, from twenty points more on. */
export function testSessionIds(past: Past, tests: Test[]): void {
  for (const key of ['placeholders', 'stale'] as const) {
    const share = (session: Facts): Share => ({ count: session[key], n: session.total })
    const now = share(past.current())
    const before = past
      .latest()
      .map((n) => share(past.at(n)))
      .filter(({ n }) => n > 0)
    if (before.length === 0 || now.n === 0) continue
    const usual = total(before.map(({ count }) => count)) / total(before.map(({ n }) => n))
    const isMore = now.count / now.n >= usual + 0.2
    tests.push({
      kind: 'session-id',
      p: isMore ? chanceOfShare(weighShares(fitOfShares(before), []), 'high', now) : 1,
      figures: () => [now.count, now.n, percent(now.count / now.n), percent(usual), before.length],
    })
  }
}
