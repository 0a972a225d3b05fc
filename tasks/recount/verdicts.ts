import { services } from '../../cache/audit/catalogue.ts'
import { isObject, type Json, type JsonObject } from '../../cache/json.ts'
import { judgeLast } from './judgement/judge.ts'
import { deduct, type ScoredFrom } from './judgement/score.ts'
import type { Facts, Judged, Verdict } from './judgement/verdict.ts'
import type { CountedSession } from './session.ts'
import { countAnalysis } from './session.ts'

/** What a verdict is made of beside the logs. */
export interface VerdictsFrom {
  current: CountedSession
  /** Oldest first. */
  earlier: CountedSession[]
  most: number
  expected?: string[]
  /** What was reported. */
  analysis: JsonObject
}

/** Anomalies by their names, and the deductions of the parts whose figures are in the logs, as the report must have them. */
export interface Verdicts {
  anomalies: JsonObject
  deductions: ReturnType<typeof deduct>
  /** Services whose enforcement is weaker; of a canary as it is stated. */
  weaker: string[]
}

/** The verdicts of a session, judged again by docs/metrics.md and docs/health.md over all sessions up to it. */
export function judgeAgain({ current, earlier, most, expected = [], analysis }: VerdictsFrom): Verdicts {
  const sessions = [...earlier, current].map(factsOf)
  const verdict = judgeLast(sessions, most, expected)
  const now = sessions.at(-1) as Facts
  const damaged = current.unreadable > 0 ? [{ kind: 'data', service: 'lines', figures: [current.unreadable] }] : []
  return {
    anomalies: named([...verdict.anomalies, ...damaged]),
    weaker: [
      ...verdict.anomalies.flatMap(({ kind, service }) => (kind === 'weaker' && service ? service : [])),
      ...canariesIn(analysis),
    ],
    deductions: deduct(scoredFrom(verdict, now, sessions.slice(0, -1), expected, current, clockIn(analysis))),
  }
}

const rank = (name: string) => {
  const place = services.findIndex((service) => service.name === name)
  return place < 0 ? services.length : place
}

function factsOf(session: CountedSession): Facts {
  const { window, decisions } = session
  const its = new Map<string, { count: number; blocked: number; last: number }>()
  for (const { service, verdict, at } of decisions) {
    const { count = 0, blocked = 0 } = its.get(service) ?? {}
    its.set(service, { count: count + 1, blocked: blocked + (verdict === 'block' ? 1 : 0), last: at })
  }
  const { pressure, quality } = countAnalysis(session) as { pressure: JsonObject; quality: JsonObject }
  return {
    ...{ window, total: decisions.length, first: decisions[0]?.at ?? null, last: decisions.at(-1)?.at ?? null },
    services: new Map([...its].sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))),
    ...{ peak: pressure.peak as number | null, mean: pressure.mean as number | null },
    ...{ placeholders: quality.placeholderIds as number, stale: quality.staleIds as number },
    lockstep: quality.lockstep as [string, string][],
  }
}

function scoredFrom(
  { standings }: Verdict,
  now: Facts,
  earlier: Facts[],
  expected: string[],
  { unreadable }: CountedSession,
  clockWentBack: number,
): ScoredFrom {
  const { from, to } = now.window
  return {
    standings,
    missing: expected.filter((name) => !now.services.has(name)),
    learning: earlier.length < 5,
    decisions: now.total,
    unreadable,
    ids: now.placeholders + now.stale,
    peak: now.peak,
    pressureKnown: earlier.some(({ peak }) => peak !== null),
    clockWentBack,
    span: now.first === null || now.last === null ? null : now.last - now.first,
    rest: to - (now.last ?? from),
    length: to - from,
  }
}

const clockText = /^the clock of the log goes back (\d+) times/
const canaryText = /^\S+\(\) was called when the session was opened/

/** How often a report says that the clock went back: it is no number of a decision. */
function clockIn({ anomalies }: JsonObject): number {
  const details = (Array.isArray(anomalies) ? anomalies : []).map((each) => String(isObject(each) ? each.detail : ''))
  return Number(details.map((detail) => clockText.exec(detail)?.[1]).find((count) => count !== undefined) ?? 0)
}

function canariesIn({ anomalies }: JsonObject): string[] {
  return (Array.isArray(anomalies) ? anomalies : []).flatMap((each) =>
    isObject(each) && canaryText.test(String(each.detail)) ? String(each.service) : [],
  )
}

function named(anomalies: Judged[]): JsonObject {
  const all: JsonObject = {}
  for (const { kind, service, since, figures } of anomalies) {
    const name = service === undefined ? kind : `${kind} ${service}`
    let key = name
    for (let n = 2; Object.hasOwn(all, key); n++) key = `${name} ${n}`
    all[key] = { kind, ...(since !== undefined && { since }), figures: figures.map(String).join(' ') }
  }
  return all
}

const number = /\d{4}-\d\d-\d\dT[\d:.]+Z|\d+(?:\.\d+)?/g
const numbersOf = (text: string): string[] => [...text.matchAll(number)].map(([found]) => found)

/** The anomalies of a report in the form in which they are judged again: what they say is the numbers that they name. */
export function anomaliesIn(reported: Json | undefined): JsonObject {
  if (!Array.isArray(reported)) return {}
  return named(
    reported.map((each): Judged => {
      const { kind, service, since, detail } = (isObject(each) ? each : {}) as JsonObject
      const text = String(detail)
      const special = clockText.test(text) ? 'clock' : canaryText.test(text) ? 'canary' : undefined
      const isData = kind === 'data'
      const numbers = numbersOf(text)
      return {
        kind: special === 'canary' ? 'canary' : String(kind),
        ...(service !== undefined && { service: String(service) }),
        ...(isData && { service: special ?? 'lines' }),
        ...(since !== undefined && { since: String(since) }),
        figures: isData ? numbers.slice(0, 1) : numbers,
      }
    }),
  )
}

/** The deductions of a report, or those that were found again, by part and place: the name of a service, and the numbers of the reason. */
export function basisOf(list: { part: string; points: number; figures: (string | number)[] }[]): JsonObject {
  const places = new Map<string, number>()
  return Object.fromEntries(
    list.map(({ part, points, figures }) => {
      const place = (places.get(part) ?? 0) + 1
      places.set(part, place)
      return [`${part} ${place}`, { points, figures: figures.map(String).join(' ') }]
    }),
  )
}

export function reportedBasis(basis: Json | undefined, names: string[]) {
  if (!Array.isArray(basis)) return []
  return basis.map((each) => {
    const { part, points, why } = (isObject(each) ? each : {}) as JsonObject
    const text = String(why)
    const name = names.filter((each) => text.startsWith(`${each} `)).sort((a, b) => b.length - a.length)[0]
    const figures = name === undefined ? numbersOf(text) : [name, ...numbersOf(text.slice(name.length))]
    return { part: String(part), points: Number(points), figures }
  })
}
