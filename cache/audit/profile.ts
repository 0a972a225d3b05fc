import type { Decision } from '../decision.ts'
import { isObject } from '../json.ts'
import { facetNumber, facetsOf, facetValues } from './facets.ts'

/** Everything of a decision that analysis groups by. Decisions share few of these, so a store counts them, and analysis adds up the counts. */
export interface Profile {
  service: string
  /** Session id as logged; '' where there was none. */
  session: string
  blocked: boolean
  /** Violations that it names; none of a decision that was allowed. */
  violations: number
  /** Facets with values, by name: what a distribution counts. */
  values: Record<string, string[]>
  /** Facets that are numbers, by name: what is added up. */
  numbers: Record<string, number>
}

/** The profile of a decision: the same from every store. Its keys have one order, so that equal profiles have equal JSON. */
export function profileOf(decision: Decision): Profile {
  const { service, session, verdict, violations, metadata } = decision
  const values: Profile['values'] = {}
  const numbers: Profile['numbers'] = {}
  for (const facet of facetsOf(service)) {
    const value = metadata[facet.field]
    if (facet.kind === 'number') numbers[facet.name] = facetNumber(value)
    else values[facet.name] = facetValues(facet, value)
  }
  adjust.get(service)?.(decision, values, numbers)
  const blocked = verdict === 'block'
  return { service, session, blocked, violations: blocked ? violations.length : 0, values, numbers }
}

type Adjust = (decision: Decision, values: Profile['values'], numbers: Profile['numbers']) => void

/** What a service says elsewhere than in the field of its own. */
const adjust = new Map<string, Adjust>([
  // The monitor's warnings stand among its violations, whether or not it allowed; the count may be absent.
  [
    'ContextPressureMonitor',
    ({ violations, metadata }, values, numbers) => {
      values.warning = violations.map(({ key }) => warningPattern(key))
      if (typeof metadata.warnings_count !== 'number') numbers.warnings = violations.length
    },
  ],
  // Without a list of failed checks, the checks themselves say which failed.
  [
    'MetacognitiveVerifier',
    ({ metadata: { failed_checks, checks } }, values) => {
      if (Array.isArray(failed_checks) || !isObject(checks)) return
      values.failedCheck = Object.keys(checks)
        .filter((name) => checks[name] === false)
        .sort()
    },
  ],
])

/** A warning without its figures, so that "52 % used" and "53 % used" are one. */
export function warningPattern(warning: string): string {
  return warning.replace(/\d+(?:[.,]\d+)*/g, 'N')
}
