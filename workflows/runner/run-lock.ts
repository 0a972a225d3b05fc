import { setTimeout as sleep } from 'node:timers/promises'
import { describeCondition } from '../../cache/conditions.ts'
import { type Cache, waitLessIfLocked } from '../../cache/database.ts'
import { isCorrupt, UserError } from '../../cache/errors.ts'
import { type LockHolder, type LockResult, releaseLock, takeLock } from '../../cache/lock.ts'
import { iso } from '../../cache/window.ts'
import type { Processes } from '../../tasks/task.ts'
import type { Invocation } from './command.ts'
import { createProcesses } from './effects/processes/processes.ts'
import { conditionIn } from './failure.ts'
import { holderLives } from './running.ts'

/** Who holds the lock for a moment only, and is waited for: what it starts is written down by then. */
const brief = 'bookend run'
/** How long a brief holder is waited for, and how often it is asked, in milliseconds. */
const patience = { mostMs: 5000, pollMs: 20 }

/**
 * Holds the project's run lock while `work` runs. Throws UserError (exit 3) where another run holds it, for more than a moment where that one, or this, is brief.
 * A dry run needs none.
 */
export async function withLock<Result>(
  invocation: Invocation,
  cache: Cache,
  work: () => Promise<Result>,
): Promise<Result> {
  if (cache.unsaved) invocation.output.note(`bookend: ${cache.unsaved}: what this run learns is lost when it ends`)
  if (invocation.dryRun || cache.unsaved) return work()
  const processes = createProcesses()
  const self: LockHolder = { ...processes.self(), takenAt: invocation.now() }
  const taken = await takeSoon(cache, self, processes)
  if (!taken.taken) {
    const { pid, command, takenAt } = taken.holder
    throw new UserError(
      `another run holds the lock of this project: pid ${pid} (${command}), since ${iso(takenAt)}; wait for it, or end it`,
      3,
    )
  }
  if (taken.stale)
    invocation.output.note(
      `bookend: took over the lock of pid ${taken.stale.pid} (${taken.stale.command}), which is gone`,
    )
  try {
    return await work()
  } finally {
    if (cache.db.open) giveBack(cache, self, invocation.environment)
  }
}

async function takeSoon({ db }: Cache, self: LockHolder, processes: Processes): Promise<LockResult> {
  for (const until = Date.now() + patience.mostMs; ; await sleep(patience.pollMs)) {
    const taken = takeLock(db, self, (holder) => holderLives(holder, processes))
    if (taken.taken || ![self.command, taken.holder.command].includes(brief) || Date.now() >= until) return taken
  }
}

/** The same as `withLock`; a lock that the machine does not let it take is said, and the work done without one where that may be for such an error. */
export async function withLockIfPossible(
  invocation: Invocation,
  cache: Cache,
  mayDoWithout: (error: unknown) => boolean,
  work: () => Promise<number>,
): Promise<number> {
  let begun = false
  try {
    return await withLock(invocation, cache, () => {
      begun = true
      return work()
    })
  } catch (error) {
    const condition = begun ? undefined : conditionIn(error, invocation.environment)
    if (!condition || isCorrupt(error) || !mayDoWithout(error)) throw error
    waitLessIfLocked(cache.db, error)
    invocation.output.note(`bookend: ${describeCondition(condition)}`)
    return work()
  }
}

/** Tried once more, for a disk that failed once. A lock that cannot be given back is taken over by the next run: its process is gone. */
function giveBack(
  { db }: Pick<Cache, 'db'>,
  self: LockHolder,
  environment: Invocation['environment'],
  triesLeft = 1,
): void {
  try {
    releaseLock(db, self)
  } catch (error) {
    if (!conditionIn(error, environment)) throw error
    if (triesLeft > 0) giveBack({ db }, self, environment, triesLeft - 1)
  }
}
