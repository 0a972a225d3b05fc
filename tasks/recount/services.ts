import type { Decision } from '../../cache/decision.ts'
import { isObject, type JsonObject } from '../../cache/json.ts'
import { iso, type Window } from '../../cache/window.ts'
import { distribution, itemsOf, namesOf } from './distribution.ts'
import { total as sumOf } from './judgement/arithmetic.ts'
import { ascending, hourMs, mean, quantile, share, sixDecimals, trend } from './numbers.ts'

/** The block of a service in the report, from its decisions in order. */
export function countService(service: string, decisions: Decision[], window: Window): JsonObject {
  const total = decisions.length
  const blocked = decisions.filter(isBlocked).length
  return {
    decisions: total,
    allowed: total - blocked,
    blocked,
    blockRate: share(blocked, total),
    perHour: perHour(total, window),
    lastAt: iso(decisions.at(-1)?.at ?? window.from),
    ...ownOf(service)?.(decisions),
  }
}

/** Names of the metrics that only this service has and that are counted here. */
export const countedMetrics = (service: string): string[] => Object.keys(ownOf(service)?.([]) ?? {})

/** A log may name a service as it likes, `constructor` too. */
const ownOf = (service: string) => (Object.hasOwn(own, service) ? own[service] : undefined)

export const isBlocked = ({ verdict }: Decision): boolean => verdict === 'block'

export const perHour = (count: number, { from, to }: Window): number => sixDecimals(count / ((to - from) / hourMs))

/** `peak`, `mean`, `last` and `trend` of the monitor's decisions. */
export function countPressure(decisions: Decision[]): JsonObject {
  const points = decisions.flatMap(({ at, metadata }) =>
    within(metadata.overall_pressure, 0, 1).map((value) => ({ at, value })),
  )
  const values = points.map(({ value }) => value)
  const last = values.at(-1)
  return {
    peak: quantile(ascending(values), 1),
    mean: mean(values),
    last: last === undefined ? null : sixDecimals(last),
    trend: trend(points),
  }
}

/** What each of the six services has besides what all have. */
const own: Record<string, (decisions: Decision[]) => JsonObject> = {
  BoundaryEnforcer: (decisions) => ({
    enforcements: decisions.length,
    violations: sumOf(decisions.filter(isBlocked).map(({ violations }) => violations.length)),
    byDomain: field(decisions, 'domain'),
    byBoundary: field(decisions, 'boundary'),
  }),
  ContextPressureMonitor: (decisions) => ({
    analyses: decisions.length,
    byLevel: field(decisions, 'pressure_level'),
    ...countPressure(decisions),
    trendUnit: 'per hour',
    warnings: sumOf(decisions.map(({ metadata, violations }) => counter(metadata.warnings_count) ?? violations.length)),
    errorPatterns: distribution(
      decisions.flatMap(({ violations }) => violations.map(({ key }) => key.replace(/\d+(?:[.,]\d+)*/g, 'N'))),
    ),
    byTopMetric: field(decisions, 'top_metric'),
  }),
  CrossReferenceValidator: (decisions) => {
    const conflicts = decisions
      .flatMap(({ metadata }) => itemsOf(metadata.conflict_details))
      .filter((item) => isObject(item)) as JsonObject[]
    return {
      validations: decisions.length,
      byStatus: field(decisions, 'validation_status'),
      conflicts: sumOf(decisions.map(({ metadata }) => counter(metadata.conflicts_found) ?? 0)),
      criticalConflicts: sumOf(decisions.map(({ metadata }) => counter(metadata.critical_conflicts) ?? 0)),
      escalations: having(decisions, 'validation_status', 'escalate'),
      bySeverity: distribution(conflicts.flatMap(({ severity }) => namesOf(severity))),
      byParameter: distribution(conflicts.flatMap(({ parameter }) => namesOf(parameter))),
    }
  },
  InstructionPersistenceClassifier: (decisions) => ({
    classifications: decisions.length,
    byQuadrant: field(decisions, 'quadrant'),
    byPersistence: field(decisions, 'persistence'),
    meanExplicitness: mean(decisions.flatMap(({ metadata }) => within(metadata.explicitness, 0, 1))),
  }),
  MetacognitiveVerifier: (decisions) => {
    const confidence = ascending(decisions.flatMap(({ metadata }) => within(metadata.confidence, 0, 1)))
    const adjustment = ascending(decisions.flatMap(({ metadata }) => within(metadata.pressure_adjustment, -1, 1)))
    return {
      verifications: decisions.length,
      byDecision: field(decisions, 'decision'),
      confidence: {
        n: confidence.length,
        median: quantile(confidence, 0.5),
        lowerQuartile: quantile(confidence, 0.25),
        upperQuartile: quantile(confidence, 0.75),
        low: share(confidence.filter((value) => value < 0.6).length, confidence.length),
      },
      failedChecks: distribution(decisions.flatMap(({ metadata }) => failedChecks(metadata))),
      pressureAdjustment: {
        n: adjustment.length,
        mean: mean(adjustment),
        lowest: quantile(adjustment, 0),
        highest: quantile(adjustment, 1),
      },
    }
  },
  PluralisticDeliberationOrchestrator: (decisions) => {
    return {
      deliberations: decisions.length,
      byTension: field(decisions, 'tensions'),
      consensus: having(decisions, 'outcome', 'consensus'),
      disagreement: having(decisions, 'outcome', 'disagreement'),
      pending: having(decisions, 'outcome', 'pending'),
    }
  },
}

const field = (decisions: Decision[], name: string): JsonObject =>
  distribution(decisions.flatMap(({ metadata }) => namesOf(metadata[name])))

/** Decisions of which a field, or an item of it, is a word, in any case of letters and with any space around it. */
const having = (decisions: Decision[], name: string, word: string): number =>
  decisions.filter(({ metadata }) => namesOf(metadata[name]).some((text) => text.trim().toLowerCase() === word)).length

/** The number alone, where it is one from `low` to `high`. */
function within(value: unknown, low: number, high: number): number[] {
  return typeof value === 'number' && value >= low && value <= high ? [value] : []
}

/** What a number adds to a counter: one that counts nothing (below zero, a fraction) adds nothing. */
function counter(value: unknown): number | undefined {
  return typeof value === 'number' ? (Number.isSafeInteger(value) && value > 0 ? value : 0) : undefined
}

function failedChecks({ failed_checks, checks }: JsonObject): string[] {
  if (Array.isArray(failed_checks)) return namesOf(failed_checks)
  return isObject(checks) ? Object.keys(checks).filter((name) => checks[name] === false) : []
}
