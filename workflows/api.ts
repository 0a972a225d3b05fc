import type { UserConfig } from './runner/user-config.ts'

export type { Action, Outcome, Plan, Reason, Task, TaskContext, Workflow } from '../tasks/task.ts'
export { defineTask, defineWorkflow, degraded, failed, skipped } from '../tasks/task.ts'
export type { UserConfig } from './runner/user-config.ts'

/** Types for `session.config.ts`; a plain object does as well. */
export const defineConfig = (config: UserConfig): UserConfig => config
