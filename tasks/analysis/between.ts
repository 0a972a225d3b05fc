import { dayMs, iso, type Window } from '../../cache/window.ts'
import { redactJson } from '../../templates/redact.ts'
import { findCommits } from '../git/find-commits.ts'
import { findRepository } from '../git/git.ts'
import { defineTask, skipped, type TaskContext } from '../task.ts'
import type { BetweenSessions } from './between/between-sessions.ts'
import { betweenLines } from './between/in-words.ts'
import { ofAgents } from './between/of-agents.ts'

/** A goodbye to the last session and what opens the next take no longer. */
const fewMinutes = 5

export const readBetween = defineTask({
  id: 'analysis/between',
  title: 'Read what was done between the sessions',
  block: (between: BetweenSessions) => ({ between }),
  show: (between: BetweenSessions) => betweenLines(between).join('\n'),
  async run(context) {
    if (!openedBases.has(context.session.windowBasis))
      return skipped({ reason: 'nothing-there', detail: 'no session was opened' })
    // What is not read, and why, is said of the session's own transcripts.
    await context.stores.transcripts.read(context.progress)
    const window = pauseBefore(context)
    if (!window)
      return skipped({
        reason: 'nothing-there',
        detail: 'no closedown before, and no agent at work, or the session before was not closed',
      })
    const between = { ...range(window), ...(await ofAgents(context, window)), commits: await made(context, window) }
    const { completed, refused, edited, commits, failing, activeMinutes } = between
    const failed = failing.filter(({ lastAt }) => lastAt >= between.from)
    const deeds = [completed, refused, edited, commits, failed].some(({ length }) => length > 0)
    return deeds || activeMinutes >= fewMinutes
      ? redactJson<BetweenSessions>(between)
      : skipped({ reason: 'nothing-there', detail: 'nothing was done between the sessions' })
  },
})

/** Somebody opened the session: the window of any other begins where the one before ended. */
const openedBases = new Set(['session', 'session-state'])

/** From the closedown before; of the very first session, from where an agent went to work in the day before it. Behind one that nobody closed there is none. */
function pauseBefore({ session, stores }: TaskContext): (Window & { first: boolean }) | undefined {
  const closed = stores.sessions.lastClosed(session.from)?.to
  const others = [...stores.sessions.leftOpen(), stores.sessions.otherOpen(session.id)]
  if (others.some((other) => other && other.from >= (closed ?? 0) && other.from < session.from)) return undefined
  const from = closed ?? stores.transcripts.times({ from: session.from - dayMs, to: session.from })[0] ?? session.from
  return from < session.from ? { from, to: session.from, first: closed === undefined } : undefined
}

const range = ({ from, to, first }: Window & { first: boolean }) => ({
  from: iso(from),
  to: iso(to),
  ...(first && { first }),
})

async function made(context: TaskContext, window: Window): Promise<BetweenSessions['commits']> {
  const repository = await findRepository(context)
  if ('missing' in repository) return []
  const found = await findCommits(context, repository, { ...window, now: context.run.startedAt + 1000 })
  return 'unreadable' in found ? [] : found.commits.map(({ sha, subject, where }) => ({ sha, subject, where }))
}
