import { iso } from '../../cache/window.ts'
import { plural } from '../../templates/words.ts'
import { parseCheckpoints, resetOf } from '../checkpoints.ts'
import { checkpointsFile } from '../own-files.ts'
import { defineTask, failed, skipped } from '../task.ts'
import { openSession } from './session.ts'

const taskId = 'startup/checkpoints'

/** A new session begins with no token spent: its checkpoints are reset, once. */
export const resetCheckpoints = defineTask({
  id: taskId,
  title: 'Reset the token checkpoints',
  check: 'checkpoints',
  needs: { session: openSession },
  show: describe,
  brief: describe,
  plan({ files, run, stores }, { session }) {
    const text = files.read(checkpointsFile)
    if (text === undefined) return skipped({ reason: 'nothing-there', detail: `no ${checkpointsFile}` })
    const parsed = parseCheckpoints(text)
    if ('problem' in parsed) return failed({ reason: 'unreadable', path: checkpointsFile, detail: parsed.problem })
    // Not whether this init opened the session: the one that did may have been blocked before it came here.
    const reset = !stores.journal.reached(taskId, session.id)
    const output = { reset, checkpoints: parsed.checkpoints.length }
    if (!reset) return { actions: [], output, data: { text: null } }
    return {
      actions: [{ kind: 'write' as const, path: checkpointsFile }],
      output,
      data: {
        text: `${JSON.stringify(resetOf(parsed, iso(run.startedAt)), null, 2)}\n` as string | null,
      },
    }
  },
  apply({ files }, { output, data }) {
    if (data.text !== null) files.write(checkpointsFile, data.text)
    return output
  },
})

function describe({ reset, checkpoints }: { reset: boolean; checkpoints: number }, planned: boolean): string {
  const counted = plural(checkpoints, 'checkpoint')
  return reset ? `${counted} ${planned ? 'to be reset' : 'reset'}` : `${counted}, reset when the session was opened`
}
