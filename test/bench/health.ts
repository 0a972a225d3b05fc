import { judgeHistory } from '../../tasks/analysis/anomalies/judge.ts'
import type { Measured } from '../../tasks/analysis/baseline/measured.ts'
import { type Health, type HealthFacts, scoreHealth } from '../../tasks/analysis/health-score.ts'
import type { Figures } from './measure.ts'

/** Decisions and blocked ones of each service in a usual session: the sample's project. */
const usual: Record<string, [decisions: number, blocked: number]> = {
  BoundaryEnforcer: [100, 10],
  ContextPressureMonitor: [90, 0],
  CrossReferenceValidator: [48, 4],
  InstructionPersistenceClassifier: [36, 0],
  MetacognitiveVerifier: [27, 3],
  PluralisticDeliberationOrchestrator: [9, 2],
}
const names = Object.keys(usual)
const enforcer = 'BoundaryEnforcer'

/** What happens in each of the planted sessions, and what else is known when the last one is scored. */
interface Case {
  name: string
  sessions?: number
  services?: typeof usual
  hours?: { worked?: number; open?: number }
  peak?: number
  callsAfter?: number
  toolCalls?: number
  facts?: Partial<HealthFacts>
  metrics?: { unreadable?: number; placeholderIds?: number }
}

const without = (count: number) => Object.fromEntries(Object.entries(usual).slice(count))
const changed = (change: typeof usual) => ({ ...usual, ...change })
const scaled = (share: number) =>
  Object.fromEntries(names.map((name) => [name, usual[name]?.map((n) => Math.round(n * share)) as [number, number]]))
const allowing = Object.fromEntries(names.map((name): [string, [number, number]] => [name, [usual[name]?.[0] ?? 0, 0]]))

/** From the mildest on; docs/health.md shows them with their scores, and a test compares the two. */
export const cases: Case[] = [
  { name: 'a usual session' },
  { name: 'a short one, a tenth of the work', services: scaled(0.1), hours: { worked: 0.6, open: 0.6 } },
  { name: 'a busy one, twice as long', services: scaled(2), hours: { worked: 12, open: 12 } },
  ...[1, 2, 3, 4, 5, 6].flatMap((count) =>
    [1, 12].map(
      (sessions): Case => ({
        name: `${count} of six services silent, for ${sessions === 1 ? 'one session' : 'twelve sessions'}`,
        ...{ sessions, services: without(count) },
      }),
    ),
  ),
  {
    name: 'the sparsest service silent, for one session',
    services: Object.fromEntries(Object.entries(usual).slice(0, 5)),
  },
  {
    name: 'the sparsest service silent, for twelve sessions',
    ...{ sessions: 12, services: Object.fromEntries(Object.entries(usual).slice(0, 5)) },
  },
  ...[1, 2, 12].map(
    (sessions): Case => ({
      name: `the enforcer allows everything, for ${sessions} session${sessions === 1 ? '' : 's'}`,
      ...{ sessions, services: changed({ [enforcer]: [100, 0] }) },
    }),
  ),
  ...[1, 12].map(
    (sessions): Case => ({
      name: `every service allows everything, for ${sessions} session${sessions === 1 ? '' : 's'}`,
      ...{ sessions, services: allowing },
    }),
  ),
  { name: 'the enforcer decides 3 times instead of 100', services: changed({ [enforcer]: [3, 0] }) },
  {
    name: 'the enforcer decides 3 times, for twelve sessions',
    sessions: 12,
    services: changed({ [enforcer]: [3, 0] }),
  },
  { name: 'every service at a tenth of its pace', services: scaled(0.1) },
  { name: 'every service at a tenth of its pace, for twelve sessions', sessions: 12, services: scaled(0.1) },
  { name: 'the enforcer blocks three times as much', services: changed({ [enforcer]: [100, 30] }) },
  { name: 'the enforcer blocks everything', services: changed({ [enforcer]: [100, 100] }) },
  { name: 'pressure at .70', peak: 0.7 },
  { name: 'pressure at .90', peak: 0.9 },
  { name: 'the log stops halfway, nobody knows why', services: scaled(0.5), hours: { worked: 3, open: 6 } },
  {
    name: 'the log stops halfway, and the agent works on',
    services: scaled(0.5),
    hours: { worked: 3, open: 6 },
    callsAfter: 120,
  },
  { name: 'closed an evening late', hours: { worked: 6, open: 18 } },
  { name: 'a call that must be refused was not', facts: { passed: [enforcer] } },
  {
    name: 'half of the HIGH rules never checked',
    facts: { rules: { high: 10, unchecked: ['1', '2', '3', '4', '5'] } },
  },
  { name: 'rule file and rule store differ', facts: { sync: { verified: false, invalid: 0, extra: 0 } } },
  { name: '3 of 100 lines unreadable', metrics: { unreadable: 10 } },
  { name: 'every session id a placeholder', metrics: { placeholderIds: 310 } },
  { name: 'a service that must log never did', facts: { missing: ['DeploymentGuard'] } },
]

const hourMs = 3_600_000

function sessionOf(
  day: number,
  { services = usual, hours, peak = 0.4, callsAfter = 0, toolCalls = 300, metrics }: Case,
): Measured {
  const { worked = 6, open = 6 } = hours ?? {}
  const from = day * 24 * hourMs
  const decided = Object.entries(services).filter(([, [decisions]]) => decisions > 0)
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
  const monitored = services.ContextPressureMonitor !== undefined
  const measured = monitored ? peak : null
  const edge = (worked * hourMs) / (total + 1)
  return {
    window: { from, to: from + open * hourMs },
    metrics: {
      decisions: { total, allowed: total - blocked, blocked, unreadable: metrics?.unreadable ?? 0, mended: 0 },
      activity: {
        perHour: total / open,
        first: total === 0 ? null : new Date(from + edge).toISOString(),
        last: total === 0 ? null : new Date(from + worked * hourMs - edge).toISOString(),
      },
      exposure: {
        ...{ toolCalls: Math.round((toolCalls * worked) / 6) + callsAfter, commits: 3 },
        ...{ decisionsPerToolCall: total / toolCalls, toolCallsAfterLog: callsAfter },
      },
      services: Object.fromEntries(rows),
      violations: [],
      pressure: { peak: measured, mean: measured && measured / 2, last: measured, trend: 0 },
      quality: { placeholderIds: metrics?.placeholderIds ?? 0, staleIds: 0, lockstep: [] },
    },
  }
}

/** The score of a case behind eleven usual sessions. */
export function scoreCase(planted: Case): Health {
  const earlier = Array.from({ length: 11 }, (_, day) =>
    sessionOf(day, { name: '', services: scaled(0.9 + 0.05 * (day % 5)) }),
  )
  const last = Array.from({ length: planted.sessions ?? 1 }, (_, n) => sessionOf(20 + n, planted))
  const judged = judgeHistory([...earlier, ...last]).at(-1)
  const { window, metrics } = last.at(-1) as Measured
  const ended = metrics.activity.last === null ? window.from : Date.parse(metrics.activity.last)
  const rest = { share: (window.to - ended) / (window.to - window.from), proven: (planted.callsAfter ?? 0) > 0 }
  return scoreHealth({
    ...{
      metrics,
      backwardJumps: 0,
      learning: false,
      services: judged?.services ?? [],
      missing: [],
      pressureKnown: true,
      rest,
    },
    ...{ sync: { verified: true, invalid: 0, extra: 0 }, rules: { high: 10, unchecked: [] } },
    ...planted.facts,
  })
}

export const health = {
  name: 'health',
  async run(): Promise<Figures[]> {
    const lines = cases.map((planted) => {
      const { score, basis } = scoreCase(planted)
      const lost = new Map<string, number>()
      for (const { part, points } of basis) lost.set(part, (lost.get(part) ?? 0) + points)
      return `| ${planted.name} | ${score} | ${[...lost].map(([part, points]) => `${part} ${points}`).join(', ')} |`
    })
    return [{ name: 'scores of planted sessions, behind eleven usual ones', lines }]
  },
}
