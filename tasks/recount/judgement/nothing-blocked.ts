import { isAgents } from '../../../cache/audit/claude-code.ts'
import { percent, total } from './arithmetic.ts'
import type { Weighted } from './grid.ts'
import type { Past } from './past.ts'
import { chanceOfShare } from './shares.ts'
import type { Test } from './verdict.ts'

/** Of a service, its block rate and the sessions that it is from. */
export interface Rated {
  name: string
  rated: number[]
  rate?: Weighted | undefined
}

/** None of the services blocked anything: the least of their chances, times the roots of the others. */
export function testNothingBlocked(past: Past, services: Rated[], tests: Test[]): void {
  const now = services.flatMap(({ name, rated, rate }) => {
    const share = past.share(past.now, name)
    if (!rate || share.n === 0 || isAgents(name)) return []
    return [{ share, before: past.pooled(rated, name), chance: () => chanceOfShare(rate, 'low', share) }]
  })
  const enforcing = now.filter(({ before }) => before.count > 0)
  if (enforcing.length < 2 || total(now.map(({ share }) => share.count)) > 0) return
  const [least = 1, ...others] = enforcing.map(({ chance }) => chance()).toSorted((a, b) => a - b)
  const sumOf = (what: 'count' | 'n') => total(now.map(({ before }) => before[what]))
  tests.push({
    kind: 'weaker',
    p: others.reduce((product, chance) => product * Math.sqrt(chance), least),
    figures: () => [
      total(now.map(({ share }) => share.n)),
      ...[now.length, sumOf('count'), sumOf('n'), percent(sumOf('count') / sumOf('n'))],
    ],
  })
}
