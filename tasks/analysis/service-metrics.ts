import type { ProfileCount } from '../../cache/audit/audit-log.ts'
import { rounded } from '../../cache/json.ts'
import { services as framework } from '../../cache/services.ts'
import { iso } from '../../cache/window.ts'
import { agreement } from './accuracy.ts'
import type { Pressure } from './pressure.ts'
import type { SessionNumbers } from './session-numbers.ts'
import { mean, quantile } from './statistics.ts'

/** From a value exactly as logged to how often it came up. */
export type Distribution = Record<string, number>

/** What every service has. Other keys: docs/metrics.md. */
export interface ServiceMetrics {
  decisions: number
  /** Allowed and warned. */
  allowed: number
  blocked: number
  /** Share of the decisions, 0..1. */
  blockRate: number
  /** Decisions an hour of the session's window. */
  perHour: number
  /** Time of the last decision. */
  lastAt: string
  [metric: string]: unknown
}

/** What a metric is made of: the profiles of the service's decisions, and the session's numbers. */
interface Source {
  profiles: ProfileCount[]
  numbers: SessionNumbers
  pressure: Pressure
  /** Quadrants of the reviewed rules, by text as the classifier logs it. */
  reviewed: Map<string, string>
}
type Metric = (source: Source) => unknown

const decisions: Metric = ({ profiles }) => total(profiles, () => 1)
const violations: Metric = ({ profiles }) => total(profiles, (profile) => profile.violations)
const added =
  (facet: string): Metric =>
  ({ profiles }) =>
    total(profiles, (profile) => profile.numbers[facet] ?? 0)
const by =
  (facet: string): Metric =>
  ({ profiles }) =>
    distribution(profiles, facet)
/** Decisions with this value, however it is written. */
const having =
  (facet: string, value: string): Metric =>
  ({ profiles }) =>
    total(profiles, ({ values }) =>
      Number(values[facet]?.some((logged) => logged.trim().toLowerCase() === value) ?? false),
    )
const pressure =
  (key: keyof Pressure): Metric =>
  ({ pressure }) =>
    pressure[key]

/** The metrics of the framework's services, one row a service: the order is that of the report. */
const rows: Record<string, Record<string, Metric>> = {
  BoundaryEnforcer: { enforcements: decisions, violations, byDomain: by('domain'), byBoundary: by('boundary') },
  ContextPressureMonitor: {
    analyses: decisions,
    byLevel: by('level'),
    peak: pressure('peak'),
    mean: pressure('mean'),
    last: pressure('last'),
    trend: pressure('trend'),
    trendUnit: () => 'per hour',
    warnings: added('warnings'),
    errorPatterns: by('warning'),
    byTopMetric: by('topMetric'),
  },
  CrossReferenceValidator: {
    validations: decisions,
    byStatus: by('status'),
    conflicts: added('conflicts'),
    criticalConflicts: added('criticalConflicts'),
    escalations: having('status', 'escalate'),
    bySeverity: by('severity'),
    byParameter: by('parameter'),
  },
  InstructionPersistenceClassifier: {
    classifications: decisions,
    byQuadrant: by('quadrant'),
    byPersistence: by('persistence'),
    meanExplicitness: ({ numbers }) => roundedOrNull(mean(numbers.measures.explicitness.values)),
    accuracy: ({ numbers, reviewed }) => agreement(numbers.classifications, reviewed),
  },
  MetacognitiveVerifier: {
    verifications: decisions,
    byDecision: by('decision'),
    confidence: ({ numbers }) => confidenceOf(numbers.measures.confidence.values),
    failedChecks: by('failedCheck'),
    pressureAdjustment: ({ numbers }) => spreadOf(numbers.measures.adjustment.values),
  },
  PluralisticDeliberationOrchestrator: {
    deliberations: decisions,
    byTension: by('tension'),
    consensus: having('outcome', 'consensus'),
    disagreement: having('outcome', 'disagreement'),
    pending: having('outcome', 'pending'),
  },
}

/** Every service that decided in the session: the framework's in their usual order, others behind them by name. */
export function measureEachService(
  numbers: SessionNumbers,
  pressure: Pressure,
  reviewed: Map<string, string>,
): Record<string, ServiceMetrics> {
  const byService = new Map<string, ProfileCount[]>()
  for (const profile of numbers.profiles) {
    const known = byService.get(profile.service)
    if (known) known.push(profile)
    else byService.set(profile.service, [profile])
  }
  const inOrder = [...byService].sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
  return Object.fromEntries(
    inOrder.map(([name, profiles]) => {
      const source: Source = { profiles, numbers, pressure, reviewed }
      const metrics = Object.entries(Object.hasOwn(rows, name) ? (rows[name] as Record<string, Metric>) : {})
      const own = metrics.map(([key, metric]) => [key, metric(source)])
      return [name, { ...common(profiles, hoursOf(numbers.window)), ...Object.fromEntries(own) }]
    }),
  )
}

export const hoursOf = ({ from, to }: SessionNumbers['window']): number => (to - from) / 3_600_000

function common(profiles: ProfileCount[], hours: number): ServiceMetrics {
  const all = total(profiles, () => 1)
  const blocked = total(profiles, (profile) => (profile.blocked ? 1 : 0))
  return {
    decisions: all,
    allowed: all - blocked,
    blocked,
    blockRate: rounded(blocked / all),
    perHour: rounded(all / hours),
    lastAt: iso(profiles.reduce((latest, { last }) => Math.max(latest, last), Number.NEGATIVE_INFINITY)),
  }
}

function total(profiles: ProfileCount[], amount: (profile: ProfileCount) => number): number {
  return profiles.reduce((all, profile) => all + amount(profile) * profile.decisions, 0)
}

/** The most frequent value first, equal ones in code-unit order. */
function distribution(profiles: ProfileCount[], facet: string): Distribution {
  const counts = new Map<string, number>()
  for (const { values, decisions } of profiles)
    for (const value of values[facet] ?? []) counts.set(value, (counts.get(value) ?? 0) + decisions)
  return Object.fromEntries([...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)))
}

/** Below this a verifier is not sure of itself. */
const lowConfidence = 0.6

function confidenceOf(values: number[]) {
  const sorted = Float64Array.from(values).sort()
  const at = (share: number) => roundedOrNull(quantile(sorted, share))
  return {
    n: values.length,
    median: at(0.5),
    lowerQuartile: at(0.25),
    upperQuartile: at(0.75),
    low: roundedOrNull(values.filter((value) => value < lowConfidence).length / values.length),
  }
}

function spreadOf(values: number[]) {
  const sorted = Float64Array.from(values).sort()
  return {
    n: values.length,
    mean: roundedOrNull(mean(sorted)),
    lowest: roundedOrNull(sorted[0] ?? Number.NaN),
    highest: roundedOrNull(sorted.at(-1) ?? Number.NaN),
  }
}

/** What was not measured is no number, and never a zero. */
export const roundedOrNull = (value: number): number | null => (Number.isFinite(value) ? rounded(value) : null)

function rank(name: string): number {
  const index = framework.findIndex((service) => service.name === name)
  return index === -1 ? framework.length : index
}
