import { type CountProfile, fitCounts, predictCount, profileCounts } from '../baseline/counts.ts'
import { pooledShare, predictShare } from '../baseline/shares.ts'
import { clamp, sum } from '../statistics.ts'
import { evidence } from './evidence.ts'
import { type Judged, shareAt, toRemember, unreadFactor } from './history.ts'
import { type FewerBlocks, lowSession, type RateState } from './rates.ts'

/** From so much of the usual on, blocks need no second look. */
const enough = 0.75
/** A mean block rate that a distribution can have. */
const highest = 0.99

/**
 * Of as few of a service's decisions as are logged, few blocked ones may be chance; but so few in so much work are not, however few the decisions are that a log
 * shows. What a log has lost must not look like what it never had, nor what crept away like what never was: the score takes the worst. `runs`: the runs of few
 * blocks up to this session.
 */
export function countBlocks(judged: Judged[], states: (RateState | undefined)[], runs: number[][]) {
  // How much sessions differ is known best by all decisions.
  const paces = judged.flatMap(({ pace }) => (pace ? [pace.surely] : []))
  return states.map((state, index): RateState | undefined => {
    if (!state || state.n === 0) return state
    const own = judged[index] as Judged
    const alone = blocksIn(own, [own.current], paces)
    const isLow = alone && alone.ratio <= lowSession.rate && alone.p <= lowSession.chance
    const more = isLow ? blocksIn(own, [...(runs[index] as number[]), own.current], paces) : undefined
    const [first, ...others] = [alone, more, creptBlocks(own, state.most)].filter((each) => each !== undefined)
    if (!first) return state
    return { ...state, fewer: others.reduce((worst, each) => (lossOf(each) > lossOf(worst) ? each : worst), first) }
  })
}

/** What the latest sessions blocked, as if the most that was ever usual were so still: what is usual must not creep away. */
function creptBlocks({ service, history, name, rate, current }: Judged, mostUsual: number): FewerBlocks | undefined {
  if (!rate) return undefined
  const { baseline, run } = service.rate
  const shares = [...baseline, ...run].slice(-toRemember.sessions).map((session) => shareAt(history, session, name))
  const { count, n } = pooledShare(shares)
  const expected = mostUsual * n
  const ratio = count / (enough * expected)
  if (shares.length < toRemember.sessions || !(ratio < 1)) return undefined
  const asItWas = { ...rate, means: rate.means.map((mean) => Math.min(highest, (mean * mostUsual) / rate.mean)) }
  const p = predictShare(
    asItWas,
    { count, n },
    { low: true },
    shares.map((each) => each.n),
  ).low
  return { count, n, sessions: shares.length, p, ratio, expected, crept: { mostUsual, earlier: current } }
}

const lossOf = ({ p, ratio }: FewerBlocks): number => evidence(p) * clamp(1 - ratio)

function blocksIn(
  { name, history, pace, rate }: Judged,
  run: number[],
  paces: CountProfile[],
): FewerBlocks | undefined {
  if (!pace || !rate) return undefined
  const { of } = pace.surely.exposure
  const factor = unreadFactor(history)
  const counts = rate.sessions
    .map((session) => ({
      count: Math.round(shareAt(history, session, name).count * factor(session)),
      exposure: of(session),
    }))
    .filter(({ exposure }) => exposure > 0)
  const exposures = run.map(of).filter((each) => each > 0)
  const usual = sum(counts.map(({ count }) => count)) / sum(counts.map(({ exposure }) => exposure))
  const expected = usual * sum(exposures)
  const { count, n } = pooledShare(run.map((session) => shareAt(history, session, name)))
  const ratio = count / expected
  if (!(ratio < enough)) return undefined
  const fit = fitCounts(profileCounts(counts), paces)
  const { low, at } = predictCount(fit, count, exposures, { low: true, at: true })
  const p = low - at / 2
  return { count, n, sessions: run.length, p, ratio, expected }
}
