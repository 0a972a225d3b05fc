import { iso, type Window } from '../../cache/window.ts'
import { redactJson } from '../../templates/redact.ts'
import { findCommits } from '../git/find-commits.ts'
import { findRepository } from '../git/git.ts'
import { defineTask, skipped, type TaskContext } from '../task.ts'
import { quoting } from './agent/quoting.ts'
import { agentNumbers, countUsage } from './agent/usage.ts'
import { mostEdited } from './agent.ts'
import type { BetweenSessions } from './between/between-sessions.ts'
import { betweenLines } from './between/in-words.ts'

/** A goodbye to the last session and what opens the next take no longer. */
const fewMinutes = 5

export const readBetween = defineTask({
  id: 'analysis/between',
  title: 'Read what was done between the sessions',
  block: (between: BetweenSessions) => ({ between }),
  show: (between: BetweenSessions) => betweenLines(between).join('\n'),
  async run(context) {
    const window = pauseBefore(context)
    if (!window) return skipped({ reason: 'nothing-there', detail: 'no closedown before, or no session was opened' })
    // What is not read, and why, is said of the session's own transcripts.
    await context.stores.transcripts.read(context.progress)
    const between = { ...range(window), ...(await ofAgents(context, window)), commits: await made(context, window) }
    const { completed, refused, edited, commits, activeMinutes } = between
    const deeds = [completed, refused, edited, commits].some(({ length }) => length > 0)
    return deeds || activeMinutes >= fewMinutes
      ? redactJson<BetweenSessions>(between)
      : skipped({ reason: 'nothing-there', detail: 'nothing was done between the sessions' })
  },
})

/** From the closedown before to the beginning of a session that somebody opened: the window of any other begins where that one ended. */
function pauseBefore({ session, stores }: TaskContext): Window | undefined {
  if (session.windowBasis !== 'session' && session.windowBasis !== 'session-state') return undefined
  const from = stores.sessions.lastClosed(session.from)?.to ?? session.from
  return from < session.from ? { from, to: session.from } : undefined
}

const range = ({ from, to }: Window) => ({ from: iso(from), to: iso(to) })

async function ofAgents(
  { stores, config }: TaskContext,
  window: Window,
): Promise<Omit<BetweenSessions, 'from' | 'to' | 'commits'>> {
  const { transcripts } = stores
  const usage = await countUsage(transcripts, window)
  if (!usage) return { agents: [], activeMinutes: 0, turns: 0, costUsd: null, completed: [], refused: [], edited: [] }
  const { request, todos, refused, edited } = transcripts.work(window, quoting(config))
  const { agents, activeMinutes, turns } = usage
  return {
    agents,
    activeMinutes,
    turns,
    costUsd: agentNumbers(usage).costUsd,
    ...(request && { request }),
    completed: todos?.completed ?? [],
    refused,
    edited: edited.slice(0, mostEdited),
  }
}

async function made(context: TaskContext, window: Window): Promise<BetweenSessions['commits']> {
  const repository = await findRepository(context)
  if ('missing' in repository) return []
  const found = await findCommits(context, repository, { ...window, now: context.run.startedAt + 1000 })
  return 'unreadable' in found ? [] : found.commits.map(({ sha, subject, where }) => ({ sha, subject, where }))
}
