import { messageOf } from '../../cache/errors.ts'
import { isObject, type JsonObject } from '../../cache/json.ts'
import { iso } from '../../cache/window.ts'
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
  show: (output: { reset: boolean; checkpoints: number }) => describe(output),
  brief: (output: { reset: boolean; checkpoints: number }) => describe(output),
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
        text: `${JSON.stringify(resetOf(parsed.file, parsed.checkpoints, iso(run.startedAt)), null, 2)}\n` as
          | string
          | null,
      },
    }
  },
  apply({ files }, { output, data }) {
    if (data.text !== null) files.write(checkpointsFile, data.text)
    return output
  },
})

function describe({ reset, checkpoints }: { reset: boolean; checkpoints: number }): string {
  return reset ? `${checkpoints} checkpoints reset` : `${checkpoints} checkpoints, reset when the session was opened`
}

function parseCheckpoints(text: string): { file: JsonObject; checkpoints: JsonObject[] } | { problem: string } {
  try {
    const file: unknown = JSON.parse(text)
    if (!isObject(file) || !Array.isArray(file.checkpoints)) return { problem: 'it has no list "checkpoints"' }
    return { file: file as JsonObject, checkpoints: file.checkpoints.filter(isObject) as JsonObject[] }
  } catch (error) {
    return { problem: messageOf(error) }
  }
}

/** The documented keys as a new session has them; every other key stays. */
function resetOf(file: JsonObject, checkpoints: JsonObject[], at: string): JsonObject {
  const reset = checkpoints.map((checkpoint) => ({ ...checkpoint, completed: false, timestamp: null }))
  return {
    ...file,
    checkpoints: reset,
    next_checkpoint: checkpoints[0]?.tokens ?? null,
    overdue: false,
    last_check: at,
  }
}
