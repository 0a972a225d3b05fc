import { iso } from '../../cache/window.ts'
import { chooseDocuments, type DocumentPaths, documentsOf, isTaken } from '../document-names.ts'
import { writeSuggestions } from '../rules/suggestions.ts'
import { defineTask, degraded, type Ending, type Reason, type TaskContext } from '../task.ts'

/** Chooses the names once, so that an interrupted run continues with them: the number is that of the suggestions, where this run wrote some. */
export const nameDocuments = defineTask({
  id: 'handoff/names',
  title: 'Choose the names of the documents',
  tells: true,
  follows: ['handoffDir'],
  wants: { suggestions: writeSuggestions },
  show: ({ handoff }: DocumentPaths) => handoff,
  run(context, { suggestions }): DocumentPaths | Ending<DocumentPaths> {
    const names = choose(context, suggestions?.number)
    const why = backwardJump(context)
    return why ? degraded(names, why) : names
  },
})

function choose(context: TaskContext, number: number | undefined): DocumentPaths {
  if (number === undefined) return chooseDocuments(context)
  const documents = documentsOf(context, number)
  const unusable = [documents.handoff, documents.page].some((file) => isTaken(context, file))
  return unusable ? chooseDocuments(context) : documents
}

/** Why the names have a date that has not come: the window of a session that was opened by a clock ahead of this one ends behind its beginning. */
function backwardJump({ session, run }: TaskContext): Reason | undefined {
  const opened = session.to - 1
  if (!session.open || opened <= run.startedAt) return undefined
  return {
    reason: 'incomplete',
    detail: `the clock went back: the session was opened at ${iso(opened)}, and closed at ${iso(run.startedAt)}`,
    fix: 'set the clock before the next session; what is counted by time may be incomplete',
  }
}
