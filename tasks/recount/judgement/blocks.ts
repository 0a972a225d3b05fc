import { total } from './arithmetic.ts'
import { chanceOfCount, fitOfCounts, weighCounts } from './counts.ts'
import type { Fit, Weighted } from './grid.ts'
import type { Line, Past, Service } from './past.ts'
import { chanceOfShare } from './shares.ts'
import { costOf, type Rate, sure } from './verdict.ts'

/**
 * Few blocked decisions for the hours that a session may have worked, whatever else is logged: alone, or as one more of the run of few. The worse of that and of the
 * share that is blocked, and of what crept away.
 */
export function countBlocks(
  past: Past,
  { name, rate: line }: Service,
  { rated, fit, runBefore, paces }: { rated: number[]; fit: Weighted; runBefore: number[]; paces: Fit[] },
  rate: Rate,
): Rate {
  if (rate.n === 0) return rate
  const blocked = (n: number) => past.share(n, name).count
  const work = (numbers: number[]) => total(numbers.map(past.fullExposure))
  const usually = rated.map((n) => ({ count: Math.round(blocked(n) * past.unread(n)), exposure: past.fullExposure(n) }))
  const pace = total(usually.map(({ count }) => count)) / work(rated)
  const few = (run: number[]): Rate['fewer'] => {
    const { count, n } = past.pooled(run, name)
    const expected = pace * work(run)
    if (!(count < 0.75 * expected)) return undefined
    const exposures = run.map(past.fullExposure)
    const blocks = weighCounts(fitOfCounts(usually), paces)
    const p = chanceOfCount(blocks, 'low', count, exposures) - chanceOfCount(blocks, 'at', count, exposures) / 2
    return { count, n, sessions: run.length, p, ratio: count / expected, expected }
  }
  const alone = few([past.now])
  // A session that is none of few blocks ends the run.
  const more = alone && alone.ratio <= 0.6 && alone.p <= 0.25 ? few([...runBefore, past.now]) : undefined
  const found = [alone, more, creptAway(past, name, line, fit, rate.most)].flatMap((each) => each ?? [])
  const [worst] = found.sort((a, b) => costOf(b) - costOf(a))
  return worst ? { ...rate, fewer: worst } : rate
}

/** The latest ten sessions, by the highest block rate that ever was usual: of three quarters of it. */
function creptAway(past: Past, name: string, { baseline, run }: Line, fit: Weighted, most: number): Rate['fewer'] {
  const latest = [...baseline, ...run].slice(-sure.sessions)
  const { count, n } = past.pooled(latest, name)
  if (latest.length < sure.sessions || count >= 0.75 * most * n) return undefined
  const atMost = { ...fit, means: fit.means.map((mean) => Math.min(0.99, (mean / fit.mean) * most)) }
  const p = chanceOfShare(atMost, 'low', { count, n }, { sizes: latest.map((each) => past.share(each, name).n) })
  return {
    count,
    n,
    sessions: latest.length,
    p,
    ratio: count / (0.75 * most * n),
    expected: most * n,
    crept: { rate: most, earlier: past.now },
  }
}
