import { chooseDocuments, type DocumentPaths, documentsOf, isTaken } from '../document-names.ts'
import { writeSuggestions } from '../rules/suggestions.ts'
import { defineTask } from '../task.ts'

/** Chooses the names once, so that an interrupted run continues with them: the number is that of the suggestions, where this run wrote some. */
export const nameDocuments = defineTask({
  id: 'handoff/names',
  title: 'Choose the names of the documents',
  tells: true,
  follows: ['handoffDir'],
  wants: { suggestions: writeSuggestions },
  show: ({ handoff }: DocumentPaths) => handoff,
  run(context, { suggestions }): DocumentPaths {
    if (suggestions?.number === undefined) return chooseDocuments(context)
    const documents = documentsOf(context, suggestions.number)
    const unusable = [documents.handoff, documents.page].some((file) => isTaken(context, file))
    return unusable ? chooseDocuments(context) : documents
  },
})
