import { plural } from '../../../templates/words.ts'
import { counts } from '../anomalies/evidence.ts'
import { type HealthFacts, limits, type Taken } from './facts.ts'
import { type Loss, spread } from './losses.ts'
import { ofLongStanding, paceLoss } from './service-losses.ts'

/** Services that usually log, or that a human expects, against the baseline that is frozen before they fell. */
export function coverage({ services, missing }: HealthFacts): Taken[] {
  const known = new Set([...services.map(({ name }) => name), ...missing])
  const size =
    ofLongStanding(services).length + missing.filter((name) => services.every((each) => each.name !== name)).length
  const losses = [...known].map((name): Loss => {
    const service = services.find((each) => each.name === name)
    const loss = missing.includes(name) ? 1 : service ? paceLoss(service) : 0
    const told =
      service?.pace && service.pace.count > 0
        ? `decided ${plural(service.pace.count, 'time')}, ${service.pace.expected.toFixed(1)} expected`
        : service?.pace && service.pace.used.sessions > 0 && !missing.includes(name) && service.pace.p > counts.from
          ? `decided in ${service.pace.used.sessions} of ${plural(service.pace.used.of, 'session')}`
          : 'is silent'
    return { weight: loss / size, why: `${name} ${told}` }
  })
  return spread(losses, limits.coverage)
}
