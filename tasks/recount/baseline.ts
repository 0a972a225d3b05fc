import { isObject, type Json, type JsonObject } from '../../cache/json.ts'
import { middleOf } from './judgement/arithmetic.ts'
import { type Compared, inOrder, type Measure, verdictsOf, workedHours } from './judgement/comparisons.ts'
import { ascending, hourMs, sixDecimals } from './numbers.ts'
import { type CountedSession, countAnalysis, pausedHours } from './session.ts'

/** An earlier session, counted from the same logs. */
export interface EarlierCount {
  session: string
  inferred: boolean
  counted: CountedSession
  /** As it was stated then: it depends on the rules of that time. */
  accuracy?: Accuracy
}

export interface Accuracy {
  share: number | null
  n: number
}

/** What verdicts are made of beside the counts; left out where they cannot be found again. */
export interface VerdictsWith {
  weaker: string[]
  raised: string[]
  accuracy?: Accuracy
}

/** What the report states of its comparisons, and is taken from it. */
export interface Stated {
  /** The sessions that a service is compared with, where they are not the latest ones. */
  own: Record<string, { pace?: string[]; rate?: string[] }>
  /** Metrics in their order: that of equal chances, and of all where nothing is known of these. */
  order: string[]
}

const leastSessions = 5

/** Accuracy depends on the rules as they were in each session. */
export const uncountedOfBaseline = [
  'analysis.baseline.own',
  'analysis.baseline.unread',
  ...['previous', 'mean', 'comparisons'].map(
    (block) => `analysis.baseline.${block}.InstructionPersistenceClassifier.accuracy.share`,
  ),
]

/**
 * The baseline block: earlier sessions counted again from the logs. Which of them a service is compared with is the report's own statement: what
 * freezes a baseline is a chance.
 */
export function countBaseline(
  current: CountedSession,
  earlier: EarlierCount[],
  most: number,
  stated: Stated,
  verdicts?: VerdictsWith,
): JsonObject {
  const all = earlier.map(({ counted }) => sessionOf(counted))
  const latest = all.slice(-most)
  const inferred = earlier.slice(-most).filter((each) => each.inferred).length
  const learning = latest.length < leastSessions
  const last = latest.at(-1)
  return {
    sessions: latest.length,
    inferred,
    state: learning ? 'learning' : 'ready',
    previous: last ? present(valuesOf(last, servicesOf(latest))) : {},
    mean: present(meansOf(latest)),
    comparisons: learning ? [] : comparisonsOf(current, all, latest, earlier, { stated, verdicts }),
  }
}

interface SessionFigures {
  hours: number
  analysis: JsonObject
}

const sessionOf = (counted: CountedSession): SessionFigures => ({
  hours: (counted.window.to - counted.window.from) / hourMs,
  analysis: countAnalysis(counted),
})

const servicesOf = (sessions: SessionFigures[]): string[] =>
  [...new Set(sessions.flatMap(({ analysis }) => Object.keys(analysis.services as JsonObject)))].sort()

/** A number at a path of a session's analysis; null where there is none. */
function at({ analysis }: SessionFigures, ...path: string[]): number | null {
  let value: Json | undefined = analysis
  for (const key of path) value = isObject(value) && Object.hasOwn(value, key) ? (value as JsonObject)[key] : undefined
  return typeof value === 'number' ? value : null
}

type Values = [metric: string, value: number | null][]

const shareOf = (count: number | null, n: number | null): number | null =>
  n === null || n === 0 ? null : sixDecimals((count ?? 0) / n)

/** The metrics of a session under the names that sessions are compared by. */
function valuesOf(session: SessionFigures, services: string[]): Values {
  const total = at(session, 'decisions', 'total')
  return [
    ['decisions.perHour', sixDecimals((total ?? 0) / session.hours)],
    ['decisions.blockRate', shareOf(at(session, 'decisions', 'blocked'), total)],
    ...['peak', 'mean', 'trend'].map((key): Values[number] => [`pressure.${key}`, at(session, 'pressure', key)]),
    [
      'MetacognitiveVerifier.confidence.median',
      at(session, 'services', 'MetacognitiveVerifier', 'confidence', 'median'),
    ],
    ['quality.placeholderShare', shareOf(at(session, 'quality', 'placeholderIds'), total)],
    ['quality.staleShare', shareOf(at(session, 'quality', 'staleIds'), total)],
    ...services.flatMap((service): Values => {
      const decisions = at(session, 'services', service, 'decisions')
      return [
        [`${service}.perHour`, sixDecimals((decisions ?? 0) / session.hours)],
        [`${service}.blockRate`, shareOf(at(session, 'services', service, 'blocked'), decisions)],
      ]
    }),
  ]
}

const present = (values: Values): JsonObject => Object.fromEntries(values.filter(([, value]) => value !== null))

/** The values that sessions have of a metric. */
const known = (sessions: SessionFigures[], services: string[], metric: string): number[] =>
  sessions.flatMap((session) => valuesOf(session, services).find(([name]) => name === metric)?.[1] ?? [])

function meansOf(sessions: SessionFigures[]): Values {
  const sums = new Map<string, number[]>()
  const services = servicesOf(sessions)
  for (const session of sessions)
    for (const [metric, value] of valuesOf(session, services)) {
      const values = sums.get(metric) ?? []
      sums.set(metric, value === null ? values : [...values, value])
    }
  return [...sums].map(([metric, values]) => [
    metric,
    values.length === 0 ? null : sixDecimals(ascending(values).reduce((sum, value) => sum + value, 0) / values.length),
  ])
}

function comparisonsOf(
  counted: CountedSession,
  all: SessionFigures[],
  latest: SessionFigures[],
  earlier: EarlierCount[],
  { stated: { own, order }, verdicts: by }: { stated: Stated; verdicts: VerdictsWith | undefined },
): JsonObject[] {
  const current = sessionOf(counted)
  const services = servicesOf([current, ...all])
  const usual = middleOf(latest.map(({ hours }) => hours))
  const shown = (each: CountedSession, figures: SessionFigures, metric: string, accuracy?: Accuracy) => ({
    measure: measureOf(figures, metric, accuracy),
    hours: workedHours(each.window, { total: each.decisions.length, ...timesOf(each) }, usual),
  })
  const compared: Compared[] = []
  const rows = valuesOf(current, services).flatMap(([metric, value]) => {
    if (value === null) return []
    const [, service, figure] = /^(.*)\.(perHour|blockRate)$/.exec(metric) ?? []
    const named = service && Object.hasOwn(own, service) ? own[service]?.[figure === 'perHour' ? 'pace' : 'rate'] : []
    const sessions = named?.length
      ? earlier.flatMap(({ session }, place) => (named.includes(session) ? (all[place] as SessionFigures) : []))
      : latest
    const spread = spreadOf(ascending(known(sessions, services, metric)))
    compared.push({
      metric,
      ...(service && service !== 'decisions' && { service }),
      now: shown(counted, current, metric),
      before: sessions.map((each) => shown((earlier[all.indexOf(each)] as EarlierCount).counted, each, metric)),
      shown: { value, low: spread.low, high: spread.high },
    })
    return [{ metric, value, ...spread }]
  })
  // What its share was in sessions before is not counted, only where it must be.
  const named = order.includes(accuracyShare) ? [...rows, { metric: accuracyShare }] : rows
  const asStated = named.toSorted((a, b) => placeIn(order, a.metric) - placeIn(order, b.metric))
  if (!by) return asStated
  // What is compared beside the rest changes how many tests there are.
  if (by.accuracy && by.accuracy.n > 0)
    compared.push({
      metric: accuracyShare,
      now: shown(counted, current, accuracyShare, by.accuracy),
      before: latest.map((each) => {
        const { counted: then, accuracy } = earlier[all.indexOf(each)] as EarlierCount
        return shown(then, each, accuracyShare, accuracy)
      }),
      shown: {
        value: by.accuracy.share ?? 0,
        ...spreadOf(ascending(latest.flatMap((each) => earlier[all.indexOf(each)]?.accuracy?.share ?? []))),
      },
    })
  const verdicts = verdictsOf(compared, by)
  const of = ({ metric }: { metric: string }) => verdicts.get(metric) ?? { verdict: 'same', p: 1 }
  return asStated
    .toSorted((a, b) => inOrder(of(a), of(b)))
    .map((row) => (row.metric === accuracyShare ? row : { ...row, verdict: of(row).verdict }))
}

const placeIn = (order: string[], metric: string) => {
  const place = order.indexOf(metric)
  return place < 0 ? order.length : place
}

const accuracyShare = 'InstructionPersistenceClassifier.accuracy.share'

const timesOf = ({ decisions }: CountedSession) => ({
  first: decisions[0]?.at ?? null,
  last: decisions.at(-1)?.at ?? null,
  paused: pausedHours(decisions),
})

/** What a metric is in a session before it is made a number of: a count, a share or a level. */
function measureOf(session: SessionFigures, metric: string, accuracy?: Accuracy): Measure {
  const of = (count: number | null, n: number | null): Measure => ({ share: { count: count ?? 0, n: n ?? 0 } })
  const total = at(session, 'decisions', 'total')
  if (metric === accuracyShare)
    return accuracy ? of(Math.round((accuracy.share ?? 0) * accuracy.n), accuracy.n) : undefined
  if (metric === 'quality.placeholderShare') return of(at(session, 'quality', 'placeholderIds'), total)
  if (metric === 'quality.staleShare') return of(at(session, 'quality', 'staleIds'), total)
  const [, name = '', figure] = /^(.*)\.(perHour|blockRate)$/.exec(metric) ?? []
  const path = name === 'decisions' ? ['decisions'] : ['services', name]
  const decisions = at(session, ...path, name === 'decisions' ? 'total' : 'decisions')
  if (figure === 'perHour') return { count: decisions ?? 0 }
  if (figure === 'blockRate') return of(at(session, ...path, 'blocked'), decisions)
  const [, value] = valuesOf(session, []).find(([other]) => other === metric) ?? []
  return typeof value === 'number' ? { level: value } : undefined
}

/** Median, median absolute deviation, and the median less and plus it. */
function spreadOf(values: number[]) {
  if (values.length === 0) return { usual: null, low: null, high: null, mad: null }
  const middle = middleOf(values)
  const deviation = middleOf(values.map((value) => Math.abs(value - middle)))
  return {
    usual: sixDecimals(middle),
    low: sixDecimals(middle - deviation),
    high: sixDecimals(middle + deviation),
    mad: sixDecimals(deviation),
  }
}
