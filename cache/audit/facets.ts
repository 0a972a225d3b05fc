import { canonicalJson, isObject, type Json } from '../json.ts'

/** A field of a service's metadata with few values, of which analysis counts how often each came up. */
export interface Facet {
  name: string
  /** The key in `metadata`. */
  field: string
  /** `value`: one value. `list`: a list of them. `number`: a whole number from 0 on, added up. */
  kind: 'value' | 'list' | 'number'
  /** Where the items of the list are objects: the key whose value counts. */
  of?: string
}

/** What analysis groups decisions by besides service, session id and verdict: one row a facet. */
export const facets: Record<string, Facet[]> = {
  BoundaryEnforcer: [
    { name: 'domain', field: 'domain', kind: 'value' },
    { name: 'boundary', field: 'boundary', kind: 'value' },
  ],
  ContextPressureMonitor: [
    { name: 'level', field: 'pressure_level', kind: 'value' },
    { name: 'topMetric', field: 'top_metric', kind: 'value' },
    { name: 'warnings', field: 'warnings_count', kind: 'number' },
  ],
  CrossReferenceValidator: [
    { name: 'status', field: 'validation_status', kind: 'value' },
    { name: 'conflicts', field: 'conflicts_found', kind: 'number' },
    { name: 'criticalConflicts', field: 'critical_conflicts', kind: 'number' },
    { name: 'severity', field: 'conflict_details', kind: 'list', of: 'severity' },
    { name: 'parameter', field: 'conflict_details', kind: 'list', of: 'parameter' },
  ],
  InstructionPersistenceClassifier: [
    { name: 'quadrant', field: 'quadrant', kind: 'value' },
    { name: 'persistence', field: 'persistence', kind: 'value' },
  ],
  MetacognitiveVerifier: [
    { name: 'decision', field: 'decision', kind: 'value' },
    { name: 'failedCheck', field: 'failed_checks', kind: 'list' },
  ],
  PluralisticDeliberationOrchestrator: [
    { name: 'tension', field: 'tensions', kind: 'list' },
    { name: 'outcome', field: 'outcome', kind: 'value' },
  ],
}

/** The facets of a service; a service that is not the framework's has none. */
export function facetsOf(service: string): Facet[] {
  return Object.hasOwn(facets, service) ? (facets[service] as Facet[]) : []
}

export type MeasureName = 'pressure' | 'explicitness' | 'confidence' | 'adjustment'

/** A number of a service's metadata that takes many values. What is no number within its bounds is not measured. */
export interface Measure {
  /** Its number in the cache: never changed, never used again. */
  series: number
  name: MeasureName
  service: string
  field: string
  low: number
  high: number
}

export const measures: Measure[] = [
  { series: 1, name: 'pressure', service: 'ContextPressureMonitor', field: 'overall_pressure', low: 0, high: 1 },
  {
    series: 2,
    name: 'explicitness',
    service: 'InstructionPersistenceClassifier',
    field: 'explicitness',
    low: 0,
    high: 1,
  },
  { series: 3, name: 'confidence', service: 'MetacognitiveVerifier', field: 'confidence', low: 0, high: 1 },
  { series: 4, name: 'adjustment', service: 'MetacognitiveVerifier', field: 'pressure_adjustment', low: -1, high: 1 },
]

export const measureCalled = (name: MeasureName): Measure =>
  measures.find((measure) => measure.name === name) as Measure

export function measuredValue({ low, high }: Measure, value: unknown): number | undefined {
  return typeof value === 'number' && value >= low && value <= high ? value : undefined
}

/** The values of a facet as texts, exactly as logged, each item of a list by itself; what is absent has none. */
export function facetValues({ kind, of }: Facet, value: unknown): string[] {
  if (kind === 'value') return labels(value)
  if (!Array.isArray(value)) return []
  return value.flatMap((item) => (of === undefined ? label(item) : isObject(item) ? labels(item[of]) : []))
}

/** A whole number from 0 on; anything else counts nothing. */
export function facetNumber(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0
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
