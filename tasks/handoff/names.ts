import { utcDate } from '../../cache/window.ts'
import { documentName, handoffName, inDirectory, suggestionsName } from '../own-files.ts'
import { defineTask } from '../task.ts'
import { isOfThisRun } from './write-document.ts'

/** Paths of this run's documents, relative to the project: all with the same number, none of them taken. */
export interface Documents {
  date: string
  number: number
  handoff: string
  page: string
  suggestions: string
}

/** Chooses the names once, so that an interrupted run goes on with them. */
export const nameDocuments = defineTask<Documents>({
  id: 'handoff/names',
  title: 'Choose the names of the documents',
  tells: true,
  show: ({ handoff }) => handoff,
  run(context) {
    const { files, config, session, run } = context
    const date = utcDate(session.to)
    const path = (name: string, number: number, ending: string) =>
      inDirectory(config.handoffDir, documentName(name, date, number, ending))
    const all = (number: number) => [
      path(handoffName, number, 'md'),
      path(handoffName, number, 'html'),
      path(suggestionsName, number, 'md'),
    ]
    let number = 1
    // A name that was ever given is not given again, wherever its document is now.
    const archived = (file: string) => inDirectory(config.archiveDir, file.slice(file.lastIndexOf('/') + 1))
    const isTaken = (file: string) =>
      (files.info(file) && !(run.resumed && isOfThisRun(context, file))) || files.info(archived(file))
    while (all(number).some(isTaken)) number++
    return {
      ...{ date, number },
      handoff: path(handoffName, number, 'md'),
      page: path(handoffName, number, 'html'),
      suggestions: path(suggestionsName, number, 'md'),
    }
  },
})
