import { services } from '../../cache/audit/catalogue/services.ts'
import { isObject, type Json, type JsonObject } from '../../cache/json.ts'
import { iso } from '../../cache/window.ts'
import { fixed, total } from './judgement/arithmetic.ts'
import { judgeLast } from './judgement/judge.ts'
import { coverage, enforcement } from './judgement/losses.ts'
import { deduct, limits } from './judgement/score.ts'
import type { ScoredFrom } from './judgement/scored-from.ts'
import type { Deducted } from './judgement/spread.ts'
import type { Facts, Judged, Shown, Verdict } from './judgement/verdict.ts'
import { nameOfAnomaly, namesOfDeductions, numbered, subjectOfAnomaly } from './names.ts'
import { withoutCopies } from './order.ts'
import type { CountedSession } from './session.ts'
import { countAnalysis, pausedHours } from './session.ts'

/** What a verdict is made of. */
export interface VerdictsFrom extends Pick<ScoredFrom, 'rules' | 'store'> {
  current: CountedSession
  /** Oldest first. */
  earlier: CountedSession[]
  /** So many of the latest sessions are compared with. */
  most: number
  /** Services that must log, where the configuration names them. */
  expected?: string[]
  /** Left out where the configuration names none. */
  canaries?: Canaries
}

/** The results of the canaries that were tried when the session was opened, and how many were configured and nobody tried. */
export interface Canaries {
  tried: { service: string; call: string; passed: boolean; detail: string }[]
  untried: number
}

/** Anomalies by their names, and the deductions, as the report must have them. */
export interface Verdicts {
  anomalies: JsonObject
  deductions: ReturnType<typeof deduct>
  /** Nothing was decided, and nothing says that there should have been anything. */
  unscored: boolean
  /** Services whose enforcement is weaker. */
  weaker: string[]
  /** Services that block more. */
  raised: string[]
}

/** The verdicts of a session, judged again by docs/metrics.md and docs/health.md over all sessions up to it. */
export function judgeAgain(from: VerdictsFrom): Verdicts {
  const { current, earlier, most, expected = [], canaries } = from
  const sessions = [...earlier, current].map(factsOf)
  const verdict = judgeLast(sessions, most, expected)
  const { unreadable } = current
  const clockWentBack = backwardOf(current)
  const failed = canaries?.tried.filter(({ passed }) => !passed) ?? []
  const scored = scoredFrom(verdict, sessions, from)
  return {
    anomalies: named([
      ...failed.map(({ service, call, detail }) => ({ kind: 'canary', service, figures: [call, detail] })),
      ...worstFirst(verdict.anomalies, scored).map(({ shown, ...each }) => ({
        ...each,
        evidence: decisionsOf([...earlier, current], shown),
      })),
      ...(unreadable > 0 ? [{ kind: 'data', service: 'lines', figures: [unreadable] }] : []),
      ...(clockWentBack > 0 ? [{ kind: 'data', service: 'clock', figures: [clockWentBack] }] : []),
    ]),
    weaker: [...servicesOf(verdict, ['weaker']), ...failed.map(({ service }) => service)],
    raised: servicesOf(verdict, ['rate', 'drift']),
    unscored:
      scored.decisions === 0 && (scored.learning || scored.standings.length === 0) && scored.missing.length === 0,
    deductions: deduct(scored),
  }
}

const servicesOf = ({ anomalies }: Verdict, kinds: string[]): string[] =>
  anomalies.flatMap(({ kind, service }) => (kinds.includes(kind) && service !== undefined ? service : []))

/** By the whole points that the losses of their services are, in coverage and enforcement, each by itself. */
function worstFirst(anomalies: Judged[], scored: ScoredFrom): Judged[] {
  const of = { ...scored, passed: [], untried: 0 }
  const weighed = [
    ...coverage(of).map((loss) => ({ ...loss, limit: limits.coverage })),
    ...enforcement(of).map((loss) => ({ ...loss, limit: limits.enforcement })),
  ]
  const points = ({ service }: Judged) => {
    const own = weighed.filter((loss) => service !== undefined && loss.service === service)
    return Number(fixed(total(own.map(({ weight, limit }) => weight * limit)), 0))
  }
  return anomalies.toSorted((a, b) => points(b) - points(a))
}

/** Of lines that are in no order no clock went back. */
const backwardOf = ({ clockWentBack, decisions }: CountedSession): number =>
  clockWentBack > 3 && clockWentBack * 10 > decisions.length ? 0 : clockWentBack

const rank = (name: string) => {
  const place = services.findIndex((service) => service.name === name)
  return place < 0 ? services.length : place
}

/** What is there again counts once. */
function factsOf(counted: CountedSession): Facts {
  const decisions = withoutCopies(counted.decisions)
  const { window, unreadable } = counted
  const its = new Map<string, { count: number; blocked: number; last: number }>()
  for (const { service, verdict, at } of decisions) {
    const { count = 0, blocked = 0 } = its.get(service) ?? {}
    its.set(service, { count: count + 1, blocked: blocked + (verdict === 'block' ? 1 : 0), last: at })
  }
  const { pressure, quality, copies } = countAnalysis(counted) as Record<'pressure' | 'quality', JsonObject> & {
    copies?: Record<'placeholderIds' | 'staleIds', number>
  }
  return {
    window,
    total: decisions.length,
    unreadable,
    first: decisions[0]?.at ?? null,
    last: decisions.at(-1)?.at ?? null,
    paused: pausedHours(decisions),
    services: new Map([...its].sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))),
    peak: pressure.peak as number | null,
    mean: pressure.mean as number | null,
    placeholders: (quality.placeholderIds as number) - (copies?.placeholderIds ?? 0),
    stale: (quality.staleIds as number) - (copies?.staleIds ?? 0),
    lockstep: quality.lockstep as [string, string][],
  }
}

function scoredFrom(
  { standings, unreadBefore }: Verdict,
  sessions: Facts[],
  { current, expected = [], canaries, rules, store }: VerdictsFrom,
): ScoredFrom {
  const now = sessions.at(-1) as Facts
  const earlier = sessions.slice(0, -1)
  const { from, to } = now.window
  const failed = canaries?.tried.filter(({ passed }) => !passed) ?? []
  return {
    standings,
    unreadBefore,
    passed: [...new Set(failed.map(({ service }) => service))],
    untried: canaries?.untried ?? 0,
    ...(rules && { rules }),
    ...(store && { store }),
    missing: expected.filter((name) => !now.services.has(name)),
    learning: earlier.length < 5,
    decisions: now.total,
    unreadable: current.unreadable,
    placeholders: now.placeholders,
    stale: now.stale,
    peak: now.peak,
    pressureKnown: earlier.some(({ peak }) => peak !== null),
    clockWentBack: backwardOf(current),
    span: now.first === null || now.last === null ? null : now.last - now.first,
    rest: to - (now.last ?? from),
    length: to - from,
  }
}

const mostShown = 3

function decisionsOf(sessions: CountedSession[], shown: Shown | undefined): JsonObject[] {
  if (!shown) return []
  const [first, last] = shown.sessions
  const all = sessions.slice(first, last + 1).flatMap(({ decisions }) => withoutCopies(decisions))
  const of = all.filter(
    ({ service, verdict }) =>
      (shown.service === undefined || service === shown.service) && (!shown.blocked || verdict === 'block'),
  )
  const these = shown.from === 'end' ? of.toReversed() : of
  return these.slice(0, mostShown).map(({ at, session, action }) => ({ at: iso(at), session, action }))
}

/** An anomaly with the decisions that show it. */
type Reported = Omit<Judged, 'shown'> & { evidence?: Json[] }

function named(anomalies: Reported[]): JsonObject {
  const names = numbered(anomalies.map(nameOfAnomaly), ' ')
  return Object.fromEntries(
    anomalies.map(({ kind, since, figures, evidence = [] }, place) => [
      names[place] as string,
      { kind, ...(since !== undefined && { since }), figures: figures.map(String).join(' '), place, evidence },
    ]),
  )
}

const number = /\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?|\d+(?:\.\d+)?/g
const numbersOf = (text: string): string[] => [...text.matchAll(number)].map(([found]) => found)

/** The anomalies of a report in the form in which they are judged again: what they say is the numbers that they name. */
export function anomaliesIn(reported: Json | undefined): JsonObject {
  if (!Array.isArray(reported)) return {}
  return named(
    reported.map((each): Reported => {
      const anomaly = (isObject(each) ? each : {}) as JsonObject
      const { kind, service, canary } = subjectOfAnomaly(anomaly)
      // Names that were likely meant or began may have digits, and they are no numbers of the session.
      const numbers = numbersOf(String(anomaly.detail).replace(/; did you mean ".*"\?$|; [^;]* began then(?=;|$)/g, ''))
      return {
        kind,
        ...(service !== undefined && { service }),
        ...(anomaly.since !== undefined && { since: String(anomaly.since) }),
        figures: canary ?? (kind === 'data' ? numbers.slice(0, 1) : numbers),
        evidence: Array.isArray(anomaly.evidence) ? anomaly.evidence : [],
      }
    }),
  )
}

/** The deductions of a report, or those that were found again, by part and place: the name of a service, and the numbers of the reason. */
export function basisOf(list: ({ part: string } & Deducted)[]): JsonObject {
  const names = namesOfDeductions(list.map(({ part }) => part))
  return Object.fromEntries(
    list.map(({ points, service, figures, from }, place) => [
      names[place] as string,
      {
        points,
        ...(service !== undefined && { service }),
        figures: figures.map(String).join(' '),
        ...(from && { from: toDigits(from) }),
      },
    ]),
  )
}

/** As the report has them, to six digits and a chance to three, and of these as many as two ways of computing them have in common. */
const toDigits = (from: Record<string, number>): JsonObject =>
  Object.fromEntries(
    Object.entries(from).map(([name, value]) => [
      name,
      Number(Number(value.toPrecision(name === 'p' ? 3 : 6)).toPrecision(4)),
    ]),
  )

export function reportedBasis(basis: Json | undefined, names: string[]) {
  if (!Array.isArray(basis)) return []
  return basis.map((each): { part: string } & Deducted => {
    const { part, points, why, service, from } = (isObject(each) ? each : {}) as JsonObject
    const text = String(why)
    const name = names.filter((each) => text.startsWith(`${each} `)).sort((a, b) => b.length - a.length)[0]
    const figures = name === undefined ? numbersOf(text) : [name, ...numbersOf(text.slice(name.length))]
    return {
      part: String(part),
      points: Number(points),
      ...(service !== undefined && { service: String(service) }),
      figures,
      ...(isObject(from) && { from: from as Record<string, number> }),
    }
  })
}
