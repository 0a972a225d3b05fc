import type { AgentNumbers } from '../../../tasks/analysis/agent/usage.ts'
import type { Measured } from '../../../tasks/analysis/baseline/measured.ts'
import type { Metrics } from '../../../tasks/analysis/metrics.ts'
import { binomial, gammaFactor, gaussian, poisson, type Random } from './random.ts'

const hourMs = 3_600_000
const callsAnHour = 45

/** What stays the same over a history of one agent's sessions: how they differ without anything being wrong. */
interface AgentHabits {
  failures: number
  refusals: number
  costPerCall: number
  context: number
  compactionsPerHour: number
  /** Standard deviations of the logarithms: of the length, the cost of a call, the context; and the variation of a session's failures. */
  vary: { hours: number; cost: number; context: number; failures: number }
  /** Mean length of a row of failures of one thing. */
  burst: number
}

const between = (random: Random, low: number, high: number) => low + (high - low) * random()

const habitsOf = (random: Random): AgentHabits => ({
  failures: between(random, 0.03, 0.12),
  refusals: between(random, 0, 0.03),
  costPerCall: between(random, 0.01, 0.08),
  context: between(random, 40_000, 110_000),
  compactionsPerHour: between(random, 0, 0.5),
  vary: {
    hours: between(random, 0.3, 0.8),
    cost: between(random, 0.1, 0.6),
    context: between(random, 0.1, 0.4),
    failures: between(random, 0.1, 0.6),
  },
  burst: between(random, 1, 2.5),
})

/** What is planted in a session: times the usual. */
export type AgentChange = Partial<Record<'failures' | 'cost' | 'context' | 'compactions', number>>

/** A history of so many sessions, a day apart; `change` is planted in the last one. */
export function agentHistory(random: Random, sessions: number, change: AgentChange = {}): Measured[] {
  const habits = habitsOf(random)
  return Array.from({ length: sessions }, (_, day) =>
    agentSession(random, habits, day, day === sessions - 1 ? change : {}),
  )
}

function agentSession(random: Random, habits: AgentHabits, day: number, change: AgentChange): Measured {
  const { vary, burst } = habits
  const hours = Math.min(10, Math.max(0.3, 2.5 * Math.exp(vary.hours * gaussian(random))))
  const calls = Math.max(3, poisson(hours * callsAnHour * gammaFactor(0.3, random), random))
  const share = Math.min(0.9, habits.failures * gammaFactor(vary.failures, random) * (change.failures ?? 1))
  const failures = Math.min(calls, Math.round(binomial(Math.round(calls / burst), share, random) * burst))
  const refusals = binomial(calls - failures, habits.refusals * gammaFactor(0.5, random), random)
  const cost = calls * habits.costPerCall * Math.exp(vary.cost * gaussian(random)) * (change.cost ?? 1)
  const context = habits.context * Math.exp(vary.context * gaussian(random)) * (change.context ?? 1)
  const compactions = poisson(
    Math.max(habits.compactionsPerHour, change.compactions ? 0.3 : 0) *
      hours *
      gammaFactor(0.5, random) *
      (change.compactions ?? 1),
    random,
  )
  const window = { from: day * 24 * hourMs, to: day * 24 * hourMs + hours * hourMs }
  const agent: AgentNumbers = {
    calls,
    failures,
    failureRate: failures / calls,
    refusals,
    costUsd: cost,
    contextPeak: Math.round(Math.min(context, 190_000 * (change.context ?? 1))),
    compactions,
  }
  const metrics = {
    decisions: { total: calls, allowed: calls - refusals, blocked: refusals, unreadable: 0, mended: 0 },
    activity: {
      perHour: calls / hours,
      first: new Date(window.from).toISOString(),
      last: new Date(window.to - 1).toISOString(),
    },
    exposure: { toolCalls: calls, commits: 1, decisionsPerToolCall: 1, toolCallsAfterLog: 0 },
    agent,
    services: {
      ClaudeCode: { decisions: calls, allowed: calls - refusals, blocked: refusals, blockRate: refusals / calls },
    },
    violations: [],
    pressure: { peak: null, mean: null, last: null, trend: null },
    quality: { placeholderIds: 0, staleIds: 0, lockstep: [] },
  }
  return { window, metrics: metrics as unknown as Metrics }
}
