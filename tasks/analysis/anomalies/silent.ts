import { betaBinomialNone } from '../baseline/distributions.ts'
import { type Measured, serviceOf, servicesIn } from '../baseline/measured.ts'
import { dispersionOf, pooled } from '../baseline/predict.ts'
import { mean } from '../statistics.ts'
import { type Candidate, type Detector, decisionsOf } from './candidate.ts'

/** A service that was silent in more of the earlier sessions than this is not one that usually logs. */
const silentBefore = 0.2

/**
 * A service that usually logs, and is silent. How often that happens by itself follows from its share of the earlier decisions: the chance that
 * none of a session's decisions is its own, over sessions as long as the earlier ones and this one. A short session is no anomaly.
 */
export const silentServices: Detector = (current, earlier) =>
  servicesIn(earlier)
    .filter((service) => current.metrics.decisions.total > 0 && shareSilent(earlier, service) <= silentBefore)
    .map((service) => candidateFor(service, current, earlier))

const shareSilent = (sessions: Measured[], service: string): number =>
  sessions.filter((session) => decisionsOf(session, service) === 0).length / sessions.length

function candidateFor(service: string, current: Measured, earlier: Measured[]): Candidate {
  const chance = chanceOfSilence(service, current, earlier)
  const last = earlier.findLast((session) => decisionsOf(session, service) > 0) as Measured
  const counts = earlier.map((session) => decisionsOf(session, service))
  return {
    service,
    kind: 'silent',
    detail: `no decision in this session; ${Math.min(...counts)} to ${Math.max(...counts)} in each of the ${earlier.length} before, the last at ${serviceOf(last.metrics, service)?.lastAt}`,
    evidence: { window: last.window, filter: { service }, from: 'end' },
    p: decisionsOf(current, service) === 0 ? chance : 1,
    // It is silent or it is not: no other p-value can come up.
    sizeAt: (t) => (t >= 1 ? 1 : t >= chance ? chance : 0),
  }
}

function chanceOfSilence(service: string, current: Measured, earlier: Measured[]): number {
  const shares = earlier.map((session) => ({ count: decisionsOf(session, service), n: decisionsOf(session) }))
  const { count, n } = pooled(shares)
  const dispersion = dispersionOf(shares)
  const a = count / dispersion + 0.5
  const b = (n - count) / dispersion + 0.5
  return mean([...earlier, current].map((session) => betaBinomialNone(decisionsOf(session) / dispersion, a, b)))
}
