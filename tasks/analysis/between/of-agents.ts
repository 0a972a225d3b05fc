import { stillFailing } from '../../../cache/transcripts/work/worst-first.ts'
import type { Window } from '../../../cache/window.ts'
import type { TaskContext } from '../../task.ts'
import { costOf } from '../agent/cost.ts'
import { quoting } from '../agent/quoting.ts'
import { agentNumbers, countUsage } from '../agent/usage.ts'
import { mostEdited } from '../agent.ts'
import type { BetweenSessions } from './between-sessions.ts'

const nobody = {
  agents: [],
  activeMinutes: 0,
  turns: 0,
  costUsd: null,
  completed: [],
  pending: [],
  failing: [],
  refused: [],
  edited: [],
}

/** What agents did in a window, as far as their transcripts have been read. */
export async function ofAgents(
  { stores, config }: TaskContext,
  window: Window,
): Promise<Omit<BetweenSessions, 'from' | 'to' | 'first' | 'commits'>> {
  const { transcripts } = stores
  const usage = await countUsage(transcripts, window)
  if (!usage) return nobody
  const { request, todos, refused, edited, failing } = transcripts.work(window, quoting(config))
  const { agents, activeMinutes, turns } = usage
  return {
    agents,
    activeMinutes,
    turns,
    ...costOf(usage.models),
    costUsd: agentNumbers(usage).costUsd,
    ...(request && { request }),
    completed: todos?.completed ?? [],
    pending: todos?.pending ?? [],
    ...(todos?.earlier && { earlier: todos.earlier }),
    failing: stillFailing(failing),
    refused,
    edited: edited.slice(0, mostEdited),
  }
}
