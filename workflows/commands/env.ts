import type { Cache } from '../../cache/database.ts'
import { UserError } from '../../cache/errors.ts'
import { createSessions } from '../../cache/sessions.ts'
import { exportLine } from '../../tasks/startup/session-mark.ts'
import type { Project } from '../../tasks/task.ts'
import type { Invocation } from '../runner/command.ts'

export async function printMark({ openCache, output, json, project }: Invocation): Promise<number> {
  const mark = openMark(project, openCache('existing'))
  output.exact(json ? JSON.stringify({ BOOKEND_SESSION: mark }) : exportLine(mark))
  return 0
}

/** The open session's mark. Throws UserError where none is open. */
export function openMark(project: Project, { db }: Cache): string {
  const session = createSessions(db).open()
  if (!session?.mark) throw new UserError(`no session is open; ${project.command('init')} opens one`)
  return session.mark
}
