import { isObject, type Json, type JsonObject } from '../../cache/json.ts'
import type { Rule } from '../../cache/rules/rule-file.ts'
import type { Window } from '../../cache/window.ts'
import { countAccuracy } from './accuracy.ts'
import { type Accuracy, countBaseline, type Stated, uncountedOfBaseline } from './baseline.ts'
import { addUpHealth, healthIn } from './health.ts'
import { type Parts, withoutOthers } from './judgement/score.ts'
import { share } from './numbers.ts'
import { countRuleCoverage } from './rule-coverage.ts'
import { type CountedSession, countAnalysis, uncountedMetrics } from './session.ts'
import { countToolCalls } from './tool-calls.ts'
import { anomaliesIn, judgeAgain, type VerdictsFrom } from './verdicts.ts'

/** A session before the one that is recounted, as the cache knows it. */
export interface EarlierSession {
  session: string
  window: Window
  inferred: boolean
  /** How many decisions were counted in it then. */
  decisions: number
  /** Of its classifications, as it was stated then. */
  accuracy?: Accuracy
}

export interface RecountedFrom extends Omit<VerdictsFrom, 'earlier' | 'rules'> {
  /** The block of the report. */
  analysis: JsonObject
  /** What the cache has of it, which says whether transcripts were read; left out of a session that was not closed here. */
  measured?: JsonObject
  /** Left out where the rules may have been others. */
  rules?: Rule[]
  /** Left out where nobody knows what came before. */
  earlier?: (EarlierSession & { counted: CountedSession })[]
  /** When the calls of all transcripts were made; left out where not all of them can be read. */
  toolCalls?: Map<string, number>
}

const classifier = 'InstructionPersistenceClassifier'

/**
 * The analysis of a report, counted and judged again as far as that is possible; the report in the form in which it is compared (anomalies and
 * deductions by their names, with the numbers that they tell); and the paths of which nothing was counted.
 */
export function countReport(from: RecountedFrom): {
  recounted: JsonObject
  reported: JsonObject
  uncounted: string[]
} {
  const { analysis, measured = analysis, current, rules, earlier, most, expected, canaries, store, toolCalls } = from
  const recounted = countAnalysis(current)
  const accuracy = `analysis.services.${classifier}.accuracy`
  const uncounted = [
    'analysis.framework',
    'analysis.stats',
    ...uncountedMetrics.filter((path) => path !== accuracy || !rules),
  ]
  const classified = (recounted.services as JsonObject)[classifier]
  if (isObject(classified) && rules) classified.accuracy = countAccuracy(current.decisions, rules)

  if (isObject(measured.exposure)) {
    const own = toolCalls && countToolCalls(toolCalls, current.window, current.decisions.at(-1)?.at)
    const stated = Number(measured.exposure.toolCalls)
    recounted.exposure = { decisionsPerToolCall: share(current.decisions.length, own?.toolCalls ?? stated), ...own }
    uncounted.push(
      'analysis.exposure.commits',
      ...(own ? [] : ['toolCalls', 'toolCallsAfterLog'].map((name) => `analysis.exposure.${name}`)),
    )
  }

  if (isObject(measured.agent)) uncounted.push('analysis.agent')

  const before = earlier?.every(isStillLogged) ? earlier : undefined
  const compared = before?.slice(-most).map(({ counted }) => counted)
  const coverage = rules && compared && countRuleCoverage(rules, current, compared)
  const kept = { ...(coverage && { rules: coverage }), ...(store && { store }) }
  // Tool calls are what decisions are counted by where transcripts are kept, and they are in no log.
  const verdicts =
    before && !isObject(measured.exposure) && !isObject(measured.agent)
      ? judgeAgain({
          current,
          earlier: before.map(({ counted }) => counted),
          most,
          ...kept,
          ...(expected && { expected }),
          ...(canaries && { canaries }),
        })
      : undefined
  if (before && isObject(analysis.baseline)) {
    const accuracyNow = accuracyIn(recounted) ?? accuracyIn(analysis)
    recounted.baseline = countBaseline(
      current,
      before,
      most,
      statedIn(analysis.baseline),
      verdicts && { weaker: verdicts.weaker, raised: verdicts.raised, ...(accuracyNow && { accuracy: accuracyNow }) },
    )
    uncounted.push(...uncountedOfBaseline, ...(verdicts ? [] : ['analysis.baseline.comparisons.*.verdict']))
  } else uncounted.push('analysis.baseline')

  if (verdicts) {
    if (Object.keys(verdicts.anomalies).length > 0) recounted.anomalies = verdicts.anomalies
  } else uncounted.push('analysis.anomalies')

  const { peak } = recounted.pressure as { peak: number | null }
  const services = [...namesIn(analysis, before ?? []), ...(canaries?.tried ?? []).map(({ service }) => service)]
  const unsure = [
    ...(verdicts ? [] : ['coverage', 'enforcement', 'exposure', 'data']),
    ...(verdicts || peak !== null ? [] : ['pressure']),
    ...(rules && compared ? [] : ['rules']),
  ]
  const deductions: Parts = verdicts?.deductions ?? withoutOthers({ ...kept, peak })
  const health = isObject(analysis.health)
    ? addUpHealth(analysis.health, {
        services,
        unsure,
        deductions,
        ...(verdicts && { unscored: verdicts.unscored }),
      })
    : undefined
  if (health) recounted.health = health
  uncounted.push(...(health ? unsure.map((part) => `analysis.health.*.${part}*`) : ['analysis.health']))
  const { anomalies, ...others } = analysis
  const inReport = anomaliesIn(anomalies)
  const reported: JsonObject = {
    ...(verdicts ? { ...others, ...(Object.keys(inReport).length > 0 && { anomalies: inReport }) } : analysis),
    ...(health && { health: healthIn(analysis.health, services) as Json }),
  }
  return { recounted, reported, uncounted }
}

/** Names of services that a reason may begin with. */
function namesIn({ services }: JsonObject, earlier: { counted: CountedSession }[]): string[] {
  const logged = earlier.flatMap(({ counted }) => counted.decisions.map(({ service }) => service))
  return [...new Set([...Object.keys(isObject(services) ? services : {}), ...logged])]
}

/** Logs are rotated and deleted: what is gone cannot be counted again. */
const isStillLogged = ({ decisions, counted }: EarlierSession & { counted: CountedSession }): boolean =>
  decisions === 0 || counted.decisions.length > 0

/** Accuracy as the analysis states it. */
export function accuracyIn({ services }: JsonObject): Accuracy | undefined {
  const found = isObject(services) ? services[classifier] : undefined
  return isObject(found) && isObject(found.accuracy) ? (found.accuracy as object as Accuracy) : undefined
}

function statedIn({ own, comparisons }: JsonObject): Stated {
  const rows = Array.isArray(comparisons) ? comparisons : []
  return {
    own: isObject(own) ? (own as Stated['own']) : {},
    order: rows.map((row) => String(isObject(row) ? row.metric : row)),
  }
}
