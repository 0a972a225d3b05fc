import { hourMs } from '../numbers.ts'
import { fixed, percent, total, within } from './arithmetic.ts'
import { coverage, enforcement } from './losses.ts'
import type { ScoredFrom } from './scored-from.ts'
import { type Deducted, limited, spread } from './spread.ts'
import type { Standing } from './verdict.ts'

export type Parts = Partial<
  Record<'coverage' | 'enforcement' | 'exposure' | 'pressure' | 'rules' | 'store' | 'data', Deducted[] | null>
>

/** The most that each part takes off, as docs/health.md publishes it. */
export const limits = { coverage: 40, enforcement: 35, exposure: 5, pressure: 5, rules: 3, store: 4, data: 8 }
/** From nothing at one value to everything at another. */
const between = (value: number, from: number, to: number) => within((value - from) / (to - from))

/** Deductions of each part; null: not known while learning. */
export function deduct(from: ScoredFrom): Parts {
  const known = <Found>(found: Found) => (from.learning ? null : found)
  const monitor = from.standings.find(({ name }) => name === 'ContextPressureMonitor')?.pace
  const isMeasured = from.peak !== null || (from.pressureKnown && (!monitor || monitor.usual >= 3))
  return {
    coverage:
      from.missing.length > 0
        ? spread(coverage(from), limits.coverage)
        : known(spread(coverage(from), limits.coverage)),
    enforcement:
      from.passed.length > 0 || from.untried > 0
        ? spread(enforcement(from), limits.enforcement)
        : known(spread(enforcement(from), limits.enforcement)),
    exposure: known(limited(exposure(from), limits.exposure)),
    ...withoutOthers(from),
    ...(isMeasured && { pressure: limited([pressure(from.peak)], limits.pressure) }),
    data: limited(data(from), limits.data),
  }
}

/** What can be counted without any session before. */
export function withoutOthers({ rules, store, peak }: Pick<ScoredFrom, 'rules' | 'store' | 'peak'>): Parts {
  const { high = 0, unchecked = 0 } = rules ?? {}
  const { verified, invalid = 0, extra = 0 } = store ?? {}
  return {
    ...(peak !== null && { pressure: limited([pressure(peak)], limits.pressure) }),
    ...(rules && {
      rules: limited(
        [{ points: Math.ceil((3 * unchecked) / high), figures: [unchecked, high], from: { high, unchecked } }],
        limits.rules,
      ),
    }),
    ...(store && {
      store: limited(
        [
          { points: verified ? 0 : 4, figures: [] },
          ...[invalid, extra].map((count) => ({ points: Math.min(2, count), figures: [count] })),
        ],
        limits.store,
      ),
    }),
  }
}

function exposure({ standings, decisions }: ScoredFrom): Deducted[] {
  const paces = standings.flatMap(({ pace }) => pace ?? [])
  const sumOf = (value: (pace: (typeof paces)[number]) => number) => total(paces.map(value))
  const [count, usual] = [sumOf((pace) => pace.count), sumOf((pace) => pace.usual)]
  if (usual === 0) return []
  const [lost, surplus] = [between(count / usual, 0.7, 0.2), between(decisions / usual, 3, 8)]
  const blocks = standings.flatMap(({ pace, rate }) =>
    pace && rate ? { lately: rate.lately * pace.usual, most: rate.most * pace.usual } : [],
  )
  const crept = [paces, blocks].flatMap((of): Deducted[] => {
    const [lately, most] = [total(of.map((each) => each.lately)), total(of.map((each) => each.most))]
    if (most === 0) return []
    const all = {
      points: Math.round(5 * between(lately / most, 0.9, 0.4)),
      figures: [fixed(lately, 1), fixed(most, 1)],
      from: { lately, most },
    }
    const single = of === paces ? creptAlone(standings) : undefined
    return [single && single.points > all.points ? single : all]
  })
  const points = Math.round(5 * within(usual / 20) * Math.max(lost, surplus))
  const made = surplus > lost ? decisions : count
  return [{ points, figures: [made, fixed(usual, 0)], from: { decisions: made, usual } }, ...crept]
}

/** Of services of twenty decisions and more, the one that lost the most of its pace: two fifths of the points. */
function creptAlone(standings: Standing[]): Deducted | undefined {
  const busy = standings.flatMap(({ name, pace }) =>
    pace && pace.usual >= 20 ? { name, ...pace, lost: between(pace.lately / pace.most, 0.9, 0.4) } : [],
  )
  const [worst] = busy.sort((a, b) => b.lost - a.lost || (a.name < b.name ? -1 : 1))
  return (
    worst && {
      points: Math.round(2 * worst.lost),
      service: worst.name,
      figures: [worst.name, fixed(worst.lately, 1), fixed(worst.most, 1)],
      from: { lately: worst.lately, most: worst.most },
    }
  )
}

const pressure = (peak: number | null): Deducted =>
  peak === null
    ? { points: 5, figures: [] }
    : { points: Math.round(5 * between(peak, 0.5, 0.85)), figures: [peak.toFixed(2)], from: { peak } }

function data(from: ScoredFrom): Deducted[] {
  const { standings, decisions, unreadable, unreadBefore, placeholders, stale, clockWentBack, span, rest, length } =
    from
  const paces = standings.flatMap(({ pace }) => pace ?? [])
  const known = paces.length === 0 ? decisions : total(paces.map(({ count }) => count))
  const isBunched = span !== null && decisions >= 50 && decisions * 1000 > 10 * span
  const quiet = rest < hourMs / 2 ? 0 : rest / length
  const ids = placeholders + stale
  return [
    {
      points: known + unreadable === 0 ? 0 : Math.ceil(5 * within(unreadable / (known + unreadable) / 0.05)),
      figures: [unreadable],
      from: { unreadable, lines: known + unreadable },
    },
    {
      points: from.learning ? 0 : Math.round(5 * within(unreadBefore / 0.05)),
      figures: [percent(unreadBefore)],
      from: { unreadable: unreadBefore },
    },
    { points: isBunched ? 4 : 0, figures: [decisions] },
    { points: clockWentBack > 0 ? 2 : 0, figures: [clockWentBack], from: { backwardJumps: clockWentBack } },
    {
      points: known === 0 ? 0 : Math.round(2 * within(ids / known)),
      figures: [ids],
      from: { placeholderIds: placeholders, staleIds: stale, decisions: known },
    },
    { points: Math.ceil(4 * between(quiet, 0.25, 1)), figures: [(quiet * 100).toFixed(0)], from: { quiet } },
  ]
}
