import { percent, plural } from '../../../templates/words.ts'
import { compareMetric } from '../baseline/comparisons.ts'
import { leastSessions, defaultSessions as mostSessions } from '../baseline/earlier.ts'
import type { Measured } from '../baseline/measured.ts'
import type { AnomalyKind, Candidate } from './candidate.ts'

/** What an agent's session is watched for: how much more than usual is worth a person's time, and how the numbers are said. */
interface Watched {
  metric: string
  kind: AnomalyKind
  /** At least so many times the usual value, and so much more than it. */
  least: { factor: number; more: number }
  what: string
  show: (value: number) => string
}

const watched: Watched[] = [
  {
    metric: 'agent.failureRate',
    kind: 'rate',
    least: { factor: 1.5, more: 0.05 },
    what: 'of the tool calls failed',
    show: percent,
  },
  {
    metric: 'agent.costUsd',
    kind: 'flood',
    least: { factor: 2, more: 1 },
    what: 'for the models, estimated',
    show: (value) => `$${value.toFixed(2)}`,
  },
  {
    metric: 'agent.contextPeak',
    kind: 'pressure',
    least: { factor: 1.5, more: 0 },
    what: 'tokens in the largest context',
    show: (value) => String(Math.round(value)),
  },
  {
    metric: 'agent.compactionsPerHour',
    kind: 'flood',
    least: { factor: 2, more: 0 },
    what: 'compactions an hour',
    show: (value) => value.toFixed(2),
  },
]

/** Each of them against the agent's sessions before: only more than usual is an anomaly. */
export function agentUse(sessions: Measured[], current: number): Candidate[] {
  const session = sessions[current] as Measured
  const before = sessions
    .slice(0, current)
    .filter(({ metrics }) => metrics.agent)
    .slice(-mostSessions)
  if (!session.metrics.agent || before.length < leastSessions) return []
  return watched.flatMap(({ metric, kind, least, what, show }) => {
    const found = compareMetric(metric, session, before)
    if (!found) return []
    const { value, usual, high } = found
    return {
      kind,
      detail: `${show(value)} ${what}; usually ${show(usual)} in the ${plural(before.length, 'session')} before`,
      p: value >= least.factor * usual && value >= usual + least.more ? high : 1,
    }
  })
}
