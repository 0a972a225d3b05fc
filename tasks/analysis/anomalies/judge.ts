import { isAgents } from '../../../cache/audit/claude-code.ts'
import { type CountFit, wideShare } from '../baseline/counts.ts'
import { findings, weightedFindings } from '../baseline/discovery.ts'
import { leastSessions } from '../baseline/earlier.ts'
import type { Measured } from '../baseline/measured.ts'
import { fitUnused, type Unused, type UnusedProfile } from '../baseline/unused.ts'
import { clamp } from '../statistics.ts'
import { agentUse } from './agent-use.ts'
import type { Candidate } from './candidate.ts'
import { driftOf, type Lagged, laggedShares } from './drift.ts'
import { isRetired, missingServices } from './expected.ts'
import { countBlocks } from './fewer-blocks.ts'
import { addSession, fitServices, type History, type Judged, newHistory, shareAt } from './history.ts'
import { lockstepChanges, pairKey } from './lockstep.ts'
import { logStops } from './log-stops.ts'
import type { LowRun } from './low-run.ts'
import { nothingBlocked } from './nothing-blocked.ts'
import { judgePace, type PaceState, runState, worstOf } from './pace.ts'
import { pressureEscalation } from './pressure.ts'
import { keepApart } from './raised.ts'
import { judgeRate, type RateState } from './rates.ts'
import { sessionIds } from './session-ids.ts'
import { foundPart, noteFound, reclaim } from './track.ts'
import { usedProfile } from './used.ts'

/**
 * Groups of tests with the share of ordinary sessions in which each may be wrong. Together they may be wrong about one session in a hundred, on
 * the worst of the histories that `npm run bench -- anomalies` simulates.
 */
export const levels = {
  silence: { calm: 0.005, turbulent: 0.0025 },
  rate: { calm: 0.005, turbulent: 0.0025 },
  pressure: { calm: 0.0015, turbulent: 0.001 },
  drift: { calm: 0.005, turbulent: 0.0013 },
  fall: { calm: 0.0025, turbulent: 0.00001 },
  weaker: { calm: 0.0005, turbulent: 0.00005 },
  flood: { calm: 0.0002, turbulent: 0.00004 },
  logStops: { calm: 0.0001, turbulent: 0.00002 },
  sessionId: { calm: 0.0002, turbulent: 0.00004 },
  lockstep: { calm: 0.0001, turbulent: 0.00002 },
  agent: { calm: 0.004, turbulent: 0.0008 },
}
type Level = (typeof levels)[keyof typeof levels]

/**
 * How much of what is known says that sessions differ by far more than a quarter, or decide in bursts: up to the first share a history is calm, from the
 * second on turbulent. What no model describes exactly is what is wrong in turbulent histories.
 */
export const turbulence = { from: 0.25, full: 0.5 }
/** One calm history in ten looks as turbulent as that by chance; as this, one in thirty: only then a service is expected to skip a session for the first time. */
export const upheaval = { from: 0.6, full: 0.9 }

export function turbulenceOf(judged: { pace?: CountFit }[], { from, full } = turbulence): number {
  const shares = judged.flatMap(({ pace }) => (pace ? wideShare(pace) : []))
  if (shares.length === 0) return 0
  const share = shares.reduce((a, b) => a + b, 0) / shares.length
  return clamp((share - from) / (full - from))
}

/** Between calm and turbulent by the logarithm. */
const levelAt = ({ calm, turbulent }: Level, turbulence: number): number => calm * (turbulent / calm) ** turbulence

/** What is known about a service in the judged session: what the score's deductions are made of. */
export interface ServiceState {
  name: string
  pace?: PaceState
  rate?: RateState
}

export interface Judgement {
  /** Fewer than five earlier sessions: nothing but damage is reported. */
  learning: boolean
  anomalies: Candidate[]
  services: ServiceState[]
  /** No service was used, and where tool calls are known that is because there was no work. */
  idle: boolean
  /** The numbers of the sessions that each service is compared with: frozen before a run of little. */
  baselines: Record<string, { pace: number[]; rate: number[] }>
}

/** Marks what was found now in the states of its service: what the score says must not depend on when a run was found. */
function withFound(states: ServiceState[], found: Candidate[], lows: LowRun[], sure: LowRun[]): ServiceState[] {
  return states.map(({ name, pace, rate }) => {
    const own = lows.filter(({ service }) => service === name)
    const isFound = own.some((each) => found.includes(each))
    const low = own.find((each) => found.includes(each) || sure.includes(each))
    const fewer = found.some((each) => each.service === name && each.about === 'rate')
    return {
      name,
      ...(pace && {
        pace: low ? { ...pace, ...worstOf([runState(low, true), pace]), found: pace.found || isFound } : pace,
      }),
      ...(rate && { rate: { ...rate, low: { ...rate.low, found: rate.low.found || fewer } } }),
    }
  })
}

/** Silence that would be found if none had ended before: the score learns nothing by it. */
function surelySilent(lows: LowRun[], level: number): LowRun[] {
  const tests = lows.filter(({ silent }) => silent).map((low) => ({ ...low, p: low.chance, low }))
  return foundAmong(tests, level).map(({ low }) => low)
}

/** Judges each session of a history by those before it. The judgement of a session never depends on what comes after it. Why so: docs/decisions.md, 81. */
export function judgeHistory(sessions: Measured[], { expected, most }: JudgeOptions = {}): Judgement[] {
  const history = newHistory(most)
  return sessions.map((session) => judgeNext(history, session, expected))
}

export interface JudgeOptions {
  /** Services that must log, where a human named them: all others are retired. */
  expected?: string[]
  /** So many of the latest sessions of a baseline are compared with. */
  most?: number
}

/** Judges the next session of a history and adds it. */
export function judgeNext(history: History, session: Measured, expected?: string[]): Judgement {
  const current = addSession(history, session)
  const judged = fitServices(history, current)
  const turbulence = turbulenceOf(judged)
  const surely = judged.map(({ pace }) => (pace ? { pace: pace.surely } : {}))
  const unusedAtAll = unusedShares(judged, turbulenceOf(judged, upheaval), false)
  const unusedSurely = unusedShares(judged, turbulenceOf(surely, upheaval), true)
  const runs = judged.map(({ service }) => foundPart(service.rate))
  const paces = judged.map((each, index) =>
    judgePace(each, { atAll: unusedAtAll[index] as Unused, surely: unusedSurely[index] as Unused }),
  )
  const rates = judged.map(judgeRate)
  const counted = countBlocks(
    judged,
    rates.map((rate) => rate?.state),
    runs,
  )
  const services = judged.map(({ name }, index) => ({
    name,
    ...(paces[index] && { pace: paces[index].state }),
    ...(counted[index] && { rate: counted[index] }),
  }))
  const missing = missingServices(history, current, expected)
  const baselines = Object.fromEntries(
    judged.map(({ name, pace, rate }) => [name, { pace: pace?.sessions ?? [], rate: rate?.sessions ?? [] }]),
  )
  const idle = judged.length > 0 && judged.every(({ pace }) => pace?.exposure.of(current) === 0)
  if (current < leastSessions) return { learning: true, anomalies: missing, services, baselines, idle }
  const earlier = history.sessions.slice(Math.max(0, current - history.most), current)
  // An agent that was not used, or was refused less, is no framework that watches less.
  const enforces = ({ service }: Candidate) => service === undefined || !isAgents(service)
  const lows = paces.flatMap((pace) => pace?.lows ?? []).filter(enforces)
  const drifts = driftsOf(history, judged).filter(
    ({ direction, candidate, service }) => direction === 'up' || (enforces(candidate) && !service.rate.found),
  )
  const falls = drifts.flatMap(({ direction, candidate }) => (direction === 'down' ? candidate : []))
  const groups: [tests: Candidate[], level: Level, find?: typeof findings<Candidate>][] = [
    [lows.filter(({ silent }) => silent), levels.silence],
    [
      [...lows.filter(({ silent }) => !silent), ...rates.flatMap((rate) => rate?.low ?? []).filter(enforces), ...falls],
      levels.weaker,
    ],
    [nothingBlocked(judged), levels.weaker],
    // The more blocks are expected, the more of a drift can be seen.
    [
      drifts.flatMap(({ direction, candidate }) => (direction === 'up' ? candidate : [])),
      levels.drift,
      weightedFindings,
    ],
    // Where sessions are alike, a fall is found as early as a rise.
    [falls, levels.fall, weightedFindings],
    [[pressureEscalation(history.sessions, history.hours, current) ?? []].flat(), levels.pressure],
    [rates.flatMap((rate) => rate?.high ?? []), levels.rate],
    [paces.flatMap((pace) => pace?.flood ?? []), levels.flood],
    [[logStops(history.sessions, current) ?? []].flat(), levels.logStops],
    [sessionIds(session, earlier), levels.sessionId],
    [lockstepChanges(session, earlier), levels.lockstep],
    [agentUse(history.sessions, current), levels.agent],
  ]
  const pairs = new Set([session, ...earlier].flatMap(({ metrics }) => metrics.quality.lockstep).map(pairKey))
  const found = oncePerRun([
    ...new Set(groups.flatMap(([tests, level, find]) => foundAmong(tests, levelAt(level, turbulence), find))),
  ])
  remember(judged, found, drifts)
  const named = new Set(missing.map(({ service }) => service))
  // A retired service may be silent; what it decides is judged all the same.
  const left = ({ service, about }: Candidate) =>
    about === undefined ||
    service === undefined ||
    !(named.has(service) || (about === 'pace' && isRetired(service, expected)))
  return {
    learning: false,
    anomalies: [...missing, ...onceForPairs(found.filter(left), pairs)],
    services: withFound(
      services,
      found,
      lows,
      surelySilent(lows, levelAt(levels.silence, turbulenceOf(surely))),
    ).flatMap((state) => (isRetired(state.name, expected) ? retired(state) : state)),
    baselines,
    idle,
  }
}

/** Of a service that a human retired only what it decides counts, and not how much that is. */
const retired = ({ name, rate }: ServiceState): ServiceState[] => (rate && rate.n > 0 ? [{ name, rate }] : [])

/** The whole of a run and its silent end are one anomaly: the clearer one is reported. What a service is named for is not said of all of them, too. */
function oncePerRun(found: Candidate[]): Candidate[] {
  const same = (a: Candidate, b: Candidate) => a.about !== undefined && a.about === b.about && a.service === b.service
  const isSaid = ({ kind, service }: Candidate) =>
    kind === 'weaker' && service === undefined && found.some(({ about }) => about === 'rate')
  return found.filter(
    (each) => !isSaid(each) && !found.some((other) => other !== each && same(each, other) && other.p < each.p),
  )
}

/** What was found in a run stays found while it lasts; of the rest, what its group's level allows. */
function foundAmong<C extends Candidate>(tests: C[], level: number, find = findings<C>): C[] {
  const standing = tests.filter((test) => test.standing)
  return [
    ...standing,
    ...find(
      tests.filter((test) => !test.standing),
      level,
    ),
  ]
}

/** For each service, how often it is not used for a whole session: weights over the shares of `unused.ts`. */
function unusedShares(judged: Judged[], turbulence: number, surely: boolean): Unused[] {
  // Most services are asked about as of the same session.
  const known = new Map<Judged, Map<number, UnusedProfile>>(judged.map((each) => [each, new Map()]))
  const profileOf = (each: Judged, before: number): UnusedProfile => {
    const profiles = known.get(each) as Map<number, UnusedProfile>
    const profile = profiles.get(before) ?? usedProfile(each, before, surely)
    profiles.set(before, profile)
    return profile
  }
  return judged.map((own) => {
    // What began together is one thing: the others count as they were before.
    const before = own.service.pace.run[0] ?? own.current
    const others = judged.filter((each) => each !== own)
    return fitUnused(
      profileOf(own, before),
      others.map((other) => profileOf(other, before)),
      turbulence,
    )
  })
}

function driftsOf(history: History, judged: Judged[]) {
  const lagged = judged.flatMap(({ name, service }) => {
    const shares = laggedShares(history, name, service.rate)
    return shares ? [{ ...shares, service }] : []
  })
  return lagged.flatMap((each) =>
    driftOf(
      history,
      each,
      lagged.filter((other) => other !== each).map(({ profile }) => profile),
    ).map((drift) => ({ ...drift, lagged: each, service: each.service })),
  )
}

/** A run that was found freezes the baseline before it; a slow fall takes its six sessions out of the baseline. */
function remember(
  judged: Judged[],
  found: Candidate[],
  drifts: { candidate: Candidate; direction: string; lagged: Lagged }[],
): void {
  for (const { service, current, history } of judged) {
    const own = found.filter((each) => each.service === service.name)
    const falling = drifts.find(({ candidate, direction }) => direction === 'down' && own.includes(candidate))
    if (falling) reclaim(service.rate, falling.lagged.recent)
    if (own.some(({ kind }) => kind === 'rate')) service.jumps = keepApart(service.jumps, current, service.rate)
    else if (shareAt(history, current, service.name).n > 0) service.jumps = []
    for (const { about, first } of own) if (about && first !== undefined) noteFound(service[about], first)
  }
}

/** Of services in lockstep that show the same, the clearer one is reported, and names the other. */
function onceForPairs(found: Candidate[], lockstep: Set<string>): Candidate[] {
  const reported: Candidate[] = []
  const together = (a: string, b: string) => lockstep.has(pairKey(a < b ? [a, b] : [b, a]))
  for (const candidate of found) {
    const { kind, service, about } = candidate
    const same =
      kind !== 'lockstep' && service !== undefined
        ? reported.find(
            (other) =>
              other.kind === kind &&
              other.about === about &&
              other.service !== undefined &&
              together(other.service, service),
          )
        : undefined
    if (same) same.detail += `; ${service} shows the same, in lockstep with it`
    else reported.push({ ...candidate })
  }
  return reported
}
