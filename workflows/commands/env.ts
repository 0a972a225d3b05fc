import { UserError } from '../../cache/errors.ts'
import { createSessions } from '../../cache/sessions.ts'
import { exportLine } from '../../tasks/startup/session-mark.ts'
import type { Command } from '../runner/command.ts'

export const envCommand: Command = {
  name: 'env',
  description: "print the open session's mark as a line that a shell can eval",
  writes: false,
  async run({ openCache, output, json, project }) {
    const session = createSessions(openCache('existing').db).open()
    if (!session?.mark) throw new UserError(`no session is open; ${project.command('init')} opens one`)
    output.result(json ? JSON.stringify({ BOOKEND_SESSION: session.mark }) : exportLine(session.mark))
    return 0
  },
}
