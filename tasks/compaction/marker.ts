import { iso } from '../../cache/window.ts'
import { writeHandoff } from '../handoff/document.ts'
import { markerFile } from '../own-files.ts'
import { identityOf, placeOf } from '../place.ts'
import { defineTask, skipped } from '../task.ts'
import { recordSession } from './session.ts'

/** Leaves the marker that the next init finds after the agent's context was compacted. */
export const writeMarker = defineTask({
  id: 'compaction/marker',
  title: 'Leave the marker for the next session',
  needs: { handoff: writeHandoff },
  // It comes behind the record, and does not depend on it: what the next session needs is in the document.
  wants: { record: recordSession },
  block: (marker: { file: string }) => ({ marker }),
  show: ({ file }: { file: string }) => file,
  plan({ run, session, stores, project, files }, { handoff }) {
    // The next init is to find where work stopped last: that is not here while somebody works on, or has worked since.
    const open = stores.sessions.otherOpen(session.id)
    if (open) return skipped({ reason: 'nothing-there', detail: `session ${open.id} is open, and goes on` })
    const later = stores.sessions.laterClosed(session, run.startedAt)
    if (later) return skipped({ reason: 'nothing-there', detail: `session ${later.id} ended later` })
    const marker = {
      session_completed: true,
      closedown_timestamp: iso(run.startedAt),
      next_action: 'compaction_expected',
      recovery_doc: handoff.file,
      session_id: session.id,
      worktree: identityOf(placeOf(project.root, files)),
    }
    return {
      actions: [{ kind: 'write' as const, path: markerFile }],
      output: { file: markerFile },
      data: { text: `${JSON.stringify(marker, null, 2)}\n` },
    }
  },
  apply({ files }, { output, data }) {
    files.write(markerFile, data.text)
    return output
  },
})
