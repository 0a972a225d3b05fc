import { fixed, noun, percent, plural } from '../../../templates/words.ts'
import { evidence } from '../anomalies/evidence.ts'
import type { ServiceState } from '../anomalies/judge.ts'
import type { FewerBlocks, RateState } from '../anomalies/rates.ts'
import { clamp } from '../statistics.ts'
import { type HealthFacts, limits, type Taken } from './facts.ts'
import { type Loss, spread } from './losses.ts'
import { ofLongStanding, paceInWords, paceLoss, type ServiceLoss, worstLoss } from './service-losses.ts'

/** Above this many points of the block rate over the usual one nothing more is taken off. */
const fullExcess = 0.2
/** A service that never blocked more than this enforces nothing that could be missed. */
const leastRate = 0.005
/** A call that should have been refused and was not is a direct proof: it takes off this share of the part by itself. */
const passedShare = 0.6

/** And one that nobody made, because the session was not opened, leaves unproven what could have been proven. */
const untriedShare = 0.1
const untriedCanaries = (count: number): string =>
  `${plural(count, 'call')} that must be refused ${noun(count, 'was', 'were')} not tried: the session was not opened`

/** To a fiftieth: what other services do must not move a service's share by a little. */
const coarse = (share: number): number => Math.round(share * 50) / 50

const beforeInWords = ({ before, usual }: RateState): string =>
  `${before.count} of ${before.n} before (${percent(usual)})`

/** How little a service blocks: what is taken off is for all of a run of sessions. */
function fewInWords(rate: RateState): string {
  const { count, n, low, fewer } = rate
  const isFewer = fewer !== undefined && lossOf(fewer) > lossOf(low)
  const few = isFewer ? fewer : low.run && { ...low.run, expected: low.expected }
  if (!few || (!isFewer && few.sessions === 1)) return `${count} of ${n}, far less than it did, ${beforeInWords(rate)}`
  const since = few.sessions > 1 ? ` in the last ${plural(few.sessions, 'session')}` : ''
  const found = `${few.count} of ${few.n}${since}, ${fixed(few.expected, 1)} expected`
  if (!isFewer) return `${found}, ${beforeInWords(rate)}`
  const { crept } = fewer
  return crept === undefined
    ? `${found} in so much work, ${beforeInWords(rate)}`
    : `${found} at ${percent(crept.mostUsual)}, the most that was usual in the ${plural(crept.earlier, 'session')} before`
}

interface Fewer extends Partial<Pick<FewerBlocks, 'count' | 'n' | 'crept'>> {
  p: number
  ratio: number
  found?: boolean
}

const lossOf = ({ p, ratio, found }: Fewer): number => evidence(p, found) * clamp(1 - ratio)

const fewerLoss = (few: Fewer): ServiceLoss => {
  const { p, ratio, found, count = 0, n = 0, crept } = few
  const by = crept ? { blocked: count, decisions: n, usualRate: crept.mostUsual } : {}
  return { loss: lossOf(few), from: { p, evidence: evidence(p, found), ratio, ...by } }
}

/** Blocks beyond the usual. */
const moreLoss = ({ high, usual, count, n }: RateState): ServiceLoss => ({
  loss: evidence(high.p) * clamp((high.rate - usual) / fullExcess),
  from: { p: high.p, evidence: evidence(high.p), blocked: count, decisions: n, usualRate: usual },
})

/** What services block, in both directions: a service that blocks hardly anything, or is silent, enforces nothing. */
export const enforcement = (facts: HealthFacts): Taken[] => spread(enforcementLosses(facts), limits.enforcement)

export function enforcementLosses({
  services,
  passed = [],
  untried = 0,
}: Pick<HealthFacts, 'services' | 'passed' | 'untried'>): Loss[] {
  const rated = services.filter(({ rate }) => rate)
  const usualBlocks = (service: ServiceState) => (service.rate?.usual ?? 0) * (service.pace?.usual ?? 0)
  const enforcing = rated.filter((service) => (service.rate?.most ?? 0) >= leastRate)
  const old = ofLongStanding(enforcing)
  const size = old.length
  const blocks = old.reduce((sum, service) => sum + usualBlocks(service), 0)
  const losses = rated.map((service): Loss => {
    const { name, rate } = service as ServiceState & Required<Pick<ServiceState, 'rate'>>
    const share = enforcing.includes(service)
      ? coarse((1 / size + (blocks > 0 ? clamp(usualBlocks(service) / blocks) : 1 / size)) / 2)
      : 1 / (2 * rated.length)
    const enforces = enforcing.includes(service)
    const few = enforces ? lossOf(rate.low) : 0
    const less = enforces && rate.fewer ? Math.max(few, lossOf(rate.fewer)) : few
    const raised = moreLoss(rate)
    const { loss: more } = raised
    const quiet = paceLoss(service)
    const { loss: silent } = quiet
    // Fewer blocks of fewer decisions are told by the decisions.
    const isByPace = silent >= Math.max(few, more) && silent >= less / 2
    const told = isByPace
      ? `${paceInWords(service)}${enforces ? `, and enforces ${service.pace?.count === 0 ? 'nothing' : 'less'}` : ''}`
      : `blocked ${less > more ? fewInWords(rate) : `${rate.count} of ${rate.n}, ${beforeInWords(rate)}`}`
    const fewer = enforces ? [rate.low, ...(rate.fewer ? [rate.fewer] : [])].map(fewerLoss) : []
    const { loss, from } = worstLoss([quiet, ...fewer, raised])
    return { weight: share * loss, why: `${name} ${told}`, service: name, from: { ...from, loss, share } }
  })
  const proofs = passed.map((name) => ({
    weight: passedShare,
    why: `${name} did not refuse what it must refuse`,
    service: name,
  }))
  const unproven = untried > 0 ? [{ weight: untriedShare, why: untriedCanaries(untried) }] : []
  return [...proofs, ...unproven, ...losses]
}
