import { utcDate } from '../../../cache/window.ts'
import { percent, plural } from '../../../templates/words.ts'
import type { Measured } from '../baseline/measured.ts'
import { pooledShare, predictShare, type Share, type ShareFit } from '../baseline/shares.ts'
import type { Candidate } from './candidate.ts'
import { counts } from './evidence.ts'
import { baselineInWords, type Judged, remembered, shareAt, toRemember, type UsualRate } from './history.ts'
import { goOn } from './raised.ts'
import { endRun, foundPart } from './track.ts'

/** With very many decisions the smallest difference is beyond chance; it is an anomaly from this on: so many times the usual rate, and so much more. */
export const leastFactor = 1.5
const leastDifference = 0.05
/** A session belongs to a run of few blocks where as few, or fewer, come in less than this share of sessions, and are less than so much of the usual. */
export const lowSession = { chance: 0.25, rate: 0.6 }
/** More than this share of the usual block rate is not a weakness. */
const weakRate = 0.5

/** How far a service's block rate is from its usual one. */
export interface RateState extends UsualRate {
  /** Blocked decisions of this session, of so many. */
  count: number
  n: number
  /** Of the session alone: chance of as many, and the rate, with the usual one mixed in as ten decisions. */
  high: { p: number; rate: number }
  /** Of the run of sessions that blocked little; a ratio of 1 where none is going on. */
  low: LowRate
  /** Blocked decisions for so much work, where there are fewer than usual: of this session, or of the run with it. */
  fewer?: FewerBlocks
}

/** Few blocks, whatever else was decided. */
export interface FewerBlocks extends Share {
  p: number
  ratio: number
  expected: number
  sessions: number
  /** The block rate that makes so many expected, where it is the highest that was usual in so many earlier sessions. */
  crept?: { mostUsual: number; earlier: number }
}

interface LowRate {
  p: number
  ratio: number
  expected: number
  found: boolean
  /** Blocked decisions of the whole run, of so many, in so many sessions; left out where none is going on. */
  run?: Share & { sessions: number }
}

export interface RateJudgement {
  state: RateState
  high?: Candidate
  low?: Candidate
}

/** Judges a service's block rate in both directions, and carries its run of few blocks on or ends it. */
export function judgeRate(judged: Judged): RateJudgement | undefined {
  const { service, current, history, name, rate } = judged
  const track = service.rate
  const share = shareAt(history, current, name)
  if (!rate) {
    if (share.n > 0) track.baseline.push(current)
    return undefined
  }
  // What is usual never depends on the session that is scored.
  const now = { fit: rate, usual: usualOf(judged), sessions: 0 }
  const before = service.raised ?? now
  const noRun = { p: 1, ratio: 1, expected: 0, found: false }
  if (share.n === 0) return { state: stateOf(before.usual, share, 1, { ...noRun, found: track.found }) }
  const high = highOf(judged, share)
  const p = chanceOfJump(before.fit, before.usual.usual, share)
  // What lasts must not become what it is compared with, and the score better by it.
  service.raised = p < counts.from ? goOn(before) : undefined
  if (!goesOn(judged, share) && !isLow(rate, share)) {
    endRun(track)
    track.baseline.push(current)
    return { state: stateOf(before.usual, share, p, noRun), high }
  }
  track.run.push(current)
  const { state, candidate } = lowOf(judged)
  return { state: stateOf(before.usual, share, p, state), high, low: candidate }
}

/**
 * Deciding less must not raise the score: a run of few blocks is ended by blocks, as many as would end it among the usual number of decisions, and never by
 * fewer decisions. Without a block any session continues it.
 */
function goesOn({ service, history, name, rate }: Judged, share: Share): boolean {
  if (!rate || service.rate.run.length === 0) return false
  const before = pooledShare(rate.sessions.map((session) => shareAt(history, session, name)))
  return (
    share.count === 0 || isLow(rate, { ...share, n: Math.max(share.n, Math.ceil(before.n / rate.sessions.length)) })
  )
}

const isLow = (rate: ShareFit, share: Share): boolean =>
  share.count <= lowSession.rate * rate.mean * share.n &&
  predictShare(rate, share, { low: true, mid: true }).low <= lowSession.chance

/** Decisions at the usual rate that are added, so that two of three blocked is not a verdict. */
const priorDecisions = 10

function stateOf(usual: UsualRate, { count, n }: Share, p: number, low: RateState['low']): RateState {
  const rate = (count + priorDecisions * usual.usual) / (n + priorDecisions)
  return { ...usual, count, n, high: { p, rate }, low }
}

function usualOf({ history, name, service, rate }: Judged): UsualRate {
  const sessions = rate?.sessions ?? []
  const before = pooledShare(sessions.map((session) => shareAt(history, session, name)))
  const usual = before.count / before.n
  const latest = pooledShare(
    service.rate.baseline.slice(-toRemember.sessions).map((session) => shareAt(history, session, name)),
  )
  const isSure = sessions.length >= toRemember.sessions && before.count >= toRemember.blocked
  return {
    usual,
    most: remembered(service, 'rate', usual, isSure),
    lately: latest.n > 0 ? latest.count / latest.n : usual,
    before: { ...before, sessions: sessions.length },
  }
}

const describeUsual = ({ usual, before }: Pick<RateState, 'usual' | 'before'>): string =>
  `${before.count} of ${before.n} (${percent(usual)}) in the ${plural(before.sessions, 'session')} before`

function highOf(judged: Judged, { count, n }: Share): Candidate {
  const found = usualOf(judged)
  const fit = judged.rate as NonNullable<typeof judged.rate>
  const [rate, before] = [count / n, found.usual]
  const { window } = judged.history.sessions[judged.current] as Measured
  return {
    service: judged.name,
    kind: 'rate',
    detail: `${count} of ${plural(n, 'decision')} blocked (${percent(rate)}); ${describeUsual(found)}${baselineInWords(fit.sessions, judged.current)}`,
    evidence: { window, filter: { service: judged.name, blocked: true } },
    p: chanceOfJump(fit, before, { count, n }),
    sizeAt: jumpSizes(judged, n, Math.max(leastFactor * before, before + leastDifference)),
  }
}

function chanceOfJump(fit: ShareFit, usual: number, { count, n }: Share): number {
  const isJump = count / n >= leastFactor * usual && count / n >= usual + leastDifference
  return isJump ? predictShare(fit, { count, n }, { high: true }).high : 1
}

/** A jump takes so many blocked decisions: a service for which they are impossible by chance costs the others nothing. */
function jumpSizes({ rate }: Judged, n: number, from: number) {
  let most: number | undefined
  return (t: number): number => {
    if (t >= 1) return 1
    most ??= predictShare(rate as NonNullable<typeof rate>, { count: Math.ceil(from * n), n }, { high: true }).high
    return Math.min(t, most)
  }
}

/** Few blocks need a p-value that none at all can have. */
function fewSizes(fit: NonNullable<Judged['rate']>, n: number, sizes: number[]) {
  let least: number | undefined
  let most: number | undefined
  return (t: number): number => {
    if (t >= 1) return 1
    least ??= predictShare(fit, { count: 0, n }, { low: true }, sizes).low
    if (least > t) return 0
    most ??= predictShare(fit, { count: Math.floor(n * fit.mean * weakRate), n }, { low: true }, sizes).low
    return Math.min(t, most)
  }
}

function lowOf(judged: Judged): { state: RateState['low']; candidate: Candidate } {
  const { service, history, name, rate, current } = judged
  const fit = rate as NonNullable<typeof rate>
  const { found: standing } = service.rate
  const run = foundPart(service.rate)
  const shares = run.map((session) => shareAt(history, session, name))
  const all = pooledShare(shares)
  const found = usualOf(judged)
  const sizes = shares.map(({ n }) => n)
  const ratio = all.count / (all.n * fit.mean)
  const chance = predictShare(fit, all, { low: true }, sizes).low
  const since = (history.sessions[run[0] as number] as Measured).window.from
  const begun = run.length > 1 ? ` ${utcDate(since)}` : ''
  const where = run.length > 1 ? ` in the last ${plural(run.length, 'session')}` : ''
  const candidate: Candidate = {
    service: name,
    kind: 'weaker',
    detail: `${all.count} of ${plural(all.n, 'decision')} blocked${where} (${percent(all.count / all.n)}); ${describeUsual(found)}${begun}${baselineInWords(fit.sessions, service.rate.run[0] as number)}`,
    about: 'rate',
    first: run[0] as number,
    since,
    evidence: { window: (history.sessions[current] as Measured).window, filter: { service: name } },
    p: ratio > weakRate ? 1 : chance,
    sizeAt: fewSizes(fit, all.n, sizes),
    ...(standing && { standing: true }),
  }
  const ofUsual = found.usual > 0 ? Math.min(1, all.count / all.n / found.usual) : 1
  const whole = { ...all, sessions: run.length }
  return { state: { p: chance, ratio: ofUsual, expected: all.n * found.usual, found: standing, run: whole }, candidate }
}
