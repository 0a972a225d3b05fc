import { settledUntil } from '../../cache/settled.ts'
import { calledOf } from '../../cache/transcripts/work/called.ts'
import type { AgentWords } from '../../cache/transcripts/work/own-words.ts'
import { redactJson } from '../../templates/redact.ts'
import { quoting } from '../analysis/agent/quoting.ts'
import { readAgent } from '../analysis/agent.ts'
import { defineTask, type TaskContext } from '../task.ts'
import { type StandingWork, standingWork } from './standing/view.ts'
import { closeByTrailers } from './trailers.ts'

/** Reads where the work stands at the end of the session. */
export const readWork = defineTask({
  id: 'work/standing',
  title: 'Read where the work stands',
  wants: { agent: readAgent, trailers: closeByTrailers },
  block: ({ agent: { completed: _, ...agent }, ...work }: StandingWork) => ({ work: { ...work, agent } }),
  show: ({ goal, next, todos, blocked, issues, done }: StandingWork) =>
    [
      `goal: ${goal?.text ?? 'none noted'}`,
      `next: ${next?.text ?? 'none noted'}`,
      `open: ${todos.length} to-dos, ${blocked.length} blockers, ${issues.length} issues; ${done.length} done`,
    ].join('\n'),
  async run(context, { agent, trailers }): Promise<StandingWork> {
    const { stores, session } = context
    // In a dry run nothing was closed yet: what would be is seen as closed.
    const closing = new Map(
      trailers?.closed.map(({ number, at, commit }) => [number, { at, as: 'done' as const, commit }]),
    )
    const ledger = stores.notes.seenFrom(session).map((note) => {
      const closed = note.closed ?? closing.get(note.number)
      return closed ? { ...note, closed } : note
    })
    const words = agent ?? (await standingOfBefore(context))
    const work = standingWork(ledger, words)
    const ended = words ? stores.transcripts.noLongerCarried(session, quoting(context.config)) : []
    // What failed again in the session is its own.
    const seen = new Set(words?.failing?.map(calledOf))
    const noLongerCarried = await redactJson(
      ended.filter((text) => settledUntil(ledger, text) === -Infinity && !seen.has(text)),
    )
    return noLongerCarried.length > 0 ? { ...work, agent: { ...work.agent, noLongerCarried } } : work
  },
})

/** What stands of the agent's last session, where no agent has a line in this one: a step that was left out stays left out. */
async function standingOfBefore({ run, stores, session, config }: TaskContext): Promise<AgentWords | undefined> {
  const read = run.steps().find(({ id }) => id === readAgent.id)
  // What could not be read may say more, and what is known is still so.
  if (!['nothing-there', 'unreadable'].includes(read?.reason?.reason ?? '')) return undefined
  const words = stores.transcripts.standing(session, quoting(config))
  return words && redactJson(words)
}
