import { setTimeout as sleep } from 'node:timers/promises'
import { describeCondition } from '../../cache/conditions.ts'
import { type Cache, waitLessIfLocked } from '../../cache/database.ts'
import { isCorrupt, UserError } from '../../cache/errors.ts'
import { type Lock, type LockHolder, lockHolder, takeLock } from '../../cache/lock.ts'
import { iso } from '../../cache/window.ts'
import type { Processes } from '../../tasks/task.ts'
import type { Invocation } from './command.ts'
import { createProcesses } from './effects/processes/processes.ts'
import { conditionIn } from './failure.ts'

/** Who holds the lock for a moment only, and is waited for: what it starts is written down by then. */
const brief = 'bookend run'
/** How long a brief holder is waited for, and how often it is asked, in milliseconds. */
const patience = { mostMs: 5000, pollMs: 20 }

/** `unlocked`: that no lock is held while it runs, and why, where that is so. */
type UnderLock<Result> = (unlocked?: string) => Promise<Result>

/**
 * Holds the project's run lock while `work` runs. Throws UserError (exit 3) where another run holds it, for more than a moment where that one, or this, is brief.
 * A dry run needs none. Where nothing of the run lasts anyway, it may do without one that cannot be taken.
 */
export async function withLock<Result>(invocation: Invocation, cache: Cache, work: UnderLock<Result>): Promise<Result> {
  if (cache.unsaved) invocation.output.note(`bookend: ${cache.unsaved}: what this run learns is lost when it ends`)
  if (invocation.dryRun || (cache.db.memory && cache.unsaved === undefined)) return work()
  // Of a cache that must not be opened the lock is not touched either.
  if (cache.isEmpty) return work(unlocked)
  const processes = createProcesses()
  const self: LockHolder = { ...processes.self(), takenAt: invocation.now() }
  let lock: Lock | undefined
  try {
    lock = await takeSoon(cache, self, processes, invocation.interruption.signal)
  } catch (error) {
    if (cache.unsaved === undefined || !conditionIn(error, invocation.environment)) throw error
    return work(unlocked)
  }
  if (!lock) throw new UserError(`another run holds the lock of this project${heldBy(cache, processes)}`, 3)
  if (lock.stale)
    invocation.output.note(
      `bookend: took over the lock of pid ${lock.stale.pid} (${lock.stale.command}), which is gone`,
    )
  try {
    return await work()
  } finally {
    giveBack(lock, invocation.environment)
  }
}

/** A number of another pid namespace is some other process here: nobody is told to end that. */
function heldBy({ db }: Cache, processes: Processes): string {
  const holder = lockHolder(db)
  if (!holder) return ': wait for it'
  const { pid, command, takenAt } = holder
  const isSeen = (processes.read(pid)?.start ?? '') === holder.processStart
  const who = isSeen ? `pid ${pid} (${command})` : `${command} (pid ${pid} in another pid namespace)`
  return `: ${who}, since ${iso(takenAt)}; wait for it, or end it`
}

const unlocked = 'no lock was held: another run at the same time would not have been noticed'

/** Where nobody has written yet who holds it, it was taken this moment. */
async function takeSoon(
  cache: Cache,
  self: LockHolder,
  processes: Processes,
  signal: AbortSignal,
): Promise<Lock | undefined> {
  const { db } = cache
  const lives = ({ pid, processStart }: LockHolder) => pid !== self.pid && processes.read(pid)?.start === processStart
  for (const until = Date.now() + patience.mostMs; ; await sleep(patience.pollMs)) {
    signal.throwIfAborted()
    const lock = takeLock(cache, self, lives)
    if (lock || Date.now() >= until) return lock
    if (![self.command, lockHolder(db)?.command ?? brief].includes(brief)) return undefined
  }
}

/** The same as `withLock`; a lock that the machine does not let it take is said, and the work done without one where that may be for such an error. */
export async function withLockIfPossible(
  invocation: Invocation,
  cache: Cache,
  mayDoWithout: (error: unknown) => boolean,
  work: UnderLock<number>,
): Promise<number> {
  let begun = false
  try {
    return await withLock(invocation, cache, (why) => {
      begun = true
      return work(why)
    })
  } catch (error) {
    const condition = begun ? undefined : conditionIn(error, invocation.environment)
    if (!condition || isCorrupt(error) || !mayDoWithout(error)) throw error
    waitLessIfLocked(cache.db, error)
    const sentence = describeCondition(condition)
    invocation.output.note(`bookend: ${sentence}`)
    return work(`${sentence}; ${unlocked}`)
  }
}

/** The row that names the holder may stay: without the lock itself it is taken over by the next run. */
function giveBack(lock: Lock, environment: Invocation['environment']): void {
  try {
    lock.release()
  } catch (error) {
    if (!conditionIn(error, environment)) throw error
  }
}
