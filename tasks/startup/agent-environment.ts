import { defineTask, skipped } from '../task.ts'
import { openSession } from './session.ts'
import { withExportLine } from './session-mark.ts'

/** Claude Code sources the file that CLAUDE_ENV_FILE names before each command: whatever the agent starts then carries the mark. */
export const markAgentEnvironment = defineTask({
  id: 'startup/agent-environment',
  title: "Hand the session's mark to the agent",
  needs: { session: openSession },
  show: ({ file }: { file: string }) => file,
  plan({ environment, files }) {
    const file = environment.CLAUDE_ENV_FILE
    if (!file) return skipped({ reason: 'nothing-there', detail: 'no CLAUDE_ENV_FILE in the environment' })
    return {
      actions: [{ kind: 'write' as const, path: file }],
      output: { file },
      data: { before: files.readOutside(file) ?? '' },
    }
  },
  apply({ files, stores, session, actions }, { output, data }) {
    const mark = stores.sessions.get(session.id)?.mark
    if (!mark) return skipped({ reason: 'nothing-there', detail: 'the session has no mark' })
    const added = withExportLine(data.before, mark)
    if (added) files.appendOutside(output.file, added)
    else actions.undone(0)
    return output
  },
})
