import { judgeHistory } from '../../tasks/analysis/anomalies/judge.ts'
import type { Measured } from '../../tasks/analysis/baseline/measured.ts'
import { eachOnce } from '../../tasks/analysis/baseline/once.ts'
import { restOf } from '../../tasks/analysis/health.ts'
import { type Health, scoreHealth } from '../../tasks/analysis/health-score.ts'
import type { HealthFacts } from '../../tasks/analysis/score/facts.ts'

/** Decisions and blocked ones of each service in a usual session: the sample's project. */
export const usual: Record<string, [decisions: number, blocked: number]> = {
  BoundaryEnforcer: [100, 10],
  ContextPressureMonitor: [90, 0],
  CrossReferenceValidator: [48, 4],
  InstructionPersistenceClassifier: [36, 0],
  MetacognitiveVerifier: [27, 3],
  PluralisticDeliberationOrchestrator: [9, 2],
}
export const names = Object.keys(usual)
export const enforcer = 'BoundaryEnforcer'

/** What happens in a planted session. */
export interface Planted {
  services?: typeof usual
  hours?: { worked?: number; open?: number }
  peak?: number
  callsAfter?: number
  toolCalls?: number
  metrics?: { unreadable?: number; placeholderIds?: number }
  /** Decisions are all in the last second. */
  bunched?: boolean
  /** Each line is there so many times. */
  times?: number
  /** Days since the session before, beyond the first. */
  daysOff?: number
  /** What decisions say of themselves is gone. */
  stripped?: boolean
}

export const changed = (change: typeof usual): typeof usual => ({ ...usual, ...change })
export const scaled = (share: number) =>
  Object.fromEntries(names.map((name) => [name, usual[name]?.map((n) => Math.round(n * share)) as [number, number]]))

const hourMs = 3_600_000

function sessionOf(
  day: number,
  {
    services = usual,
    hours,
    peak = 0.4,
    callsAfter = 0,
    toolCalls = 300,
    metrics,
    bunched,
    stripped,
    times = 1,
  }: Planted,
): Measured {
  const { worked = 6, open = 6 } = hours ?? {}
  const from = day * 24 * hourMs
  const decided = Object.entries(services)
    .filter(([, [decisions]]) => decisions > 0)
    .map(([name, [decisions, blocks]]): [string, [number, number]] => [name, [decisions * times, blocks * times]])
  const total = decided.reduce((sum, [, [decisions]]) => sum + decisions, 0)
  const blocked = decided.reduce((sum, [, [, each]]) => sum + each, 0)
  const rows = decided.map(([name, [decisions, count]]) => [
    name,
    {
      decisions,
      allowed: decisions - count,
      blocked: count,
      blockRate: count / decisions,
      perHour: decisions / open,
      lastAt: '',
    },
  ])
  const monitored = services.ContextPressureMonitor !== undefined && !stripped
  const measured = monitored ? peak : null
  const edge = (worked * hourMs) / (total + 1)
  const again = (counts: { decisions: number; blocked: number }) => ({
    decisions: (counts.decisions * (times - 1)) / times,
    blocked: (counts.blocked * (times - 1)) / times,
  })
  return {
    window: { from, to: from + open * hourMs },
    metrics: {
      decisions: { total, allowed: total - blocked, blocked, unreadable: metrics?.unreadable ?? 0, mended: 0 },
      activity: {
        perHour: total / open,
        first: total === 0 ? null : new Date(bunched ? from + worked * hourMs - 1000 : from + edge).toISOString(),
        last: total === 0 ? null : new Date(from + worked * hourMs - (bunched ? 1 : edge)).toISOString(),
      },
      ...(toolCalls > 0 && {
        exposure: {
          toolCalls: Math.ceil((toolCalls * worked) / 6) + callsAfter,
          commits: 3,
          decisionsPerToolCall: total / toolCalls,
          toolCallsAfterLog: callsAfter,
        },
      }),
      services: Object.fromEntries(rows),
      violations: [],
      pressure: { peak: measured, mean: measured && measured / 2, last: measured, trend: 0 },
      quality: { placeholderIds: metrics?.placeholderIds ?? 0, staleIds: 0, lockstep: [] },
      ...(times > 1 && {
        copies: {
          ...again({ decisions: total, blocked }),
          placeholderIds: 0,
          staleIds: 0,
          services: Object.fromEntries(
            decided.map(([name, [decisions, each]]) => [name, again({ decisions, blocked: each })]),
          ),
        },
      }),
    },
  }
}

/** Some sessions behind usual ones. */
export const sessionsOf = (story: Planted[], usualSessions = 11): Measured[] => [
  ...Array.from({ length: usualSessions }, (_, day) => sessionOf(day, { services: scaled(0.9 + 0.05 * (day % 5)) })),
  ...story.map((each, n) => sessionOf(40 + n + (each.daysOff ?? 0), each)),
]

/** The score of the last of some sessions behind usual ones. */
export function scoreStory(
  story: Planted[],
  facts: Partial<HealthFacts> = {},
  { expected, usualSessions = 11 }: { expected?: string[]; usualSessions?: number } = {},
): Health {
  const sessions = sessionsOf(story, usualSessions).map(eachOnce)
  const judged = judgeHistory(sessions, { ...(expected && { expected }) }).at(-1)
  const { window, metrics } = sessions.at(-1) as Measured
  return scoreHealth({
    metrics,
    backwardJumps: 0,
    learning: judged?.learning ?? true,
    services: judged?.services ?? [],
    missing: [],
    pressureKnown: usualSessions > 0,
    rest: restOf(metrics, window),
    sync: { verified: true, invalid: 0, extra: 0 },
    rules: { high: 10, unchecked: [] },
    ...facts,
  })
}
