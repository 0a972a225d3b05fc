/** What a metric is, in words: docs/metrics.md and `explain` say exactly this. */
export interface Described {
  definition: string
  unit: string
  /** Fields of a decision that it is counted from. */
  source: string
}

/** Values of a decision of which analysis counts how often each came up. */
export interface Facet {
  /** The key in `metadata`. */
  field: string
  /** `value`: one value. `list`: a list of them. `warnings`: none of `metadata`, but the violations of any decision, their figures written as N. */
  kind: 'value' | 'list' | 'warnings'
  /** Where the items of the list are objects: the key whose value counts. */
  of?: string
  /** Where the field is not a list: an object in `metadata` whose false keys count instead. */
  orFalseOf?: string
}

/** A whole number from 0 on, added up. */
export interface Counter {
  /** The key in `metadata`. */
  field: string
  /** Where the field is not a number, the violations of the decision count, whatever its verdict. */
  orViolations?: true
}

/** A number that takes many values. What is not a number within its bounds is not measured. */
export interface Measure {
  /** Its own in the whole catalogue. */
  name: string
  /** The key in `metadata`. */
  field: string
  low: number
  high: number
}

/** Keys in `metadata`: a text, and the quadrant that was chosen for it. */
export interface Classified {
  text: string
  quadrant: string
}

/** How a metric is made of a service's decisions: plain data, because a hash of it is kept beside what was derived. */
export type Formula =
  | { kind: 'decisions' }
  /** Violations that blocked decisions name. */
  | { kind: 'violations' }
  | { kind: 'distribution'; facet: Facet }
  /** Decisions with this value, however it is written. */
  | { kind: 'having'; facet: Facet; value: string }
  | { kind: 'sum'; counter: Counter }
  | { kind: 'mean'; measure: Measure }
  /** Count, median, quartiles, and the share of values under a limit. */
  | { kind: 'quartiles'; measure: Measure; under: number }
  /** Count, mean, lowest and highest. */
  | { kind: 'range'; measure: Measure }
  /** A figure of the session's pressure. */
  | { kind: 'pressure'; measure: Measure; figure: 'peak' | 'mean' | 'last' | 'trend' }
  /** How often the quadrant of a text is that of the rule with this text. */
  | { kind: 'agreement'; classified: Classified }
  | { kind: 'text'; value: string }

/** Which way is better. A pace is to be steady; a block rate that falls is no better by itself, and worse where it fell too far. */
export type Direction = 'lower' | 'higher' | 'steady' | 'rate'

/** What sessions are compared by. */
export type ComparedBy = { better: Direction } & (
  | {
      /** The figure of the metric, where it has several. */
      figure?: string
      /** How much sessions differ in it, whatever a few of them happen to show; of their logarithms where `factor` says so. */
      deviation: number
      /** Sessions differ by factors: a day costs ten times as much as another. */
      factor?: true
    }
  | {
      /** The figure that is a share, and the one that says of how many. */
      figure: string
      of: string
    }
  | {
      /** The metric is a share itself: the path of the number that says of how many. */
      shareOf: string
    }
  | {
      /** A count, compared by the hours of work. */
      counted: true
    }
)

export interface Metric extends Described {
  /** Its key in the service's block of the report. */
  name: string
  formula: Formula
  /** Where it is an object: what is in it. */
  figures?: string[]
  compared?: ComparedBy
}

/** A service of the framework: how its decisions are recognised, and what is measured of them. */
export interface Service {
  name: string
  /** The `action`s that it writes. */
  actions: string[]
  /** A word that shows an action to be its own, where no service writes exactly this one. */
  actionWord?: string
  /** The `sessionId`s that it falls back to when it was called without one. */
  placeholders: string[]
  /** In the order of the report. */
  metrics: Metric[]
  /** Counters of its module's `getStats()`, and the metric that each should equal. */
  counters: Record<string, string>
}

/** The facet's name in a profile. */
export const facetKey = ({ field, of }: Facet): string => (of === undefined ? field : `${field}[].${of}`)

const inMetadata = (field: string): string => `metadata.${field}`

/** What has the same value as `decisions` under the service's own name for it. */
export const sameAsDecisions = (name: string): Metric => ({
  name,
  formula: { kind: 'decisions' },
  definition: 'the same as decisions',
  unit: 'count',
  source: 'at',
})

export const distribution = (
  name: string,
  field: string,
  { source, definition, ...facet }: Partial<Facet & Described> = {},
): Metric => {
  const counted: Facet = { field, kind: 'value', ...facet }
  const from = source ?? inMetadata(facetKey(counted))
  return {
    name,
    formula: { kind: 'distribution', facet: counted },
    definition: definition ?? `how often each value of ${from} came up`,
    unit: 'count',
    source: from,
  }
}

export const having = (name: string, field: string, value: string): Metric => ({
  name,
  formula: { kind: 'having', facet: { field, kind: 'value' }, value },
  definition: `decisions with this ${field}, ${value}, in any case of letters`,
  unit: 'count',
  source: inMetadata(field),
})

export const sum = (name: string, field: string): Metric => ({
  name,
  formula: { kind: 'sum', counter: { field } },
  definition: `${inMetadata(field)}, added up`,
  unit: 'count',
  source: inMetadata(field),
})
