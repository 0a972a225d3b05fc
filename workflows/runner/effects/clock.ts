import type { TaskContext } from '../../../tasks/task.ts'

/** What the time is, as it was handed in, and how much of it passes, which is the system's own affair. */
export function createClock(now: () => number): TaskContext['clock'] {
  return { now, elapsed: elapsedMs }
}

/** No clock that somebody sets; Node's `performance` takes a twentieth of its start to load. */
export const elapsedMs = (): number => process.uptime() * 1000
