import { conditionOf } from '../../cache/conditions.ts'
import type { Cache } from '../../cache/database.ts'
import { createJournal } from '../../cache/journal.ts'
import { createNotes } from '../../cache/notes.ts'
import { createSessions } from '../../cache/sessions.ts'
import { iso } from '../../cache/window.ts'
import { type Files, type Session, sessionStateFile, type Workflow } from '../../tasks/task.ts'
import { type Invocation, stringOption } from './command.ts'
import { createFiles } from './effects/files.ts'
import { sessionOf, whyLeft } from './left-behind.ts'
import { currentSession, sessionForInit } from './session.ts'

/** The session that a workflow or a single task is about. */
export function chooseSession(invocation: Invocation, cache: Cache, workflow?: Workflow): Session {
  const sessions = createSessions(cache.db)
  const from = stringOption(invocation.options, 'from')
  const to = stringOption(invocation.options, 'to')
  if (workflow?.session === 'opens' && from === undefined && to === undefined)
    return sessionForInit(sessions, invocation.now(), (open) => whyLeft(invocation, cache, open) !== undefined)
  const workedOn = workflow && from === undefined && to === undefined && wasClosedBy(workflow, invocation, cache)
  if (workedOn) return workedOn
  const sessionState = textOf(createFiles(invocation.project.root, true), sessionStateFile)
  const now = invocation.now()
  const open = sessions.open()
  if (workflow?.session === 'closes' && from === undefined && to === undefined && open && open.from >= now)
    invocation.output.note(
      `bookend: the clock is behind: session ${open.id} began at ${iso(open.from)}, and now is ${iso(now)}; it is the open one, and is closed`,
    )
  return currentSession({ now, from, to, sessions, sessionState, firstNote: createNotes(cache.db).firstSince })
}

/** What --from-task begins in the middle of: where no session is open, the closedown of the last one, whose earlier tasks it takes as they were. */
function wasClosedBy({ name, session }: Workflow, { options }: Invocation, { db }: Cache): Session | undefined {
  if (session !== 'closes' || stringOption(options, 'fromTask') === undefined || createSessions(db).open()) return
  const run = createJournal(db).last(name)
  return run && { ...sessionOf(run), open: false }
}

/** A file that cannot be read is named by the task that reads it; here it only means that it says no start. */
function textOf(files: Files, path: string): string | undefined {
  try {
    return files.read(path)
  } catch (error) {
    if (conditionOf(error)) return undefined
    throw error
  }
}
