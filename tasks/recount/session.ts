import { services } from '../../cache/audit/catalogue/services.ts'
import { placeholders } from '../../cache/audit/catalogue.ts'
import type { Decision } from '../../cache/decision.ts'
import { isObject, type JsonObject } from '../../cache/json.ts'
import { iso, parseTime, utcDate, type Window } from '../../cache/window.ts'
import { type CountedLog, countLog, type RawLog } from './lines.ts'
import { dayMs, hourMs, sixDecimals } from './numbers.ts'
import { countDistinct, distinctDecisions, withoutCopies } from './order.ts'
import { countedMetrics, countPressure, countService, isBlocked, perHour } from './services.ts'
import { subjectOf } from './subject.ts'

/** Metrics of the report that this page's own formulas do not count: what is not in the log alone. */
export const uncountedMetrics = services.flatMap(({ name, metrics }) => {
  const counted = countedMetrics(name)
  return metrics.flatMap((metric) =>
    counted.includes(metric.name) ? [] : [`analysis.services.${name}.${metric.name}`],
  )
})

/** What the logs hold of one window, everything once. */
export interface CountedSession {
  window: Window
  /** In order of time and content. */
  decisions: Decision[]
  unreadable: number
  mended: number
  /** How often the clock of a log went back, into the window or out of it. */
  clockWentBack: number
}

export async function countSessions(
  logs: Iterable<RawLog> | AsyncIterable<RawLog>,
  windows: Window[],
): Promise<CountedSession[]> {
  const counted: CountedLog[][] = []
  for await (const log of logs) counted.push(countLog(log, windows))
  return windows.map((window, place) => {
    const files = counted.map((each) => each[place] as CountedLog)
    return {
      window,
      decisions: distinctDecisions(files.map((file) => file.decisions)),
      unreadable: countDistinct(files.map((file) => file.unreadable)),
      mended: countDistinct(files.map((file) => file.mended)),
      clockWentBack: countDistinct(files.map((file) => file.backward)),
    }
  })
}

/**
 * The blocks of a session's analysis that depend on its decisions alone, counted from raw logs as docs/metrics.md says, and by nothing that the
 * analysis counts with: an error in it shows here.
 */
export function countAnalysis({ window, decisions, unreadable, mended }: CountedSession): JsonObject {
  const total = decisions.length
  const blocked = decisions.filter(isBlocked).length
  const [first, last, paused] = [decisions[0], decisions.at(-1), pausedHours(decisions)]
  const services = [...byService(decisions)].map(([service, its]): [string, JsonObject] => [
    service,
    countService(service, its, window),
  ])
  return {
    decisions: { total, allowed: total - blocked, blocked, unreadable, mended },
    activity: {
      perHour: perHour(total, window),
      first: first ? iso(first.at) : null,
      last: last ? iso(last.at) : null,
      ...(paused > 0 && { paused: sixDecimals(paused) }),
    },
    ...mostFrequent(services, countViolations(decisions)),
    pressure: countPressure(decisions.filter(({ service }) => service === 'ContextPressureMonitor')),
    quality: countQuality(decisions, window),
    ...countCopies(decisions, window),
  }
}

/** Decisions that an equal one is before. */
function countCopies(decisions: Decision[], window: Window): JsonObject {
  const once = new Set(withoutCopies(decisions))
  const again = decisions.filter((each) => !once.has(each))
  if (again.length === 0) return {}
  const { placeholderIds = 0, staleIds = 0 } = countQuality(again, window)
  const counted = (of: Decision[]) => ({ decisions: of.length, blocked: of.filter(isBlocked).length })
  const services = Object.fromEntries([...byService(again)].map(([service, its]) => [service, counted(its)]))
  return { copies: { ...counted(again), placeholderIds, staleIds, services } }
}

/** Of decisions in order of time, the hours between those that are eight hours or more apart. */
export const pausedHours = (decisions: Decision[]): number =>
  decisions.reduce((sum, { at }, place) => {
    const pause = (at - (decisions[place - 1]?.at ?? at)) / hourMs
    return pause >= 8 ? sum + pause : sum
  }, 0)

const most = 200

/** Of violations, and of the values of a distribution, the most frequent; of those that are left out how many there are. */
function mostFrequent(services: [string, JsonObject][], violations: (JsonObject & ViolationCount)[]): JsonObject {
  const notListed: JsonObject = {}
  if (violations.length > most) notListed.violations = violations.length - most
  for (const [service, metrics] of services)
    for (const [name, value] of Object.entries(metrics)) {
      const values = isObject(value) ? (Object.entries(value) as [string, number][]) : []
      if (values.length <= most) continue
      notListed[`${service}.${name}`] = values.length - most
      values.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
      metrics[name] = Object.fromEntries(values.slice(0, most))
    }
  const inOrder = violations.toSorted(
    (a, b) => b.count - a.count || Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)),
  )
  return {
    services: Object.fromEntries(services),
    violations: inOrder.slice(0, most),
    ...(Object.keys(notListed).length > 0 && { notListed }),
  }
}

interface ViolationCount {
  key: string
  count: number
}

function byService(decisions: Decision[]): Map<string, Decision[]> {
  const groups = new Map<string, Decision[]>()
  for (const decision of decisions) {
    const group = groups.get(decision.service)
    if (group) group.push(decision)
    else groups.set(decision.service, [decision])
  }
  return groups
}

function countViolations(decisions: Decision[]): (JsonObject & ViolationCount)[] {
  const found = new Map<string, { decisions: Set<Decision>; contexts: Set<string>; rules: Set<string | undefined> }>()
  for (const decision of decisions.filter(isBlocked)) {
    for (const { key, ruleId } of decision.violations) {
      const seen = found.get(key) ?? { decisions: new Set(), contexts: new Set(), rules: new Set() }
      found.set(key, seen)
      seen.decisions.add(decision)
      seen.contexts.add(subjectOf(decision) || decision.session)
      seen.rules.add(ruleId)
    }
  }
  return [...found].map(([key, seen]) => {
    const [rule, ...others] = seen.rules
    const ruleId = others.length === 0 && rule !== undefined ? { ruleId: rule } : {}
    return { key, count: seen.decisions.size, contexts: seen.contexts.size, ...ruleId }
  })
}

function countQuality(decisions: Decision[], { from }: Window): JsonObject {
  const oldest = Date.parse(utcDate(from)) - dayMs
  const isStale = (session: string) => {
    const date = parseTime(/\d{4}-\d\d-\d\d/.exec(session)?.[0] ?? '')
    return date !== undefined && date < oldest
  }
  return {
    placeholderIds: decisions.filter(({ session }) => placeholders.has(session)).length,
    staleIds: decisions.filter(({ session }) => isStale(session)).length,
    lockstep: lockstep(decisions),
  }
}

const leastInstants = 5
const leastShare = 0.9

function lockstep(decisions: Decision[]): string[][] {
  const instants = new Map<string, Set<number>>()
  for (const [service, its] of byService(decisions)) instants.set(service, new Set(its.map(({ at }) => at)))
  const names = [...instants.keys()].sort()
  return names.flatMap((one, place) =>
    names.slice(place + 1).flatMap((other) => {
      const [rarer, more] = [instants.get(one), instants.get(other)].sort((a, b) => (a?.size ?? 0) - (b?.size ?? 0))
      if (!rarer || !more) return []
      const shared = [...rarer].filter((at) => more.has(at)).length
      return shared >= leastInstants && shared >= leastShare * rarer.size ? [[one, other]] : []
    }),
  )
}
