import type { Journal, RunRecord } from '../../cache/journal.ts'
import type { Sessions } from '../../cache/sessions.ts'
import type { Project } from '../task.ts'

export type InterruptedRun = Pick<RunRecord, 'workflow' | 'session'>

/** The run that waits to be finished: the latest closedown that was interrupted, else the init of a session that no closedown has closed since. */
export function interruptedRun(journal: Journal, sessions: Sessions): InterruptedRun | undefined {
  const closedown = journal.unfinished('closedown')
  if (closedown) return closedown
  const init = journal.last('init')
  if (init?.outcome !== null || sessions.get(init.session)?.to) return undefined
  return init
}

/** The command that finishes a run. The latest init is the one that goes on, a closedown is of the session that it names. */
export const finishing = ({ command }: Pick<Project, 'command'>, { workflow, session }: InterruptedRun): string =>
  workflow === 'init' ? command(workflow, '--resume') : command(workflow, '--resume', '--session', session)
