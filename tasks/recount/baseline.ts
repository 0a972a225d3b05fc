import { isObject, type Json, type JsonObject } from '../../cache/json.ts'
import { ascending, hourMs, sixDecimals } from './numbers.ts'
import { type CountedSession, countAnalysis } from './session.ts'

/** An earlier session, counted from the same logs. */
export interface EarlierCount {
  session: string
  inferred: boolean
  counted: CountedSession
}

/** The sessions that a service is compared with, where they are not the latest ones. */
export type OwnSessions = Record<string, { pace?: string[]; rate?: string[] }>

const leastSessions = 5

/** A verdict comes from chances, not from counting, and accuracy depends on the rules as they were in each session. */
export const uncountedOfBaseline = [
  'analysis.baseline.own',
  'analysis.baseline.comparisons.*.verdict',
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
  own: OwnSessions,
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
    comparisons: learning ? [] : comparisonsOf(sessionOf(current), all, latest, earlier, own),
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
  current: SessionFigures,
  all: SessionFigures[],
  latest: SessionFigures[],
  earlier: EarlierCount[],
  own: OwnSessions,
): JsonObject[] {
  const services = servicesOf([current, ...all])
  return valuesOf(current, services).flatMap(([metric, value]) => {
    if (value === null) return []
    const [, service, figure] = /^(.*)\.(perHour|blockRate)$/.exec(metric) ?? []
    const named = service && Object.hasOwn(own, service) ? own[service]?.[figure === 'perHour' ? 'pace' : 'rate'] : []
    const sessions = named?.length
      ? earlier.flatMap(({ session }, place) => (named.includes(session) ? (all[place] as SessionFigures) : []))
      : latest
    const values = ascending(known(sessions, services, metric))
    return [{ metric, value, ...spreadOf(values) }]
  })
}

/** Median, median absolute deviation, and the median less and plus it. */
function spreadOf(values: number[]): JsonObject {
  if (values.length === 0) return { usual: null, low: null, high: null, mad: null }
  const middle = exactMedian(values)
  const deviation = exactMedian(ascending(values.map((value) => Math.abs(value - middle))))
  return {
    usual: sixDecimals(middle),
    low: sixDecimals(middle - deviation),
    high: sixDecimals(middle + deviation),
    mad: sixDecimals(deviation),
  }
}

/** The mean of the two in the middle of an even number; unrounded. */
function exactMedian(sorted: number[]): number {
  const half = sorted.length / 2
  const [below, above] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]]
  return ((below ?? 0) + (above ?? 0)) / 2
}
