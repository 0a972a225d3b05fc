import { iso } from '../../cache/window.ts'
import { defineTask } from '../task.ts'

export interface UnfinishedClosedown {
  session: string
  startedAt: string
  /** What finishes it. */
  command: string
}

/** Says whether a closedown was interrupted, and how to finish it. */
export const findUnfinished = defineTask({
  id: 'startup/unfinished',
  title: 'Look for an unfinished closedown',
  block: (output: { unfinished: UnfinishedClosedown[] }) => ({ unfinished: output.unfinished }),
  show: ({ unfinished }: { unfinished: UnfinishedClosedown[] }) =>
    unfinished
      .map(({ session, startedAt, command }) => `${session}, begun ${startedAt}: finish it with ${command}`)
      .join('\n') || 'none',
  run({ stores, project }) {
    const run = stores.journal.unfinished('closedown')
    if (!run) return { unfinished: [] }
    return {
      unfinished: [
        {
          session: run.session,
          startedAt: iso(run.startedAt),
          command: project.command('closedown', `--resume --session ${run.session}`),
        },
      ],
    }
  },
})
