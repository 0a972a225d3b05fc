import { total, within } from './arithmetic.ts'
import { costOf, evidence, type Standing } from './verdict.ts'

/** What the score of docs/health.md is made of, beside what is known of the services. */
export interface ScoredFrom {
  standings: Standing[]
  missing: string[]
  learning: boolean
  decisions: number
  unreadable: number
  /** Of the lines of the sessions before, the share that is unreadable beyond the usual. */
  unreadBefore: number
  /** Decisions with placeholder or stale ids. */
  ids: number
  peak: number | null
  pressureKnown: boolean
  clockWentBack: number
  /** Active HIGH rules and those that nothing checked lately; left out where that says nothing, or nobody knows the rules. */
  rules?: { high: number; unchecked: number }
  /** What the rule sync found; left out without a store. */
  store?: { verified: boolean; invalid: number; extra: number }
  /** Services that did not refuse what they must, and canaries that nobody tried. */
  passed: string[]
  untried: number
  /** From the first decision to the last, and from that to the end of the session, of its whole length; milliseconds. */
  span: number | null
  rest: number
  length: number
}

/** A deduction as the report must have it: the numbers of its reason in the order in which they are named. */
export interface Deducted {
  points: number
  figures: (string | number)[]
}
export type Parts = Partial<
  Record<'coverage' | 'enforcement' | 'exposure' | 'pressure' | 'rules' | 'store' | 'data', Deducted[] | null>
>

const limits = { coverage: 40, enforcement: 35, exposure: 5, pressure: 5, rules: 3, store: 4, data: 8 }
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
    ...(isMeasured && { pressure: limited([pressure(from.peak)], limits.pressure) }),
    ...ofRulesAndStore(from),
    data: limited(data(from), limits.data),
  }
}

/** What can be counted without any session before. */
export function ofRulesAndStore({ rules, store }: Pick<ScoredFrom, 'rules' | 'store'>): Parts {
  const { high = 0, unchecked = 0 } = rules ?? {}
  const { verified, invalid = 0, extra = 0 } = store ?? {}
  return {
    ...(rules && {
      rules: limited([{ points: Math.ceil((3 * unchecked) / high), figures: [unchecked, high] }], limits.rules),
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

interface Loss {
  weight: number
  figures: (string | number)[]
}

const pointsOf = (weight: number, of: number) => Math.round(of * (0.8 * weight + 0.2 * weight * weight))

function spread(losses: Loss[], of: number): Deducted[] {
  const sorted = losses.toSorted(
    (a, b) => b.weight - a.weight || (String(a.figures[0]) < String(b.figures[0]) ? -1 : 1),
  )
  const upTo = sorted.map((_, n) => pointsOf(within(total(sorted.slice(0, n + 1).map(({ weight }) => weight))), of))
  return limited(
    sorted.map(({ figures }, n) => ({ points: (upTo[n] as number) - (upTo[n - 1] ?? 0), figures })),
    of,
  )
}

function limited(found: Deducted[], of: number): Deducted[] {
  const taken: Deducted[] = []
  for (const { points, figures } of found.toSorted((a, b) => b.points - a.points)) {
    const left = of - total(taken.map((each) => each.points))
    if (Math.min(points, left) > 0) taken.push({ points: Math.min(points, left), figures })
  }
  return taken
}

function lossOfPace({ pace }: Standing): number {
  if (!pace) return 0
  const { sessions, of, most } = pace.used
  const ways = (k: number): number => (k === 0 ? 1 : (ways(k - 1) * (of - k + 1)) / k)
  const asFew = total(Array.from({ length: sessions + 1 }, (_, k) => ways(k) * most ** k * (1 - most) ** (of - k)))
  const rarer = most === 0 ? 0 : evidence(asFew) * within(1 - sessions / of / most)
  const least = pace.count === 0 && pace.usual >= 20 ? 0.15 : 0
  return Math.max(evidence(pace.p) * within(1 - pace.ratio), rarer, least)
}

/** Those that have been there for ten sessions. */
const ofLongStanding = (services: Standing[]): Standing[] => {
  const old = services.filter(({ pace }) => pace !== undefined && pace.sessions >= 10)
  return old.length > 0 ? old : services
}

function coverage({ standings, missing }: ScoredFrom): Loss[] {
  const unknown = missing.filter((name) => !standings.some((each) => each.name === name))
  const size = ofLongStanding(standings).length + unknown.length
  return [
    ...standings.map((standing): Loss => {
      const { name } = standing
      const isMissing = missing.includes(name)
      const figures = [name, ...(isMissing ? [] : littleOf(standing))]
      return { weight: (isMissing ? 1 : lossOfPace(standing)) / size, figures }
    }),
    ...unknown.map((name): Loss => ({ weight: 1 / size, figures: [name] })),
  ]
}

/** In how many sessions it decided, or how often in a run of little, and how often was expected; nothing of one that is silent. */
function littleOf({ pace }: Standing): (string | number)[] {
  if (!pace) return []
  if (pace.p > 0.1 && pace.used.sessions > 0) return [pace.used.sessions, pace.used.of]
  return pace.count > 0 ? [Math.round(pace.ratio * pace.expected), pace.expected.toFixed(1)] : []
}

function enforcement({ standings, passed, untried }: ScoredFrom): Loss[] {
  const rated = standings.flatMap((standing) => (standing.rate ? { ...standing, rate: standing.rate } : []))
  const enforcing = rated.filter(({ rate }) => rate.most >= 0.005)
  const blocksOf = ({ rate, pace }: Standing) => (rate?.usual ?? 0) * (pace?.usual ?? 0)
  const old = ofLongStanding(enforcing)
  const blocks = total(old.map(blocksOf))
  const canaries = [
    ...passed.map((name): Loss => ({ weight: 0.6, figures: [name] })),
    ...(untried > 0 ? [{ weight: 0.1, figures: [untried] }] : []),
  ]
  const losses = rated.map((standing): Loss => {
    const { name, rate } = standing
    const enforces = rate.most >= 0.005
    const byBlocks = blocks > 0 ? within(blocksOf(standing) / blocks) : 1 / old.length
    const share = enforces ? Math.round(25 * (1 / old.length + byBlocks)) / 50 : 1 / (2 * rated.length)
    const few = enforces ? costOf(rate.low) : 0
    const less = enforces && rate.fewer ? Math.max(few, costOf(rate.fewer)) : few
    const more = evidence(rate.high.p) * within((rate.high.rate - rate.usual) / 0.2)
    const silent = lossOfPace(standing)
    const told =
      silent >= Math.max(few, more) && silent >= less / 2
        ? littleOf(standing)
        : less > more
          ? fewOf(rate)
          : [rate.count, rate.n, ...beforeOf(rate)]
    return { weight: share * Math.max(less, more, silent), figures: [name, ...told] }
  })
  return [...canaries, ...losses]
}

const percent = (share: number) => (share * 100).toFixed(1)
const beforeOf = ({ before, usual }: NonNullable<Standing['rate']>) => [before.count, before.n, percent(usual)]

/** Of one session its blocks; of a run of more those of all of it, in how many sessions, and how many were expected. */
function fewOf(rate: NonNullable<Standing['rate']>): (string | number)[] {
  const { count, n, usual, low, fewer } = rate
  const isFewer = fewer !== undefined && costOf(fewer) > costOf(low)
  const few = isFewer ? fewer : low.run && { ...low.run, expected: low.run.n * usual }
  if (!few || (!isFewer && few.sessions === 1)) return [count, n, ...beforeOf(rate)]
  const found = [few.count, few.n, ...(few.sessions > 1 ? [few.sessions] : []), few.expected.toFixed(1)]
  return [...found, ...((isFewer && fewer.crept) || beforeOf(rate))]
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
      figures: [lately.toFixed(1), most.toFixed(1)],
    }
    const single = of === paces ? creptAlone(standings) : undefined
    return [single && single.points > all.points ? single : all]
  })
  const points = Math.round(5 * within(usual / 20) * Math.max(lost, surplus))
  return [{ points, figures: [surplus > lost ? decisions : count, usual.toFixed(0)] }, ...crept]
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
      figures: [worst.name, worst.lately.toFixed(1), worst.most.toFixed(1)],
    }
  )
}

const pressure = (peak: number | null): Deducted =>
  peak === null
    ? { points: 5, figures: [] }
    : { points: Math.round(5 * between(peak, 0.5, 0.85)), figures: [peak.toFixed(2)] }

function data(from: ScoredFrom): Deducted[] {
  const { standings, decisions, unreadable, unreadBefore, ids, clockWentBack, span, rest, length } = from
  const paces = standings.flatMap(({ pace }) => pace ?? [])
  const known = paces.length === 0 ? decisions : total(paces.map(({ count }) => count))
  const isBunched = span !== null && decisions >= 50 && decisions * 1000 > 10 * span
  const quiet = rest < hour / 2 ? 0 : rest / length
  return [
    {
      points: known + unreadable === 0 ? 0 : Math.ceil(5 * within(unreadable / (known + unreadable) / 0.05)),
      figures: [unreadable],
    },
    {
      points: from.learning ? 0 : Math.round(5 * within(unreadBefore / 0.05)),
      figures: [percent(unreadBefore)],
    },
    { points: isBunched ? 4 : 0, figures: [decisions] },
    { points: clockWentBack > 0 ? 2 : 0, figures: [clockWentBack] },
    { points: known === 0 ? 0 : Math.round(2 * within(ids / known)), figures: [ids] },
    { points: Math.ceil(4 * between(quiet, 0.25, 1)), figures: [(quiet * 100).toFixed(0)] },
  ]
}

const hour = 3_600_000
