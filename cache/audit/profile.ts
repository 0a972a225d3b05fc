import type { Decision } from '../decision.ts'
import { canonicalJson, isObject, type Json } from '../json.ts'
import type { Counter, Facet } from './catalogue/metric.ts'
import { extractedOf } from './catalogue.ts'

/** Everything of a decision that analysis groups by. Decisions share few of these, so a store counts them, and analysis adds up the counts. */
export interface Profile {
  service: string
  /** Session id as logged; '' where there was none. */
  session: string
  blocked: boolean
  /** Violations that it names; none of a decision that was allowed. */
  violations: number
  /** Values of facets, by where they are in `metadata`: what a distribution counts. */
  values: Record<string, string[]>
  /** Counters, by their field: what is added up. */
  numbers: Record<string, number>
}

/** The profile of a decision: the same from every store. Its keys have one order, so that equal profiles have equal JSON. */
export function profileOf(decision: Decision): Profile {
  const { service, session, verdict, violations } = decision
  const needed = extractedOf(service)
  const values: Profile['values'] = {}
  const numbers: Profile['numbers'] = {}
  for (const [key, facet] of needed?.facets ?? []) values[key] = facetValues(facet, decision)
  for (const [key, counter] of needed?.counters ?? []) numbers[key] = counted(counter, decision)
  const blocked = verdict === 'block'
  return { service, session, blocked, violations: blocked ? violations.length : 0, values, numbers }
}

/** A text that only equal profiles have, in a third of the time that their JSON takes: each word is behind its length. */
export function profileKey({ service, session, blocked, violations, values, numbers }: Profile): string {
  let key = `${service.length} ${service}${session.length} ${session}${blocked ? 'blocked' : 'allowed'}${violations}`
  for (const name in values) {
    const words = values[name] as string[]
    key += `,${words.length}`
    for (const word of words) key += ` ${word.length} ${word}`
  }
  for (const name in numbers) key += `#${numbers[name]}`
  return key
}

/** The values of a facet as texts, exactly as logged, each item of a list by itself; what is absent has none. */
function facetValues({ field, kind, of, orFalseOf }: Facet, { metadata, violations }: Decision): string[] {
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
function counted({ field, orViolations }: Counter, { metadata, violations }: Decision): number {
  const value = metadata[field]
  if (typeof value !== 'number') return orViolations ? violations.length : 0
  return Number.isSafeInteger(value) && value > 0 ? value : 0
}

/** A warning without its figures, so that "52 % used" and "53 % used" are one. */
export function warningPattern(warning: string): string {
  return warning.replace(/\d+(?:[.,]\d+)*/g, 'N')
}

/** A value, or those of a list, as they are named. */
export const labels = (value: unknown): string[] => (Array.isArray(value) ? value.flatMap(label) : label(value))

/** A value as the key of a distribution. A tension between several things is named by them. */
function label(value: unknown): string[] {
  if (value === undefined || value === null || value === '') return []
  if (typeof value !== 'object') return [String(value)]
  const between = isObject(value) ? value.between : undefined
  if (Array.isArray(between)) return [between.map((side: Json) => label(side)[0] ?? '').join(' vs ')]
  return [canonicalJson(value)]
}
