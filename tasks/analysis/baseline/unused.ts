import { clamp } from '../statistics.ts'
import { gridOf, type Likelihoods, weigh } from './spread.ts'

/**
 * A service may not be used at all in a session, whatever its pace: its subject did not come up. Shares of such sessions, which a history leaves
 * more or less weight. With services that decide a few times a session that is common, with busy ones rare.
 */
const sparse = gridOf<number>([
  [0, 0.86],
  [0.04, 0.06],
  [0.1, 0.04],
  [0.2, 0.025],
  [0.35, 0.01],
  [0.55, 0.005],
])
const busy = gridOf<number>([
  [0, 0.95],
  [0.04, 0.025],
  [0.1, 0.013],
  [0.2, 0.008],
  [0.35, 0.003],
  [0.55, 0.001],
])
/** Decisions a session from which on a service is busy, and from which on it is so beyond doubt: between them the caution wears off. */
export const busyPace = 3
const surelyBusy = 5

/**
 * `silent`: of each session in which it decided nothing, the chance of that at the pace of the others; `used`: how many others there are; `always`: how
 * well its pace alone explains all of them, as a logarithm of likelihoods.
 */
export function profileUnused(silent: number[], used: number, always: number): Likelihoods {
  return busy.points.map((share) =>
    share === 0
      ? always
      : silent.reduce((sum, none) => sum + Math.log(share + (1 - share) * none), used * Math.log(1 - share)),
  )
}

/** Whether a history leaves little doubt that its service is sometimes not used. */
const isSkipping = (weights: number[]): boolean => (weights[0] as number) < 0.5

/** A service's history as far as it was silent, and its usual decisions a session. */
export interface UnusedProfile {
  likelihoods: Likelihoods
  pace: number
}

const gridFor = ({ pace }: UnusedProfile) => (pace < busyPace ? sparse : busy)

/** How often a service is not used for a whole session. */
export interface Unused {
  weights: number[]
  /** Services of these sessions are known to skip some. */
  known: boolean
  /** A run of silence must be so many times as improbable by that as by the service's pace. */
  caution: number
}

/** Where services of the same sessions are known to skip some, what is seen of one service says little about its own share. */
const cautions = { busy: 1.95, sparse: 13, known: 30 }
/** It is the first skips that nobody expects of a service that was always used: the longer a run, the less they explain it. */
const firstSkips = 4
/** In histories that say hardly anything but turbulence it is up to so many times as likely that a service is not always used. */
const turbulentCaution = 7
/** Of a service that decides so often in its sessions turbulence says nothing of the kind: between the two it wears off by the logarithm. */
const constantlyUsed = { from: 10, full: 16 }

/** Services that are sometimes not used make it likely of the others; those that always are say nothing about them. */
export function fitUnused(own: UnusedProfile, others: UnusedProfile[], turbulence: number): Unused {
  const skipping = others.filter((other) => isSkipping(weigh(gridFor(other), other.likelihoods, [])))
  const weights = weigh(
    gridFor(own),
    own.likelihoods,
    skipping.map(({ likelihoods }) => likelihoods),
  )
  const known = skipping.length > 0 || isSkipping(weights)
  const isBusy = clamp((own.pace - busyPace) / (surelyBusy - busyPace))
  const isConstant = clamp(
    Math.log(own.pace / constantlyUsed.from) / Math.log(constantlyUsed.full / constantlyUsed.from),
  )
  const usual = cautions.sparse ** (1 - isBusy) * cautions.busy ** isBusy
  return {
    weights,
    known,
    caution: known ? cautions.known : usual * turbulentCaution ** (turbulence * (1 - isConstant)),
  }
}

/**
 * The chance of a run of silence: in each session the service is not used, or it is, and decides nothing at its usual pace all the same, times the
 * caution. What a service does that never skips is its pace's affair alone, as long as none is known to skip.
 */
export const chanceUnused = ({ weights, known, caution }: Unused, none: number[]): number =>
  weights.reduce((sum, weight, point) => {
    const share = busy.points[point] as number
    if (share === 0 && !known) return sum
    const cautious = known ? caution : Math.max(1, caution / Math.max(1, none.length - firstSkips) ** 2)
    return sum + cautious * weight * none.reduce((chance, each) => chance * (share + (1 - share) * each), 1)
  }, 0)
