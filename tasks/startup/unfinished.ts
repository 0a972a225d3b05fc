import { splitAgents } from '../../cache/agent-sessions.ts'
import type { Journal } from '../../cache/journal.ts'
import type { Sessions } from '../../cache/sessions.ts'
import { iso } from '../../cache/window.ts'
import { defineTask, type Project } from '../task.ts'
import { finishing } from './interrupted-run.ts'
import { openSession } from './session.ts'

export interface UnfinishedClosedown {
  session: string
  /** `interrupted`: a closedown was begun. `missed`: none was. `open`: the session goes on, but the agent that worked in it may be gone. */
  kind: 'interrupted' | 'missed' | 'open'
  /** When the closedown, or else the session, began. */
  startedAt: string
  /** What finishes it. */
  command: string
}

type Unfinished = { unfinished: UnfinishedClosedown[] }

const words: Record<UnfinishedClosedown['kind'], string> = {
  interrupted: 'its closedown was interrupted',
  missed: 'nobody closed it',
  open: 'another agent worked in it; if that one is gone',
}

/** Says which closedowns were interrupted or missed, and how to finish them. */
export const findUnfinished = defineTask({
  id: 'startup/unfinished',
  title: 'Look for unfinished closedowns',
  wants: { session: openSession },
  block: (output: Unfinished) => output,
  show: ({ unfinished }: Unfinished) =>
    unfinished
      .map(({ session, kind, startedAt, command }) => `${session}, since ${startedAt}: ${words[kind]}: ${command}`)
      .join('\n') || 'none',
  run({ stores, project, session, environment }): Unfinished {
    const unfinished = unfinishedClosedowns(stores, project)
    const open = stores.sessions.open()
    const { workers, newcomer } = splitAgents(stores.agentSessions.of(session.id), environment.CLAUDE_CODE_SESSION_ID)
    const takenOver =
      open?.id === session.id && newcomer !== undefined && workers.some(({ endedAt }) => endedAt === null)
    return { unfinished: takenOver ? [...unfinished, closedownOf(project, open.id, 'open', open.from)] : unfinished }
  },
})

/** Closedowns that were interrupted, and sessions that were left open, oldest first. */
export function unfinishedClosedowns(
  { journal, sessions }: { journal: Journal; sessions: Sessions },
  project: Pick<Project, 'command'>,
): UnfinishedClosedown[] {
  const runs = journal.allUnfinished('closedown')
  const missed = sessions.leftOpen().filter(({ id }) => !runs.some((run) => run.session === id))
  return [
    ...runs.map((run) => closedownOf(project, run.session, 'interrupted', run.startedAt)),
    ...missed.map(({ id, from }) => closedownOf(project, id, 'missed', from)),
  ]
}

function closedownOf(
  project: Pick<Project, 'command'>,
  session: string,
  kind: UnfinishedClosedown['kind'],
  startedAt: number,
): UnfinishedClosedown {
  return { session, kind, startedAt: iso(startedAt), command: finishing(project, { workflow: 'closedown', session }) }
}
