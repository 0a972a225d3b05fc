import { total } from './arithmetic.ts'
import { chanceOfCount, fitOfCounts, weighCounts } from './counts.ts'
import type { Fit } from './grid.ts'
import type { Past } from './past.ts'
import { costOf, type Standing } from './verdict.ts'

type Rate = NonNullable<Standing['rate']>

/**
 * Few blocked decisions for the hours that a session may have worked, whatever else is logged: alone, or as one more of the run of few. The worse of that and of the
 * share that is blocked.
 */
export function countBlocks(
  past: Past,
  name: string,
  { rated, runBefore, paces }: { rated: number[]; runBefore: number[]; paces: Fit[] },
  rate: Rate,
): Rate {
  if (rate.n === 0) return rate
  const blocked = (n: number) => past.share(n, name).count
  const work = (numbers: number[]) => total(numbers.map(past.fullExposure))
  const pace = total(rated.map(blocked)) / work(rated)
  const few = (run: number[]): Rate['fewer'] => {
    const { count, n } = past.pooled(run, name)
    const expected = pace * work(run)
    if (!(count < 0.75 * expected)) return undefined
    const exposures = run.map(past.fullExposure)
    const fit = weighCounts(
      fitOfCounts(rated.map((each) => ({ count: blocked(each), exposure: past.fullExposure(each) }))),
      paces,
    )
    const p = chanceOfCount(fit, 'low', count, exposures) - chanceOfCount(fit, 'at', count, exposures) / 2
    return { count, n, sessions: run.length, p, ratio: count / expected, expected }
  }
  const alone = few([past.now])
  if (!alone) return rate
  // A session that is none of few blocks ends the run.
  const more = alone.ratio <= 0.6 && alone.p <= 0.25 ? few([...runBefore, past.now]) : undefined
  return { ...rate, fewer: more && costOf(more) > costOf(alone) ? more : alone }
}
