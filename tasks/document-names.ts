import { utcDate } from '../cache/window.ts'
import type { TaskContext } from './context.ts'
import { documentName, handoffName, inDirectory, suggestionsName } from './own-files.ts'
import type { Reason } from './reason.ts'
import { isOfThisRun } from './write-document.ts'

/** Paths of a run's documents, relative to the project: all with the same number, none of them taken. */
export interface DocumentPaths {
  date: string
  number: number
  handoff: string
  page: string
  suggestions: string
}

type Scene = Pick<TaskContext, 'config' | 'session' | 'files' | 'stores' | 'run'>

export function documentsOf({ config, session }: Pick<Scene, 'config' | 'session'>, number: number): DocumentPaths {
  const date = utcDate(session.to)
  const path = (name: string, ending: string) =>
    inDirectory(config.handoffDir, documentName(name, date, number, ending))
  return {
    date,
    number,
    handoff: path(handoffName, 'md'),
    page: path(handoffName, 'html'),
    suggestions: path(suggestionsName, 'md'),
  }
}

/** Whether a file has a name already; a run that is taken up again continues its own. */
export function isTaken(scene: Scene, file: string): boolean {
  const { files, run } = scene
  return files.info(file) !== undefined && !(run.resumed && isOfThisRun(scene, file))
}

/** The first names that are not taken. One that was ever given is not given again, wherever its document is now. Why so: docs/decisions.md, 108. */
export function chooseDocuments(scene: Scene): DocumentPaths {
  const { config, files } = scene
  const archived = (file: string) => inDirectory(config.archiveDir, file.slice(file.lastIndexOf('/') + 1))
  for (let number = 1; ; number++) {
    const documents = documentsOf(scene, number)
    const { handoff, page, suggestions } = documents
    if (![handoff, page, suggestions].some((file) => isTaken(scene, file) || isIn(files, archived(file))))
      return documents
  }
}

/** Whether a file is there. A directory that nobody may look into, or a link in a circle, keeps no handoff from being written. */
function isIn(files: Scene['files'], file: string): boolean {
  try {
    return files.info(file) !== undefined
  } catch {
    return false
  }
}

/** The first of the directories for documents that nothing can be written to, and why. */
export function unwritableDirectory(
  files: Pick<Scene['files'], 'obstacle'>,
  { handoffDir, archiveDir }: Pick<Scene['config'], 'handoffDir' | 'archiveDir'>,
): Extract<Reason, { reason: 'not-writable' }> | undefined {
  for (const path of [handoffDir, archiveDir]) {
    const detail = files.obstacle(inDirectory(path, documentName(handoffName, 'DATE', 1, 'md')))
    if (detail !== undefined) return { reason: 'not-writable', path, detail }
  }
  return undefined
}
