import type { Document } from 'mongodb'

/** How often each value of a field came up, by what the service wrote. */
const distribution = (field: string): Document[] => [
  { $match: { [field]: { $exists: true } } },
  { $group: { _id: { action: '$action', value: `$${field}` }, count: { $sum: 1 } } },
]
/** The same for the items of a list. */
const items = (field: string, of = field): Document[] => [
  { $match: { [field]: { $exists: true } } },
  { $unwind: `$${field}` },
  { $group: { _id: { action: '$action', value: `$${of}` }, count: { $sum: 1 } } },
]
const added = (field: string): Document[] => [
  { $match: { [field]: { $exists: true } } },
  { $group: { _id: '$action', sum: { $sum: `$${field}` } } },
]
/** A series with its times: trends and quantiles are taken of all of it. */
const series = (field: string): Document[] => [
  { $match: { [field]: { $exists: true } } },
  { $group: { _id: '$action', at: { $push: '$timestamp' }, values: { $push: `$${field}` } } },
]

/**
 * What someone would write by hand who wants every distribution of the report, and knows that this collection has one shape only: the bare
 * operation that the analysis is measured against.
 */
export const handWritten = (from: number, to: number): Document[] => [
  { $match: { timestamp: { $gte: new Date(from), $lt: new Date(to) } } },
  {
    $facet: {
      services: [
        {
          $group: {
            _id: { action: '$action', service: '$service', allowed: '$allowed' },
            decisions: { $sum: 1 },
            first: { $min: '$timestamp' },
            last: { $max: '$timestamp' },
          },
        },
      ],
      sessions: [{ $group: { _id: { action: '$action', session: '$sessionId' }, count: { $sum: 1 } } }],
      domain: distribution('metadata.domain'),
      boundary: distribution('metadata.boundary'),
      level: distribution('metadata.pressure_level'),
      topMetric: distribution('metadata.top_metric'),
      warnings: added('metadata.warnings_count'),
      status: distribution('metadata.validation_status'),
      conflicts: added('metadata.conflicts_found'),
      criticalConflicts: added('metadata.critical_conflicts'),
      severity: items('metadata.conflict_details', 'metadata.conflict_details.severity'),
      parameter: items('metadata.conflict_details', 'metadata.conflict_details.parameter'),
      quadrant: distribution('metadata.quadrant'),
      persistence: distribution('metadata.persistence'),
      classified: [
        { $match: { 'metadata.instruction_text': { $exists: true } } },
        { $group: { _id: { text: '$metadata.instruction_text', quadrant: '$metadata.quadrant' }, count: { $sum: 1 } } },
      ],
      decision: distribution('metadata.decision'),
      failedCheck: items('metadata.failed_checks'),
      tension: items('metadata.tensions'),
      outcome: distribution('metadata.outcome'),
      pressure: series('metadata.overall_pressure'),
      explicitness: series('metadata.explicitness'),
      confidence: series('metadata.confidence'),
      adjustment: series('metadata.pressure_adjustment'),
      violations: [
        { $match: { allowed: false } },
        { $unwind: '$violations' },
        { $group: { _id: { key: '$violations', file: '$metadata.file' }, count: { $sum: 1 } } },
      ],
      lockstep: [
        { $group: { _id: '$timestamp', services: { $addToSet: '$action' } } },
        { $group: { _id: '$services', instants: { $sum: 1 } } },
      ],
    },
  },
]
