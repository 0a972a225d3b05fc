import { isObject, type JsonObject } from '../../cache/json.ts'
import type { Rule } from '../../cache/rules/rule-file.ts'
import type { Window } from '../../cache/window.ts'
import { countAccuracy } from './accuracy.ts'
import { countBaseline, type EarlierCount, type OwnSessions, uncountedOfBaseline } from './baseline.ts'
import { addUpHealth } from './health.ts'
import { share } from './numbers.ts'
import { type CountedSession, countAnalysis, uncountedMetrics } from './session.ts'

/** A session before the one that is recounted, as the cache knows it. */
export interface EarlierSession {
  session: string
  window: Window
  inferred: boolean
  /** How many decisions were counted in it then. */
  decisions: number
}

export interface RecountedFrom {
  /** The block of the report. */
  analysis: JsonObject
  current: CountedSession
  /** Left out where the rules may have been others. */
  rules?: Rule[]
  /** Left out where nobody knows what came before. */
  earlier?: (EarlierSession & { counted: CountedSession })[]
  /** So many of the latest sessions are compared with. */
  most: number
}

const classifier = 'InstructionPersistenceClassifier'

/** The analysis of a report, counted again as far as that is possible, and the paths of which nothing was counted. */
export function countReport({ analysis, current, rules, earlier, most }: RecountedFrom): {
  recounted: JsonObject
  uncounted: string[]
} {
  const recounted = countAnalysis(current)
  const accuracy = `analysis.services.${classifier}.accuracy`
  const uncounted = [
    'analysis.anomalies',
    'analysis.framework',
    'analysis.stats',
    ...uncountedMetrics.filter((path) => path !== accuracy || !rules),
  ]
  const classified = (recounted.services as JsonObject)[classifier]
  if (isObject(classified) && rules) classified.accuracy = countAccuracy(current.decisions, rules)

  if (isObject(analysis.exposure)) {
    const { toolCalls } = analysis.exposure
    recounted.exposure = { decisionsPerToolCall: share(current.decisions.length, Number(toolCalls)) }
    uncounted.push(...['toolCalls', 'commits', 'toolCallsAfterLog'].map((name) => `analysis.exposure.${name}`))
  }

  if (isObject(analysis.agent)) uncounted.push('analysis.agent')

  const before = earlier?.every(isStillLogged) ? earlier : undefined
  if (before && isObject(analysis.baseline)) {
    recounted.baseline = countBaseline(current, before as EarlierCount[], most, ownSessions(analysis.baseline.own))
    uncounted.push(...uncountedOfBaseline)
  } else uncounted.push('analysis.baseline')

  const { peak } = recounted.pressure as JsonObject
  const health = addUpHealth(analysis.health, typeof peak === 'number' ? peak : null)
  if (health) recounted.health = health
  uncounted.push(health ? 'analysis.health.basis' : 'analysis.health')
  return { recounted, uncounted }
}

/** Logs are rotated and deleted: what is gone cannot be counted again. */
const isStillLogged = ({ decisions, counted }: EarlierSession & { counted: CountedSession }): boolean =>
  decisions === 0 || counted.decisions.length > 0

const ownSessions = (own: unknown): OwnSessions => (isObject(own) ? (own as OwnSessions) : {})
