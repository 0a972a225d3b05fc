import type { Database } from '../../cache/database.ts'
import { createJournal, type RunRecord } from '../../cache/journal.ts'
import { isHeld, type LockHolder, lockHolder } from '../../cache/lock.ts'
import { createProcesses } from './effects/processes/processes.ts'

/** An init or a closedown that goes on at this moment. The journal alone cannot tell it from an interrupted one: who holds the lock does. */
export type RunningRun = Pick<RunRecord, 'workflow' | 'session'> & { pid: number }

/** The file of the lock may have been removed since it was taken: then only the process itself shows that it is held. */
const isSeen = ({ pid, processStart }: LockHolder): boolean =>
  processStart !== '' && createProcesses().read(pid)?.start === processStart

/** While one runs, what is unfinished is not asked: that is known at its end. `file`: the cache's own, where a copy of it was opened. */
export function runningRun(db: Database, file = db.name): RunningRun | undefined {
  const holder = lockHolder(db)
  const run = holder && createJournal(db).goingOn(holder.takenAt)
  if (!holder || !run || !(isHeld(file) || isSeen(holder))) return undefined
  return { workflow: run.workflow, session: run.session, pid: holder.pid }
}
