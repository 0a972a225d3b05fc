import { percent } from '../../../templates/words.ts'
import { normalQuantile, normalTail } from '../baseline/distributions.ts'
import { leastSessions } from '../baseline/earlier.ts'
import { blockedOf, type Measured } from '../baseline/measured.ts'
import {
  deviationsOf,
  fitShares,
  pooledShare,
  predictShare,
  profileShares,
  type Share,
  type ShareProfile,
} from '../baseline/shares.ts'
import { clamp, sum } from '../statistics.ts'
import type { Candidate } from './candidate.ts'
import type { History } from './history.ts'
import { leastFactor } from './rates.ts'
import type { Track } from './track.ts'

/** The baseline ends so many sessions ago: what drifts must not become what it is compared with. */
export const lag = 6
/** And it is no longer than this: a set of rules that grows moves the rate by itself, the more the longer ago it was. */
const mostLagged = 12
/** A drift that adds up to less matters to nobody, as a jump does: the last three sessions against the baseline. */
const leastDifference = 0.02
const weakRate = 0.65
/** Blocked decisions in the six sessions that the usual rate makes expect: fewer cannot show a drift. */
const leastExpected = 6

/** A single session that jumps is a jump, and no drift: its score counts for no more. */
const mostScore = 3

/** What changes by less between the first three sessions and the last three of the six may as well have changed before them. */
const leastSlope = 1.25

/** Where two levels fit six sessions by so much better than a line, in squared standard errors, it was one step. */
const leastStep = 2

function wordFor(shares: Share[], rises: boolean): string {
  const [first, last] = [shares.slice(0, 3), shares.slice(-3)].map(rateOf) as [number, number]
  const [low, high] = rises ? [first, last] : [last, first]
  if (isStep(shares)) return rises ? 'rose from one session to the next' : 'fell from one session to the next'
  if (high >= leastSlope * low) return rises ? 'rises slowly' : 'falls slowly'
  return rises ? 'is higher than it was' : 'is lower than it was'
}

function rateOf(shares: Share[]): number {
  const { count, n } = pooledShare(shares)
  return count / n
}

/** Whether one change between two of the sessions, in the direction of all, explains them better than a steady one. */
export function isStep(shares: Share[]): boolean {
  const rate = rateOf(shares)
  const misfit = (at: (place: number) => number) =>
    sum(shares.map(({ count, n }, place) => (n * (count / n - at(place)) ** 2) / (rate * (1 - rate))))
  const middle = sum(shares.map(({ n }, place) => n * place)) / sum(shares.map(({ n }) => n))
  const slope =
    sum(shares.map(({ count, n }, place) => (place - middle) * (count - n * rate))) /
    sum(shares.map(({ n }, place) => n * (place - middle) ** 2))
  const steps = shares.slice(1).map((_, before) => {
    const [early, late] = [rateOf(shares.slice(0, before + 1)), rateOf(shares.slice(before + 1))]
    return misfit((place) => (place <= before ? early : late))
  })
  return Math.min(...steps) <= misfit((place) => rate + slope * (place - middle)) - leastStep
}

/** How far a steady rise has come in each of the latest sessions, oldest first. */
const rise = [1, 2, 3, 4, 5, 6]

const product = (a: number[], b: number[]): number => sum(a.map((value, n) => value * (b[n] as number)))

/**
 * The z of a steady rise in scores that each vary by 1, and all together by `shifts` for what the baseline does not know about its own rate: generalized least squares
 * (Aitken 1936), whose weights leave out of each score what would be the same in all of them.
 */
export function riseOf(scores: number[], deviations: number[], shifts: number[]): number {
  const expected = rise.map((height, n) => height / (deviations[n] as number))
  const common = product(shifts, expected) / (1 + product(shifts, shifts))
  const weights = expected.map((height, n) => height - common * (shifts[n] as number))
  return product(weights, scores) / Math.sqrt(product(weights, expected))
}

export interface Lagged {
  name: string
  baseline: number[]
  recent: number[]
  profile: ShareProfile
}

/** The last six sessions in which a service decided, and the baseline before them. */
export function laggedShares(history: History, name: string, { baseline, run }: Track): Lagged | undefined {
  const all = [...baseline, ...run]
  const recent = all.slice(-lag)
  const before = all.slice(-lag - mostLagged, -lag)
  if (before.length < leastSessions) return undefined
  const shares = before.map((session) => blockedOf(history.sessions[session] as Measured, name))
  return { name, baseline: before, recent, profile: profileShares(shares) }
}

export interface Drift {
  p: number
  direction: 'up' | 'down'
  candidate: Candidate
}

/**
 * A slow change of the block rate: normal scores of the mid-p values of the last six sessions, each against the baseline before all of them, added up with the weights
 * that show a steady rise best where what is not known about the baseline's own rate moves all six alike. The more blocked decisions are expected, the likelier a drift
 * is found: with the square of them, little of the level is left to services of which none could be.
 */
export function driftOf(history: History, lagged: Lagged, others: ShareProfile[]): Drift[] {
  const { name, baseline, recent, profile } = lagged
  const fit = fitShares(profile, others)
  const decisions = recent.reduce((sum, session) => sum + blockedOf(history.sessions[session] as Measured, name).n, 0)
  const expected = decisions * fit.mean
  if (expected < leastExpected) return []
  const shares = recent.map((session) => blockedOf(history.sessions[session] as Measured, name))
  const deviations = shares.map(({ n }) => deviationsOf(fit, n))
  const scores = shares.map((share) => {
    const { high } = predictShare(fit, share, { high: true, mid: true, certain: true })
    return clamp(normalQuantile(1 - high), -mostScore, mostScore)
  })
  const z = riseOf(
    scores,
    deviations.map(({ session }) => session),
    deviations.map(({ session, mean }) => mean / session),
  )
  const late = pooledShare(shares.slice(-3))
  const rate = late.count / late.n
  const rises = rate >= leastFactor * fit.mean && rate >= fit.mean + leastDifference
  const falls = rate <= weakRate * fit.mean && rate <= fit.mean - leastDifference
  const usual = pooledShare(baseline.map((session) => blockedOf(history.sessions[session] as Measured, name)))
  const window = {
    from: (history.sessions[recent[0] as number] as Measured).window.from,
    to: (history.sessions[recent.at(-1) as number] as Measured).window.to,
  }
  const series = shares.map(({ count, n }) => `${count} of ${n}`).join(', ')
  const common = {
    service: name,
    first: recent[0] as number,
    since: window.from,
    detail: `the block rate ${wordFor(shares, rises)}: ${series} in the last six sessions; ${percent(usual.count / usual.n)} in the ${baseline.length} before them`,
    evidence: { window, filter: { service: name, blocked: true }, from: 'end' as const },
  }
  return [
    { direction: 'up', p: rises ? normalTail(z) : 1, kind: 'drift' as const },
    { direction: 'down', p: falls ? normalTail(-z) : 1, kind: 'weaker' as const },
  ].map(({ direction, p, kind }) => ({
    p,
    direction: direction as Drift['direction'],
    candidate: { ...common, weight: expected ** 2, ...(kind === 'weaker' && { about: 'rate' as const }), kind, p },
  }))
}
