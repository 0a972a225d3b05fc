import { type CountFit, predictCount } from '../baseline/counts.ts'
import type { Measured } from '../baseline/measured.ts'
import type { Unused } from '../baseline/unused.ts'
import { clamp, sum } from '../statistics.ts'
import type { Candidate } from './candidate.ts'
import { isDayOff } from './day-off.ts'
import { counts, evidence } from './evidence.ts'
import { floodOf } from './flood.ts'
import { countAt, type Judged, type PaceFit, remembered, toRemember, unreadFactor } from './history.ts'
import { chanceOfFew, type LowRun, lowRun, type ScoredRun, surelyOf, type UnusedBy } from './low-run.ts'
import { endRun, foundPart } from './track.ts'

/** A session belongs to a run of little where as few decisions, or fewer, come in less than this share of sessions, and are less than so much of the usual. */
const lowSession = { chance: 0.25, pace: 0.6 }
/** And a run is over with more than this share of the usual: a busy session among weak ones must not make usual what they had. */
const enough = 0.75
/** Where decisions come again behind silence that was found, the service is weak only where as few come by chance in less than this share. */
const comebackChance = 0.05
/** How far a service is below its pace: what the score's deductions are made of. */
export interface PaceState {
  /** Decisions of this session, and those that are usual for so much work. */
  count: number
  usual: number
  /** Those that were the most that ever was usual, and those of the latest sessions of the baseline. */
  most: number
  lately: number
  /** Sessions that it is known from. */
  sessions: number
  /** In how many of the latest sessions it decided at all, and the highest share that ever did. */
  used: Used
  /** Chance of a run with as few decisions, as little as counts in full where it was found; 1 where no run is going on. */
  p: number
  /** Decisions of the run by those that were to be expected; 1 where no run is going on. */
  ratio: number
  expected: number
  /** Whether the run was found to be an anomaly, now or before. */
  found: boolean
}

export interface Used {
  sessions: number
  of: number
  most: number
}

export interface PaceJudgement {
  state: PaceState
  lows?: LowRun[]
  flood?: Candidate
}

/** Judges a service's pace, and carries its run on or ends it. */
export function judgePace(judged: Judged, unused: UnusedBy): PaceJudgement | undefined {
  const { service, current, history, name, pace } = judged
  const track = service.pace
  if (!pace) {
    if (current >= service.since) track.baseline.push(current)
    return undefined
  }
  const count = countAt(history, current, name)
  const exposure = pace.exposure.of(current)
  // What is usual never depends on the session that is scored.
  const long = longUsual(judged)
  const usual = usualNow(judged)
  if (count > 0 && (!(isLow(pace, count, exposure) || goesOn(judged)) || isBack(judged))) {
    const full = fullRun(judged, unused.surely)
    endRun(track)
    track.baseline.push(current)
    const state = { count, usual, ...long, ...full, found: false }
    const flood = floodOf(judged, count, exposure)
    return { state, ...(flood && { flood }) }
  }
  // In a session without any work nobody can be silent, and on a usual day off nobody is missed.
  if (exposure > 0 && !isDayOff(history, service, current)) track.run.push(current)
  if (track.run.length > 0) return runOf(judged, unused, { count, usual, ...long })
  return { state: { count, usual: 0, ...long, p: 1, ratio: 1, expected: 0, found: false } }
}

const usualNow = ({ pace, current }: Judged): number => {
  const { rate, exposure } = (pace as PaceFit).surely
  return rate * exposure.of(current)
}

/**
 * To the score few decisions are little by what it knows, by themselves or as more of a run, also where the tests see nothing unusual in them: neither a log that covers less
 * than the session may have worked, nor silence of earlier sessions ends what is lost.
 */
function fullRun(judged: Judged, unused: Unused): RunState {
  const { service, history, name, current, pace } = judged
  const { surely } = pace as PaceFit
  const none = { p: 1, ratio: 1, expected: usualNow(judged) }
  if (!isLow(surely, countAt(history, current, name), surely.exposure.of(current))) return none
  const runs = [[current], [...foundPart(service.pace), current]]
  return worstOf([none, ...runs.map((run) => runState(surelyOf(judged, run, unused), false))])
}

const isLittle = (fit: CountFit, count: number, exposure: number): boolean =>
  count <= lowSession.pace * fit.rate * exposure

function isLow(fit: CountFit, count: number, exposure: number): boolean {
  if (!isLittle(fit, count, exposure)) return false
  const { low, at } = predictCount(fit, count, [exposure], { low: true, at: true })
  return low - at / 2 <= lowSession.chance
}

const goesOn = ({ service, current, history, name, pace }: Judged): boolean => {
  const { rate, exposure } = pace as PaceFit
  return service.pace.run.length > 0 && countAt(history, current, name) <= enough * rate * exposure.of(current)
}

/** Whether silence that was found is over: the sessions since then, with this one, are nothing unusual by themselves. */
function isBack({ service, current, history, name, pace }: Judged): boolean {
  const { run, found } = service.pace
  const silent = run.findLastIndex((session) => countAt(history, session, name) === 0)
  if (!found || silent === -1) return false
  const fit = pace as NonNullable<typeof pace>
  const since = [...run.slice(silent + 1), current]
  const count = sum(since.map((session) => countAt(history, session, name)))
  return chanceOfFew(fit, count, since.map(fit.exposure.of)) > comebackChance
}

/**
 * What was found stays as it is, and is reported in each session with little; otherwise the whole run is tested, and its silent end by itself. The score takes the
 * worse of them, also in a session that is busier.
 */
function runOf(judged: Judged, unused: UnusedBy, now: Omit<PaceState, 'found' | keyof RunState>): PaceJudgement {
  const { service, history, name } = judged
  const { found } = service.pace
  const part = foundPart(service.pace)
  const decided = part.findLastIndex((session) => countAt(history, session, name) > 0)
  const ends = decided === -1 || decided === part.length - 1 ? [part] : [part, part.slice(decided + 1)]
  const lows = ends.map((sessions) => lowRun(judged, sessions, unused))
  const [whole] = lows as [LowRun]
  if (!whole.silent && whole.p <= counts.full) service.pace.counted = true
  const state = { ...now, found, ...worstOf(lows.map((low) => runState(surest(judged, low), found && low === whole))) }
  if (!found) return { state, lows }
  const { current, pace } = judged
  const fit = pace as PaceFit
  return { state, lows: isLittle(fit, countAt(history, current, name), fit.exposure.of(current)) ? [whole] : [] }
}

/** Silence that lasts is never less sure than it was. */
function surest({ service: { pace: track } }: Judged, low: LowRun): LowRun {
  if (!low.silent) return low
  const { first, chance } = low
  const p = track.silence?.first === first ? Math.min(chance, track.silence.p) : chance
  track.silence = { first, p }
  return { ...low, chance: p }
}

/** What the score takes of a run. */
export type RunState = Pick<PaceState, 'p' | 'ratio' | 'expected'>

export const lossOfRun = ({ p, ratio }: RunState): number => evidence(p) * clamp(1 - ratio)

export const worstOf = (runs: RunState[]): RunState =>
  runs.reduce((worst, run) => (lossOfRun(run) > lossOfRun(worst) ? run : worst))

/** Of what was found no doubt is left. */
export const runState = ({ chance, ratio, expected }: ScoredRun, found: boolean): RunState => ({
  p: found ? Math.min(chance, counts.full) : chance,
  ratio: Math.min(1, ratio),
  expected,
})

/** What was usual over a longer time: what creeps away is seen by it. */
function longUsual(judged: Judged): Pick<PaceState, 'most' | 'lately' | 'sessions' | 'used'> {
  const { service, history, name, pace, current, standing } = judged
  const { sessions, surely } = pace as NonNullable<typeof pace>
  const { rate, exposure } = surely
  const isSure = sessions.length >= toRemember.sessions
  const latest = service.pace.baseline.slice(-toRemember.sessions)
  const worked = sum(latest.map(exposure.of))
  const factor = unreadFactor(history)
  const decided = sum(latest.map((session) => countAt(history, session, name) * factor(session)))
  const lately = worked > 0 ? decided / worked : rate
  const possible = exposure.unit === 'hour' ? mostDecided(judged) : Number.POSITIVE_INFINITY
  return {
    most: Math.min(possible, remembered(service, exposure.unit, rate, isSure) * exposure.of(current)),
    lately: Math.min(possible, lately * exposure.of(current)),
    sessions: standing,
    used: usedLately(judged, isSure),
  }
}

/** The most decisions that sessions have which began within as much time as this one lasts: short dense ones say nothing of what is usual in a long one. */
function mostDecided({ history, name, current }: Judged): number {
  const { sessions } = history
  const { from, to } = (sessions[current] as Measured).window
  const begins = (session: number) => (sessions[session] as Measured).window.from
  const factor = unreadFactor(history)
  const count = (session: number) => countAt(history, session, name) * factor(session)
  let [most, within, first] = [0, 0, 0]
  for (let session = 0; session < current; session++) {
    within += count(session)
    while (first < session && begins(session) - begins(first) >= to - from) within -= count(first++)
    most = Math.max(most, within)
  }
  return most
}

/** In how many of the latest sessions with work, usual days off aside, a service decided anything, whatever its baseline is. */
function usedLately({ service, history, name, pace, current }: Judged, isSure: boolean): Used {
  const { exposure } = pace as NonNullable<typeof pace>
  const worked = (from: number, to: number) =>
    Array.from({ length: Math.max(0, to - from) }, (_, n) => from + n).filter(
      (session) => exposure.of(session) > 0 && !isDayOff(history, service, session),
    )
  const decided = (sessions: number[]) => sessions.filter((session) => countAt(history, session, name) > 0).length
  const before = worked(Math.max(service.since, current - history.most), current)
  const share = (decided(before) + 0.5) / (before.length + 1)
  const latest = worked(service.since, current + 1).slice(-toRemember.sessions)
  return { sessions: decided(latest), of: latest.length, most: remembered(service, 'used', share, isSure) }
}
