import type { Database } from '../../cache/database.ts'
import { createJournal, type RunRecord } from '../../cache/journal.ts'
import { type LockHolder, lockHolder } from '../../cache/lock.ts'
import type { Processes } from '../../tasks/task.ts'

type Readable = Pick<Processes, 'pid' | 'read' | 'isAlive'>

/** An init or a closedown that goes on at this moment. The journal alone cannot tell it from an interrupted one: who holds the lock, and lives, does. */
export type RunningRun = Pick<RunRecord, 'workflow' | 'session'> & { pid: number }

/** While one runs, what is unfinished is not asked: that is known at its end. */
export function runningRun(db: Database, processes: Readable): RunningRun | undefined {
  const holder = lockHolder(db)
  const run = holder && createJournal(db).goingOn(holder.takenAt)
  if (!holder || !run || !holderLives(holder, processes)) return undefined
  return { workflow: run.workflow, session: run.session, pid: holder.pid }
}

/** Whether the holder of a lock still runs. Where processes cannot be read no start is known, and its number must do: this process's own was used before. */
export function holderLives({ pid, processStart }: LockHolder, processes: Readable): boolean {
  const info = processes.read(pid)
  if (info && processStart !== '') return info.start === processStart
  return pid !== processes.pid && processes.isAlive(pid)
}
