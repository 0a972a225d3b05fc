import { UserError } from '../../cache/errors.ts'
import { createSessions } from '../../cache/sessions.ts'
import { exportLine } from '../../tasks/startup/session-mark.ts'
import type { Invocation } from '../runner/command.ts'

export async function printMark({ openCache, output, json, project }: Invocation): Promise<number> {
  const session = createSessions(openCache('existing').db).open()
  if (!session?.mark) throw new UserError(`no session is open; ${project.command('init')} opens one`)
  output.exact(json ? JSON.stringify({ BOOKEND_SESSION: session.mark }) : exportLine(session.mark))
  return 0
}
