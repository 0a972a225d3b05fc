import { createNotes } from '../../cache/notes.ts'
import { createSessions } from '../../cache/sessions.ts'
import { viewNow } from '../../tasks/work/now.ts'
import { staleSessions } from '../../tasks/work/standing/view.ts'
import { redactJson } from '../../templates/redact.ts'
import { oneLine } from '../../templates/render.ts'
import { plural } from '../../templates/words.ts'
import type { Invocation } from '../runner/command.ts'
import { type NoteRow, noteRow } from './notes/row.ts'

export async function listNotes({ openCache, options, output, json, now, project }: Invocation): Promise<number> {
  const { db } = openCache('existing')
  const view = viewNow(createSessions(db).open(), now())
  const notes = createNotes(db)
  const listed =
    options.all === true
      ? notes.all(view)
      : notes.all(
          view,
          notes.open().map(({ number }) => number),
        )
  const rows = (await redactJson(listed)).map(noteRow)
  if (json) output.json({ notes: rows })
  else output.result(table(rows) || `No open notes; ${project.command('note', '--todo', 'TEXT')} takes one`)
  return 0
}

function table(rows: NoteRow[]): string {
  const cells = rows.map((row) => [String(row.number), row.kind, row.state, ageOf(row)])
  const width = (column: number) => Math.max(...cells.map((cell) => (cell[column] as string).length))
  // A column that says the same everywhere says nothing.
  const shown = rows.every(({ state }) => state === 'open') ? [0, 1, 3] : [0, 1, 2, 3]
  return rows
    .map((row, at) => {
      const cell = cells[at] as string[]
      const front = shown.map((column) =>
        column === 0 ? (cell[0] as string).padStart(width(0)) : (cell[column] as string).padEnd(width(column)),
      )
      return `${front.join('  ')}  ${oneLine(row.text)}`
    })
    .join('\n')
}

function ageOf({ since, sessions, state }: NoteRow): string {
  const many = sessions > 1 ? `, ${plural(sessions, 'session')}` : ''
  return `${since.slice(0, 10)}${many}${state === 'open' && sessions >= staleSessions ? ', stale' : ''}`
}
