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
import { clamp } from '../statistics.ts'
import type { Candidate } from './candidate.ts'
import type { History } from './history.ts'
import type { Track } from './track.ts'

/** The baseline ends so many sessions ago: what drifts must not become what it is compared with. */
export const lag = 6
/** And it is no longer than this: a set of rules that grows moves the rate by itself, the more the longer ago it was. */
const mostLagged = 12
/** A drift that adds up to less matters to nobody: the last three sessions against the baseline. */
const leastFactor = 1.45
const leastDifference = 0.02
const weakRate = 0.65
/** Blocked decisions in the six sessions that the usual rate makes expect: fewer cannot show a drift. */
const leastExpected = 6

/** A single session that jumps is a jump, and no drift: its score counts for no more. */
const mostScore = 3

/** What changes by less between the first three sessions and the last three of the six may as well have changed before them. */
const leastSlope = 1.25

function wordFor(early: Share, late: Share, rises: boolean): string {
  const [first, last] = [early.count / early.n, late.count / late.n]
  const [low, high] = rises ? [first, last] : [last, first]
  if (high >= leastSlope * low) return rises ? 'rises slowly' : 'falls slowly'
  return rises ? 'is higher than it was' : 'is lower than it was'
}

/** Weights of the latest sessions, oldest first: a steady rise weighs most where it is highest. Their squares add up to 1. */
const weights = normed([1, 2, 3, 4, 5, 6])

function normed(values: number[]): number[] {
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
  return values.map((value) => value / length)
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
 * A slow change of the block rate: normal scores of the mid-p values of the last six sessions, each against the baseline before all of them, added
 * up with growing weights. What is not known about the baseline's own rate moves all six alike, and widens the sum by that much.
 */
export function driftOf(history: History, lagged: Lagged, others: ShareProfile[]): Drift[] {
  const { name, baseline, recent, profile } = lagged
  const fit = fitShares(profile, others)
  const decisions = recent.reduce((sum, session) => sum + blockedOf(history.sessions[session] as Measured, name).n, 0)
  const expected = decisions * fit.mean
  if (expected < leastExpected) return []
  let score = 0
  let shift = 0
  const shares = recent.map((session) => blockedOf(history.sessions[session] as Measured, name))
  for (const [index, share] of shares.entries()) {
    const weight = weights[index] as number
    const { high } = predictShare(fit, share, { high: true, mid: true, certain: true })
    score += weight * clamp(normalQuantile(1 - high), -mostScore, mostScore)
    const { session, mean } = deviationsOf(fit, share.n)
    shift += weight * (mean / session)
  }
  const z = score / Math.sqrt(1 + shift * shift)
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
    ...{ first: recent[0] as number, since: window.from },
    detail: `the block rate ${wordFor(pooledShare(shares.slice(0, 3)), late, rises)}: ${series} in the last six sessions; ${percent(usual.count / usual.n)} in the ${baseline.length} before them`,
    evidence: { window, filter: { service: name, blocked: true }, from: 'end' as const },
  }
  return [
    { direction: 'up', p: rises ? normalTail(z) : 1, kind: 'drift' as const },
    { direction: 'down', p: falls ? normalTail(-z) : 1, kind: 'weaker' as const },
  ].map(({ direction, p, kind }) => ({
    p,
    direction: direction as Drift['direction'],
    candidate: { ...common, weight: expected, ...(kind === 'weaker' && { about: 'rate' as const }), kind, p },
  }))
}
