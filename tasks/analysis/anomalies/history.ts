import { type CountFit, type CountProfile, fitCounts, profileCounts } from '../baseline/counts.ts'
import { leastSessions, defaultSessions as mostSessions } from '../baseline/earlier.ts'
import { activeHours, blockedOf, decisionsOf, hours, type Measured, tellsHours } from '../baseline/measured.ts'
import {
  fitShares,
  pooledShare,
  profileShares,
  type Share,
  type ShareFit,
  type ShareProfile,
} from '../baseline/shares.ts'
import { median, sum } from '../statistics.ts'
import type { Raised } from './raised.ts'
import { teaching } from './teaching.ts'
import { comparedWith, newTrack, type Track } from './track.ts'

/** A block rate over the sessions of a baseline. */
export interface UsualRate {
  /** Blocked by decisions of the baseline's sessions together. */
  usual: number
  /** The highest that ever was usual, and that of the latest sessions of the baseline. */
  most: number
  lately: number
  /** Both of them, and how many sessions. */
  before: Share & { sessions: number }
}

/** What is known of one service over the sessions of a history. */
export interface ServiceHistory {
  name: string
  /** Number of the first session in which it decided: before that it was not there. */
  since: number
  pace: Track
  rate: Track
  /** The latest sessions, without a break, in which its block rate was found to be too high. */
  jumps: number[]
  /** Only the score compares with it: the baseline goes on. */
  raised?: Raised<UsualRate> | undefined
  /** The highest pace, by its unit, block rate and share of sessions with a decision that ever were its baseline's: what creeps away is not forgotten. */
  most: Record<Exposure['unit'] | 'rate' | 'used', number>
}

/** A history up to some session, as far as judging the next one needs it. */
export interface History {
  sessions: Measured[]
  /** Working hours of each session. */
  hours: number[]
  /** The same, and no less than is usual as far as its window holds that: what a log does not show may have been work. */
  fullHours: number[]
  services: Map<string, ServiceHistory>
  /** So many of the latest sessions of a baseline are compared with. */
  most: number
}

export const newHistory = (most = mostSessions): History => ({
  sessions: [],
  hours: [],
  fullHours: [],
  services: new Map(),
  most,
})

/** Adds a session to the sessions of a history and its services, not yet to any baseline. Returns its number. */
export function addSession(history: History, session: Measured): number {
  const { sessions, services } = history
  const worked = activeHours(session, usualHours(history))
  const longest = Math.max(worked, ...history.hours.slice(-history.most))
  history.hours.push(worked)
  history.fullHours.push(Math.min(hours(session), longest))
  const number = sessions.push(session) - 1
  for (const name of Object.keys(session.metrics.services))
    if (!services.has(name))
      services.set(name, {
        name,
        since: number,
        pace: newTrack(),
        rate: newTrack(),
        jumps: [],
        most: { hour: 0, 'tool call': 0, rate: 0, used: 0 },
      })
  return number
}

/** The usual hours of the latest sessions that show them; of none, of their windows. */
function usualHours({ sessions, hours: worked, most }: History): number {
  const latest = sessions.map((_, number) => number).slice(-most)
  const telling = latest
    .filter((number) => tellsHours(sessions[number] as Measured))
    .map((number) => worked[number] as number)
  return median(telling.length > 0 ? telling : sessions.length > 0 ? sessions.slice(-most).map(hours) : [1])
}

/** A service in the session that is judged, with the fits of its baselines; a fit is missing while its baseline is too short. */
export interface Judged {
  name: string
  service: ServiceHistory
  current: number
  history: History
  /** Sessions since it was first there: a run of little makes nothing less long-standing. */
  standing: number
  pace?: PaceFit
  rate?: ShareFit & { sessions: number[] }
}

/** What the baseline of a pace says. */
export interface PaceFit extends CountFit {
  sessions: number[]
  exposure: Exposure
  /** The same to the score, which does not learn by silence that counted, and takes a session for no less work than it may have held. */
  surely: CountFit & { exposure: Exposure }
}

/** What decisions are counted by: working hours, or the agent's tool calls where enough sessions know them. */
export interface Exposure {
  unit: 'hour' | 'tool call'
  of(session: number): number
}

/** No decision and no tool call: where sessions know their tool calls there was nothing to decide about. */
const isEmpty = ({ metrics }: Measured): boolean => metrics.decisions.total === 0 && metrics.exposure === undefined

const callsOf = (history: History, session: number): number =>
  history.sessions[session]?.metrics.exposure?.toolCalls ?? 0

export function exposureFor(history: History, current: number, sessions: number[]): Exposure {
  const known = sessions.filter((session) => callsOf(history, session) > 0)
  const byCalls = known.length >= leastSessions && known.length >= sessions.length / 2
  return byCalls && (callsOf(history, current) > 0 || isEmpty(history.sessions[current] as Measured))
    ? { unit: 'tool call', of: (session) => callsOf(history, session) }
    : { unit: 'hour', of: (session) => history.hours[session] as number }
}

/** The same for the score: a log that was cut must not look like less work. */
export const fullExposure = (history: History, { unit, of }: Exposure): Exposure => ({
  unit,
  of: unit === 'hour' ? (session) => history.fullHours[session] as number : of,
})

export const countAt = (history: History, session: number, name: string): number =>
  decisionsOf(history.sessions[session] as Measured, name)

/** Of the lines of a session, the share that could be read. */
const readable = ({ metrics: { decisions } }: Measured): number =>
  decisions.unreadable > 0 ? decisions.total / (decisions.total + decisions.unreadable) : 1

const bestReadable = ({ sessions, most }: Pick<History, 'sessions' | 'most'>): number =>
  Math.max(...sessions.slice(-most - 1).map(readable))

/**
 * How many more decisions an earlier session had than could be read: a damaged log must not teach that less is usual. What is unreadable in all of the
 * latest sessions, the judged one included, is taken for no decisions.
 */
export function unreadFactor({ sessions, most }: Pick<History, 'sessions' | 'most'>): (session: number) => number {
  const best = bestReadable({ sessions, most })
  return (session) => Math.max(1, best / Math.max(leastReadable, readable(sessions[session] as Measured)))
}

/** Of the lines of the sessions that a session is compared with, the share that is unreadable beyond what is so in the best of them. */
export function unreadShare({ sessions, most }: Pick<History, 'sessions' | 'most'>): number {
  const before = sessions.slice(-most - 1, -1).map(({ metrics }) => metrics.decisions)
  const read = sum(before.map(({ total }) => total))
  const lines = read + sum(before.map(({ unreadable }) => unreadable))
  const best = bestReadable({ sessions, most })
  return lines * best === 0 ? 0 : Math.max(0, 1 - read / (lines * best))
}

/** Of a session of which less can be read, nothing more can be known. */
const leastReadable = 0.1

export const shareAt = (history: History, session: number, name: string): Share =>
  blockedOf(history.sessions[session] as Measured, name)

/** A baseline of fewer sessions, or of fewer blocked decisions, is high by chance now and then. */
export const toRemember = { sessions: 10, blocked: 30 }

/** The highest value of a baseline so far; of baselines too short to remember the present one. */
export function remembered(
  { most }: Pick<ServiceHistory, 'most'>,
  what: keyof ServiceHistory['most'],
  value: number,
  isSure: boolean,
): number {
  if (isSure) most[what] = Math.max(most[what], value)
  return Math.max(most[what], value)
}

/** Fits the baselines of all services, each with what the others show about how much sessions differ. */
export function fitServices(history: History, current: number): Judged[] {
  const found = [...history.services.values()].map((service) => ({ service, ...profilesOf(history, current, service) }))
  const paces = found.map(({ pace }) => pace?.profile)
  const sure = found.map(({ pace }) => pace?.surely)
  const rates = found.map(({ rate }) => rate?.profile)
  return found.map(({ service, pace, rate }, index) => ({
    name: service.name,
    service,
    current,
    history,
    standing: current - service.since,
    ...(pace && { pace: paceFit(pace, without(paces, index), without(sure, index)) }),
    ...(rate && { rate: { ...fitShares(rate.profile, without(rates, index)), ...rate.from } }),
  }))
}

function paceFit(
  { profile, surely, full, from }: NonNullable<Profiles['pace']>,
  others: CountProfile[],
  sureOthers: CountProfile[],
): PaceFit {
  const fit = fitCounts(profile, others)
  const isSame = surely === profile && sureOthers.every((each, n) => each === others[n])
  return { ...fit, ...from, surely: { ...(isSame ? fit : fitCounts(surely, sureOthers)), exposure: full } }
}

/** What is said behind "the 15 before" where they are not simply the latest 15, up to a session. */
export function baselineInWords(sessions: number[], until: number): string {
  const isLatest = sessions.every((session, n) => session === until - sessions.length + n)
  return isLatest ? '' : ' that it is compared with'
}

const without = <T>(list: (T | undefined)[], index: number): T[] =>
  list.filter((each, other): each is T => each !== undefined && other !== index)

/** The sessions that a block rate is compared with: those of which more is unreadable than of the best are left out where the others blocked more. */
function ratedSessions(history: History, name: string, rate: Track): number[] {
  const all = comparedWith(rate, history.most)
  const factor = unreadFactor(history)
  const best = rate.baseline.map(factor).sort((a, b) => a - b)[leastSessions - 1] as number
  const whole = rate.baseline.filter((session) => factor(session) <= best).slice(-history.most)
  const rateOf = (sessions: number[]) => {
    const { count, n } = pooledShare(sessions.map((session) => shareAt(history, session, name)))
    return count / n
  }
  return whole.length >= leastSessions && rateOf(whole) > rateOf(all) ? whole : all
}

interface Profiles {
  pace?: {
    profile: CountProfile
    surely: CountProfile
    full: Exposure
    from: { sessions: number[]; exposure: Exposure }
  }
  rate?: { profile: ShareProfile; from: { sessions: number[] } }
}

function profilesOf(history: History, current: number, { name, pace, rate }: ServiceHistory): Profiles {
  const profiles: Profiles = {}
  const paced = comparedWith(pace, history.most)
  if (paced.length >= leastSessions) {
    const exposure = exposureFor(history, current, paced)
    const sessions = paced.filter((session) => exposure.of(session) > 0)
    const full = fullExposure(history, exposure)
    const factor = unreadFactor(history)
    const countsBy = ({ of }: Exposure) =>
      sessions.map((session) => ({
        count: Math.round(countAt(history, session, name) * factor(session)),
        exposure: of(session),
      }))
    const profile = profileCounts(countsBy(exposure))
    const sure = teaching(countsBy(full))
    const isSame = sure.length === sessions.length && sessions.every((each) => full.of(each) === exposure.of(each))
    profiles.pace = { profile, surely: isSame ? profile : profileCounts(sure), full, from: { sessions, exposure } }
  }
  const rated = ratedSessions(history, name, rate)
  if (rated.length >= leastSessions)
    profiles.rate = {
      profile: profileShares(rated.map((session) => shareAt(history, session, name))),
      from: { sessions: rated },
    }
  return profiles
}
