import { createNotes } from '../../cache/notes.ts'
import { createSessions } from '../../cache/sessions.ts'
import { viewNow } from '../../tasks/work/now.ts'
import { staleSessions } from '../../tasks/work/standing/view.ts'
import { redactJson } from '../../templates/redact.ts'
import { oneLine } from '../../templates/render.ts'
import { dayOf, plural } from '../../templates/words.ts'
import { answer, type Invocation } from '../runner/command.ts'
import { type NoteRow, noteRow } from './notes/row.ts'

export async function listNotes(invocation: Invocation): Promise<number> {
  const { openCache, options, now, project } = invocation
  const { db } = openCache('existing')
  const view = viewNow(createSessions(db).open(), now())
  const notes = createNotes(db)
  const numbers = options.all === true ? undefined : notes.open().map(({ number }) => number)
  const rows = (await redactJson(notes.all(view, numbers))).map(noteRow)
  const none = `No open notes; ${project.command('note', '--todo', 'TEXT')} takes one`
  return answer(invocation, { notes: rows }, () => table(rows) || none)
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
  return `${dayOf(since)}${many}${state === 'open' && sessions >= staleSessions ? ', stale' : ''}`
}
