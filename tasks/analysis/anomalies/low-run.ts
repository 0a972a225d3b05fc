import { utcDate } from '../../../cache/window.ts'
import { firstNames, fixed, plural } from '../../../templates/words.ts'
import { type CountFit, predictCount } from '../baseline/counts.ts'
import { type Measured, serviceOf } from '../baseline/measured.ts'
import { chanceUnused, type Unused } from '../baseline/unused.ts'
import { sum } from '../statistics.ts'
import type { Candidate } from './candidate.ts'
import { baselineInWords, countAt, type Judged, type PaceFit } from './history.ts'

/** More than this share of the usual pace is not a weakness. */
const weakPace = 0.6
/** Beside sessions without a decision, more than this share in the others says nothing. */
const littlePace = 0.5
/** So many services are named that began where another one ended. */
const mostBegun = 3

/** How often a service is not used: by all that is known, and without silence that counted. */
export interface UnusedBy {
  atAll: Unused
  surely: Unused
}

/** What the score takes of some sessions: the chance of as few, however little that is below the usual. */
export interface ScoredRun {
  chance: number
  ratio: number
  expected: number
}

/** A run of little, or the silent end of one. */
export interface LowRun extends Candidate, ScoredRun {
  first: number
  silent: boolean
}

/** How unlikely some sessions are at a pace, or with skips. */
function chanceBy(judged: Judged, pace: PaceFit, run: number[], unused: Unused): number {
  const exposures = run.map(pace.exposure.of).filter((each) => each > 0)
  const count = sum(run.map((session) => countAt(judged.history, session, judged.name)))
  return Math.max(chanceOfFew(pace, count, exposures), chanceOfSkips({ ...judged, pace }, run, unused))
}

export function surelyOf(judged: Judged, run: number[], unused: Unused): ScoredRun {
  const pace = judged.pace as PaceFit
  const count = sum(run.map((session) => countAt(judged.history, session, judged.name)))
  const expected = pace.surely.rate * sum(run.map(pace.surely.exposure.of))
  return { chance: chanceBy(judged, { ...pace, ...pace.surely }, run, unused), ratio: count / expected, expected }
}

export function lowRun(judged: Judged, run: number[], unused: UnusedBy): LowRun {
  const { service, history, name, pace, current } = judged
  const fit = pace as NonNullable<typeof pace>
  const exposures = run.map((session) => fit.exposure.of(session)).filter((each) => each > 0)
  const count = sum(run.map((session) => countAt(history, session, name)))
  const expected = fit.rate * sum(exposures)
  const ratio = count / expected
  const silent = count === 0
  const p = chanceBy(judged, fit, run, unused.atAll)
  return {
    service: name,
    kind: countAt(history, current, name) === 0 ? 'silent' : 'weaker',
    detail: lowDetail(judged, run, count, expected),
    about: 'pace',
    first: run[0] as number,
    since: (history.sessions[run[0] as number] as Measured).window.from,
    evidence: {
      window: (history.sessions[lastSeen(history.sessions, name, current)] as Measured).window,
      filter: { service: name },
      from: 'end',
    },
    p: ratio > weakPace ? 1 : p,
    ...(service.pace.found && { standing: true }),
    sizeAt: silent ? silenceSizes(fit, sum(exposures) / run.length) : weakSizes(fit, exposures, expected),
    silent,
    ...surelyOf(judged, run, unused.surely),
  }
}

export const chanceOfFew = (fit: CountFit, count: number, exposures: number[]): number =>
  count === 0
    ? predictCount(fit, 0, exposures, { at: true }).at
    : predictCount(fit, count, exposures, { low: true }).low

/** For each session of a run, the chance that it has no decision at the usual pace, where the ones before it had none. */
function noneOf(fit: CountFit, exposures: number[]): number[] {
  let before = 1
  return exposures.map((_, index) => {
    const all = chanceOfFew(fit, 0, exposures.slice(0, index + 1))
    const next = Math.min(1, all / Math.max(before, 1e-300))
    before = all
    return next
  })
}

/** The other way in which a run comes about: in its silent sessions the service was not used, and in the rest it decided little. */
function chanceOfSkips({ history, name, pace }: Judged, run: number[], unused: Unused): number {
  const fit = pace as NonNullable<typeof pace>
  const used = run.filter((session) => countAt(history, session, name) > 0)
  const silent = run.filter((session) => countAt(history, session, name) === 0)
  if (silent.length === 0) return 0
  const skipped = chanceUnused(unused, noneOf(fit, silent.map(fit.exposure.of)))
  const count = sum(used.map((session) => countAt(history, session, name)))
  const exposures = used.map((session) => fit.exposure.of(session))
  const little =
    count > littlePace * fit.rate * sum(exposures) || used.length === 0 ? 1 : chanceOfFew(fit, count, exposures)
  return Math.min(1, skipped * little)
}

const longestRun = 8

/** A service is silent or it is not: no other p-values can come up than those of runs of 1, 2, 3 … sessions. */
function silenceSizes(fit: NonNullable<Judged['pace']>, exposure: number) {
  const chances: number[] = []
  return (t: number): number => {
    if (t >= 1) return 1
    for (let length = 1; length <= longestRun; length++) {
      chances[length] ??= chanceOfFew(fit, 0, Array<number>(length).fill(exposure))
      if ((chances[length] as number) <= t) return chances[length] as number
    }
    return 0
  }
}

/** A run of little needs so few decisions, and a p-value that none at all can have: sparse services cost the others nothing. */
function weakSizes(fit: NonNullable<Judged['pace']>, exposures: number[], expected: number) {
  let least: number | undefined
  let most: number | undefined
  return (t: number): number => {
    if (t >= 1) return 1
    least ??= predictCount(fit, 0, exposures, { at: true }).at
    if (least > t) return 0
    most ??= predictCount(fit, Math.floor(expected * weakPace), exposures, { low: true }).low
    return Math.min(t, most)
  }
}

function lastSeen(sessions: Measured[], name: string, current: number): number {
  for (let session = current; session > 0; session--)
    if (serviceOf((sessions[session] as Measured).metrics, name)) return session
  return 0
}

function lowDetail(
  { service, history, name, pace, current }: Judged,
  run: number[],
  count: number,
  expected: number,
): string {
  const [first = current] = run
  // What the run began with before that is one of the sessions before.
  const sessions = [...(pace as PaceFit).sessions, ...service.pace.run.filter((session) => session < first)]
  const counts = sessions.map((session) => countAt(history, session, name))
  const begun = run.length > 1 ? ` ${utcDate((history.sessions[first] as Measured).window.from)}` : ''
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)]
  const before = `${fewest}${fewest < most ? ` to ${most}` : ''} in each of the ${sessions.length} before${begun}${baselineInWords(sessions, first)}`
  const here = countAt(history, current, name)
  const last = serviceOf((history.sessions[lastSeen(history.sessions, name, current)] as Measured).metrics, name)
  const length =
    run.length > 1 ? `; ${count} in the last ${plural(run.length, 'session')}, ${fixed(expected, 1)} expected` : ''
  return here === 0
    ? `no decision in this session; ${before}, the last at ${last?.lastAt}${begunBehind(history, current, name)}${length}`
    : `${plural(here, 'decision')} in this session; ${before}${length || `, ${fixed(expected, 1)} expected`}`
}

/** Services that were not there before and began where this one ended: it may be the same one under another name. */
function begunBehind({ sessions, services }: Judged['history'], current: number, name: string): string {
  const first = lastSeen(sessions, name, current) + 1
  const begun = [...services.values()].filter(({ since }) => since === first).map((each) => each.name)
  return begun.length > 0 ? `; ${firstNames(begun, mostBegun)} began then` : ''
}
