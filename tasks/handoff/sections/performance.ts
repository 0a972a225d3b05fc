import { type HandoffFacts, whyMissing } from '../facts.ts'

const listedViolations = 10

export function performanceSection({ metrics, steps }: HandoffFacts) {
  return {
    analysis: metrics,
    notMeasured: whyMissing(steps, 'analysis/metrics'),
    services: Object.entries(metrics?.services ?? {}).map(([name, service]) => ({
      name,
      ...service,
      rate: `${(service.blockRate * 100).toFixed(1)} %`,
    })),
    violations: (metrics?.violations ?? [])
      .slice(0, listedViolations)
      .map((row) => ({ ...row, ruleId: row.ruleId ?? '' })),
    moreViolations: Math.max(0, (metrics?.violations.length ?? 0) - listedViolations),
  }
}
