import type { Decision } from '../decision.ts'
import { canonicalJson, isObject, type Json } from '../json.ts'
import type { Counter, Facet, Measure } from './catalogue/metric.ts'

export function measuredValue({ low, high }: Measure, value: unknown): number | undefined {
  return typeof value === 'number' && value >= low && value <= high ? value : undefined
}

/** The values of a facet as texts, exactly as logged, each item of a list by itself; what is absent has none. */
export function facetValues({ field, kind, of, orFalseOf }: Facet, { metadata, violations }: Decision): string[] {
  // The monitor's warnings are among its violations, whether or not it allowed.
  if (kind === 'warnings') return violations.map(({ key }) => warningPattern(key))
  const value = metadata[field]
  if (kind === 'value') return labels(value)
  if (Array.isArray(value))
    return value.flatMap((item) => (of === undefined ? label(item) : isObject(item) ? labels(item[of]) : []))
  const checks = orFalseOf === undefined ? undefined : metadata[orFalseOf]
  if (!isObject(checks)) return []
  return Object.keys(checks)
    .filter((name) => checks[name] === false)
    .sort()
}

/** A whole number from 0 on; any other counts nothing. */
export function counted({ field, orViolations }: Counter, { metadata, violations }: Decision): number {
  const value = metadata[field]
  if (typeof value !== 'number') return orViolations ? violations.length : 0
  return Number.isSafeInteger(value) && value > 0 ? value : 0
}

/** A warning without its figures, so that "52 % used" and "53 % used" are one. */
export function warningPattern(warning: string): string {
  return warning.replace(/\d+(?:[.,]\d+)*/g, 'N')
}

const labels = (value: unknown): string[] => (Array.isArray(value) ? value.flatMap(label) : label(value))

/** A value as the key of a distribution. A tension between several things is named by them. */
function label(value: unknown): string[] {
  if (value === undefined || value === null || value === '') return []
  if (typeof value !== 'object') return [String(value)]
  const between = isObject(value) ? value.between : undefined
  if (Array.isArray(between)) return [between.map((side: Json) => label(side)[0] ?? '').join(' vs ')]
  return [canonicalJson(value)]
}
