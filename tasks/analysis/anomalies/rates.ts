import { blockedOf, servicesIn } from '../baseline/measured.ts'
import { pooled, predictShare } from '../baseline/predict.ts'
import { type Detector, percent } from './candidate.ts'

/** With very many decisions the smallest difference is beyond chance; it is an anomaly from this on: so many times the usual rate, and so much more. */
const leastFactor = 1.5
const leastDifference = 0.05

/** A service that blocks a larger share of what it decides than it did. */
export const rateJumps: Detector = (current, earlier) =>
  servicesIn([current]).flatMap((service) => {
    const blocked = blockedOf(current, service)
    const before = earlier.map((session) => blockedOf(session, service)).filter(({ n }) => n > 0)
    const usual = pooled(before)
    if (before.length === 0) return []
    const rate = blocked.count / blocked.n
    const usualRate = usual.count / usual.n
    const jumped = rate >= leastFactor * usualRate && rate >= usualRate + leastDifference
    return [
      {
        service,
        kind: 'rate',
        detail: `${blocked.count} of ${blocked.n} decisions blocked (${percent(rate)}); ${usual.count} of ${usual.n} (${percent(usualRate)}) in the ${before.length} sessions before`,
        evidence: { window: current.window, filter: { service, blocked: true } },
        p: jumped ? predictShare(blocked, before).high : 1,
      },
    ]
  })
