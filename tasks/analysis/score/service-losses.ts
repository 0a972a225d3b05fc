import { fixed, plural } from '../../../templates/words.ts'
import { counts, evidence } from '../anomalies/evidence.ts'
import type { ServiceState } from '../anomalies/judge.ts'
import { lossOfRun, type Used } from '../anomalies/pace.ts'
import { clamp } from '../statistics.ts'
import type { Figures } from './facts.ts'

/** Where services are known to skip sessions it is no proof that a busy one is silent; but nobody knows either that it had nothing to decide. */
const unexplained = { usual: 20, share: 0.15 }

/** A share of a service that is lost, and what that is by. */
export interface ServiceLoss {
  loss: number
  from: Figures
}

/** The first of the largest. */
export const worstLoss = (losses: [ServiceLoss, ...ServiceLoss[]]): ServiceLoss =>
  losses.reduce((worst, each) => (each.loss > worst.loss ? each : worst))

/** What is lost of a service's pace: in the run that is going on, or by sessions in which it decides nothing, now and then. */
export function paceLoss({ pace }: ServiceState): ServiceLoss {
  if (!pace) return { loss: 0, from: {} }
  const { p, ratio, count, usual } = pace
  const { sessions, of, most } = pace.used
  const chance = most === 0 ? 1 : chanceOfRarer(pace.used)
  return worstLoss([
    { loss: lossOfRun(pace), from: { p, evidence: evidence(p), ratio } },
    {
      loss: most === 0 ? 0 : evidence(chance) * clamp(1 - sessions / of / most),
      from: { p: chance, evidence: evidence(chance), sessionsUsed: sessions, sessions: of, usualShare: most },
    },
    {
      loss: count === 0 && usual >= unexplained.usual ? unexplained.share : 0,
      from: { decisions: count, usual },
    },
  ])
}

/** What is lost of a service's pace, in words. */
export function paceInWords({ pace }: ServiceState): string {
  if (!pace) return 'is silent'
  const { count, usual, expected, ratio, used, p } = pace
  if (p > counts.from && used.sessions > 0) return `decided in ${used.sessions} of ${plural(used.of, 'session')}`
  if (count === 0) return 'is silent'
  const since = expected > usual ? ' since its pace fell' : ''
  return `decided ${plural(Math.round(ratio * expected), 'time')}${since}, ${fixed(expected, 1)} expected`
}

/** How often a service that decides in its usual share of sessions does so in as few of them, or fewer. */
function chanceOfRarer({ sessions, of, most }: Used): number {
  let term = (1 - most) ** of
  let chance = term
  for (let used = 1; used <= sessions; used++) {
    term *= ((of - used + 1) / used) * (most / (1 - most))
    chance += term
  }
  return Math.min(1, chance)
}

/** In fewer sessions nothing became usual that others are weighed by: services that were never there do not make one that is missed small. */
const established = 10

/** The services that a part is shared by: those of long standing, or all where there are none. */
export function ofLongStanding(services: ServiceState[]): ServiceState[] {
  const old = services.filter(({ pace }) => (pace?.sessions ?? 0) >= established)
  return old.length > 0 ? old : services
}
