import { coverageLosses } from './coverage.ts'
import { enforcementLosses } from './enforcement.ts'
import { type HealthFacts, limits } from './facts.ts'

/**
 * What each service costs the score, in points and by itself: of coverage and of enforcement together, by its name. What a deduction is in the end
 * depends on those before it.
 */
export function costsOfServices(facts: Pick<HealthFacts, 'services' | 'missing'>): Map<string, number> {
  const losses = [
    ...coverageLosses(facts).map(({ service, weight }) => ({ service, points: limits.coverage * weight })),
    ...enforcementLosses(facts).map(({ service, weight }) => ({ service, points: limits.enforcement * weight })),
  ]
  const costs = new Map<string, number>()
  for (const { service, points } of losses)
    if (service !== undefined) costs.set(service, (costs.get(service) ?? 0) + points)
  return costs
}
