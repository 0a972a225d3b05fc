import { isObject } from '../../cache/json.ts'
import { andMore, percent } from '../../templates/words.ts'
import type { Health } from '../analysis/health-score.ts'
import type { Deduction } from '../analysis/score/facts.ts'

const listedValues = 8

/** A number as people read it: three decimals at most. */
export const figure = (value: number): string => String(Number(value.toFixed(3)))

/** `byBoundary` as `by boundary`. */
export const inWords = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase()

/** The score, or from what to what it may be where not everything can be measured yet. */
export function scoreInWords({ score, band: [low, high] }: Pick<Health, 'score' | 'band'>): string {
  if (score === null) return 'not scored'
  return `${low < high ? `${low} to ` : ''}${score} of 100`
}

/** A score that lost so many points has its worst reason beside it. */
const notableLoss = 10

/** Why a score is low, where no anomaly says it: what cost most. A log that ends before the session explains what is missing of every service. */
export function worstReason(
  health: Health | undefined,
  anomalies: readonly { service?: string }[],
): string | undefined {
  if (!health || health.score === null || health.score > 100 - notableLoss) return undefined
  const [worst] = health.basis.toSorted((a, b) => b.points - a.points)
  const isTold = ({ service }: Deduction) =>
    service === undefined ? anomalies.length > 0 : anomalies.some((anomaly) => anomaly.service === service)
  if (!worst || isTold(worst)) return undefined
  const ends = health.basis.filter((each) => each !== worst && each.part === 'data' && each.from?.quiet !== undefined)
  return [...ends, worst].map(({ why }) => why).join('; ')
}

/** A metric of any kind in one line: a share as a percentage, a distribution with its most frequent values first. */
export function showMetric(name: string, value: unknown): string {
  if (value === null || value === undefined) return 'not measured'
  if (typeof value === 'number') return /rate$|share/i.test(name) ? percent(value) : figure(value)
  if (Array.isArray(value)) return listed(value.map((item) => showMetric('', item)))
  if (!isObject(value)) return String(value)
  const entries = Object.entries(value)
  const counts = entries.every(([, count]) => Number.isInteger(count))
  if (counts) entries.sort(([, most], [, least]) => Number(least) - Number(most))
  return listed(entries.map(([key, item]) => `${counts ? key : inWords(key)} ${showMetric(key, item)}`))
}

function listed(items: string[]): string {
  if (items.length === 0) return 'none'
  return [...items.slice(0, listedValues), ...andMore(items.length - listedValues)].join(', ')
}
