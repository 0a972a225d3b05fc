import { paceOf, servicesIn } from '../baseline/measured.ts'
import { predictPace } from '../baseline/predict.ts'
import { sum } from '../statistics.ts'
import type { Detector } from './candidate.ts'

/** Less than twice its pace is a busy session. */
const leastFactor = 2
/** A service that came up in fewer sessions is still new. */
const leastSessions = 3

/** A service that decides far more often an hour than it did. */
export const floods: Detector = (current, earlier) =>
  servicesIn([current]).flatMap((service) => {
    const pace = paceOf(current, service)
    const paces = earlier.map((session) => paceOf(session, service))
    if (paces.filter(({ count }) => count > 0).length < leastSessions) return []
    const usual = sum(paces.map(({ count }) => count)) / sum(paces.map(({ hours }) => hours))
    const perHour = pace.count / pace.hours
    return [
      {
        service,
        kind: 'flood',
        detail: `${pace.count} decisions, ${perHour.toFixed(1)} an hour; ${usual.toFixed(1)} an hour in the ${earlier.length} sessions before`,
        evidence: { window: current.window, filter: { service } },
        p: perHour < leastFactor * usual ? 1 : predictPace(pace, paces).high,
      },
    ]
  })
