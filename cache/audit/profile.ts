import type { Decision } from '../decision.ts'
import { extractedOf } from './catalogue.ts'
import { counted, facetValues } from './facets.ts'

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
