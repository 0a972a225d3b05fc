import { defineTask, skipped } from '../task.ts'
import { openSession } from './session.ts'

/** The line that puts a session's mark into a shell's environment. */
export const exportLine = (mark: string): string => `export BOOKEND_SESSION=${mark}`

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
  apply({ files, stores, session }, { output, data }) {
    const mark = stores.sessions.get(session.id)?.mark
    if (!mark) return skipped({ reason: 'nothing-there', detail: 'the session has no mark' })
    const line = exportLine(mark)
    if (!data.before.split('\n').includes(line))
      files.appendOutside(output.file, `${data.before === '' || data.before.endsWith('\n') ? '' : '\n'}${line}\n`)
    return output
  },
})
