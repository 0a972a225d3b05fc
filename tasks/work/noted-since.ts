import type { LedgerNote } from '../../cache/notes.ts'
import { clip } from '../../templates/render.ts'
import { andMore } from '../../templates/words.ts'
import type { TaskContext } from '../task.ts'
import { viewNow } from './now.ts'

const listedNotes = 10
const shownCharacters = 160

/** What was noted and closed since a closedown, newest first, a line each; empty where nothing was. Times are milliseconds. */
export function notedSince(
  { stores, run, project }: Pick<TaskContext, 'stores' | 'run' | 'project'>,
  time: number,
): string[] {
  const since = stores.notes
    .all(viewNow(stores.sessions.open(), run.startedAt))
    .filter((note) => lastChange(note) > time)
    .toSorted((a, b) => lastChange(b) - lastChange(a) || b.number - a.number)
  const lines = since
    .slice(0, listedNotes)
    .map(
      ({ number, kind, text, closed }) =>
        `- ${number} ${closed ? `${kind}, ${closed.as}` : kind}: ${clip(text, shownCharacters)}`,
    )
  const more = andMore(since.length - lines.length, `: ${project.command('notes', '--all')}`)
  return [...lines, ...more.map((text) => `- ${text}`)]
}

const lastChange = ({ at, closed }: LedgerNote): number => closed?.at ?? at
