import { pressure as pressureMeasure } from '../../cache/audit/catalogue/services.ts'
import { isAgents } from '../../cache/audit/claude-code.ts'
import { rounded } from '../../cache/json.ts'
import { parseRuleFile, type Rule } from '../../cache/rules/rule-file.ts'
import { hourMs, iso, type Window } from '../../cache/window.ts'
import { plural } from '../../templates/words.ts'
import { git } from '../git/git.ts'
import { defineTask, type TaskContext, type UnreadSource } from '../task.ts'
import { reviewedQuadrants } from './accuracy.ts'
import { type AgentNumbers, agentNumbers, type CountedUsage, countUsage } from './agent/usage.ts'
import { readAgent } from './agent.ts'
import { type Copies, countCopies } from './copies.ts'
import { readDecisions } from './decisions.ts'
import { type MostFrequent, mostFrequentOf } from './most-frequent.ts'
import { measurePressure, type Pressure } from './pressure.ts'
import { measureQuality, type Quality } from './quality.ts'
import { hoursOf, measureEachService } from './service-metrics.ts'
import { readSessionNumbers, type SessionNumbers, seriesIn } from './session-numbers.ts'
import { sum } from './statistics.ts'

/** What the agent did in a session: what the decisions of the services are to be seen against. */
export interface Exposure {
  toolCalls: number
  commits: number
  decisionsPerToolCall: number | null
  /** Tool calls after the last decision. */
  toolCallsAfterLog: number
}

export interface Metrics extends MostFrequent {
  /** A source that could not be read as far as the session goes: the rest is what was read, and is neither judged nor compared. */
  notRead?: UnreadSource
  decisions: { total: number; allowed: number; blocked: number; unreadable: number; mended: number }
  /** Decisions an hour of the window; times of the first and the last of them; hours of the nights between them, where there are any. */
  activity: { perHour: number; first: string | null; last: string | null; paused?: number }
  /** What the agent did in the meantime; without transcripts it is not known. */
  exposure?: Exposure
  /** What the agents did, where their own decisions are a source. */
  agent?: AgentNumbers
  /** Decisions that are there again, where there are any. */
  copies?: Copies
  pressure: Pressure
  quality: Quality
}

/** Measures the session's decisions: every metric of docs/metrics.md. */
export const measureServices = defineTask({
  id: 'analysis/metrics',
  title: "Measure the session's decisions",
  needs: { read: readDecisions },
  // Its transcripts say how much there was to decide about.
  wants: { agent: readAgent },
  block: (analysis: Metrics) => ({ analysis }),
  show: ({ decisions, services, violations, notRead }: Metrics) =>
    [
      ...(notRead ? [`not read: ${notRead.why}`] : []),
      `${plural(decisions.total, 'decision')}: ${decisions.allowed} allowed, ${decisions.blocked} blocked; ${plural(decisions.unreadable, 'unreadable line')}${decisions.mended > 0 ? `, ${plural(decisions.mended, 'line')} fixed` : ''}`,
      ...Object.entries(services).map(
        ([name, { decisions, blocked }]) =>
          `${name.padEnd(36)} ${String(decisions).padStart(7)} decisions ${String(blocked).padStart(6)} blocked`,
      ),
      ...violations.map(({ key, count }) => `violation ${String(count).padStart(6)} times: ${key}`),
    ].join('\n'),
  async run(context, { read, agent }) {
    const { stores, session } = context
    const numbers = await readSessionNumbers(await stores.audit(), session, read.unreadable.total)
    const metrics = measureSession(numbers, readRules(context))
    return withAgent({ ...(read.notRead && { notRead: read.notRead }), ...metrics }, context, session, agent)
  },
})

export function measureSession(numbers: SessionNumbers, rules: Rule[]): Metrics {
  const { window, profiles, violations, unreadable, fixedLines, instants, pausedMs } = numbers
  const pressure = measurePressure(seriesIn(numbers, pressureMeasure))
  const services = measureEachService(numbers, pressure, reviewedQuadrants(rules))
  const all = (key: 'decisions' | 'allowed' | 'blocked') => sum(Object.values(services).map((service) => service[key]))
  const total = all('decisions')
  return {
    decisions: { total, allowed: all('allowed'), blocked: all('blocked'), unreadable, mended: fixedLines },
    activity: {
      perHour: rounded(total / hoursOf(window)),
      first: timeOf(profiles.reduce((first, profile) => Math.min(first, profile.first), Number.POSITIVE_INFINITY)),
      last: timeOf(profiles.reduce((last, profile) => Math.max(last, profile.last), Number.NEGATIVE_INFINITY)),
      ...(pausedMs > 0 && { paused: rounded(pausedMs / hourMs) }),
    },
    ...mostFrequentOf(services, violations),
    pressure,
    quality: measureQuality(profiles, instants, window.from),
    ...countCopies(profiles, window.from),
  }
}

const timeOf = (ms: number): string | null => (Number.isFinite(ms) ? iso(ms) : null)

/** Whether agents' own decisions are among those that were measured. */
export const hasAgents = ({ services }: Metrics): boolean => Object.keys(services).some(isAgents)

/** Adds what the agents did in the window, where their transcripts know it; `counted`: where that was counted already. */
export async function withAgent(
  metrics: Metrics,
  context: TaskContext,
  window: Window,
  counted?: CountedUsage,
): Promise<Metrics> {
  const { transcripts } = context.stores
  const toolCalls = transcripts.calls(window)
  if (toolCalls === 0) return metrics
  const { activity, decisions } = metrics
  const usage = hasAgents(metrics) ? (counted ?? (await countUsage(transcripts, window))) : undefined
  const rest = { from: activity.last === null ? window.from : Date.parse(activity.last) + 1, to: window.to }
  return {
    ...metrics,
    exposure: {
      toolCalls,
      commits: await countCommits(context, window),
      decisionsPerToolCall: rounded(decisions.total / toolCalls),
      toolCallsAfterLog: rest.from < rest.to ? transcripts.calls(rest) : 0,
    },
    ...(usage && { agent: agentNumbers(usage) }),
  }
}

async function countCommits(context: TaskContext, { from, to }: Window): Promise<number> {
  const { ok, stdout } = await git(context)`rev-list --count --since=${iso(from)} --until=${iso(to)} HEAD`
  return ok ? Number(stdout.trim()) : 0
}

/** The rules that a human keeps; a file that cannot be used is named by the tasks that need it. */
export function readRules({ files, config }: TaskContext): Rule[] {
  try {
    return parseRuleFile(files.read(config.rules) ?? '[]').rules
  } catch {
    return []
  }
}
