import type { Config, Task, Workflow } from '../../tasks/task.ts'

/** The configuration in force: the user's keys, and the defaults for the rest. */
export type Settings = Config & {
  tasks: Task[]
  workflows: Workflow[]
}
