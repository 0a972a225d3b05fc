import type { ProfileCount } from '../../cache/audit/audit-log.ts'
import { type Formula, facetKey } from '../../cache/audit/catalogue/metric.ts'
import { services as framework } from '../../cache/audit/catalogue/services.ts'
import { serviceCalled } from '../../cache/audit/catalogue.ts'
import { rounded } from '../../cache/json.ts'
import { hourMs, iso } from '../../cache/window.ts'
import { agreement } from './accuracy.ts'
import type { Pressure } from './pressure.ts'
import { type SessionNumbers, seriesIn } from './session-numbers.ts'
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

/** How each kind of formula of the catalogue is counted. */
const counted: { [Kind in Formula['kind']]: (formula: Extract<Formula, { kind: Kind }>, source: Source) => unknown } = {
  decisions: (_, { profiles }) => total(profiles, () => 1),
  violations: (_, { profiles }) => total(profiles, (profile) => profile.violations),
  distribution: ({ facet }, { profiles }) => distribution(profiles, facetKey(facet)),
  having: ({ facet, value }, { profiles }) =>
    total(profiles, ({ values }) => Number(hasValue(values[facetKey(facet)], value))),
  sum: ({ counter }, { profiles }) => total(profiles, ({ numbers }) => numbers[counter.field] ?? 0),
  mean: ({ measure }, { numbers }) => roundedOrNull(mean(seriesIn(numbers, measure).values)),
  quartiles: ({ measure, under }, { numbers }) => quartilesOf(seriesIn(numbers, measure).values, under),
  range: ({ measure }, { numbers }) => rangeOf(seriesIn(numbers, measure).values),
  pressure: ({ figure }, { pressure }) => pressure[figure],
  agreement: (_, { numbers, reviewed }) => agreement(numbers.classifications, reviewed),
  text: ({ value }) => value,
}

function measure<Kind extends Formula['kind']>(
  formula: Extract<Formula, { kind: Kind }> & { kind: Kind },
  source: Source,
): unknown {
  return counted[formula.kind](formula, source)
}

/** Whether a decision has a value, in any case of letters and with any space around it. */
export const hasValue = (values: string[] | undefined, value: string): boolean =>
  values?.some((logged) => logged.trim().toLowerCase() === value) ?? false

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
      const metrics = serviceCalled(name)?.metrics ?? []
      const own = metrics.map(({ name: metric, formula }) => [metric, measure(formula, source)])
      return [name, { ...common(profiles, hoursOf(numbers.window)), ...Object.fromEntries(own) }]
    }),
  )
}

export const hoursOf = ({ from, to }: SessionNumbers['window']): number => (to - from) / hourMs

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

function quartilesOf(values: number[], under: number) {
  const sorted = Float64Array.from(values).sort()
  const at = (share: number) => roundedOrNull(quantile(sorted, share))
  return {
    n: values.length,
    median: at(0.5),
    lowerQuartile: at(0.25),
    upperQuartile: at(0.75),
    low: roundedOrNull(values.filter((value) => value < under).length / values.length),
  }
}

function rangeOf(values: number[]) {
  const sorted = Float64Array.from(values).sort()
  return {
    n: values.length,
    mean: roundedOrNull(mean(sorted)),
    lowest: roundedOrNull(sorted[0] ?? Number.NaN),
    highest: roundedOrNull(sorted.at(-1) ?? Number.NaN),
  }
}

/** What was not measured is not a number, and never a zero. */
export const roundedOrNull = (value: number): number | null => (Number.isFinite(value) ? rounded(value) : null)

function rank(name: string): number {
  const index = framework.findIndex((service) => service.name === name)
  return index === -1 ? framework.length : index
}
