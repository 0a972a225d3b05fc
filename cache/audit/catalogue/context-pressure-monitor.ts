import { distribution, type Measure, type Metric, type Service, sameAsDecisions } from './metric.ts'
import { sessionMetrics } from './session.ts'

export const pressure: Measure = { name: 'pressure', field: 'overall_pressure', low: 0, high: 1 }

/** A figure of the session's pressure is one of the monitor's too. */
const ofPressure = (figure: 'peak' | 'mean' | 'last' | 'trend'): Metric => {
  const { definition, unit, source } = sessionMetrics[`pressure.${figure}`]
  return { name: figure, formula: { kind: 'pressure', measure: pressure, figure }, definition, unit, source }
}

export const contextPressureMonitor: Service = {
  name: 'ContextPressureMonitor',
  actions: ['context_pressure_analysis'],
  placeholders: ['pressure-monitor'],
  metrics: [
    sameAsDecisions('analyses'),
    distribution('byLevel', 'pressure_level'),
    ofPressure('peak'),
    ofPressure('mean'),
    ofPressure('last'),
    ofPressure('trend'),
    {
      name: 'trendUnit',
      formula: { kind: 'text', value: 'per hour' },
      definition: 'the unit of trend',
      unit: 'text',
      source: '',
    },
    {
      name: 'warnings',
      formula: { kind: 'sum', counter: { field: 'warnings_count', orViolations: true } },
      definition: 'warnings issued, added up; without the field, the warnings that are listed',
      unit: 'count',
      source: 'metadata.warnings_count, violations',
    },
    distribution('errorPatterns', 'warnings', {
      kind: 'warnings',
      definition: 'how often each warning came up, its figures written as N',
      source: 'violations (of allowed decisions too)',
    }),
    distribution('byTopMetric', 'top_metric'),
  ],
  counters: { total_analyses: 'decisions', by_level: 'byLevel' },
}
