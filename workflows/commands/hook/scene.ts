import type { Database } from '../../../cache/database.ts'
import type { Files } from '../../../tasks/task.ts'
import type { HookEvent } from './event.ts'
import type { HookProject } from './project.ts'

/** Everything that an answer may know and touch. */
export interface HookScene {
  event: HookEvent
  project: HookProject
  /** Undefined where there is no cache, or none that can be used now. */
  db: Database | undefined
  /** Why the cache cannot be used, and what to do about it. */
  problem?: string
  files: Files
  environment: Record<string, string | undefined>
  now: number
  /** Does what must not fail the rest: a busy cache, a directory that cannot be written. */
  attempt(work: () => void): void
}
