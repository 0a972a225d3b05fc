import { type HealthFacts, limits, type Taken } from './facts.ts'
import { type Loss, spread } from './losses.ts'
import { ofLongStanding, paceInWords, paceLoss } from './service-losses.ts'

/** Services that usually log, or that a human expects, against the baseline that is frozen before they fell. */
export const coverage = (facts: HealthFacts): Taken[] => spread(coverageLosses(facts), limits.coverage)

export function coverageLosses({ services, missing }: Pick<HealthFacts, 'services' | 'missing'>): Loss[] {
  const known = new Set([...services.map(({ name }) => name), ...missing])
  const size =
    ofLongStanding(services).length + missing.filter((name) => services.every((each) => each.name !== name)).length
  return [...known].map((name): Loss => {
    const service = services.find((each) => each.name === name)
    const isMissing = missing.includes(name)
    const { loss, from } = service && !isMissing ? paceLoss(service) : { loss: isMissing ? 1 : 0, from: {} }
    const told = service && !isMissing ? paceInWords(service) : 'is silent'
    return { weight: loss / size, why: `${name} ${told}`, service: name, from: { ...from, loss, services: size } }
  })
}
